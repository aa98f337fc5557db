"use strict";
// Charts: each is an element with a function that gives its options in the colours of the moment,
// so that it can be drawn anew in the dark, on paper, or when figures change.

const charts = [];
const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function chartElement(size, label, options) {
  const box = el("div", { class: `chart ${size}`.trim(), role: "img", "aria-label": label });
  charts.push({ box, options, drawn: null });
  return box;
}

function drawChart(chart) {
  if (!chart.drawn) {
    chart.drawn = echarts.init(chart.box, null, { renderer: "svg" });
  }
  chart.drawn.setOption(chart.options(), true);
}

function drawCharts() {
  charts.forEach(drawChart);
}

function resizeCharts() {
  charts.forEach((chart) => chart.drawn && chart.drawn.resize());
}

const narrow = () => window.innerWidth <= 640;

function axis(name, more) {
  return Object.assign(
    {
      type: "value",
      name,
      nameLocation: "middle",
      nameGap: 34,
      nameTextStyle: { color: ink("--soft") },
      axisLabel: { color: ink("--soft"), hideOverlap: true },
      axisLine: { show: true, lineStyle: { color: ink("--line") } },
      splitLine: { lineStyle: { color: ink("--grid") } },
    },
    more,
  );
}

function base(more) {
  return Object.assign(
    {
      animation: false,
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink("--ink") },
      grid: { left: 62, right: 20, top: 14, bottom: 52 },
      legend: { show: false },
      tooltip: {
        confine: true,
        backgroundColor: ink("--card"),
        borderColor: ink("--line"),
        textStyle: { color: ink("--ink"), fontSize: 13 },
        renderMode: "richText",
      },
    },
    more,
  );
}

// Candidates along cost and risk. What is drawn: each family's certified part and the rest, the
// interval of the first family, the bound, other methods, and the point of the moment.
function frontierOptions(data, current) {
  const drop = data.rows.risk === "accuracy-drop";
  const of = (value) => 100 * value;
  const bound = data.points[data.chosen].bound;
  const series = [];
  const colours = ["--c1", "--c4"];
  data.frontier.forEach((curve, i) => {
    const colour = ink(colours[i % colours.length]);
    const name = CANDIDATES[curve.name] || curve.name;
    const all = curve.points;
    const open = (at) => all[at] && !all[at].certified;
    const place = (p) => [of(p.cost), of(p.risk.value)];
    const gap = (p) => [of(p.cost), "-"];
    const line = (label, points, style) => ({
      type: "line",
      name: label,
      data: points,
      showSymbol: false,
      symbol: "circle",
      lineStyle: Object.assign({ color: colour, width: 2.5 }, style),
      itemStyle: { color: colour },
      clip: true,
    });
    const certified = all.some((point) => point.certified);
    if (certified) {
      series.push(line(`${name}: certified`, all.map((p, at) => (open(at) ? gap(p) : place(p)))));
      // A line of one point is no line, so such a point is drawn as one.
      const alone = (at) => !open(at) && (at === 0 || open(at - 1)) && (at === all.length - 1 || open(at + 1));
      const lone = all.filter((_, at) => alone(at));
      if (lone.length > 0) {
        series.push({
          type: "scatter",
          name: `${name}: certified`,
          data: lone.map(place),
          symbol: "circle",
          symbolSize: 6,
          itemStyle: { color: colour },
        });
      }
    }
    if (all.some((_, at) => open(at))) {
      // It reaches to the certified points beside it, and never from one of these to another.
      const rest = all.flatMap((p, at) => {
        const beside = open(at - 1) || open(at) || open(at + 1);
        return !open(at) && at + 1 < all.length && !open(at + 1)
          ? [beside ? place(p) : gap(p), gap(p)]
          : [beside ? place(p) : gap(p)];
      });
      series.push(line(`${name}: not certified`, rest, { type: "dotted", width: 2, opacity: 0.75 }));
    }
    if (i === 0 || certified) {
      ["low", "high"].forEach((end) =>
        series.push({
          type: "line",
          name: `95% interval of ${name.toLowerCase()}`,
          data: all.map((p) => [of(p.cost), of(p.risk[end])]),
          showSymbol: false,
          silent: true,
          lineStyle: { color: colour, width: 1, opacity: 0.55, type: [4, 3] },
          itemStyle: { color: colour },
          clip: true,
        }),
      );
    }
  });
  otherMarks(data).forEach(({ other, mark, colour }) =>
    series.push({
      type: "scatter",
      name: METHODS[other.name] || other.name,
      data: [[of(other.cost), of(other.risk.value)]],
      symbol: mark.symbol,
      symbolSize: 12,
      itemStyle: { color: ink(colour), borderColor: ink("--card"), borderWidth: 1 },
    }),
  );
  if (current.risk) {
    series.push({
      type: "scatter",
      name: "this policy",
      data: [[of(current.cost.value), of(current.risk.value)]],
      symbol: "circle",
      symbolSize: 17,
      z: 5,
      itemStyle: { color: ink("--c2"), borderColor: ink("--card"), borderWidth: 2 },
      markLine: known(current.bound)
        ? {
            silent: true,
            symbol: "none",
            lineStyle: { color: ink("--warn"), type: "dashed" },
            label: { formatter: "bound", position: "insideStartTop", color: ink("--warn") },
            data: [{ yAxis: of(current.bound) }],
          }
        : undefined,
    });
  }
  const reach = known(bound) ? Math.max(4 * bound, 1.6 * (current.bound || 0)) : null;
  return base({
    tooltip: Object.assign(base({}).tooltip, {
      formatter: (p) => `${p.seriesName}\ncost ${trimmed(p.value[0], 1)}%, risk ${trimmed(p.value[1], 2)}`,
    }),
    xAxis: axis("mean cost, % of full depth", { min: 0, max: 100 }),
    yAxis: axis(drop ? "accuracy drop, points" : "answers that differ, %", {
      nameGap: 42,
      max: reach ? niceUp(of(reach)) : null,
      min: (range) => (drop && reach ? Math.max(-niceUp(of(reach) / 2), Math.floor(range.min)) : 0),
    }),
    series,
  });
}

