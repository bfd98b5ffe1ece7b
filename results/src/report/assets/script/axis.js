// The axes of a chart, and their labels.

/** The look of an axis. */
function axisStyle(label) {
  const ink = colour("ink"), faint = colour("line");
  const font = "13px system-ui, sans-serif";
  return {
    label, stroke: ink, font, labelFont: `600 ${font}`, labelGap: 4, labelSize: 24,
    grid: { stroke: faint, width: 1 }, ticks: { stroke: faint, width: 1, size: 5 },
  };
}

/** An axis of numbers: its ticks are the values themselves, if they are few. */
function numberAxis({ label, unit, ticks }, xs) {
  const axis = axisStyle(label);
  axis.size = 34;
  axis.values = (u, splits) => splits.map((x) => tick(x, unit));
  if (ticks) {
    const isInside = (u, x) => x >= u.scales.x.min && x <= u.scales.x.max;
    axis.splits = (u) => thinned(u, xs.filter((x) => isInside(u, x)), unit);
    axis.filter = (u, splits) => splits;
  }
  return axis;
}

/** An axis of names, which are wrapped, or turned where there is no room. */
function categoryAxis({ label, names }, width) {
  const axis = axisStyle(label);
  const room = (width - 90) / names.length;
  const isTurned = room < 62;
  axis.grid = { show: false };
  axis.splits = (u) => range(names.length).filter((n) => n >= u.scales.x.min && n <= u.scales.x.max);
  axis.values = (u, splits) => splits.map((n) => (isTurned ? shortened(names[n], 24) : wrapped(names[n], room)));
  axis.rotate = isTurned ? 40 : 0;
  axis.size = isTurned ? sizeOfTurned(names) : sizeOfWrapped(names, room);
  return axis;
}

/** The vertical axis. */
function valueAxis({ label, unit, log }) {
  const axis = axisStyle(label);
  axis.size = 74;
  // A logarithmic axis begins with its end, which is seldom round after a zoom.
  const isRound = (y) => !log || Math.abs(Number(y?.toPrecision(1)) / y - 1) < 1e-9;
  axis.values = (u, splits) => splits.map((y) => (isRound(y) ? tick(y, unit) : ""));
  return axis;
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

/** The height that turned names need. */
function sizeOfTurned(names) {
  return Math.min(150, 36 + 4.3 * Math.max(...names.map((name) => Math.min(24, name.length))));
}

/** A name that is not longer than `most`. */
function shortened(name, most) {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
