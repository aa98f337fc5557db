"use strict";
// The report's sections, from its data. What changes with the bound is filled in by page.js.

const METHODS = {
  offramp: "this policy's method",
  "cross-fit": "this policy's method",
  "shared-exact-trinomial": "shared threshold, certified",
  naive: "naive tuning",
  "geometric-shares": "geometric shares",
  patience: "patience",
  "conformal-risk": "conformal risk control",
  "upper-bound": "upper confidence bound",
};
const CANDIDATES = {
  "shared-threshold": "Shared threshold",
  "calibrated-level": "Level on calibrated signals",
  "per-exit-search": "Per-exit thresholds",
};
const ASSURANCE = {
  exact: "with the confidence asked for",
  asymptotic: "in the limit of many rows",
  expectation: "on average only",
  none: "no",
};
const EFFECTS = {
  harmful: "full depth was right",
  helpful: "the early exit was right",
  "both-wrong": "both were wrong",
  "both-right": "both were right",
  "same-harmful": "near each other, but only full depth was right",
  "same-helpful": "near each other, but only the early exit was right",
  unknown: "no label",
};

const riskName = (data) => (data.rows.risk === "accuracy-drop" ? "accuracy drop" : "answers that differ");
const riskWords = (data) => (data.rows.risk === "accuracy-drop" ? points : (x) => percent(x, 2));

const boundWords = (data) => (data.rows.risk === "accuracy-drop" ? (x) => exact(x) + " pts" : (x) => exact(x) + "%");

const lineKey = (entries) =>
  el(
    "ul",
    { class: "key" },
    entries.map(([colour, words]) =>
      el("li", {}, el("span", { style: `background:var(${colour})`, "aria-hidden": "true" }), words),
    ),
  );

function topOfPage(data) {
  const head = data.headline;
  return [
    el("h1", {}, "Early exit: policy report"),
    el(
      "span",
      { class: `badge ${head.status}` },
      head.status === "reproduced" ? "Certificate reproduced from these rows" : "Certificate not reproduced",
    ),
    el("p", { class: "lead" }, head.sentence),
    el("p", { class: "sub" }, head.saving),
    head.warnings.map((warning) => el("p", { class: "warning", role: "note" }, warning)),
  ];
}

// Of many parts those that were seen closest to their bound for their rows; the others unfold.
const SHOWN_PARTS = 10;

function claimsTable(caption, claims) {
  const drop = (claim) => claim.quantity === "accuracy-drop";
  return table(
    caption,
    ["bounded", "rows", "bound", "seen", "harmful", "helpful", "test", "p-value", "delta"],
    claims.map((claim) => [
      claim.quantity.replace("-", " ") + (claim.slice ? `, ${claim.slice}` : ""),
      count(claim.rows),
      exact(claim.bound) + (drop(claim) ? " pts" : "%"),
      drop(claim) ? points(claim.estimate) : percent(claim.estimate, 2),
      count(claim.harmful),
      count(claim.helpful),
      claim.test,
      evidence(claim["p-value"]),
      trimmed(claim.delta, 4),
    ]),
  );
}

function claims(data) {
  const caption =
    data.policy.validity === "exact"
      ? "The bounds, and the evidence for each on rows that were held back"
      : "The bounds, and the evidence for each by cross-fitting; no row was held back";
  const all = data.policy.claims;
  const parts = all.filter((claim) => claim.slice).sort((a, b) => a.room - b.room);
  if (parts.length <= SHOWN_PARTS) {
    return [claimsTable(caption, all)];
  }
  const rest = parts.slice(SHOWN_PARTS);
  return [
    claimsTable(
      `${caption}; of ${count(parts.length)} parts of the rows the ${SHOWN_PARTS} closest to their bound for their rows`,
      all.filter((claim) => !claim.slice).concat(parts.slice(0, SHOWN_PARTS)),
    ),
    el("details", {}, el("summary", {}, `The other ${count(rest.length)} parts`), claimsTable("The bounds of the other parts", rest)),
  ];
}

function promise(data) {
  return section(
    "promise",
    1,
    "What was asked for, and is it certified?",
    el("p", {}, data.policy.statement),
    ...claims(data),
    el("h3", {}, "What it rests on"),
    el("ul", { class: "plain" }, data.headline.assumptions.map((line) => el("li", {}, line))),
    el("p", { class: "note" }, `Method: ${data.policy.method}; ${count(data.policy["levels-tested"])} candidates tested.`),
  );
}

