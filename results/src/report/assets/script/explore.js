// The chart of the sweep.

/** More series than this are not drawn: nobody could distinguish them, and the chart would be slow. */
const SERIES_DRAWN = 60;

/** More series than this are off until the reader asks for them. */
const SERIES_SHOWN = 16;

const explore = { choice: null, chart: null, series: [], leftOut: 0 };

/** Starts the chart. */
function startExplore() {
  explore.choice = firstView();
  byId("explore-views").append(...views().map(({ name, choice }) => button(name, () => changeChoice(choice))));
  byId("explore-buttons").append(
    button("Zoom out", () => explore.chart.zoomOut()),
    ...csvButtons(fileName("chart"), exploreRows),
  );
  byId("explore-values").addEventListener("toggle", fillValues);
  readByKeyboard(byId("explore-plot"), byId("explore-live"), () => explore.chart);
  drawExplore();
}

/** Draws the controls, the chart and its legend anew. */
function drawExplore() {
  const choice = explore.choice;
  const all = seriesOf(choice);
  explore.series = all.slice(0, SERIES_DRAWN);
  explore.leftOut = all.length - explore.series.length;
  explore.series.forEach((series, index) => { series.hidden = index >= SERIES_SHOWN; });
  fillControls(choice);
  explore.chart?.destroy();
  byId("explore-plot").replaceChildren();
  explore.chart = new Plot(byId("explore-plot"), exploreSpec(choice));
  fillLegend(byId("explore-legend"), explore.series, (index, shown) => {
    explore.series[index].hidden = !shown;
    explore.chart.setShown(index, shown);
    fillValues();
  });
  markView(choice);
  describe(choice);
  fillValues();
}

/** What the plot needs to know. */
function exploreSpec(choice) {
  const metric = metricNamed(choice.y);
  const across = metricOfX(choice);
  const along = across ? null : dimension(choice.x) ?? ONLY_POINT;
  const isNumeric = !!along?.numbers;
  const names = across || isNumeric ? undefined : along.values;
  const canLog = isNumeric ? along.numbers.every((x) => x > 0) : !!across;
  return {
    x: {
      label: labelOfX(across, along),
      unit: across ? across.unit : along.unit === "%" ? "percent" : "number",
      log: canLog && choice.logX,
      names,
      ticks: isNumeric && along.numbers.length <= 24,
    },
    y: { label: metric.label, unit: metric.unit, log: choice.logY, zero: choice.zero && !choice.logY },
    series: explore.series,
    lines: isNumeric,
    marks: true,
    bands: isNumeric && choice.intervals,
    whiskers: choice.intervals && !isNumeric,
    scatter: !!across,
  };
}

/** The label of the horizontal axis. */
function labelOfX(across, along) {
  if (across) return across.label;
  return along.unit ? `${along.label} (${along.unit})` : along.label;
}

/** The controls of the chart. */
function fillControls(choice) {
  const change = (name) => (value) => changeChoice({ [name]: value });
  const metrics = DATA.metrics.map(({ name, label, group }) => ({ value: name, text: label, group }));
  const axes = dimensions().map(({ name, label }) => ({ value: name, text: label, group: "Parameters" }));
  if (!axes.length) axes.push({ value: choice.x, text: "The only point", group: "Parameters" });
  const scatter = DATA.metrics.filter(({ group }) => group === "The question");
  axes.push(...scatter.map(({ name, label }) => ({ value: `metric:${name}`, text: label, group: "Metrics" })));
  const series = dimensions().filter(({ name }) => canBeSeries(name, choice.x));
  const groups = [...series.map(({ name, label }) => ({ value: name, text: label })), { value: "", text: "One series" }];
  const free = freeParameters(choice).map((parameter) => fixedControl(parameter, choice));
  const x = dimension(choice.x);
  const canLogX = metricOfX(choice) || (x?.numbers && x.numbers.every((value) => value > 0));
  keepFocus(byId("explore-controls"), [
    picker("Vertical axis", metrics, choice.y, change("y")),
    picker("Horizontal axis", axes, choice.x, change("x")),
    picker("Series", groups, choice.series, change("series")),
    ...free,
    element("div", { className: "toggles" },
      toggle("Log x", !!canLogX && choice.logX, change("logX"), !canLogX),
      toggle("Log y", choice.logY, change("logY")),
      toggle("From zero", choice.zero, change("zero"), choice.logY),
      toggle("95 % intervals", choice.intervals, change("intervals"))),
  ]);
}

/** The control of a parameter that is held fixed. */
function fixedControl(parameter, { fixed }) {
  const options = parameter.values.map((text, index) => ({ value: String(index), text }));
  return picker(parameter.label, options, String(fixed[parameter.name] ?? 0), (value) => {
    changeChoice({ fixed: { ...fixed, [parameter.name]: Number(value) } });
  });
}

