// What the cursor can rest on, and what it says there.

/** What the cursor can rest on: a place on the axis with all series there, or one point of a scatter. */
function stopsOf(drawn, spec) {
  if (spec.scatter) {
    return drawn.flatMap((points, series) => points.map((point) => (
      { x: point.at, y: point.y, title: pointName(point.point) + warningsOf(point.point), members: [{ series, point }] }
    )));
  }
  const places = new Map();
  drawn.forEach((points, series) => points.filter(({ level }) => !level).forEach((point) => {
    if (!places.has(point.x)) places.set(point.x, []);
    places.get(point.x).push({ series, point });
  }));
  const levels = drawn.flatMap((points, series) => points.slice(0, 1).filter(({ level }) => level).map((point) => ({ series, point })));
  return [...places].sort(([a], [b]) => a - b).map(([x, members]) => (
    { x, title: placeName(x, spec.x), members: [...members, ...levels] }
  ));
}

/** The name of a place on the horizontal axis. */
function placeName(x, axis) {
  if (axis.names) return axis.names[x];
  return `${axis.label}: ${formatted(x, axis.unit)}`;
}

/** The values of the parameters of a point. */
function pointName(point) {
  const varied = DATA.parameters.filter((p) => p.values.length > 1 && p.index[point] !== -1 && !(p.layout && DATA.layouts[""]));
  const layout = DATA.layouts[""];
  const names = layout ? [layout.values[layout.index[point]]] : [];
  return [...names, ...varied.map((p) => `${p.label} ${p.values[p.index[point]]}`)].join(", ");
}

/** The warnings of a point, to be put behind its name. */
function warningsOf(point) {
  const words = DATA.warnings === null ? "" : cell(DATA.warnings, point);
  return words ? ` (${words})` : "";
}
