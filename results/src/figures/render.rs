//! From a figure to SVG and PNG.

use super::chart::{Axis, Band, Cross, Figure, HeatCell, Look, Mark, Panel, Scale, Series};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::ops::Range;
use std::sync::Once;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), String>;

/// The backend counts in whole numbers: ten of them a point keep lines where they belong.
const UNIT: f64 = 10.0;
/// Page width of the common templates, in points.
const WIDTH_PT: f64 = 506.0;
const PANEL_HEIGHT_PT: f64 = 152.0;
/// More would leave each too narrow to read.
const PANELS_A_ROW: usize = 4;
const LEGEND_ROW_PT: f64 = 13.0;
const TEXT_PT: f64 = 7.5;
const LINE_PT: f64 = 1.0;
const MARK_PT: f64 = 1.7;
const PNG_DPI: f32 = 300.0;
const FAMILY: &str = "sans-serif";
const FAMILIES: &str = "Noto Sans, Helvetica, Arial, sans-serif";

fn units(points: f64) -> i32 {
    (points * UNIT).round() as i32
}

fn failed(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Draws a figure as SVG.
pub(super) fn svg(figure: &Figure) -> Result<String, String> {
    static FONT: Once = Once::new();
    FONT.call_once(|| {
        // Fails only for bytes that are no font.
        let _ = plotters::style::register_font(FAMILY, FontStyle::Normal, notosans::REGULAR_TTF);
    });
    let legend = legend_rows(figure);
    let legend_pt = 4.0 + LEGEND_ROW_PT * legend.len() as f64;
    let rows = figure.panels.len().div_ceil(PANELS_A_ROW).max(1);
    let panel_pt = figure.panel_height_pt.unwrap_or(PANEL_HEIGHT_PT);
    let height_pt = legend_pt + panel_pt * rows as f64;
    let mut text = String::new();
    {
        let size = (units(WIDTH_PT) as u32, units(height_pt) as u32);
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        root.fill(&WHITE).map_err(failed)?;
        let (top, panels) = root.split_vertically(units(legend_pt));
        draw_legend(&top, &legend)?;
        let areas = split(&panels, figure, rows);
        for (index, (panel, area)) in figure.panels.iter().zip(&areas).enumerate() {
            draw_panel(panel, area, (figure.panels.len() > 1).then_some(index))?;
        }
        root.present().map_err(failed)?;
    }
    // Sizes in points, and the fonts that stand in where the first is missing.
    let (width, height) = (units(WIDTH_PT), units(height_pt));
    Ok(text
        .replacen(
            &format!("width=\"{width}\" height=\"{height}\""),
            &format!("width=\"{WIDTH_PT}pt\" height=\"{height_pt}pt\""),
            1,
        )
        .replace(&format!("font-family=\"{FAMILY}\""), &format!("font-family=\"{FAMILIES}\"")))
}

/// An area for each panel: of one row by their widths, of several all alike.
fn split<'a>(area: &Area<'a>, figure: &Figure, rows: usize) -> Vec<Area<'a>> {
    let width = |panel: &Panel| if panel.width > 0.0 { panel.width } else { 1.0 };
    let all: f64 = figure.panels.iter().map(width).sum();
    if rows > 1 || figure.panels.iter().all(|panel| width(panel) == 1.0) {
        return area.split_evenly((rows, figure.panels.len().div_ceil(rows).max(1)));
    }
    let mut left = 0.0;
    let cuts: Vec<i32> = figure
        .panels
        .iter()
        .map(|panel| {
            left += width(panel) / all * WIDTH_PT;
            units(left)
        })
        .collect();
    area.split_by_breakpoints(&cuts[..cuts.len() - 1], &[] as &[i32])
}

/// Renders SVG as PNG.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, String> {
    use resvg::{tiny_skia, usvg};
    let mut options = usvg::Options::default();
    options.fontdb_mut().load_font_data(notosans::REGULAR_TTF.to_vec());
    options.fontdb_mut().set_sans_serif_family("Noto Sans");
    let tree = usvg::Tree::from_str(svg, &options).map_err(failed)?;
    // The tree counts in CSS pixels, 96 an inch.
    let scale = PNG_DPI / 96.0;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil(), (size.height() * scale).ceil());
    let mut pixels = tiny_skia::Pixmap::new(width as u32, height as u32).ok_or("no pixels")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(failed)
}

