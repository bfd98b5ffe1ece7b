// Where points stand, and where the axes end.

/** The points of a series at their places: levels reach from end to end, categories stand side by side. */
function placed(series, index, spec) {
  if (series.level) {
    const ends = extent(spec.series.filter((other) => !other.level).flatMap(({ points }) => points.map(({ x }) => x)));
    const level = series.points[0];
    return level ? [...new Set(ends)].map((at) => ({ ...level, at, level: true })) : [];
  }
  const aside = spec.x.names ? (index - (spec.series.length - 1) / 2) * Math.min(0.09, 0.72 / spec.series.length) : 0;
  return series.points.map((point) => ({ ...point, at: point.x + aside }));
}

/** The least and the greatest of values. */
function extent(values) {
  return values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
}

/** The ends of the horizontal axis. */
function xBounds(xs, spec) {
  if (spec.x.names) return [-0.5, spec.x.names.length - 0.5];
  let [low, high] = extent(xs);
  if (spec.scatter) {
    const points = spec.series.flatMap(({ points }) => points);
    [low, high] = extent(points.flatMap(({ x, xLow, xHigh }) => (spec.x.log ? [x] : [xLow, xHigh])));
  }
  if (spec.x.log) return low === high ? [low / 2, 2 * high] : [low / (high / low) ** 0.03, high * (high / low) ** 0.03];
  const room = low === high ? Math.abs(low) / 10 || 1 : (high - low) * (spec.bands === "time" ? 0 : 0.03);
  return [low - room, high + room];
}

/** The ends of the vertical axis: all intervals of the series that are shown. */
function yBounds(drawn, shown, y) {
  const points = drawn.filter((_, index) => shown[index]).flat();
  const values = points.flatMap((point) => [point.low ?? point.y, point.y, point.high ?? point.y]);
  const usable = values.filter((value) => Number.isFinite(value) && (!y.log || value > 0));
  if (!usable.length) return y.log ? [1, 10] : [0, 1];
  let [low, high] = usable.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  if (y.log) return [nice(low / 1.03, Math.floor), nice(high * 1.03, Math.ceil)];
  if (y.zero) [low, high] = [Math.min(0, low), Math.max(0, high)];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  const isEnd = (end) => y.zero && end === 0;
  return [isEnd(low) ? 0 : low - room, isEnd(high) ? 0 : high + room];
}

/** The next 1, 2 or 5 times a power of ten, below or above. */
function nice(value, round) {
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10];
  const part = value / power;
  const step = round === Math.floor ? steps.filter((s) => s <= part).pop() ?? 1 : steps.find((s) => s >= part) ?? 10;
  return step * power;
}
