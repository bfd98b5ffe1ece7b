// The legend: a button a series, that shows and hides it.

/** A sample of a series' line and mark. */
function swatch(index) {
  const canvas = element("canvas", { className: "swatch", width: 68, height: 28, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  const { colour: ink, dash, mark } = styleOf(index);
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 4;
  context.setLineDash(dash.map((length) => 2 * length));
  context.beginPath();
  context.moveTo(2, 14);
  context.lineTo(66, 14);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 3;
  drawMark(context, mark, 34, 14, 8);
  return canvas;
}

/** Fills a legend. `onToggle` gets the place of a series, and whether it is to be shown. */
function fillLegend(parent, series, onToggle) {
  const buttons = series.map(({ name, hidden }, index) => {
    const made = button("", () => set(index, made.getAttribute("aria-pressed") !== "true"), {
      "aria-pressed": String(!hidden), title: "Show or hide",
    });
    made.append(swatch(index), element("span", { textContent: name }));
    return made;
  });
  const set = (index, shown) => {
    buttons[index].setAttribute("aria-pressed", String(shown));
    onToggle(index, shown);
  };
  const setAll = (shown) => buttons.forEach((_, index) => set(index, shown));
  const all = series.length > 3
    ? [button("All", () => setAll(true), { className: "plain" }), button("None", () => setAll(false), { className: "plain" })]
    : [];
  parent.replaceChildren(...buttons, ...all);
}
