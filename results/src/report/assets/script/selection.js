// Which points a chart shows: the sweep, cut by the choices of the reader.

/** Columns of names by which points can be grouped: parameters, and the layout by its whole name. */
function dimension(name, along) {
  if (name === "layout") {
    // A parameter of the layout that is on the axis is not part of the names of series.
    const names = DATA.layouts[along] ?? DATA.layouts[""];
    return names && { ...names, name, label: "Layout", covers: (p) => p.layout };
  }
  const parameter = parameterNamed(name);
  return parameter && { ...parameter, covers: (p) => p.name === name };
}

/** The axis of an experiment that varies nothing. */
const ONLY_POINT = { name: "", label: "", values: ["the only point"], index: range(DATA.points).fill(0) };

/** What can be laid along the horizontal axis, or make series. */
function dimensions() {
  const varied = DATA.parameters.filter((parameter) => parameter.values.length > 1);
  const names = varied.map(({ name, label, numbers }) => ({ name, label, numeric: !!numbers }));
  if (DATA.layouts[""]) names.unshift({ name: "layout", label: "Layout", numeric: false });
  return names;
}

/** Views that readers want first: what each layout needs of both, along the sweep, side by side. */
function views() {
  const common = { fixed: {}, logX: false, logY: false, zero: false, intervals: true };
  const { x, y, series } = DATA.start;
  const along = parameterNamed(x);
  const all = [];
  if (DATA.layouts[""] && metricNamed("origin_per_egress") && metricNamed("capacity_per_egress")) {
    all.push({
      name: "Origin traffic against capacity",
      choice: { ...common, x: "metric:origin_per_egress", y: "capacity_per_egress", series: "layout", logY: true },
    });
  }
  if (along) all.push({ name: `Along ${inSentence(along.label)}`, choice: { ...common, x, y, series, logX: along.log } });
  if (!along || DATA.layouts[""]) {
    all.push({ name: "Side by side", choice: { ...common, x: "layout", y, series: along && !along.layout ? x : "" } });
  }
  return all;
}

/** The view with which the page opens: along the sweep, unless it varies kinds of layout alone. */
function firstView() {
  const all = views();
  const varied = DATA.parameters.filter((parameter) => parameter.values.length > 1);
  const sweep = all.find(({ name }) => name.startsWith("Along"));
  const isOfKinds = varied.every(({ layout }) => layout) && varied.some(({ name }) => name === "layout.kind");
  return (isOfKinds ? all[0] : sweep ?? all[0]).choice;
}

/** The metric on the horizontal axis, if one is. */
function metricOfX(choice) {
  return choice.x.startsWith("metric:") ? metricNamed(choice.x.slice(7)) : undefined;
}

/** Parameters that are neither on the axis nor in the names of series: a value of each is chosen. */
function freeParameters(choice) {
  const shown = [dimension(choice.x), dimension(choice.series, choice.x)].filter(Boolean);
  return DATA.parameters.filter(
    (parameter) => parameter.values.length > 1 && !shown.some((d) => d.covers(parameter)),
  );
}

/** Whether a point has the value that is chosen. One without the parameter is in every choice. */
function fits(parameter, value, point) {
  const own = parameter.index[point];
  return own === -1 || own === value;
}

/** Completes the choice: each free parameter gets a value that, with those before it, some point has. */
function complete(choice) {
  let points = range(DATA.points);
  for (const parameter of freeParameters(choice)) {
    const held = points.filter((point) => parameter.index[point] !== -1);
    const known = held.some((point) => parameter.index[point] === choice.fixed[parameter.name]);
    if (!known && held.length) choice.fixed[parameter.name] = commonest(parameter, held);
    points = points.filter((point) => fits(parameter, choice.fixed[parameter.name] ?? -1, point));
  }
  return points;
}

/** The value that most points have: a chart of few points says little. */
function commonest(parameter, points) {
  const counts = parameter.values.map(() => 0);
  points.forEach((point) => { counts[parameter.index[point]] += 1; });
  return counts.indexOf(Math.max(...counts));
}

/** The series of a choice: their names, and their points as {point, x, y, low, high}. */
function seriesOf(choice) {
  const points = complete(choice);
  const metric = metricNamed(choice.y);
  const across = metricOfX(choice);
  const along = across ? undefined : dimension(choice.x) ?? ONLY_POINT;
  const grouped = dimension(choice.series, choice.x);
  const series = new Map();
  for (const point of points) {
    const value = measured(metric, point);
    const x = across ? measured(across, point) : placeOn(along, point);
    if (!value || (across && !x)) continue;
    const group = grouped ? grouped.index[point] : 0;
    const name = nameOfGroup(grouped, group, metric);
    if (!series.has(group)) series.set(group, { name, points: [], order: group });
    series.get(group).points.push({ point, ...value, ...(across ? { x: x.y, xLow: x.low, xHigh: x.high } : { x }) });
  }
  const all = [...series.values()].sort((a, b) => a.order - b.order);
  all.forEach(sortPoints);
  return all;
}

/** The name of a series. */
function nameOfGroup(grouped, group, metric) {
  if (!grouped) return metric.label;
  if (group === -1) return "all";
  return grouped.name === "layout" ? grouped.values[group] : `${grouped.label} ${grouped.values[group]}`;
}

/** Where a point is on an axis; null if it does not have the parameter, which then does not matter to it. */
function placeOn(along, point) {
  const index = along.index[point];
  if (index === -1) return null;
  return along.numbers ? along.numbers[index] : index;
}

/** Points from left to right; a series without places is a level, the same all along the axis. */
function sortPoints(series) {
  series.level = series.points.every(({ x }) => x === null);
  if (!series.level) series.points = series.points.filter(({ x }) => x !== null);
  series.points.sort((a, b) => a.x - b.x);
}
