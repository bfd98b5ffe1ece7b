// What is drawn inside the frame of a chart: bands, whiskers, marks and names, which differ by series.

/** Draws intervals as bands below the lines. */
function drawBands(u, drawn, shown) {
  inPlot(u, (context) => drawn.forEach((points, index) => {
    if (!shown[index] || points.length < 2 || points.every(({ low, high }) => !(low < high))) return;
    context.beginPath();
    const at = (point, value) => context.lineTo(u.valToPos(point.at, "x", true), yOf(u, value));
    points.forEach((point) => at(point, point.high));
    [...points].reverse().forEach((point) => at(point, point.low));
    context.closePath();
    context.fillStyle = styleOf(index).colour;
    context.globalAlpha = points[0].level ? 0.08 : 0.14;
    context.fill();
  }));
}

/** The height of a value; what a logarithmic axis cannot show is at its foot. */
function yOf(u, value) {
  const isBelow = u.scales.y.distr === 3 && !(value > 0);
  return isBelow ? u.bbox.top + u.bbox.height + 4 : u.valToPos(value, "y", true);
}

/** Draws the marks of a series, with whiskers where intervals are not bands. */
function drawPoints(u, points, index, spec) {
  if (!spec.marks) return;
  const { colour: ink, mark } = styleOf(index);
  const scale = uPlot.pxRatio;
  inPlot(u, (context) => {
    context.strokeStyle = ink;
    context.fillStyle = ink;
    context.lineWidth = 1.5 * scale;
    for (const point of points) {
      if (point.level) continue;
      const x = u.valToPos(point.at, "x", true), y = yOf(u, point.y);
      if ((spec.whiskers || (spec.bands && points.length === 1)) && point.low < point.high) whisker(context, [x, yOf(u, point.low)], [x, yOf(u, point.high)], 4 * scale);
      if (spec.whiskers && point.xLow < point.xHigh) {
        whisker(context, [u.valToPos(point.xLow, "x", true), y], [u.valToPos(point.xHigh, "x", true), y], 4 * scale);
      }
      drawMark(context, mark, x, y, 4 * scale);
    }
  });
}

/** More points of a scatter than this have no room for names. */
const NAMED_POINTS = 24;

/** Names the points of a scatter, beside them where there is room. */
function drawNames(u, drawn, shown, spec) {
  const points = drawn.flatMap((own, series) => (shown[series] ? own.map((point) => ({ ...point, series })) : []));
  if (points.length > NAMED_POINTS) return;
  const scale = uPlot.pxRatio;
  const marks = points.map((point) => [u.valToPos(point.at, "x", true), yOf(u, point.y)]);
  const taken = marks.map(([x, y]) => box(x - 6 * scale, y - 6 * scale, 12 * scale, 12 * scale));
  inPlot(u, (context) => {
    context.font = `${12 * scale}px system-ui, sans-serif`;
    context.fillStyle = colour("ink");
    context.textBaseline = "middle";
    context.textAlign = "left";
    // A rim of paper keeps names legible over whiskers.
    context.strokeStyle = colour("page");
    context.lineWidth = 3 * scale;
    context.lineJoin = "round";
    points.forEach(({ series, point }, index) => {
      // Traffic is cheap for a layout that drops requests, which a reader must see at once.
      const drops = warningsOf(point).includes("drops") ? ", drops requests" : "";
      const name = shortened(spec.series[series].name, 32) + drops;
      const place = freePlace(marks[index], context.measureText(name).width, 14 * scale, taken, u.bbox);
      if (!place) return;
      taken.push(place);
      context.strokeText(name, place.left, place.top + place.height / 2);
      context.fillText(name, place.left, place.top + place.height / 2);
    });
  });
}

/** A box. */
function box(left, top, width, height) {
  return { left, top, width, height };
}

/** Where a name beside a mark covers nothing; undefined if nowhere. */
function freePlace([x, y], width, height, taken, frame) {
  const gap = 8 * uPlot.pxRatio;
  // Off the whiskers first: they run across and upright.
  const sides = [[gap, -height - 2], [gap, 2], [-width - gap, -height - 2], [-width - gap, 2], [gap, -height / 2]];
  for (const far of [1, 2, 3]) {
    sides.push([gap, far * gap - height / 2], [gap, -far * gap - height / 2]);
    sides.push([-width - gap, far * gap - height / 2], [-width - gap, -far * gap - height / 2]);
    sides.push([-width / 2, far * gap], [-width / 2, -far * gap - height]);
  }
  const places = sides.map(([dx, dy]) => box(x + dx, y + dy, width, height));
  const meet = (a, b) => a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
  const inside = (a) => a.left >= frame.left && a.left + a.width <= frame.left + frame.width && a.top >= frame.top && a.top + a.height <= frame.top + frame.height;
  return places.find((place) => inside(place) && !taken.some((other) => meet(place, other)));
}

/** A line with a bar across each end; none if it is hidden by its mark. */
function whisker(context, [x1, y1], [x2, y2], half) {
  if (Math.hypot(x2 - x1, y2 - y1) < 2.2 * half) return;
  const [dx, dy] = x1 === x2 ? [half, 0] : [0, half];
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  for (const [x, y] of [[x1, y1], [x2, y2]]) {
    context.moveTo(x - dx, y - dy);
    context.lineTo(x + dx, y + dy);
  }
  context.stroke();
}

/** Draws inside the frame of the axes only. */
function inPlot(u, draw) {
  const { left, top, width, height } = u.bbox;
  u.ctx.save();
  u.ctx.beginPath();
  u.ctx.rect(left, top, width, height);
  u.ctx.clip();
  draw(u.ctx);
  u.ctx.restore();
}