function savings(data) {
  const runs = [data["full-depth-run"], data.run].filter(known);
  const tile = (id, name) =>
    el(
      "div",
      { class: "tile" },
      el("div", { class: "name" }, name),
      el("div", { class: "value", id }),
      el("div", { class: "more", id: id + "-more" }),
    );
  const labels = data.rows["measured-labelled"] > 0;
  const missed = runs.some((run) => known(run["mean-absolute-error"]));
  return section(
    "saving",
    2,
    "What does it save?",
    el(
      "div",
      { class: "tiles", "aria-live": "polite" },
      tile("saved", "compute saved"),
      tile("cost", "mean cost of a row"),
      tile("risk", riskName(data)),
      labels ? tile("accuracy", "accuracy") : null,
      tile("same", "answers as at full depth"),
    ),
    el(
      "p",
      { class: "note" },
      data.rows.certifying
        ? `Measured on the ${count(data.rows.measured)} rows that certified; ${count(data.rows.tuning)} others only tuned. The bound, not what was seen, is what is promised: what is seen on rows that helped to choose looks a little better than it is.`
        : `Measured on all ${count(data.rows.measured)} rows of the traces.`,
    ),
    runs.length
      ? table(
          "Whole runs, from their summaries; rows/s count the whole job on the machine that it ran on",
          ["run", "rows", "rows/s", "mean cost", "accuracy", ...(missed ? ["mean absolute error"] : []), "precision", "policy"],
          runs.map((run) => [
            run.source,
            count(run.rows),
            count(Math.round(run["rows-per-second"])),
            percent(run["mean-cost"]),
            percent(run.accuracy, 2) + (known(run.accuracy) && known(run.tolerance) ? ` within ${run.tolerance}` : ""),
            ...(missed ? [known(run["mean-absolute-error"]) ? String(Number(run["mean-absolute-error"].toPrecision(4))) : UNKNOWN] : []),
            run.precision || UNKNOWN,
            run === data.run ? (run["same-policy"] ? "this one" : { bad: "another one" }) : "none",
          ]),
        )
      : null,
  );
}

// In which order candidates are tested goes by what is bounded.
function testOrder(data) {
  const bounded = (what) => data.policy.claims.some((claim) => claim.quantity === what);
  const risk = bounded("accuracy-drop") || bounded("disagreement");
  return !risk ? "from cheap to safe" : bounded("cost") ? "from the one that looked best for both bounds to cheap" : "in that order";
}

function frontier(data, current) {
  const words = riskWords(data);
  const others = data.alternatives;
  const repeats = data.backtest;
  const naive = others.find((other) => other.name === "naive");
  return section(
    "frontier",
    3,
    "Could it be cheaper, or safer?",
    data.frontier.length
      ? el(
          "figure",
          {},
          frontierKey(data),
          chartElement("", `Risk against mean cost of all candidates; the same figures are in the table below`, () =>
            frontierOptions(data, current()),
          ),
          el(
            "figcaption",
            {},
            `Candidates run from safe and dear, on the right, to risky and cheap. They were fixed before the certifying rows were looked at and tested one after another, ${testOrder(data)}; the first that fails ends the test. A test takes in what luck could do, so the certified part ends before what is seen reaches the bound. Intervals hold for one candidate at a time.`,
          ),
          dataTable(
            "Candidates on the measured rows",
            ["candidates", "level", "mean cost", riskName(data), "95% interval", "certified"],
            data.frontier.flatMap((curve) =>
              curve.points.map((point) => [
                CANDIDATES[curve.name] || curve.name,
                count(point.level),
                percent(point.cost),
                words(point.risk.value),
                range(point.risk, words),
                point.certified ? "yes" : "no",
              ]),
            ),
          ),
        )
      : el("p", { class: "note" }, "These traces could not be calibrated anew, so no other candidates can be shown."),
    others.length ? el("h3", {}, "Other ways to choose thresholds") : null,
    others.length
      ? table(
          `Chosen by ${data.rows.choosing < data.rows.measured ? count(data.rows.choosing) + " of " : ""}the rows that they are measured on` +
            (repeats ? `; broken: how often ${count(repeats.splits)} random halves of ${count(repeats.rows)} rows saw the bound broken on the half that did not choose` : ""),
          ["method", "what it does", "guarantee", "mean cost", riskName(data)].concat(repeats ? ["broken", "95% interval"] : []),
          others.map((other, i) => {
            const rate = other["violation-rate"];
            const tooOften = repeats && rate && rate.low > repeats.allowed;
            return {
              own: i === 0,
              cells: [
                METHODS[other.name] || other.name,
                other.words,
                ASSURANCE[other.assurance] || other.assurance,
                other.found ? percent(other.cost) : "found none",
                other.found && other.risk ? words(other.risk.value) : UNKNOWN,
              ].concat(
                repeats
                  ? [rate ? (tooOften ? { bad: percent(rate.value) } : percent(rate.value)) : UNKNOWN, rate ? range(rate, percent) : UNKNOWN]
                  : [],
              ),
            };
          }),
        )
      : null,
    naive && repeats && naive["violation-rate"]
      ? el(
          "p",
          {},
          `Why not simply tune one threshold until the bound just seems kept? Because what just seems kept is as often luck: on fresh rows naive tuning broke the bound in ${percent(naive["violation-rate"].value)} of the tries. A policy's true risk may exceed the bound in ${exact(repeats.allowed)}% of them; rows that measure are a sample as well, so even one that keeps its bound is now and then seen to break it.`,
        )
      : null,
  );
}

