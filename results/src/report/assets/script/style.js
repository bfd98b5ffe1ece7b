// Colours, dashes and marks: series differ in all three, so that colour is never needed.

// Okabe and Ito's palette, without yellow, which is too pale on white.
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"];
const COLOURS_DARK = ["#4FA8E0", "#F0803C", "#2FC79A", "#E29CC4", "#7FCBF5", "#F2B632"];
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 4]];
const MARKS = ["circle", "square", "triangle", "diamond", "ring", "cross", "down"];

/** Whether the page is dark now. */
function isDark() {
  const own = document.documentElement.dataset.theme;
  return own ? own === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** A colour of the style sheet. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The style of a series. */
function styleOf(index) {
  const colours = isDark() ? [...COLOURS_DARK, "#EEEEEE"] : [...COLOURS, "#000000"];
  return {
    colour: colours[index % colours.length],
    dash: DASHES[Math.floor(index / colours.length + index) % DASHES.length],
    mark: MARKS[(index + Math.floor(index / MARKS.length)) % MARKS.length],
  };
}

/** Draws a mark. */
function drawMark(context, mark, x, y, radius) {
  const corners = {
    square: [[-1, -1], [1, -1], [1, 1], [-1, 1]],
    triangle: [[0, -1.25], [1.15, 0.9], [-1.15, 0.9]],
    down: [[0, 1.25], [1.15, -0.9], [-1.15, -0.9]],
    diamond: [[0, -1.35], [1.35, 0], [0, 1.35], [-1.35, 0]],
  }[mark];
  context.beginPath();
  if (corners) {
    corners.forEach(([dx, dy]) => context.lineTo(x + 0.9 * radius * dx, y + 0.9 * radius * dy));
    context.closePath();
  } else if (mark === "cross") {
    context.moveTo(x - radius, y - radius);
    context.lineTo(x + radius, y + radius);
    context.moveTo(x - radius, y + radius);
    context.lineTo(x + radius, y - radius);
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  if (mark === "cross") return context.stroke();
  if (mark !== "ring") return context.fill();
  const ink = context.fillStyle;
  context.fillStyle = colour("page");
  context.fill();
  context.fillStyle = ink;
  context.stroke();
}