fn text_style(size_pt: f64, across: HPos, down: VPos) -> TextStyle<'static> {
    TextStyle::from((FAMILY, size_pt * UNIT).into_font()).pos(Pos::new(across, down))
}

fn text_width(text: &str, size_pt: f64) -> i32 {
    let font = (FAMILY, size_pt * UNIT).into_font();
    font.box_size(text).map_or(0, |(width, _)| width as i32)
}

fn colour(look: Look) -> RGBColor {
    RGBColor(look.colour.0, look.colour.1, look.colour.2)
}

/// Entries of the legend, each name once, in rows that fit the width.
fn legend_rows(figure: &Figure) -> Vec<Vec<&Series>> {
    let mut rows: Vec<Vec<&Series>> = vec![Vec::new()];
    let mut width = 0;
    let mut seen: Vec<&str> = Vec::new();
    for series in figure.panels.iter().flat_map(|panel| &panel.series) {
        if series.label.is_empty() || seen.contains(&series.label.as_str()) {
            continue;
        }
        seen.push(&series.label);
        let entry = legend_entry_width(series);
        if width + entry > units(WIDTH_PT) - units(12.0) {
            rows.push(Vec::new());
            width = 0;
        }
        width += entry;
        if let Some(row) = rows.last_mut() {
            row.push(series);
        }
    }
    rows
}

const LEGEND_LINE_PT: f64 = 17.0;
const LEGEND_GAP_PT: f64 = 9.0;

fn legend_entry_width(series: &Series) -> i32 {
    // Renderers set text a little wider than the font's own figures.
    let text = text_width(&series.label, TEXT_PT) * 21 / 20;
    units(LEGEND_LINE_PT + 3.0 + LEGEND_GAP_PT) + text
}

fn draw_legend(area: &Area<'_>, rows: &[Vec<&Series>]) -> Drawn {
    for (number, row) in rows.iter().enumerate() {
        let width: i32 = row.iter().map(|series| legend_entry_width(series)).sum();
        let mut x = (units(WIDTH_PT) - width + units(LEGEND_GAP_PT)) / 2;
        let y = units(5.0 + LEGEND_ROW_PT * (number as f64 + 0.5));
        for series in row {
            let look = series.look;
            let ends = [(x, y), (x + units(LEGEND_LINE_PT), y)];
            if look.line {
                draw_path(area, &ends, look, LINE_PT)?;
            }
            draw_mark(area, (x + units(LEGEND_LINE_PT / 2.0), y), look)?;
            let style = text_style(TEXT_PT, HPos::Left, VPos::Center);
            let place = (x + units(LEGEND_LINE_PT + 3.0), y);
            area.draw_text(&series.label, &style, place).map_err(failed)?;
            x += legend_entry_width(series);
        }
    }
    Ok(())
}

fn draw_panel(panel: &Panel, area: &Area<'_>, letter: Option<usize>) -> Drawn {
    let (x_range, y_range) = (range(panel, true), range(panel, false));
    let mut chart = ChartBuilder::on(area)
        .margin_top(units(if letter.is_some() || !panel.title.is_empty() { 12.0 } else { 4.0 }))
        .margin_right(units(9.0))
        .margin_bottom(units(2.0))
        .margin_left(units(2.0))
        .x_label_area_size(units(24.0))
        .y_label_area_size(label_room(&panel.y))
        .build_cartesian_2d(x_range.clone(), y_range.clone())
        .map_err(failed)?;
    draw_cells(&mut chart, panel)?;
    draw_grid(&chart, area, panel, &x_range, &y_range)?;
    for cross in &panel.crosses {
        draw_cross(&chart, panel, cross)?;
    }
    for series in &panel.series {
        draw_series(&mut chart, panel, series)?;
    }
    draw_notes(&chart, panel)?;
    if letter.is_some() || !panel.title.is_empty() {
        let style = text_style(TEXT_PT + 1.0, HPos::Left, VPos::Top);
        let letter = letter.map(|index| char::from(b'a' + (index % 26) as u8));
        let letter = letter.map_or(String::new(), |letter| format!("({letter}) "));
        let text = format!("{letter}{}", panel.title);
        area.draw_text(text.trim_end(), &style, (units(2.0), 0)).map_err(failed)?;
    }
    Ok(())
}