function thresholds(data, current) {
  return section(
    "exits",
    4,
    "Where do rows leave?",
    el(
      "figure",
      {},
      chartElement("low", "Share of rows that leave at each exit; the same figures are in the table below", () =>
        sharesOptions(data, current()),
      ),
      el("figcaption", {}, `A row leaves at the first exit whose signal, ${data.policy.signal}, is at least the threshold; at the last exit all do.`),
    ),
    el("div", { id: "exit-table" }),
  );
}

function exitTable(data, point) {
  return table(
    "Exits under this policy",
    ["exit", "cost", "threshold", "rows", "share"],
    data.exits.map((exit, i) => [
      count(exit.exit),
      percent(exit.cost),
      i < point.thresholds.length ? threshold(point.thresholds[i]) : "last exit",
      count(point.leaving[i]),
      percent(point.shares[i], 2),
    ]),
    { class: "compact" },
  );
}

function exitsAlone(data) {
  return section(
    "alone",
    5,
    "How good is each exit by itself?",
    el(
      "figure",
      {},
      lineKey([["--c1", "agrees with the last exit"]].concat(data.exits[0].accuracy ? [["--c2", "accuracy"]] : [])),
      chartElement("low", "Accuracy and agreement of each exit if all rows left there; the same figures are in the table below", () =>
        exitsOptions(data),
      ),
      el("figcaption", {}, "If all rows left at one exit. Early exit lets each row leave where it is sure, and so should do better at the same mean cost."),
    ),
    dataTable(
      "Exits by themselves, with exact 95% intervals",
      ["exit", "cost", "agreement", "95% interval", "accuracy", "95% interval"],
      data.exits.map((exit) => [
        count(exit.exit),
        percent(exit.cost),
        percent(exit.agreement.value, 2),
        range(exit.agreement, (x) => percent(x, 2)),
        exit.accuracy ? percent(exit.accuracy.value, 2) : UNKNOWN,
        exit.accuracy ? range(exit.accuracy, (x) => percent(x, 2)) : UNKNOWN,
      ]),
    ),
  );
}

function reliability(data) {
  const exits = data.reliability;
  const calibration = exits.map((exit) => exit.calibration).find(known);
  const ece = (diagram) => (diagram ? fixed(diagram.ece, 3) : UNKNOWN);
  return section(
    "reliability",
    6,
    "Can confidences be believed?",
    el("p", {}, "Rows are put into ten bins by what an exit says of them. Where the line lies below the diagonal, the exit is surer than it should be. No guarantee rests on this; calibrated signals make exits comparable, and so make policies cheaper."),
    lineKey(
      [["--c2", `signal ${data.policy.signal}: answers as the last exit`]]
        .concat(calibration ? [["--c1", `the same after ${calibration} calibration on the tuning rows`]] : [])
        .concat(exits[0].accuracy ? [["--c3", "max-probability: is right"]] : []),
    ),
    el(
      "div",
      { class: "multiples" },
      exits.map((exit) =>
        el(
          "figure",
          {},
          el("h3", {}, `Exit ${exit.exit}`),
          chartElement("small", `Reliability diagram of exit ${exit.exit}; the same figures are in the table below`, () => reliabilityOptions(exit)),
        ),
      ),
    ),
    table(
      "Expected calibration error: how far what is said is from what is seen, on average over rows",
      ["exit", "signal", "calibrated", "max-probability is right"],
      exits.map((exit) => [count(exit.exit), ece(exit.agreement), ece(exit.calibrated), ece(exit.accuracy)]),
      { class: "compact" },
    ),
    dataTable(
      "Bins",
      ["exit", "diagram", "rows", "said", "seen", "95% interval"],
      exits.flatMap((exit) =>
        [["signal", exit.agreement], ["calibrated", exit.calibrated], ["is right", exit.accuracy]]
          .filter(([, diagram]) => diagram)
          .flatMap(([name, diagram]) =>
            diagram.bins.map((bin) => [
              count(exit.exit), name, count(bin.rows), fixed(bin.said, 3), fixed(bin.seen.value, 3),
              range(bin.seen, (x) => fixed(x, 3)),
            ]),
          ),
      ),
    ),
  );
}

