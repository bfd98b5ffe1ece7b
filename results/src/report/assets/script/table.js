// The table of the summary, and the sorting of all tables.

/** Rows on one page: more would be slow to show, and nobody reads them. */
const PAGE_ROWS = 100;

const summary = { all: false, sorted: -1, down: false, page: 0 };

/** Starts the table. */
function startTable() {
  byId("table-controls").append(toggle("All columns, as in summary.csv", false, (all) => {
    Object.assign(summary, { all, sorted: -1, down: false, page: 0 });
    drawTable();
  }));
  drawTable();
}

/** The columns: {label, text, sort} of a point, in the choice of the reader. */
function columnsOfTable() {
  if (summary.all) return DATA.columns.map((name, column) => plainColumn(name, column));
  const warnings = DATA.warnings === null ? [] : [plainColumn("Warnings", DATA.warnings)];
  return [...parameterColumns(), ...metricsOfTable().map(metricColumn), ...warnings];
}

/** The layout by its name, and all other parameters. */
function parameterColumns() {
  const layout = DATA.layouts[""];
  const name = (point) => layout.values[layout.index[point]];
  const columns = range(DATA.replications).filter((column) => !(layout && parameterNamed(DATA.columns[column])?.layout));
  const others = columns.map((column) => plainColumn(parameterNamed(DATA.columns[column])?.label ?? DATA.columns[column], column));
  return layout ? [{ label: "Layout", text: name, sort: name }, ...others] : others;
}

/** The metrics of the table, each with its change against the baseline behind it. */
function metricsOfTable() {
  const shown = DATA.metrics.filter((metric) => metric.in_table && isInformative(metric));
  const stem = ({ name }) => name.replace(/_(per_egress|bytes_change|per_egress_ratio)$/, "");
  const stems = [...new Set(shown.map(stem))];
  return stems.flatMap((own) => shown.filter((metric) => stem(metric) === own));
}

/** Whether a metric is anything but zero, and weighted traffic anything but total traffic. */
function isInformative(metric) {
  const twin = metricNamed(metric.name.replace(/^cost_/, "total_"));
  const isSame = (point) => twin && twin !== metric && cell(twin.value, point) === cell(metric.value, point);
  return range(DATA.points).some((point) => cell(metric.value, point) && !isSame(point));
}

/** A column as it is in the file. */
function plainColumn(label, column) {
  const value = (point) => cell(column, point);
  return { label, text: (point) => value(point) ?? "", sort: value };
}

/** A metric with its interval. */
function metricColumn(metric) {
  const sort = (point) => cell(metric.value, point);
  const text = (point) => formatted(sort(point), metric.unit);
  const more = (point) => {
    const found = measured(metric, point);
    return found && found.low < found.high ? intervalText(found, metric.unit) : "";
  };
  return { label: metric.label, text, sort, more };
}

/** An interval in few characters. */
function intervalText({ low, high }, unit) {
  const digits = unit === "change" ? 4 : 3;
  return `${formatted(low, unit, digits)} to ${formatted(high, unit, digits)}`;
}

/** Draws the table anew. */
function drawTable() {
  const columns = columnsOfTable();
  const points = sortedPoints(columns);
  const first = summary.page * PAGE_ROWS;
  const shown = points.slice(first, first + PAGE_ROWS);
  const body = element("tbody", {}, ...shown.map((point) => (
    element("tr", {}, ...columns.map((column) => cellOf(column, point)))
  )));
  const table = element("table", { className: summary.all ? "raw" : "" },
    element("caption", { textContent: captionOfTable(first, shown.length) }),
    element("thead", {}, element("tr", {}, ...columns.map(headingOf))), body);
  const focused = focusedHeading();
  byId("table-scroll").replaceChildren(table);
  if (focused >= 0) table.querySelectorAll("th button")[focused]?.focus();
  drawPages(points.length);
}

/** Which heading has the focus. */
function focusedHeading() {
  return [...byId("table-scroll").querySelectorAll("th button")].indexOf(document.activeElement);
}

/** Points in the order of the sorted column; those without a value come last. */
function sortedPoints(columns) {
  const points = range(DATA.points);
  const column = columns[summary.sorted];
  if (!column) return points;
  return points.sort((a, b) => compared(column.sort(a), column.sort(b), summary.down));
}

/** The order of texts: `hot 64` comes before `hot 640`, and before `hot 6400`. */
const TEXTS = new Intl.Collator("en", { numeric: true });

/** The order of two values: numbers by size, texts as people sort them. */
function compared(a, b, down) {
  const isNone = (value) => value === null || value === undefined || value === "";
  if (isNone(a) || isNone(b)) return isNone(a) - isNone(b);
  const isText = typeof a === "string" || typeof b === "string";
  const order = isText ? TEXTS.compare(String(a), String(b)) : a - b;
  return down ? -order : order;
}

/** A heading that sorts. */
function headingOf({ label }, index) {
  const isSorted = index === summary.sorted;
  const sort = isSorted ? (summary.down ? "descending" : "ascending") : "none";
  const press = () => {
    Object.assign(summary, { sorted: index, down: isSorted && !summary.down, page: 0 });
    drawTable();
  };
  return element("th", { scope: "col", "aria-sort": sort }, button(label, press));
}

/** A cell of a point. */
function cellOf(column, point) {
  const text = column.text(point);
  const isNumber = typeof column.sort(point) === "number";
  const made = element("td", { className: isNumber ? "number" : "", textContent: text });
  const more = column.more?.(point);
  if (more) made.append(element("small", { textContent: more }));
  return made;
}

/** What the table shows. */
function captionOfTable(first, count) {
  const rows = DATA.points > PAGE_ROWS ? `Points ${first + 1} to ${first + count} of ${DATA.points}` : `All ${DATA.points} points`;
  return `${rows}. ${summary.all ? "Columns as in summary.csv." : "Means, with 95 % intervals below."} Headings sort.`;
}

/** Buttons that turn the page. */
function drawPages(count) {
  const pages = Math.ceil(count / PAGE_ROWS);
  const turn = (step) => () => {
    summary.page += step;
    drawTable();
  };
  const buttons = pages < 2 ? [] : [
    button("Previous", turn(-1), { disabled: summary.page === 0 }),
    element("span", { className: "muted", textContent: `Page ${summary.page + 1} of ${pages}` }),
    button("Next", turn(1), { disabled: summary.page === pages - 1 }),
  ];
  byId("table-buttons").replaceChildren(...buttons, ...csvButtons(fileName("summary"), summaryRows));
}

/** All columns of all points, in the order shown. */
function summaryRows() {
  const points = sortedPoints(columnsOfTable());
  return [DATA.columns, ...points.map((point) => DATA.columns.map((_, column) => cell(column, point)))];
}

/** Lets a table of the page be sorted by its headings. */
function makeSortable(table) {
  const headings = [...table.querySelectorAll("thead th")];
  headings.forEach((heading, index) => {
    const press = button(heading.textContent, () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      headings.forEach((other) => other.setAttribute("aria-sort", "none"));
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const value = ({ cells }) => {
        const { dataset, textContent } = cells[index];
        return dataset.sort === undefined ? textContent : Number(dataset.sort);
      };
      const body = table.tBodies[0];
      body.append(...[...body.rows].sort((a, b) => compared(value(a), value(b), down)));
    });
    heading.setAttribute("aria-sort", "none");
    heading.replaceChildren(press);
  });
}