/// Room for the labels to the left of an axis: names take what they need.
fn label_room(axis: &Axis) -> i32 {
    match &axis.scale {
        Scale::Names(names) => {
            let widest = names.iter().map(|name| text_width(name, TEXT_PT)).max().unwrap_or(0);
            let label = if axis.label.is_empty() { 0.0 } else { 12.0 };
            // Renderers set text a little wider than the font's own figures.
            widest * 21 / 20 + units(7.0 + label)
        }
        _ => units(36.0),
    }
}

/// The cells of a heat map, from white to dark blue or to a colour of their own.
fn draw_cells(chart: &mut Chart<'_, '_>, panel: &Panel) -> Drawn {
    let shade = |cell: &HeatCell| {
        let level = cell.level.clamp(0.0, 1.0);
        let mix = |dark: u8| (255.0 + (f64::from(dark) - 255.0) * level).round() as u8;
        let (red, green, blue) = cell.colour.unwrap_or((0, 45, 90));
        RGBColor(mix(red), mix(green), mix(blue))
    };
    let shown = panel.cells.iter().filter(|cell| cell.level > 0.0);
    let cells = shown.map(|cell| {
        let corner = |x: f64, y: f64| (place(&panel.x, x), place(&panel.y, y));
        let corners = [corner(cell.x.0, cell.y - 0.5), corner(cell.x.1, cell.y + 0.5)];
        Rectangle::new(corners, shade(cell).filled())
    });
    chart.draw_series(cells).map(|_| ()).map_err(failed)
}

/// The place of a value on an axis, before the axis is stretched to the panel.
fn place(axis: &Axis, value: f64) -> f64 {
    match axis.scale {
        Scale::Log => value.log10(),
        _ => value,
    }
}

/// The range of places that an axis covers, ending at ticks where it is vertical.
fn range(panel: &Panel, across: bool) -> Range<f64> {
    let axis = if across { &panel.x } else { &panel.y };
    if let Scale::Names(names) = &axis.scale {
        return -0.5..names.len() as f64 - 0.5;
    }
    let points = panel.series.iter().flat_map(|series| &series.points);
    let values = points.flat_map(|point| match across {
        true => [point.x, point.x],
        false => [point.y - point.half_width, point.y + point.half_width],
    });
    let edges = panel.cells.iter().flat_map(|cell| match across {
        true => [cell.x.0, cell.x.1],
        false => [cell.y - 0.5, cell.y + 0.5],
    });
    let crosses = panel.crosses.iter().flat_map(|cross| match across {
        true => [cross.x.0, cross.x.1],
        false => [cross.y.0, cross.y.1],
    });
    let values = values.chain(edges).chain(crosses);
    let places = values.map(|value| place(axis, value)).filter(|value| value.is_finite());
    let (mut low, mut high) =
        places.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        (low, high) = (0.0, 1.0);
    }
    if axis.scale == Scale::LinearFromZero {
        low = low.min(0.0);
    }
    if high - low < 1e-9 * high.abs().max(1e-9) {
        (low, high) = (low - 0.5, high + 0.5);
    }
    match (across, &axis.scale) {
        _ if !panel.cells.is_empty() => low..high,
        // Room above and below, but never below a zero that was asked for.
        (false, Scale::LinearFromZero) => low..high + 0.06 * (high - low),
        (false, _) => low - 0.08 * (high - low)..high + 0.08 * (high - low),
        // Words stand to the right of their places.
        (true, _) if !panel.notes.is_empty() => {
            low - 0.05 * (high - low)..high + 0.12 * (high - low)
        }
        // Points at the ends of rows of names are not cut.
        (true, Scale::LinearFromZero) if matches!(panel.y.scale, Scale::Names(_)) => {
            low..high + 0.04 * (high - low)
        }
        (true, _) if !panel.crosses.is_empty() => {
            low - 0.04 * (high - low)..high + 0.04 * (high - low)
        }
        (true, _) => low..high,
    }
}

/// Where an axis has hardly a power of ten on it: 1, 2 and 5 times each, written out.
fn plain_ticks(range: &Range<f64>) -> Vec<(f64, String, Option<String>)> {
    let powers = range.start.floor() as i32..=range.end.ceil() as i32;
    let values: Vec<f64> = powers
        .flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10f64.powi(power)))
        .filter(|value| range.contains(&value.log10()))
        .collect();
    if values.len() >= TICKS_MIN {
        return values.iter().map(|value| (value.log10(), format!("{value}"), None)).collect();
    }
    // So short that it is nearly even.
    let ends = libm::pow(10.0, range.start)..libm::pow(10.0, range.end);
    let even = even_ticks(&ends).into_iter().filter(|(value, ..)| *value > 0.0);
    even.map(|(value, label, exponent)| (value.log10(), label, exponent)).collect()
}