/** Whether a parameter can make series beside what is on the horizontal axis. */
function canBeSeries(name, x) {
  if (name === x) return false;
  return x !== "layout" || !parameterNamed(name)?.layout;
}

/** Takes a change of the reader's, and what follows from it. */
function changeChoice(change) {
  const choice = { ...explore.choice, ...change };
  if ("x" in change && !("y" in change)) {
    choice.logX = !!parameterNamed(choice.x)?.log;
    if (!canBeSeries(choice.series, choice.x)) choice.series = "";
    if (choice.series === "") choice.series = dimensions().find(({ name }) => canBeSeries(name, choice.x))?.name ?? "";
  }
  explore.choice = choice;
  drawExplore();
}

/** Replaces controls, and gives the focus back to the one that had it. */
function keepFocus(parent, controls) {
  const label = document.activeElement?.closest?.("label")?.textContent;
  const had = label && parent.contains(document.activeElement) && document.activeElement.parentElement.firstChild.textContent;
  const isBox = document.activeElement?.type === "checkbox";
  parent.replaceChildren(...controls);
  if (!label || had === undefined || had === null || had === false) return;
  const alike = [...parent.querySelectorAll("label")].find((own) => (
    isBox ? own.textContent === label : own.firstChild.textContent === had
  ));
  alike?.querySelector("select, input")?.focus();
}

/** The caption, and the label for screen readers. */
function describe(choice) {
  const { x, y } = exploreSpec(choice);
  const held = freeParameters(choice).map((p) => `${p.label} ${p.values[choice.fixed[p.name] ?? 0]}`);
  const levels = explore.series.some(({ level }) => level);
  const kind = choice.intervals && DATA.metrics.some(({ half }) => half !== null) ? " Bands and whiskers are 95 % intervals." : "";
  const flat = levels ? " A line without marks is a layout to which the horizontal axis does not apply." : "";
  const rest = explore.leftOut ? ` ${explore.leftOut} more series are not drawn.` : "";
  const at = held.length ? ` At ${held.join(", ")}.` : "";
  byId("explore-caption").textContent = `${y.label}${x.label ? ` by ${inSentence(x.label)}` : ""}.${at}${kind}${flat}${rest}`;
  byId("explore-plot").setAttribute("aria-label",
    `Chart of ${y.label} by ${x.label}, ${explore.series.length} series. Its values are in the table below the chart.`);
}

/** Marks the view that is shown, if it is one. */
function markView(choice) {
  const isShown = (view) => ["x", "y", "series"].every((part) => view.choice[part] === choice[part]);
  const buttons = byId("explore-views").children;
  views().forEach((view, index) => buttons[index].setAttribute("aria-pressed", String(isShown(view))));
}

/** A label within a sentence; a name keeps its capital. */
function inSentence(label) {
  return /^(Zipf|[A-Z]{2})/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** What the chart shows, as rows. */
function exploreRows() {
  const { choice } = explore;
  const { x } = exploreSpec(choice);
  const across = metricOfX(choice);
  const ends = ["value", "low", "high"];
  const head = ["series", across ? across.name : choice.x, ...(across ? [`${across.name}_low`, `${across.name}_high`] : []),
    ...ends.map((end) => (end === "value" ? choice.y : `${choice.y}_${end}`))];
  const rows = explore.series.filter(({ hidden }) => !hidden).flatMap(({ name, points }) => points.map((p) => {
    const place = x.names && p.x !== null ? x.names[p.x] : p.x;
    return [name, place, ...(across ? [p.xLow, p.xHigh] : []), p.y, p.low, p.high];
  }));
  return [head, ...rows];
}

/** The values of the chart as a table, while it is open. */
function fillValues() {
  const details = byId("explore-values");
  if (!details.open) return;
  const [head, ...rows] = exploreRows();
  const line = (cells, tag) => element("tr", {}, ...cells.map((text) => element(tag, {
    textContent: typeof text === "number" ? plain(text, 6) : text ?? "",
  })));
  const table = element("table", { className: "sortable" },
    element("caption", { textContent: byId("explore-caption").textContent }),
    element("thead", {}, line(head, "th")),
    element("tbody", {}, ...rows.slice(0, 1000).map((row) => line(row, "td"))));
  details.querySelector("div").replaceChildren(table);
}

/** Arrow keys read a chart; Escape zooms out. */
function readByKeyboard(parent, live, chart) {
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  parent.addEventListener("keydown", (event) => {
    if (event.key === "Escape") chart().zoomOut();
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    live.textContent = chart().read(step);
  });
}