function slices(data) {
  const all = data.slices;
  const words = riskWords(data);
  if (!all.length) {
    return section("slices", 7, "Who bears the risk?", el("p", { class: "note" }, data["no-slices"]));
  }
  const least = Math.min(0, ...all.map((slice) => slice.risk.low));
  const greatest = Math.max(0, ...all.map((slice) => slice.risk.high));
  return section(
    "slices",
    7,
    "Who bears the risk?",
    el(
      "p",
      {},
      `Parts of the rows, those first on which the policy loses most. Each interval is 95% by itself; of ${count(all.length)} about ${trimmed(all.length / 20, 1)} may be expected to miss, and the worst of many looks worse than it is. A part that worries wants a bound of its own: --max-slice-risk or, if it is a label, --max-class-accuracy-drop, on fresh rows.`,
    ),
    table(
      `Risk and cost by part of the rows${data["slices-left-out"] ? `; ${count(data["slices-left-out"])} parts with less risk are left out` : ""}`,
      ["part", "rows", riskName(data), "95% interval", "", "mean cost", "accuracy", "full depth"].concat(all.some((s) => known(s.bound)) ? ["certified"] : []),
      all.map((slice) =>
        [
          slice.name,
          count(slice.rows),
          words(slice.risk.value),
          range(slice.risk, words),
          intervalDrawing(slice.risk, least, greatest, slice.bound, words),
          percent(slice.cost.value),
          slice.accuracy ? percent(slice.accuracy.value, 2) : UNKNOWN,
          percent(slice["full-depth-accuracy"], 2),
        ].concat(all.some((s) => known(s.bound)) ? [known(slice.bound) ? `at most ${words(slice.bound)}` : "no"] : []),
      ),
    ),
  );
}

function differences(data) {
  const all = data.differences;
  return section(
    "differences",
    8,
    "Which rows are answered differently?",
    el(
      "p",
      {},
      all.words + (all.sample.length ? ` ${count(all.sample.length)} of these rows, drawn at random:` : ""),
    ),
    el(
      "ul",
      { class: "rows" },
      all.sample.map((row) =>
        el(
          "li",
          { class: row.effect },
          known(row.text) ? el("p", { class: "text" }, row.text) : null,
          known(row["text-pair"]) ? el("p", { class: "text second" }, row["text-pair"]) : null,
          el(
            "p",
            { class: "about" },
            `${known(row.id) ? `id ${row.id}` : `row ${count(row.row)}`}: exit ${row.exit} says ${row.answer} (${percent(row.confidence)}), the last exit ${row["full-depth-answer"]} (${percent(row["full-depth-confidence"])})` +
              (known(row.label) ? `, the label is ${row.label}: ` : ": ") + EFFECTS[row.effect] + ".",
          ),
        ),
      ),
    ),
  );
}

function stress(data) {
  const words = riskWords(data);
  if (!data.stress.length) {
    return section("stress", 9, "What if rows get harder?", el("p", { class: "note" }, "Not tried. 'offramp noise' makes copies of rows with typing errors and lost words; trace them and give them with --stress-traces."));
  }
  return section(
    "stress",
    9,
    "What if rows get harder?",
    el("p", {}, "Nothing is promised here: these rows are not draws from the distribution that was certified. A policy whose cost rises with difficulty, and whose risk stays, degrades in the right way."),
    el("figure", {}, lineKey([["--c2", "risk, left"], ["--c1", "mean cost, right"]]), chartElement("low", "Risk and cost on rows that were made harder; the same figures are in the table below", () => stressOptions(data))),
    table(
      "The policy on rows that were made harder",
      ["rows", "number", "mean cost", riskName(data), "95% interval", "accuracy", "full depth"],
      data.stress.map((each) => [
        each.name,
        count(each.rows),
        percent(each.cost.value),
        each.risk ? (each["above-bound"] ? { bad: words(each.risk.value) + ", above the bound" } : words(each.risk.value)) : UNKNOWN,
        range(each.risk, words),
        each.accuracy ? percent(each.accuracy.value, 2) : UNKNOWN,
        percent(each["full-depth-accuracy"], 2),
      ]),
    ),
  );
}

function provenance(data) {
  const from = data.provenance;
  return section(
    "provenance",
    10,
    "Where is this from?",
    facts([
      ["report made", `${from["created-at"]}, Offramp ${from["offramp-version"]}`],
      ["command", from.command],
      ["policy", from.policy],
      ["its SHA-256", from["policy-sha256"]],
      ["policy made", `${from["policy-created-at"]}, Offramp ${from["policy-version"]}, seed ${from.seed}`],
      ["from traces", from["policy-traces"]],
      ["precision", from.precision],
      ["bundle", from["policy-bundle-sha256"]],
      ["traces read now", `${from.traces}, ${count(data.rows.all)} rows, ${count(data.rows.labelled)} labelled`],
      ["of bundle", from["traces-bundle-sha256"]],
    ]),
  );
}