/// With fewer ticks an axis cannot be read.
const TICKS_MIN: usize = 3;

/// Places and labels of the ticks of an axis; a label of a power has its exponent apart.
fn ticks(axis: &Axis, range: &Range<f64>) -> Vec<(f64, String, Option<String>)> {
    match &axis.scale {
        Scale::Names(names) => {
            names.iter().enumerate().map(|(n, name)| (n as f64, name.clone(), None)).collect()
        }
        Scale::Log => {
            let first = (range.start - 1e-9).ceil() as i32;
            let last = (range.end + 1e-9).floor() as i32;
            let step = ((last - first) / 7 + 1).max(1);
            if range.end - range.start < 2.2 {
                return plain_ticks(range);
            }
            (first..=last)
                .step_by(step as usize)
                .map(|power| {
                    let exponent = power.to_string().replace('-', "\u{2212}");
                    (f64::from(power), "10".to_owned(), Some(exponent))
                })
                .collect()
        }
        Scale::Linear | Scale::LinearFromZero => even_ticks(range),
    }
}

/// About five round values at even distances.
fn even_ticks(range: &Range<f64>) -> Vec<(f64, String, Option<String>)> {
    let raw = (range.end - range.start) / 5.0;
    let power = 10f64.powi(raw.log10().floor() as i32);
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= raw);
    let step = step.unwrap_or(raw);
    let digits = decimals(step);
    let first = (range.start / step - 1e-9).ceil() as i64;
    let last = (range.end / step + 1e-9).floor() as i64;
    (first..=last)
        .map(|n| (n as f64 * step, format!("{:.digits$}", n as f64 * step), None))
        .collect()
}

/// Digits behind the point that a step needs.
fn decimals(step: f64) -> usize {
    (0..6).find(|&digits| (step * 10f64.powi(digits)).fract().abs() < 1e-6).unwrap_or(6) as usize
}

