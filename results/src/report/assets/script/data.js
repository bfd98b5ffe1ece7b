// The data of the page, as the report has embedded it.

const DATA = JSON.parse(byId("data").textContent);

/** The value in a column of a point; null where there is none. */
function cell(column, point) {
  const cells = DATA.cells[column];
  return Array.isArray(cells) ? cells[point] : cells.all;
}

/** A metric at a point: its value and the ends of its interval; null if it has none. */
function measured(metric, point) {
  const value = cell(metric.value, point);
  if (typeof value !== "number") return null;
  const end = (column, sign) => {
    const own = column === null ? null : cell(column, point);
    if (typeof own === "number") return own;
    const half = metric.half === null ? null : cell(metric.half, point);
    return typeof half === "number" ? value + sign * half : value;
  };
  return { y: value, low: end(metric.low, -1), high: end(metric.high, 1) };
}

/** The metric with a name. */
function metricNamed(name) {
  return DATA.metrics.find((metric) => metric.name === name);
}

/** The parameter with a name. */
function parameterNamed(name) {
  return DATA.parameters.find((parameter) => parameter.name === name);
}

/** Numbers from 0 up to, but without, `count`. */
function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}
