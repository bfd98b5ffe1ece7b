// A chart: uPlot lays out axes, lines and the cursor; what differs by series is drawn in `ink.js`.

const HEIGHT_MAX = 400;

/** The height that suits a width. */
function heightFor(width) {
  return Math.round(Math.max(280, Math.min(HEIGHT_MAX, 0.62 * width)));
}

/**
 * A chart in an element. `spec` has
 * `x`: {label, unit, log, names (of categories), ticks}, `y`: {label, unit, log, zero},
 * `series`: [{name, points, level, hidden}], and what is drawn: `lines`, `bands`, `marks`, `whiskers`;
 * `scatter` if the horizontal axis is a metric, too.
 */
class Plot {
  constructor(parent, spec) {
    this.spec = spec;
    this.zoom = null;
    this.stop = -1;
    this.shown = spec.series.map((series) => !series.hidden);
    this.drawn = spec.series.map((series, index) => placed(series, index, spec));
    this.stops = stopsOf(this.drawn, spec);
    const xs = new Set(this.drawn.flatMap((points) => points.map(({ at }) => at)));
    this.xs = [...xs].sort((a, b) => a - b);
    this.bounds = xBounds(this.xs, spec);
    this.tooltip = new Tooltip(spec);
    this.chart = new uPlot(this.options(parent.clientWidth || 800), this.columns(), parent);
    this.chart.over.append(this.tooltip.box);
    this.observer = new ResizeObserver(() => this.fitTo(parent.clientWidth));
    this.observer.observe(parent);
  }

  options(width) {
    const { x, y, series, scatter } = this.spec;
    const yRange = () => this.zoom?.y ?? yBounds(this.drawn, this.shown, y);
    return {
      width,
      height: heightFor(width),
      padding: [14, 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, distr: x.log ? 3 : 1, range: () => this.zoom?.x ?? this.bounds },
        y: { distr: y.log ? 3 : 1, range: yRange },
      },
      axes: [x.names ? categoryAxis(x, width) : numberAxis(x, this.xs), valueAxis(y)],
      series: [{}, ...series.map((own, index) => this.lineOf(own, index))],
      cursor: {
        drag: { x: true, y: true, uni: 24, setScale: false },
        points: { show: false },
        y: !!scatter,
        bind: { dblclick: () => () => this.zoomOut() },
      },
      hooks: this.hooks(),
    };
  }

  hooks() {
    const { bands, scatter } = this.spec;
    return {
      drawAxes: [(u) => bands && drawBands(u, this.drawn, this.shown)],
      drawSeries: [(u, n) => this.shown[n - 1] && drawPoints(u, this.drawn[n - 1], n - 1, this.spec)],
      draw: [(u) => scatter && drawNames(u, this.drawn, this.shown, this.spec)],
      setSelect: [(u) => this.zoomIn(u)],
      setCursor: [(u) => this.hover(u)],
    };
  }

  /** The columns that uPlot wants: all places, then the values of each series at them. */
  columns() {
    const place = new Map(this.xs.map((x, index) => [x, index]));
    return [this.xs, ...this.drawn.map((points) => {
      const column = new Array(this.xs.length).fill(null);
      points.forEach(({ at, y }) => { column[place.get(at)] = this.spec.y.log && y <= 0 ? null : y; });
      return column;
    })];
  }

  lineOf(series, index) {
    const { colour: ink, dash } = styleOf(index);
    const hasLine = this.spec.lines || series.level;
    return {
      scale: "y",
      show: this.shown[index],
      stroke: ink,
      width: 1.75,
      dash: dash.length ? dash : undefined,
      spanGaps: true,
      points: { show: false },
      ...(hasLine ? {} : { paths: () => null }),
    };
  }

  fitTo(width) {
    if (width && width !== this.chart.width) this.chart.setSize({ width, height: heightFor(width) });
  }

  /** Shows or hides a series. */
  setShown(index, shown) {
    this.shown[index] = shown;
    this.chart.setSeries(index + 1, { show: shown });
    this.chart.redraw(true, true);
  }

  /** Zooms to what was dragged over; a drag along one axis leaves the other as it is. */
  zoomIn(u) {
    const { left, top, width, height } = u.select;
    if (width < 3 && height < 3) return;
    const isOf = (length, all) => length < all - 1;
    this.zoom = {
      x: isOf(width, u.over.clientWidth) ? [u.posToVal(left, "x"), u.posToVal(left + width, "x")] : this.zoom?.x,
      y: isOf(height, u.over.clientHeight) ? [u.posToVal(top + height, "y"), u.posToVal(top, "y")] : this.zoom?.y,
    };
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.rescale();
  }

  zoomOut() {
    this.zoom = null;
    this.rescale();
  }

  rescale() {
    const [min, max] = this.zoom?.x ?? this.bounds;
    this.chart.setScale("x", { min, max });
  }

  /** Shows the values nearest to the cursor. */
  hover(u) {
    const { left, top } = u.cursor;
    let nearest = -1, least = Infinity;
    this.stops.forEach((stop, index) => {
      const far = this.canRestOn(stop) ? this.distance(stop, left, top) : Infinity;
      if (far < least) [nearest, least] = [index, far];
    });
    if (left < 0 || nearest < 0) this.tooltip.hide();
    else this.show(nearest, left, top);
  }

  canRestOn(stop) {
    const within = (value, { min, max }) => value >= min && value <= max;
    const { x, y } = this.chart.scales;
    return within(stop.x, x) && (!this.spec.scatter || within(stop.y, y)) && this.membersOf(stop).length > 0;
  }

  membersOf(stop) {
    return stop.members.filter(({ series }) => this.shown[series]);
  }

  distance(stop, left, top) {
    const dx = this.chart.valToPos(stop.x, "x") - left;
    return this.spec.scatter ? Math.hypot(dx, this.chart.valToPos(stop.y, "y") - top) : Math.abs(dx);
  }

  /** Shows the values at a stop; returns them as text. */
  show(index, left, top) {
    this.stop = index;
    const stop = this.stops[index];
    return this.tooltip.show(stop.title, this.membersOf(stop), left, top, this.chart.over);
  }

  /** Steps to the next values, for the keyboard; returns them as text. */
  read(step) {
    const last = this.stops.length - 1;
    if (last < 0) return "";
    const next = this.stop < 0 ? (step > 0 ? 0 : last) : this.stop + step;
    const index = Math.max(0, Math.min(last, next));
    const { x, y } = this.stops[index];
    const left = this.chart.valToPos(x, "x");
    const top = this.spec.scatter ? this.chart.valToPos(y, "y") : this.chart.over.clientHeight / 2;
    this.chart.setCursor({ left, top }, false);
    return this.show(index, left, top);
  }

  destroy() {
    this.observer.disconnect();
    this.chart.destroy();
  }
}