fn draw_grid(
    chart: &Chart<'_, '_>,
    area: &Area<'_>,
    panel: &Panel,
    x_range: &Range<f64>,
    y_range: &Range<f64>,
) -> Drawn {
    let origin = area.get_base_pixel();
    let pixel = |x: f64, y: f64| {
        let (px, py) = chart.backend_coord(&(x, y));
        (px - origin.0, py - origin.1)
    };
    let (left, bottom) = pixel(x_range.start, y_range.start);
    let (right, top) = pixel(x_range.end, y_range.end);
    let line = |points: [(i32, i32); 2], width_pt: f64, colour: RGBAColor| {
        let style = colour.stroke_width(units(width_pt) as u32);
        area.draw(&PathElement::new(points.to_vec(), style)).map_err(failed)
    };
    let (ink, faint) = (BLACK.mix(0.85), BLACK.mix(0.12));
    for (value, label, exponent) in ticks(&panel.y, y_range) {
        let (_, y) = pixel(x_range.start, value);
        line([(left, y), (right, y)], 0.5, faint)?;
        line([(left - units(2.5), y), (left, y)], 0.6, ink)?;
        draw_tick_label(area, (left - units(4.0), y), &label, exponent.as_deref(), false)?;
    }
    for (value, label, exponent) in ticks(&panel.x, x_range) {
        let (x, _) = pixel(value, y_range.start);
        line([(x, bottom), (x, bottom + units(2.5))], 0.6, ink)?;
        draw_tick_label(area, (x, bottom + units(4.0)), &label, exponent.as_deref(), true)?;
    }
    for (axis, range, across) in [(&panel.x, x_range, true), (&panel.y, y_range, false)] {
        for value in minor_ticks(axis, range) {
            if across {
                let (x, _) = pixel(value, y_range.start);
                line([(x, bottom), (x, bottom + units(1.3))], 0.4, ink)?;
            } else {
                let (_, y) = pixel(x_range.start, value);
                line([(left - units(1.3), y), (left, y)], 0.4, ink)?;
            }
        }
    }
    line([(left, bottom), (right, bottom)], 0.7, ink)?;
    line([(left, top), (left, bottom)], 0.7, ink)?;
    let style = text_style(TEXT_PT, HPos::Center, VPos::Bottom);
    let below = ((left + right) / 2, area.dim_in_pixel().1 as i32 - units(1.0));
    area.draw_text(&panel.x.label, &style, below).map_err(failed)?;
    let style = text_style(TEXT_PT, HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
    area.draw_text(&panel.y.label, &style, (units(1.0), (top + bottom) / 2)).map_err(failed)
}

/// Two to nine times each power, on an axis of few decades.
fn minor_ticks(axis: &Axis, range: &Range<f64>) -> Vec<f64> {
    if axis.scale != Scale::Log || range.end - range.start > 8.0 {
        return Vec::new();
    }
    (range.start.floor() as i32..range.end.ceil() as i32)
        .flat_map(|power| (2..10).map(move |digit| f64::from(power) + f64::from(digit).log10()))
        .filter(|value| (range.start..range.end).contains(value))
        .collect()
}

/// A label below a tick (`under`) or to the left of it; powers have a raised exponent.
fn draw_tick_label(
    area: &Area<'_>,
    (x, y): (i32, i32),
    label: &str,
    exponent: Option<&str>,
    under: bool,
) -> Drawn {
    const EXPONENT: f64 = 0.72;
    let down = if under { VPos::Top } else { VPos::Center };
    let Some(exponent) = exponent else {
        let across = if under { HPos::Center } else { HPos::Right };
        return area.draw_text(label, &text_style(TEXT_PT, across, down), (x, y)).map_err(failed);
    };
    let size = TEXT_PT * EXPONENT;
    let width = text_width(label, TEXT_PT) + text_width(exponent, size);
    let start = if under { x - width / 2 } else { x - width };
    area.draw_text(label, &text_style(TEXT_PT, HPos::Left, down), (start, y)).map_err(failed)?;
    let raised = (start + text_width(label, TEXT_PT) + units(0.3), y - units(2.2));
    area.draw_text(exponent, &text_style(size, HPos::Left, down), raised).map_err(failed)
}

fn draw_series(chart: &mut Chart<'_, '_>, panel: &Panel, series: &Series) -> Drawn {
    let look = series.look;
    let at = |point: &Band, shift: f64| {
        (place(&panel.x, point.x), place(&panel.y, point.y + shift * point.half_width))
    };
    let named = matches!(panel.x.scale, Scale::Names(_));
    if !named && series.points.iter().any(|point| point.half_width > 0.0) {
        let upper = series.points.iter().map(|point| at(point, 1.0));
        let lower = series.points.iter().rev().map(|point| at(point, -1.0));
        let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
        let band = Polygon::new(outline, colour(look).mix(0.18));
        chart.draw_series(std::iter::once(band)).map_err(failed)?;
    }
    let area = chart.plotting_area().strip_coord_spec();
    let origin = area.get_base_pixel();
    let pixels = |shift: f64| -> Vec<(i32, i32)> {
        let finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
        let places = series.points.iter().map(|point| at(point, shift)).filter(finite);
        places
            .map(|point| {
                let (x, y) = chart.backend_coord(&point);
                (x - origin.0, y - origin.1)
            })
            .collect()
    };
    if named {
        for (&low, &high) in pixels(-1.0).iter().zip(&pixels(1.0)) {
            draw_path(&area, &[low, high], Look { dash: None, ..look }, LINE_PT)?;
        }
    }
    let centre = pixels(0.0);
    if look.line && centre.len() > 1 {
        draw_path(&area, &centre, look, line_pt(centre.len()))?;
    }
    centre.iter().try_for_each(|&point| draw_mark(&area, point, look))
}

/// The place of a point in the panel, in pixels.
fn pixel(chart: &Chart<'_, '_>, panel: &Panel, (x, y): (f64, f64)) -> (i32, i32) {
    let origin = chart.plotting_area().strip_coord_spec().get_base_pixel();
    let (x, y) = chart.backend_coord(&(place(&panel.x, x), place(&panel.y, y)));
    (x - origin.0, y - origin.1)
}

fn draw_cross(chart: &Chart<'_, '_>, panel: &Panel, cross: &Cross) -> Drawn {
    let area = chart.plotting_area().strip_coord_spec();
    let (x, y) = cross.at;
    let look = Look { colour: cross.colour, dash: None, mark: Mark::None, line: true };
    for ends in [[(cross.x.0, y), (cross.x.1, y)], [(x, cross.y.0), (x, cross.y.1)]] {
        draw_path(&area, &ends.map(|end| pixel(chart, panel, end)), look, 0.6)?;
    }
    Ok(())
}

fn draw_notes(chart: &Chart<'_, '_>, panel: &Panel) -> Drawn {
    let area = chart.plotting_area().strip_coord_spec();
    let size = 0.9 * TEXT_PT;
    // Left, right and bottom of the words that are there: others do not stand over them.
    let mut taken: Vec<(i32, i32, i32)> = Vec::new();
    for note in &panel.notes {
        let (x, y) = pixel(chart, panel, note.at);
        let (left, right) = (x + units(3.0), x + units(4.0) + text_width(&note.text, size));
        let over = |&(l, r, bottom): &(i32, i32, i32)| {
            left < r && l < right && (y - bottom).abs() < units(size)
        };
        if taken.iter().any(over) {
            continue;
        }
        taken.push((left, right, y));
        let colour = RGBColor(note.colour.0, note.colour.1, note.colour.2);
        let style = text_style(size, HPos::Left, VPos::Bottom).color(&colour);
        area.draw_text(&note.text, &style, (left, y - units(1.0))).map_err(failed)?;
    }
    Ok(())
}

/// Lines of very many points are thin, or they would run together.
fn line_pt(points: usize) -> f64 {
    if points > 500 { 0.5 * LINE_PT } else { LINE_PT }
}

/// A line through pixels, dashed by length along the way.
fn draw_path(area: &Area<'_>, pixels: &[(i32, i32)], look: Look, width_pt: f64) -> Drawn {
    let style = colour(look).stroke_width(units(width_pt) as u32);
    let Some((dash, gap)) = look.dash else {
        return area.draw(&PathElement::new(pixels.to_vec(), style)).map_err(failed);
    };
    let lengths = [f64::from(dash) * UNIT / 10.0, f64::from(gap) * UNIT / 10.0];
    let (mut part, mut left) = (0, lengths[0]);
    let mut piece = vec![pixels[0]];
    for pair in pixels.windows(2) {
        let (from, to) = ((f64::from(pair[0].0), f64::from(pair[0].1)), pair[1]);
        let (dx, dy) = (f64::from(to.0) - from.0, f64::from(to.1) - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut gone = 0.0;
        while length - gone > left {
            gone += left;
            let t = gone / length;
            let point = ((from.0 + t * dx).round() as i32, (from.1 + t * dy).round() as i32);
            piece.push(point);
            if part == 0 {
                area.draw(&PathElement::new(piece, style)).map_err(failed)?;
            }
            piece = vec![point];
            part = 1 - part;
            left = lengths[part];
        }
        left -= length - gone;
        piece.push(to);
    }
    if part == 0 && piece.len() > 1 {
        area.draw(&PathElement::new(piece, style)).map_err(failed)?;
    }
    Ok(())
}

fn draw_mark(area: &Area<'_>, (x, y): (i32, i32), look: Look) -> Drawn {
    let r = units(MARK_PT);
    let filled = colour(look).filled();
    let polygon = |corners: &[(i32, i32)]| {
        let points: Vec<(i32, i32)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        area.draw(&Polygon::new(points, filled)).map_err(failed)
    };
    match look.mark {
        Mark::None => Ok(()),
        Mark::Disc => area.draw(&Circle::new((x, y), r, filled)).map_err(failed),
        Mark::Ring => {
            area.draw(&Circle::new((x, y), r, WHITE.filled())).map_err(failed)?;
            let stroke = colour(look).stroke_width(units(0.8) as u32);
            area.draw(&Circle::new((x, y), r, stroke)).map_err(failed)
        }
        Mark::Square => polygon(&[(-r, -r), (r, -r), (r, r), (-r, r)]),
        Mark::Triangle => polygon(&[(0, -r * 5 / 4), (r * 6 / 5, r), (-r * 6 / 5, r)]),
        Mark::Diamond => {
            polygon(&[(0, -r * 4 / 3), (r * 4 / 3, 0), (0, r * 4 / 3), (-r * 4 / 3, 0)])
        }
    }
}
