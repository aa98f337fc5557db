"use strict";
// Elements, and numbers as words. Texts go into text nodes only, so none can become markup.

function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) {
      made.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return made;
}

function trimmed(number, digits) {
  const text = number.toFixed(digits);
  const short = text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  return short === "-0" ? "0" : short;
}

const UNKNOWN = "–";
const known = (value) => value !== null && value !== undefined;
const percent = (share, digits = 1) => (known(share) ? trimmed(100 * share, digits) + "%" : UNKNOWN);
const points = (share) => (known(share) ? trimmed(100 * share, 2) + " pts" : UNKNOWN);
// Bounds are shown to the last digit: rounded down they would promise more than is certified.
const exact = (share) => String(Number((100 * share).toPrecision(12)));
const count = (number) => (known(number) ? number.toLocaleString("en-US") : UNKNOWN);
const fixed = (number, digits) => (known(number) ? number.toFixed(digits) : UNKNOWN);
const threshold = (value) => (known(value) ? value.toFixed(4) : "never");
const range = (estimate, words) =>
  known(estimate) ? `${words(estimate.low)} to ${words(estimate.high)}` : UNKNOWN;
const evidence = (value) => (value < 0.001 ? value.toExponential(1) : trimmed(value, 3));

// A table of cells that are texts, numbers as words, or elements. Narrow screens show each row as
// a list, where cells say what they are.
const WORDS = new Set(["what it does", "guarantee", "test", "precision", "policy", "diagram", "certified", "part", "candidates"]);

function table(caption, heads, rows, attributes) {
  const words = (i) => (i === 0 || WORDS.has(heads[i]) ? "words" : null);
  const head = el("tr", {}, heads.map((name, i) => el("th", { scope: "col", class: words(i) }, name)));
  const body = rows.map((cells) =>
    el(
      "tr",
      { class: cells.own ? "own" : null },
      (cells.cells || cells).map((cell, i) => {
        const bad = known(cell) && cell.bad;
        return el("td", { "data-name": heads[i], class: bad ? "bad" : words(i) }, bad ? cell.bad : cell);
      }),
    ),
  );
  return el(
    "table",
    attributes || {},
    el("caption", {}, caption),
    el("thead", {}, head),
    el("tbody", {}, body),
  );
}

const dataTable = (caption, heads, rows) =>
  el("details", {}, el("summary", {}, "The same as a table"), table(caption, heads, rows));

function section(id, number, title, ...children) {
  return el(
    "section",
    { id, "aria-labelledby": id + "-title" },
    el("h2", { id: id + "-title" }, `${number}. ${title}`),
    ...children,
  );
}

function facts(pairs) {
  return el(
    "dl",
    { class: "facts" },
    pairs
      .filter(([, value]) => known(value))
      .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

// An interval as a small drawing: a line from its low to its high end, and a dot.
function intervalDrawing(estimate, least, greatest, bound, words) {
  const space = "http://www.w3.org/2000/svg";
  const width = 144;
  const at = (value) => 4 + ((value - least) / (greatest - least || 1)) * (width - 8);
  const svg = document.createElementNS(space, "svg");
  const part = (tag, attributes) => {
    const made = document.createElementNS(space, tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    svg.append(made);
  };
  svg.setAttribute("viewBox", `0 0 ${width} 18`);
  svg.setAttribute("class", "interval");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${words(estimate.value)}, ${range(estimate, words)}`);
  const stroke = (x1, x2, y1, y2, colour, thick, dash) =>
    part("line", {
      x1, x2, y1, y2, "stroke-dasharray": dash || "none", style: `stroke:var(${colour});stroke-width:${thick}`,
    });
  stroke(at(0), at(0), 1, 17, "--line", 1.5);
  if (known(bound)) {
    stroke(at(bound), at(bound), 1, 17, "--warn", 1.5, "3 2");
  }
  stroke(at(estimate.low), at(estimate.high), 9, 9, "--c1", 2);
  part("circle", { cx: at(estimate.value), cy: 9, r: 4, style: "fill:var(--c1)" });
  return svg;
}
