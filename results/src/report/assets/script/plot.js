// A chart: uPlot lays out axes, lines and zoom; bands, whiskers and marks are drawn here, for they differ by
// series.

const HEIGHT = 400;

/** The nicest height for a width. */
function heightFor(width) {
  return Math.round(Math.max(280, Math.min(HEIGHT, 0.62 * width)));
}

/**
 * Draws a chart into an element. `spec` has
 * `x`: {label, unit, log, names (of categories), ticks}, `y`: {label, unit, log, zero},
 * `series`: [{name, points, level, hidden}], `lines`, `bands`, `marks` (what is drawn), `scatter`.
 * Returns {update, setShown, zoomOut, read, destroy}.
 */
function plot(parent, spec) {
  const state = { zoom: null, shown: spec.series.map((series) => !series.hidden), at: -1 };
  const categories = spec.x.names;
  const drawn = spec.series.map((series, index) => placed(series, index, spec));
  const xs = [...new Set(drawn.flatMap((points) => points.map(({ at }) => at)))].sort((a, b) => a - b);
  const bounds = xBounds(xs, spec);
  const tooltip = element("div", { className: "tooltip", hidden: true });
  const chart = new uPlot(options(), columns(), parent);
  chart.over.append(tooltip);
  const stops = stopsOf(drawn, spec);
  const resize = new ResizeObserver(() => fitToWidth());
  resize.observe(parent);
  return { setShown, zoomOut, read, destroy, chart, drawn, tooltip };

  function options() {
    const width = parent.clientWidth || 800;
    return {
      width,
      height: heightFor(width),
      padding: [14, 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, distr: spec.x.log ? 3 : 1, range: () => state.zoom?.x ?? bounds },
        y: { distr: spec.y.log ? 3 : 1, range: () => state.zoom?.y ?? yBounds(drawn, state.shown, spec.y) },
      },
      axes: [xAxis(width), yAxis()],
      series: [{}, ...spec.series.map(lineOf)],
      cursor: {
        drag: { x: true, y: true, uni: 24, setScale: false },
        points: { show: false },
        y: !!spec.scatter,
        bind: { dblclick: () => () => zoomOut() },
      },
      hooks: {
        drawAxes: [(u) => spec.bands && drawBands(u, drawn, state.shown)],
        drawSeries: [(u, index) => state.shown[index - 1] && drawPoints(u, drawn[index - 1], index - 1, spec)],
        draw: [(u) => spec.scatter && drawNames(u, drawn, state.shown, spec)],
        setSelect: [zoomIn],
        setCursor: [hover],
      },
    };
  }

  function columns() {
    const place = new Map(xs.map((x, index) => [x, index]));
    return [xs, ...drawn.map((points) => {
      const column = new Array(xs.length).fill(null);
      points.forEach(({ at, y }) => { column[place.get(at)] = spec.y.log && y <= 0 ? null : y; });
      return column;
    })];
  }

  function lineOf(series, index) {
    const { colour: ink, dash } = styleOf(index);
    const hasLine = spec.lines || series.level;
    return {
      scale: "y",
      show: state.shown[index],
      stroke: ink,
      width: 1.75,
      dash: dash.length ? dash : undefined,
      spanGaps: true,
      points: { show: false },
      ...(hasLine ? {} : { paths: () => null }),
    };
  }

  function xAxis(width) {
    const axis = axisStyle(spec.x.label);
    if (!categories) {
      axis.size = 34;
      if (spec.x.ticks) {
        axis.splits = (u) => thinned(u, xs.filter((x) => x >= u.scales.x.min && x <= u.scales.x.max), spec.x.unit);
        axis.filter = (u, splits) => splits;
      }
      axis.values = (u, splits) => splits.map((x) => tick(x, spec.x.unit));
      return axis;
    }
    const room = (width - 90) / categories.length;
    const turned = room < 62;
    axis.splits = (u) => range(categories.length).filter((n) => n >= u.scales.x.min && n <= u.scales.x.max);
    axis.grid = { show: false };
    axis.values = (u, splits) => splits.map((n) => (turned ? shortened(categories[n], 24) : wrapped(categories[n], room)));
    axis.rotate = turned ? 40 : 0;
    axis.size = turned ? Math.min(150, 36 + 4.3 * Math.max(...categories.map((c) => Math.min(24, c.length)))) : sizeOfWrapped(categories, room);
    return axis;
  }

  function yAxis() {
    const axis = axisStyle(spec.y.label);
    axis.size = 74;
    // A logarithmic axis begins with its end, which is seldom round after a zoom.
    const isRound = (y) => !spec.y.log || Math.abs(Number(y?.toPrecision(1)) / y - 1) < 1e-9;
    axis.values = (u, splits) => splits.map((y) => (isRound(y) ? tick(y, spec.y.unit) : ""));
    return axis;
  }

  function fitToWidth() {
    const width = parent.clientWidth;
    if (width && width !== chart.width) chart.setSize({ width, height: heightFor(width) });
  }

  function setShown(index, shown) {
    state.shown[index] = shown;
    chart.setSeries(index + 1, { show: shown });
    chart.redraw(true, true);
  }

  function zoomIn(u) {
    const { left, top, width, height } = u.select;
    if (width < 3 && height < 3) return;
    const whole = height >= u.over.clientHeight - 1;
    const across = width >= u.over.clientWidth - 1;
    state.zoom = {
      x: across ? state.zoom?.x : [u.posToVal(left, "x"), u.posToVal(left + width, "x")],
      y: whole ? state.zoom?.y : [u.posToVal(top + height, "y"), u.posToVal(top, "y")],
    };
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    rescale();
  }

  function zoomOut() {
    state.zoom = null;
    rescale();
  }

  function rescale() {
    const [min, max] = state.zoom?.x ?? bounds;
    chart.setScale("x", { min, max });
  }

  function hover(u) {
    const { left, top } = u.cursor;
    if (left < 0) {
      tooltip.hidden = true;
      return;
    }
    const nearest = stops
      .map((stop, index) => ({ index, far: distance(u, stop, left, top) }))
      .filter(({ index }) => isInside(u, stops[index]) && stops[index].members.some(({ series }) => state.shown[series]))
      .reduce((a, b) => (a.far <= b.far ? a : b), { index: -1, far: Infinity });
    if (nearest.index >= 0) show(nearest.index, left, top);
  }

  function isInside(u, stop) {
    const within = (value, { min, max }) => value >= min && value <= max;
    return within(stop.x, u.scales.x) && (!spec.scatter || within(stop.y, u.scales.y));
  }

  function distance(u, stop, left, top) {
    const dx = u.valToPos(stop.x, "x") - left;
    return spec.scatter ? Math.hypot(dx, u.valToPos(stop.y, "y") - top) : Math.abs(dx);
  }

  /** Shows the values at a stop; returns them as text. */
  function show(index, left, top) {
    state.at = index;
    const stop = stops[index];
    const members = stop.members.filter(({ series }) => state.shown[series]).sort((a, b) => b.point.y - a.point.y);
    tooltip.replaceChildren(
      element("strong", { textContent: stop.title }),
      ...members.slice(0, 24).flatMap(({ series, point }) => valueLines(series, point)),
    );
    tooltip.hidden = false;
    const wide = tooltip.offsetWidth, high = tooltip.offsetHeight;
    const before = left > chart.over.clientWidth / 2;
    tooltip.style.left = `${Math.max(0, before ? left - wide - 14 : left + 14)}px`;
    tooltip.style.top = `${Math.max(0, Math.min(top - high / 2, chart.over.clientHeight - high))}px`;
    const lines = members.flatMap(({ series, point }) => valuesOf(series, point));
    return `${stop.title}. ${lines.map(([name, value]) => `${name}: ${value}`).join("; ")}`;
  }

  /** Names and values of a point: of a scatter, both of its metrics. */
  function valuesOf(series, point) {
    const value = withInterval(point, spec.y.unit);
    if (!spec.scatter) return [[spec.series[series].name, value]];
    const across = withInterval({ y: point.x, low: point.xLow, high: point.xHigh }, spec.x.unit);
    return [[spec.y.label, value], [spec.x.label, across]];
  }

  function valueLines(series, point) {
    return valuesOf(series, point).map(([name, value], index) => element("div", {},
      ...(index === 0 ? [swatch(series)] : [element("span", { className: "swatch" })]),
      element("span", { textContent: name }), element("b", { textContent: value })));
  }

  /** Steps to the next values, for the keyboard; returns them as text. */
  function read(step) {
    if (!stops.length) return "";
    const next = state.at < 0 ? (step > 0 ? 0 : stops.length - 1) : state.at + step;
    const index = Math.max(0, Math.min(stops.length - 1, next));
    const left = chart.valToPos(stops[index].x, "x");
    const top = spec.scatter ? chart.valToPos(stops[index].y, "y") : chart.over.clientHeight / 2;
    chart.setCursor({ left, top }, false);
    return show(index, left, top);
  }

  function destroy() {
    resize.disconnect();
    chart.destroy();
  }
}

/** The look of an axis. */
function axisStyle(label) {
  const ink = colour("ink"), faint = colour("line");
  const font = "13px system-ui, sans-serif";
  return {
    label, stroke: ink, font, labelFont: `600 ${font}`, labelGap: 4, labelSize: 24,
    grid: { stroke: faint, width: 1 }, ticks: { stroke: faint, width: 1, size: 5 },
  };
}

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

/** Ticks that have room for their labels. */
function thinned(u, ticks, unit) {
  let free = -Infinity;
  return ticks.filter((x) => {
    const half = 4 * tick(x, unit).length + 4;
    const place = u.valToPos(x, "x");
    if (place - half < free) return false;
    free = place + half;
    return true;
  });
}

/** A name in lines of the width of its category. */
function wrapped(name, room) {
  const most = Math.max(8, Math.floor(room / 7.2));
  const lines = [""];
  for (const word of shortened(name, 3 * most).split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.join("\n");
}

/** The height that wrapped names need. */
function sizeOfWrapped(names, room) {
  return 22 + 19 * Math.max(1, ...names.map((name) => wrapped(name, room).split("\n").length));
}

/** A name that is not longer than `most`. */
function shortened(name, most) {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
