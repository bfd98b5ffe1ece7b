// Numbers as text, in their units.

// Made once: a formatter costs more than a thousand numbers.
const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 12 });

/** A number in few digits. */
function plain(value, digits = 4) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-6) return minus(value.toExponential(2));
  const rounded = Number(value.toPrecision(Math.max(digits, Math.min(15, Math.ceil(Math.log10(size))))));
  return minus(GROUPED.format(rounded));
}

/** A text with a true minus. */
function minus(text) {
  return text.replace(/-/g, "\u2212");
}

/** A value in the unit of its size, as `25.1 GB`. */
function scaled(value, digits, steps) {
  const size = Math.abs(value);
  const [scale, unit] = steps.find(([scale]) => size >= 0.9995 * scale) ?? steps[steps.length - 1];
  return `${plain(value / scale, digits)} ${unit}`;
}

const BYTES = [[1e15, "PB"], [1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"], [1, "B"]];
const RATES = BYTES.map(([scale, unit]) => [scale, `${unit}/s`]);
const NANOSECONDS = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

/** A value in its unit. */
function formatted(value, unit, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  switch (unit) {
    case "bytes": return scaled(value, digits, BYTES);
    case "bytes_per_s": return scaled(value, digits, RATES);
    case "ns": return scaled(value, digits, NANOSECONDS);
    case "s": return `${plain(value, digits)} s`;
    case "count_per_s": return `${plain(value, digits)}/s`;
    case "share": return `${plain(100 * value, digits)} %`;
    case "change": return `${value > 0 ? "+" : ""}${plain(100 * value, digits - 1)} %`;
    case "": return String(value);
    default: return plain(value, digits);
  }
}

/** A value with its interval, as `0.387 (0.380 to 0.394)`. */
function withInterval({ y, low, high }, unit) {
  const text = formatted(y, unit);
  return low < high ? `${text} (${formatted(low, unit)} to ${formatted(high, unit)})` : text;
}

/** A value on an axis, in as many digits as ticks need. */
function tick(value, unit) {
  return value === null ? "" : formatted(value, unit, 6);
}
