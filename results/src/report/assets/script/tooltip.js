// The values at the cursor.

/** More series than this have no room at the cursor. */
const TOOLTIP_LINES = 24;

/** A box with the values at a stop. */
class Tooltip {
  constructor(spec) {
    this.spec = spec;
    this.box = element("div", { className: "tooltip", hidden: true });
  }

  hide() {
    this.box.hidden = true;
  }

  /** Shows values beside a place; returns them as text. */
  show(title, members, left, top, frame) {
    const sorted = [...members].sort((a, b) => b.point.y - a.point.y);
    const lines = sorted.slice(0, TOOLTIP_LINES).flatMap(({ series, point }) => this.linesOf(series, point));
    this.box.replaceChildren(element("strong", { textContent: title }), ...lines);
    this.box.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const isRight = left > frame.clientWidth / 2;
    this.box.style.left = `${Math.max(0, isRight ? left - width - 14 : left + 14)}px`;
    this.box.style.top = `${Math.max(0, Math.min(top - height / 2, frame.clientHeight - height))}px`;
    const values = sorted.flatMap(({ series, point }) => this.valuesOf(series, point));
    return `${title}. ${values.map(([name, value]) => `${name}: ${value}`).join("; ")}`;
  }

  /** Names and values of a point: of a scatter, both of its metrics. */
  valuesOf(series, point) {
    const { x, y, scatter } = this.spec;
    const value = withInterval(point, y.unit);
    if (!scatter) return [[this.spec.series[series].name, value]];
    return [[y.label, value], [x.label, withInterval({ y: point.x, low: point.xLow, high: point.xHigh }, x.unit)]];
  }

  linesOf(series, point) {
    return this.valuesOf(series, point).map(([name, value], index) => element("div", {},
      index === 0 ? swatch(series) : element("span", { className: "swatch" }),
      element("span", { textContent: name }), element("b", { textContent: value })));
  }
}
