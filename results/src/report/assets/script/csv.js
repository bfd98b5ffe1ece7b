// What is shown, as CSV.

/** A cell. A text that a spreadsheet would take for a formula is prefixed by an apostrophe. */
function csvCell(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value !== "number" && /^[=+\-@']/.test(text) && text !== "-") text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** Rows of cells, the header first. */
function csvText(rows) {
  return rows.map((row) => row.map(csvCell).join(",") + "\n").join("");
}

/** Offers a text as a file. */
function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(address);
}

/** Copies a text, and says so on the button. */
async function copy(text, pressed) {
  const before = pressed.textContent;
  let copied = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copied = copyBySelection(text);
  }
  pressed.textContent = copied ? "Copied" : "Cannot copy";
  setTimeout(() => { pressed.textContent = before; }, 1500);
}

/** Copies where a page on disk has no clipboard of its own. */
function copyBySelection(text) {
  const area = element("textarea", { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}

/** Buttons that copy and download what `rows` returns. */
function csvButtons(name, rows) {
  const pressed = button("Copy CSV", () => copy(csvText(rows()), pressed));
  return [pressed, button("Download CSV", () => download(name, csvText(rows())))];
}

/** The name of a file about this experiment. */
function fileName(what) {
  return `${DATA.name.replace(/[^\w.-]+/g, "_").slice(0, 60) || "experiment"}-${what}.csv`;
}