// Other methods with their marks: the colour says whether they promise anything.
function otherMarks(data) {
  const marks = [
    { symbol: "triangle", sign: "▲" },
    { symbol: "rect", sign: "■" },
    { symbol: "diamond", sign: "◆" },
  ];
  const used = {};
  return data.alternatives
    .filter((other) => other.name !== "offramp" && other.found && other.risk)
    .map((other) => {
      const colour = other.assurance === "none" ? "--c5" : "--c3";
      used[colour] = (used[colour] || 0) + 1;
      return { other, colour, mark: marks[(used[colour] - 1) % marks.length] };
    });
}

function frontierKey(data) {
  const entry = (colour, sign, words) =>
    el("li", {}, el("b", { style: `color:var(${colour})`, "aria-hidden": "true" }, sign + " "), words);
  return el(
    "ul",
    { class: "key" },
    entry("--c2", "●", "this policy"),
    data.frontier.map((curve, i) =>
      entry(["--c1", "--c4"][i % 2], "━", `${CANDIDATES[curve.name] || curve.name}: certified`),
    ),
    entry("--c1", "┈", "not certified"),
    entry("--c1", "╌", "95% interval"),
    otherMarks(data).map(({ other, mark, colour }) => entry(colour, mark.sign, METHODS[other.name] || other.name)),
  );
}

function niceUp(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit) * unit;
}

function exitNames(data) {
  return data.exits.map((exit) => (narrow() ? String(exit.exit) : `exit ${exit.exit}`));
}

function sharesOptions(data, current) {
  return base({
    grid: { left: 56, right: 14, top: 14, bottom: 46 },
    legend: { show: false },
    tooltip: Object.assign(base({}).tooltip, {
      formatter: (p) => `${p.name}\n${trimmed(p.value, 2)}% of rows leave here`,
    }),
    xAxis: axis("", { type: "category", data: exitNames(data) }),
    yAxis: axis("rows, %", { nameGap: 40, max: 100 }),
    series: [
      {
        type: "bar",
        name: "rows that leave",
        data: current.shares.map((share) => 100 * share),
        itemStyle: { color: ink("--c1"), borderRadius: [4, 4, 0, 0] },
        barMaxWidth: 56,
        label: {
          show: current.shares.length <= 8 && !narrow(),
          position: "top",
          color: ink("--ink"),
          formatter: (p) => trimmed(p.value, 1) + "%",
        },
      },
    ],
  });
}

