// The chart of what happens over time.

/** More series than this are off until the reader asks for them. */
const LINES_SHOWN = 6;

const timeline = { quantity: 0, logY: false, zero: true, bands: true, chart: null, series: [] };

/** Starts the chart, if there are time series. */
function startTimeline() {
  if (!DATA.time) return;
  if (!DATA.time.lines.length) {
    byId("timeline-caption").textContent = DATA.time.note;
    return;
  }
  const { quantities, lines } = DATA.time;
  timeline.series = lines.map(({ name }, index) => ({ name, points: [], hidden: index >= LINES_SHOWN }));
  const options = quantities.map(({ label }, index) => ({ value: String(index), text: label }));
  const change = (name) => (value) => {
    timeline[name] = name === "quantity" ? Number(value) : value;
    drawTimeline();
  };
  byId("timeline-controls").append(
    picker("Quantity", options, "0", change("quantity")),
    element("div", { className: "toggles" },
      toggle("Log y", false, change("logY")), toggle("From zero", true, change("zero")),
      toggle("Least to greatest", true, change("bands"))),
  );
  byId("timeline-buttons").append(
    button("Zoom out", () => timeline.chart.zoomOut()), ...csvButtons(fileName("over-time"), timelineRows),
  );
  readByKeyboard(byId("timeline-plot"), byId("timeline-live"), () => timeline.chart);
  drawTimeline();
}

/** Draws the chart and its legend anew. */
function drawTimeline() {
  const { label, unit } = DATA.time.quantities[timeline.quantity];
  const [scale, word] = unitOfTime();
  timeline.series.forEach((series, index) => { series.points = pointsOverTime(index, scale); });
  timeline.chart?.destroy();
  byId("timeline-plot").replaceChildren();
  timeline.chart = new Plot(byId("timeline-plot"), {
    x: { label: `Time (${word})`, unit: "number", log: false },
    y: { label, unit, log: timeline.logY, zero: timeline.zero && !timeline.logY },
    series: timeline.series, lines: true, bands: timeline.bands && "time", marks: false,
  });
  fillLegend(byId("timeline-legend"), timeline.series, (index, shown) => {
    timeline.series[index].hidden = !shown;
    timeline.chart.setShown(index, shown);
  });
  describeTimeline(label);
}

/** The unit in which the times are easy to read, and its name. */
function unitOfTime() {
  const last = Math.max(...DATA.time.lines.map(({ times }) => times[times.length - 1]));
  if (last >= 3 * 86400) return [86400, "days"];
  if (last >= 3 * 3600) return [3600, "hours"];
  if (last >= 20 * 60) return [60, "minutes"];
  return [1, "s"];
}

/** The points of a line. */
function pointsOverTime(index, scale) {
  const { times, values } = DATA.time.lines[index];
  const [means, lows, highs] = values[timeline.quantity];
  const points = times.map((time, n) => ({ x: time / scale, y: means[n], low: lows[n], high: highs[n] }));
  return points.filter(({ y }) => y !== null);
}

/** The caption, and the label for screen readers. */
function describeTimeline(label) {
  const { bin_s: bin, together, left_out: leftOut } = DATA.time;
  const bins = together > 1 ? `${together} bins of ${plain(bin)} s` : `bins of ${plain(bin)} s`;
  const rest = leftOut ? ` ${leftOut} other points are in series.csv.` : "";
  byId("timeline-caption").textContent =
    `${label} over time: means over replications, in ${bins}; bands from the least to the greatest bin of any replication.${rest}`;
  byId("timeline-plot").setAttribute("aria-label",
    `Chart of ${label} over time, ${timeline.series.length} series. Copy CSV gives its values.`);
}

/** What the chart shows, as rows. */
function timelineRows() {
  const { label } = DATA.time.quantities[timeline.quantity];
  const rows = DATA.time.lines.flatMap(({ name, times, values }, index) => {
    if (timeline.series[index].hidden) return [];
    const [means, lows, highs] = values[timeline.quantity];
    return times.map((time, n) => [name, time, means[n], lows[n], highs[n]]);
  });
  return [["series", "time_s", label, "least", "greatest"], ...rows];
}
