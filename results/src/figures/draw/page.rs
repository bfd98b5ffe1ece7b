//! The page: a legend above panels.

use super::axes::{Labelled, XLabels, draw_shared_label, room_below, room_left};
use super::coinciding::joined;
use super::direct_labels;
use super::frame::Frame;
use super::heat::colour_bar_room;
use super::legend;
use super::panel::{Placed, draw_panel, union};
use super::sheet::Sheet;
use super::theme::Theme;
use crate::figures::look::Look;
use crate::figures::page::{Align, Page};
use crate::figures::scene::{Figure, Panel, Scale};
use std::ops::Range;

/// Sizes for text of 8 points: the least width of a panel, and of one among small multiples.
const PANEL_PT: f64 = 150.0;
const SMALL_PANEL_PT: f64 = 66.0;
/// The height of a panel over its width, and the heights that are sensible.
const HEIGHT: f64 = 0.62;
const HEIGHTS_PT: (f64, f64) = (92.0, 150.0);
const MARGIN_PT: f64 = 3.0;

/// Draws a figure; without panels, an empty page.
pub(in crate::figures) fn page(figure: &Figure, look: &Look, about: &[(String, String)]) -> Page {
    let theme = Theme::of(look);
    let figure = joined(figure);
    let mut sheet = Sheet { theme, shapes: Vec::new() };
    let named_at_ends = direct_labels::suit(&theme, &figure);
    let entries = if named_at_ends { Vec::new() } else { legend::entries(&figure) };
    let entries = legend::rows(&theme, &entries, theme.width - theme.scaled(2.0 * MARGIN_PT));
    legend::draw(&mut sheet, &entries, theme.scaled(1.0));
    let mut top = theme.scaled(1.0 + MARGIN_PT) + legend::height(&theme, &entries);
    let grid = Grid::of(&theme, &figure, named_at_ends);
    for row in 0..grid.rows() {
        let placed = grid.place_row(row, top);
        placed.iter().for_each(|panel| draw_panel(&mut sheet, panel));
        grid.label_below(&mut sheet, row, &placed);
        top += grid.row_height(row);
    }
    for line in wrapped(&theme, &figure.note) {
        top += 1.15 * theme.text;
        sheet.text((theme.scaled(MARGIN_PT), top), &line, Align::Start);
    }
    Page {
        width: theme.width,
        height: top + theme.scaled(MARGIN_PT),
        background: theme.paper,
        shapes: sheet.shapes,
        about: about.to_vec(),
    }
}