function exitsOptions(data) {
  const line = (name, colour, values, symbol) => ({
    type: "line",
    name,
    symbol,
    symbolSize: 8,
    data: values.map((estimate) => (estimate ? 100 * estimate.value : null)),
    lineStyle: { color: ink(colour), width: 2.5 },
    itemStyle: { color: ink(colour) },
  });
  const series = [line("agrees with the last exit", "--c1", data.exits.map((e) => e.agreement), "circle")];
  if (data.exits[0].accuracy) {
    series.push(line("accuracy", "--c2", data.exits.map((e) => e.accuracy), "diamond"));
  }
  return base({
    tooltip: Object.assign(base({}).tooltip, {
      trigger: "item",
      formatter: (p) => `${p.name}\n${p.seriesName} ${trimmed(p.value, 2)}%`,
    }),
    xAxis: axis("", { type: "category", data: exitNames(data), boundaryGap: true }),
    yAxis: axis("% of rows", { nameGap: 40, scale: true, max: 100 }),
    series,
  });
}

function reliabilityOptions(exit) {
  const line = (diagram, colour, symbol) => ({
    type: "line",
    data: diagram.bins.map((bin) => [bin.said, bin.seen.value]),
    symbol,
    symbolSize: 6,
    lineStyle: { color: ink(colour), width: 2 },
    itemStyle: { color: ink(colour) },
  });
  const series = [
    {
      type: "line",
      data: [[0, 0], [1, 1]],
      showSymbol: false,
      silent: true,
      lineStyle: { color: ink("--soft"), type: "dashed", width: 1 },
    },
  ];
  if (exit.agreement) series.push(line(exit.agreement, "--c2", "triangle"));
  if (exit.calibrated) series.push(line(exit.calibrated, "--c1", "circle"));
  if (exit.accuracy) series.push(line(exit.accuracy, "--c3", "diamond"));
  const unit = { min: 0, max: 1, interval: 0.5, nameGap: 22 };
  return base({
    grid: { left: 34, right: 10, top: 8, bottom: 36 },
    legend: { show: false },
    tooltip: Object.assign(base({}).tooltip, {
      formatter: (p) => `said ${trimmed(p.value[0], 3)}\nseen ${trimmed(p.value[1], 3)}`,
    }),
    xAxis: axis("said", unit),
    yAxis: axis("", unit),
    series,
  });
}

function stressOptions(data) {
  const own = data.points[data.chosen];
  const all = [{ name: "as certified", cost: own.cost, risk: own.risk }, ...data.stress];
  const line = (name, colour, values, symbol, yAxisIndex) => ({
    type: "line",
    name,
    symbol,
    symbolSize: 9,
    yAxisIndex,
    data: values,
    lineStyle: { color: ink(colour), width: 2.5 },
    itemStyle: { color: ink(colour) },
  });
  const risk = line("risk", "--c2", all.map((s) => (s.risk ? 100 * s.risk.value : null)), "diamond", 0);
  if (known(own.bound)) {
    risk.markLine = {
      silent: true,
      symbol: "none",
      lineStyle: { color: ink("--warn"), type: "dashed" },
      label: { formatter: "bound", position: "insideStartTop", color: ink("--warn") },
      data: [{ yAxis: 100 * own.bound }],
    };
  }
  return base({
    grid: { left: 58, right: 58, top: 20, bottom: 40 },
    tooltip: Object.assign(base({}).tooltip, {
      formatter: (p) => `${p.name}\n${p.seriesName} ${trimmed(p.value, 2)}%`,
    }),
    xAxis: axis("", { type: "category", data: all.map((s) => s.name) }),
    yAxis: [
      axis("risk, %", { nameGap: 40 }),
      axis("mean cost, %", { nameGap: 40, min: 0, max: 100, splitLine: { show: false } }),
    ],
    series: [risk, line("mean cost", "--c1", all.map((s) => 100 * s.cost.value), "circle", 1)],
  });
}
