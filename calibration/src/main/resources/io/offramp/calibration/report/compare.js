"use strict";
// Two policies or runs side by side.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = (unit, value, signed) => {
    if (!known(value)) return UNKNOWN;
    const sign = signed && value > 0 ? "+" : "";
    if (unit === "share") return sign + percent(value, 2);
    return sign + (unit === "count" ? count(Math.round(value)) : trimmed(value, 6));
  };
  document.getElementById("top").append(
    el("h1", {}, `Two ${data.kind} side by side`),
    el("p", { class: "lead" }, `${data.first} and ${data.second}`),
  );
  document.getElementById("report").replaceChildren(
    el(
      "section",
      { id: "promise", "aria-label": "figures" },
      table(
        "The difference is the second less the first",
        ["", data.first, data.second, "difference"],
        data.figures
          .map((figure) => [
            figure.name,
            words(figure.unit, figure.first),
            words(figure.unit, figure.second),
            words(figure.unit, figure.difference, true),
          ])
          .concat(data.facts.map((fact) => [fact.name, fact.first, fact.second, fact.same ? "same" : "differs"])),
      ),
      el("ul", { class: "plain" }, data.notes.map((note) => el("li", {}, note))),
    ),
  );
  document.documentElement.dataset.ready = "true";
})();