/// A text in lines as wide as the page.
fn wrapped(theme: &Theme, text: &str) -> Vec<String> {
    let room = theme.width - theme.scaled(2.0 * MARGIN_PT);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if theme.width_of(&format!("{line} {word}")) <= room => {
                *line += " ";
                *line += word;
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The panels in rows.
struct Grid<'a> {
    theme: &'a Theme,
    figure: &'a Figure,
    ranges: Vec<[Range<f64>; 2]>,
    columns: usize,
    named_at_ends: bool,
}

impl<'a> Grid<'a> {
    fn of(theme: &'a Theme, figure: &'a Figure, named_at_ends: bool) -> Self {
        let mut ranges: Vec<_> = figure.panels.iter().map(Frame::ranges).collect();
        if let Some(shared) = union(&ranges).filter(|_| figure.shared_axes) {
            ranges.fill(shared);
        }
        let count = figure.panels.len();
        let fitting = if figure.shared_axes {
            (theme.width - theme.scaled(34.0)) / theme.scaled(SMALL_PANEL_PT)
        } else {
            theme.width / theme.scaled(PANEL_PT)
        };
        // As many rows as needed, filled evenly.
        let rows = count.div_ceil((fitting as usize).clamp(1, count.max(1)));
        let evenly = count.div_ceil(rows.max(1)).max(1);
        let columns = figure.columns.map_or(evenly, |columns| columns.max(1));
        Self { theme, figure, ranges, columns, named_at_ends }
    }

    fn rows(&self) -> usize {
        self.figure.panels.len().div_ceil(self.columns)
    }

    /// The panels of a row, by index.
    fn row(&self, row: usize) -> Range<usize> {
        let first = row * self.columns;
        first..(first + self.columns).min(self.figure.panels.len())
    }

    /// The height of the frames in a row.
    fn frame_height(&self, row: usize) -> f64 {
        let panels = &self.figure.panels[self.row(row)];
        let names = panels.iter().filter_map(|panel| match &panel.y.scale {
            Scale::Categories(names) => Some(names.len() as f64 * 1.45 * self.theme.text),
            _ => None,
        });
        let most_names = names.fold(0.0, f64::max);
        let usual = match self.figure.panel_height_pt {
            Some(height) => self.theme.scaled(height),
            None => {
                let width = self.theme.width / self.columns as f64;
                (HEIGHT * width)
                    .clamp(self.theme.scaled(HEIGHTS_PT.0), self.theme.scaled(HEIGHTS_PT.1))
            }
        };
        usual.max(most_names)
    }

    /// Whether a panel has labels to its left: not in small multiples, and not where the panel to its left
    /// has rows of the same names.
    fn labelled_left(&self, index: usize, first_of_row: usize) -> bool {
        if index == first_of_row {
            return true;
        }
        let [before, own] = [index - 1, index].map(|index| &self.figure.panels[index].y.scale);
        let same_names = matches!(own, Scale::Categories(_)) && before == own;
        !self.figure.shared_axes && !same_names
    }

    fn has_titles(&self) -> bool {
        self.figure.panels.len() > 1
            || self.figure.panels.iter().any(|panel| !panel.title.is_empty())
    }

    /// Whether the labels below a panel are drawn: in small multiples, where none is below it.
    fn labelled_below(&self, index: usize) -> bool {
        !self.figure.shared_axes || index + self.columns >= self.figure.panels.len()
    }

    /// The label of the axis that small multiples share, once below the last row.
    fn label_below(&self, sheet: &mut Sheet, row: usize, placed: &[Placed<'_>]) {
        if !self.figure.shared_axes || row + 1 < self.rows() {
            return;
        }
        let (Some(first), Some(last)) = (placed.first(), placed.last()) else { return };
        let middle = (first.frame.inside[0] + last.frame.inside[2]) / 2.0;
        let at = (middle, first.frame.inside[3]);
        draw_shared_label(sheet, &first.frame.panel.x.label, at);
    }

    fn title_room(&self) -> f64 {
        if self.has_titles() { 1.35 * self.theme.text } else { 0.4 * self.theme.text }
    }

    fn row_height(&self, row: usize) -> f64 {
        let below = self.place_row(row, 0.0).into_iter().map(|placed| {
            let width = match self.figure.shared_axes {
                true => self.theme.width,
                false => placed.frame.width(),
            };
            match placed.labelled.x {
                XLabels::None => 0.6 * self.theme.text,
                XLabels::Whole | XLabels::Ticks => {
                    room_below(self.theme, placed.frame.panel, width)
                }
            }
        });
        let below = below.fold(0.0, f64::max);
        self.title_room() + self.frame_height(row) + below + 0.3 * self.theme.text
    }

    /// The frames of a row, side by side: each as wide as what its labels leave of its part.
    fn place_row(&self, row: usize, top: f64) -> Vec<Placed<'a>> {
        let theme = self.theme;
        let height = self.frame_height(row);
        let indices = self.row(row);
        let first = indices.start;
        let margin = theme.scaled(MARGIN_PT);
        let left_room = |index: usize| match self.labelled_left(index, first) {
            false => 0.8 * theme.text,
            true => {
                let panel = &self.figure.panels[index];
                room_left(theme, panel, &self.ranges[index][1], height)
            }
        };
        let right_room = |panel: &Panel| match () {
            () if self.named_at_ends => direct_labels::room(theme, panel),
            () if panel.colour_bar.is_some() => {
                colour_bar_room(&Sheet { theme: *theme, shapes: Vec::new() })
            }
            () => 1.0 * theme.text,
        };
        let labels: f64 = indices
            .clone()
            .map(|index| left_room(index) + right_room(&self.figure.panels[index]))
            .sum();
        let free = (theme.width - 2.0 * margin - labels).max(theme.scaled(40.0));
        let weight = |panel: &Panel| if panel.width > 0.0 { panel.width } else { 1.0 };
        // A row that is not full has panels as wide as those of the others.
        let missing = if self.rows() > 1 { self.columns - indices.len() } else { 0 };
        let weights: f64 =
            self.figure.panels[indices.clone()].iter().map(weight).sum::<f64>() + missing as f64;
        let free = match missing {
            0 => free,
            _ => free - missing as f64 * (left_room(first).min(0.8 * theme.text) + theme.text),
        };
        let top = top + self.title_room();
        let mut x = margin;
        indices
            .map(|index| {
                let panel = &self.figure.panels[index];
                let left = x + left_room(index);
                let right = left + free * weight(panel) / weights;
                let title_at = (
                    if index == first || !self.figure.shared_axes { x } else { left },
                    top - 0.5 * theme.text,
                );
                x = right + right_room(panel);
                Placed {
                    frame: Frame::new(panel, [left, top, right, top + height], &self.ranges[index]),
                    title_at,
                    letter: (self.figure.panels.len() > 1).then_some(index),
                    labelled: Labelled {
                        x: match self.labelled_below(index) {
                            true if self.figure.shared_axes => XLabels::Ticks,
                            true => XLabels::Whole,
                            false => XLabels::None,
                        },
                        y: self.labelled_left(index, first),
                    },
                    named_at_ends: self.named_at_ends,
                }
            })
            .collect()
    }
}
