// What .ci/report checks in a page. Each check returns lines that begin with `ok` or `FAIL`.

// Ten times what is wanted: a machine that is busy with something else is no fault of the page.
const PAINT_MS = 20000;
const CONTROL_MS = 1000;
const lines = [];

function expect(what, holds, found = "") {
  const text = `${holds ? "ok  " : "FAIL"} ${what}${found === "" ? "" : `: ${found}`}`;
  // The script that prints the lines does not unescape.
  lines.push(text.replace(/["\\]/g, "'"));
}

const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** What the chart of a section shows: its pixels. */
function picture(id) {
  return find(`#${id}-plot canvas`)?.toDataURL() ?? "";
}

/** The values of the chart, from the table below it. */
function values() {
  return find("#explore-values tbody").textContent;
}

/** How long a change takes until it can be painted. */
async function timed(change) {
  await nextFrame();
  const before = performance.now();
  change();
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - before;
}

/** Chooses the next value of a list. */
function chooseNext(select) {
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  select.dispatchEvent(new Event("change"));
}

function listOf(section, label) {
  const found = all(`#${section}-controls label`).find((own) => own.firstChild.textContent === label);
  return found?.querySelector("select");
}

async function firstPaint() {
  for (let tries = 0; tries < 50; tries += 1) {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    if (paint) return paint.startTime;
    await nextFrame();
  }
  return Infinity;
}

async function checkPaint() {
  const paint = await firstPaint();
  expect(`first paint within ${PAINT_MS} ms`, paint < PAINT_MS, `${Math.round(paint)} ms`);
  expect("no wider than the window", document.documentElement.scrollWidth <= innerWidth);
}

async function checkControls() {
  find("#explore-values").open = true;
  await nextFrame();
  for (const label of ["Vertical axis", "Horizontal axis", "Series"]) {
    const select = listOf("explore", label);
    if (!select || select.options.length < 2) continue;
    const before = picture("explore") + values();
    const took = await timed(() => chooseNext(select));
    await nextFrame();
    expect(`${label} changes the chart`, picture("explore") + values() !== before);
    expect(`${label} within ${CONTROL_MS} ms`, took < CONTROL_MS, `${took.toFixed(1)} ms`);
  }
}

async function checkFixed() {
  const known = ["Vertical axis", "Horizontal axis", "Series"];
  all("#explore-views button").find((view) => view.textContent.startsWith("Along"))?.click();
  await nextFrame();
  const labels = all("#explore-controls label").map((label) => label.firstChild.textContent);
  const held = labels.find((label) => label && !known.includes(label) && listOf("explore", label));
  if (!held) return;
  const before = values();
  const took = await timed(() => chooseNext(listOf("explore", held)));
  await nextFrame();
  expect(`${held} changes the values`, values() !== before, `${took.toFixed(1)} ms`);
}

async function checkSeries() {
  const first = find("#explore-legend button");
  const before = { picture: picture("explore"), rows: find("#explore-values tbody").rows.length };
  first.click();
  await nextFrame();
  expect("a series can be hidden", first.getAttribute("aria-pressed") === "false"
    && picture("explore") !== before.picture && find("#explore-values tbody").rows.length < before.rows);
  first.click();
  await nextFrame();
  expect("and shown again", find("#explore-values tbody").rows.length === before.rows);
}

async function checkKeyboard() {
  const plot = find("#explore-plot");
  plot.focus();
  plot.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", cancelable: true }));
  const read = find("#explore-live").textContent;
  expect("arrow keys read the chart", /\d/.test(read), read.slice(0, 60));
  expect("the chart has a label", (plot.getAttribute("aria-label") ?? "").length > 20);
  const unnamed = all("button, select, input").filter((control) => (
    !control.textContent.trim() && !control.getAttribute("aria-label") && !control.closest("label")
  ));
  expect("every control has a name", unnamed.length === 0);
}

async function checkTable() {
  const heading = () => all("#table-scroll th").at(-2);
  const column = () => all("#table-scroll tbody tr").map((row) => row.cells[row.cells.length - 2].textContent).join();
  const orders = [];
  for (const sort of ["ascending", "descending"]) {
    const took = await timed(() => heading().firstChild.click());
    expect(`the table sorts, ${sort}`, heading().getAttribute("aria-sort") === sort, `${took.toFixed(1)} ms`);
    orders.push(column());
  }
  expect("both ways differ", orders[0] !== orders[1] || new Set(orders[0].split(",")).size < 2);
  const box = find("#table-controls input");
  const before = all("#table-scroll th").length;
  const took = await timed(() => box.click());
  expect("all columns can be shown", all("#table-scroll th").length > before, `${took.toFixed(1)} ms`);
  box.click();
}

async function checkTheme() {
  const background = () => getComputedStyle(document.body).backgroundColor;
  const before = { colour: background(), picture: picture("explore") };
  find("#theme").click();
  await nextFrame();
  expect("dark and light", background() !== before.colour && picture("explore") !== before.picture);
  find("#theme").click();
}

async function checkTimeline() {
  if (!find("#timeline-plot canvas")) return;
  const select = listOf("timeline", "Quantity");
  const before = picture("timeline");
  const took = await timed(() => chooseNext(select));
  await nextFrame();
  expect("the time series change", select.options.length < 2 || picture("timeline") !== before, `${took.toFixed(1)} ms`);
}

function checkScripts() {
  expect("no script of the texts ran", window.alerts === 0);
  expect("no element came out of the texts", document.images.length === 0 && document.scripts.length === 2);
}

async function ordinary() {
  await checkPaint();
  await checkControls();
  await checkFixed();
  await checkSeries();
  await checkKeyboard();
  await checkTable();
  await checkTheme();
  await checkTimeline();
  checkScripts();
  return lines.join("\n");
}

async function hostile() {
  await checkPaint();
  await checkControls();
  await checkSeries();
  await checkKeyboard();
  await checkTable();
  checkScripts();
  expect("the name is shown as it is", find("h1").textContent.includes("<img src=x onerror=alert(1)>"));
  all("details").forEach((details) => { details.open = true; });
  await nextFrame();
  checkScripts();
  return lines.join("\n");
}
