// What happens when the page opens.

/** Starts everything on the page. */
function start() {
  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll("button.copy").forEach((pressed) => {
    pressed.addEventListener("click", () => copy(pressed.nextElementSibling.textContent, pressed));
  });
  startTheme();
  startExplore();
  startTimeline();
  startTable();
}

/** Draws the charts anew, as when colours change. */
function drawCharts() {
  drawExplore();
  if (timeline.chart) drawTimeline();
}

/** Dark or light: as the system says, until the button is pressed. Paper is light. */
function startTheme() {
  const root = document.documentElement;
  const pressed = byId("theme");
  const name = () => {
    pressed.textContent = isDark() ? "Light" : "Dark";
    pressed.title = `Show the page ${isDark() ? "dark on light" : "light on dark"}`;
  };
  const set = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    name();
    drawCharts();
  };
  pressed.hidden = false;
  pressed.addEventListener("click", () => set(isDark() ? "light" : "dark"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => set(root.dataset.theme));
  let before;
  addEventListener("beforeprint", () => { before = root.dataset.theme; if (isDark()) set("light"); });
  addEventListener("afterprint", () => { if (root.dataset.theme !== before) set(before); });
  name();
}
