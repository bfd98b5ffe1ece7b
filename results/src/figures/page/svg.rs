//! A page as SVG.

use super::page::Page;
use super::shape::{Align, Clip, Paint, Path, Shape, Stroke, Text};
use std::fmt::Write;

const FAMILIES: &str = "Noto Sans, Helvetica, Arial, sans-serif";

/// Writes a page as SVG: texts as texts, lengths in points.
pub(in crate::figures) fn svg(page: &Page) -> String {
    let (width, height) = (number(page.width), number(page.height));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FAMILIES}\">\n"
    );
    if !page.about.is_empty() {
        let about = page.about.iter().map(|(name, value)| format!("{name}: {value}"));
        let about = escaped(&about.collect::<Vec<_>>().join("; "));
        svg += &format!("<desc>{about}</desc>\n");
    }
    let clips = clips(page);
    for (index, [left, top, right, bottom]) in clips.iter().enumerate() {
        let _ = writeln!(
            svg,
            "<clipPath id=\"c{index}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>",
            number(*left),
            number(*top),
            number(right - left),
            number(bottom - top)
        );
    }
    let background = colour(Paint::solid(page.background));
    let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height}\" fill=\"{background}\"/>");
    for shape in &page.shapes {
        match shape {
            Shape::Path(path) => write_path(&mut svg, path, &clips),
            Shape::Text(text) => write_text(&mut svg, text),
        }
    }
    svg + "</svg>\n"
}

/// The rectangles that paths are clipped to, each once.
fn clips(page: &Page) -> Vec<Clip> {
    let mut clips: Vec<Clip> = Vec::new();
    for shape in &page.shapes {
        if let Shape::Path(Path { clip: Some(clip), .. }) = shape
            && !clips.contains(clip)
        {
            clips.push(*clip);
        }
    }
    clips
}

fn write_path(svg: &mut String, path: &Path, clips: &[Clip]) {
    let points = path.points.iter().map(|(x, y)| format!("{},{}", number(*x), number(*y)));
    let points = points.collect::<Vec<_>>().join(" ");
    let tag = if path.closed { "polygon" } else { "polyline" };
    let fill = path.fill.map_or("none".to_owned(), colour);
    let _ = write!(svg, "<{tag} points=\"{points}\" fill=\"{fill}\"");
    if let Some(opacity) = path.fill.map(|fill| fill.opacity).filter(|opacity| *opacity < 1.0) {
        let _ = write!(svg, " fill-opacity=\"{}\"", number(opacity));
    }
    if let Some(stroke) = &path.stroke {
        write_stroke(svg, stroke);
    }
    if let Some(clip) = path.clip.and_then(|clip| clips.iter().position(|known| *known == clip)) {
        let _ = write!(svg, " clip-path=\"url(#c{clip})\"");
    }
    *svg += "/>\n";
}

fn write_stroke(svg: &mut String, stroke: &Stroke) {
    let (paint, width) = (colour(stroke.paint), number(stroke.width));
    let _ = write!(svg, " stroke=\"{paint}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"");
    if stroke.paint.opacity < 1.0 {
        let _ = write!(svg, " stroke-opacity=\"{}\"", number(stroke.paint.opacity));
    }
    if !stroke.dashes.is_empty() {
        let dashes: Vec<String> = stroke.dashes.iter().map(|length| number(*length)).collect();
        let _ = write!(svg, " stroke-dasharray=\"{}\"", dashes.join(","));
    }
}

fn write_text(svg: &mut String, text: &Text) {
    let (x, y) = (number(text.at.0), number(text.at.1));
    let anchor = match text.align {
        Align::Start => "start",
        Align::Middle => "middle",
        Align::End => "end",
    };
    let turned =
        if text.upright { format!(" transform=\"rotate(270 {x} {y})\"") } else { String::new() };
    let weight = if text.bold { " font-weight=\"bold\"" } else { "" };
    let _ = writeln!(
        svg,
        "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{}\"{weight}{turned}>{}</text>",
        number(text.size),
        colour(Paint::solid(text.colour)),
        escaped(&text.text)
    );
}

fn colour(paint: Paint) -> String {
    let (red, green, blue) = paint.colour;
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// To a hundredth of a point.
fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // There is no minus zero on a page.
    format!("{}", rounded + 0.0)
}

/// A text without characters that mean something in XML, or that it may not contain.
fn escaped(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&quot;".to_owned(),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {
                "\u{fffd}".to_owned()
            }
            letter => letter.to_string(),
        })
        .collect()
}
