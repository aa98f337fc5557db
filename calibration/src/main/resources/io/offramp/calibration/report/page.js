"use strict";
// Puts the page together, and moves its figures along the bounds.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  let at = data.chosen;
  const current = () => data.points[at];
  const words = riskWords(data);
  const bounds = boundWords(data);

  function show(id, value, raw, more) {
    const place = document.getElementById(id);
    if (place) {
      place.textContent = value;
      place.dataset.value = known(raw) ? raw : "";
      document.getElementById(id + "-more").textContent = more;
    }
  }

  function fill() {
    const point = current();
    const last = data.exits[data.exits.length - 1].accuracy;
    const between = (estimate, as) => (known(estimate) ? "95%: " + range(estimate, as) : "");
    show("saved", percent(point.saved.value), point.saved.value, between(point.saved, percent));
    show("cost", percent(point.cost.value), point.cost.value, between(point.cost, percent));
    show("risk", point.risk ? words(point.risk.value) : UNKNOWN, point.risk && point.risk.value, between(point.risk, words));
    show(
      "accuracy",
      point.accuracy ? percent(point.accuracy.value, 2) : UNKNOWN,
      point.accuracy && point.accuracy.value,
      last ? `full depth ${percent(last.value, 2)}` : "",
    );
    show("same", percent(1 - point.disagreement.value, 2), point.disagreement.value, "differ: " + percent(point.disagreement.value, 2));
    document.getElementById("exit-table").replaceChildren(exitTable(data, point));
  }

  function panel() {
    const slider = el("input", {
      type: "range", id: "bound", min: 0, max: data.points.length - 1, step: 1, value: at, "aria-describedby": "bound-says",
    });
    const says = el("output", { id: "bound-says", for: "bound" });
    const back = el("button", { type: "button", id: "back" }, "Back to the certified bound");
    const sayIt = () => {
      const point = current();
      const own = at === data.chosen;
      slider.setAttribute("aria-valuetext", `bound ${bounds(point.bound)}`);
      says.replaceChildren(
        el("span", { class: own ? "own" : "explore" }, own ? "certified" : "exploration, no guarantee"),
        ` at ${bounds(point.bound)}: ` +
          (point.found ? `cost ${percent(point.cost.value)}, seen ${point.risk ? words(point.risk.value) : UNKNOWN}` : "no candidate passes on these rows; figures of full depth"),
      );
      back.hidden = own;
    };
    const move = (to) => {
      at = to;
      slider.value = to;
      sayIt();
      fill();
      drawCharts();
    };
    slider.addEventListener("input", () => move(Number(slider.value)));
    back.addEventListener("click", () => {
      move(data.chosen);
      slider.focus();
    });
    sayIt();
    return el(
      "div",
      { class: "panel", role: "group", "aria-label": "Another bound" },
      el("div", { class: "row" }, el("label", { for: "bound" }, `What if the bound on the ${riskName(data)} were another?`), says, back),
      slider,
      el("details", {}, el("summary", {}, "What moves, and what it is worth"), el("p", { class: "note" }, data["what-if"] + " Sections 2, 3 and 4 move; all others are about the certified policy.")),
    );
  }

  document.getElementById("top").append(...topOfPage(data).flat());
  document.getElementById("report").replaceChildren(
    promise(data),
    ...(data.points.length > 1 ? [panel()] : [el("p", { class: "note" }, data["what-if"])]),
    savings(data),
    frontier(data, current),
    thresholds(data, current),
    exitsAlone(data),
    reliability(data),
    slices(data),
    differences(data),
    stress(data),
    provenance(data),
  );
  document.getElementById("foot").append(
    el("p", {}, `Made by Offramp ${data.provenance["offramp-version"]}. Charts: Apache ECharts 5.5.0, Apache License 2.0. This file holds all it shows and loads nothing.`),
  );
  fill();
  drawCharts();
  const fit = () => {
    resizeCharts();
    drawCharts();
  };
  window.addEventListener("resize", fit);
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", fit);
  for (const media of ["(prefers-color-scheme: dark)", "print"]) {
    window.matchMedia(media).addEventListener("change", fit);
  }
  document.documentElement.dataset.ready = "true";
})();
