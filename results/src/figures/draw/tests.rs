//! Whatever is drawn, at whatever width and in whatever style: nothing is cut off, no text is too small.

use super::page;
use crate::figures::look::{Look, PrintStyle};
use crate::figures::page::{Page, Place, Shape, text_width};
use crate::figures::scene::{
    Annotation, Axis, Bar, BoxPlot, ColourBar, ErrorBars, Figure, HeatCell, Panel, Point, Scale,
    Series, Style,
};

fn curve(label: &str, n: usize, points: usize) -> Series {
    let point = |step: usize| {
        let (x, y) = (libm::pow(10.0, step as f64 / 3.0), 1.0 / (step + n + 1) as f64);
        Point::with_interval(x, y, (0.9 * y, 1.2 * y))
    };
    Series {
        label: label.to_owned(),
        points: (0..points).map(point).collect(),
        style: Style::numbered(n),
    }
}

fn lines(count: usize, title: &str) -> Panel {
    let label = |n: usize| format!("Layout number {n} with a name of some length");
    Panel {
        title: title.to_owned(),
        x: Axis::new("Cache of each server (% of the bytes of the whole catalog)", Scale::Log),
        y: Axis::new("Capacity over mean client load, low end over days", Scale::Linear),
        series: (0..count).map(|n| curve(&label(n), n, 9)).collect(),
        ..Panel::default()
    }
}

fn rows(count: usize) -> Panel {
    let names = (0..count).map(|n| format!("Consistent hashing, bounded load {n}")).collect();
    let at = |row: usize| (1.0 / (row + 1) as f64, row as f64);
    Panel {
        x: Axis::new("Total traffic per client byte", Scale::LinearFromZero),
        y: Axis::new("", Scale::Categories(names)),
        bars: (0..count)
            .map(|row| Bar {
                label: "From the origin".into(),
                row: row as f64,
                x: (0.0, 0.5),
                colour: (90, 90, 90),
            })
            .collect(),
        error_bars: (0..count)
            .map(|row| ErrorBars {
                at: at(row),
                x: (0.1, 1.4),
                y: (row as f64, row as f64),
                colour: (0, 0, 0),
            })
            .collect(),
        annotations: (0..count)
            .map(|row| Annotation { at: at(row), text: "6400".into(), colour: (0, 0, 0) })
            .collect(),
        ..Panel::default()
    }
}

/// Distributions as boxes, in rows of names.
fn boxes(count: usize) -> Panel {
    let names = (0..count).map(|n| format!("S3-FIFO:small=0.{n}+second-hit")).collect();
    let of = |row: usize| {
        let at = row as f64;
        BoxPlot {
            row: at,
            whiskers: (-10.0 * at, 40.0),
            quartiles: (-5.0, 20.0 + at),
            median: 10.0,
            shaded: row.is_multiple_of(2),
            colour: (0, 0, 0),
        }
    };
    let mean = |row: usize| Point::new(12.0, row as f64);
    Panel {
        title: "Bytes, 0.0001%".to_owned(),
        x: Axis::new("Reduction of the miss ratio against S3-FIFO:small=0.05 (%)", Scale::Linear),
        y: Axis::new("", Scale::Categories(names)),
        boxes: (0..count).map(of).collect(),
        series: vec![Series {
            label: "Mean over traces".to_owned(),
            points: (0..count).map(mean).collect(),
            style: Style::marks((0, 0, 0), crate::figures::scene::Mark::OpenDiamond),
        }],
        ..Panel::default()
    }
}

fn heat() -> Panel {
    let cell = |n: usize| HeatCell {
        x: (n as f64, n as f64 + 1.0),
        y: (n % 7) as f64,
        height: 1.0,
        level: n as f64 / 40.0,
        colour: None,
    };
    Panel {
        x: Axis::new("Time (days)", Scale::Linear),
        y: Axis::new("Rank of the object", Scale::Linear),
        cells: (0..40).map(cell).collect(),
        colour_bar: Some(ColourBar {
            label: "Share of its highest".into(),
            ends: (0.0, 1.0),
            scale: Scale::Linear,
        }),
        ..Panel::default()
    }
}

fn dates() -> Panel {
    let point = |n: usize| Point::new(804_556_800.0 + 1_800.0 * n as f64, (n % 17) as f64 * 1e6);
    let series = Series::line("", (0..5_000).map(point).collect(), Style::numbered(4));
    Panel {
        x: Axis::new("Date (UTC)", Scale::Dates),
        y: Axis::new("Requests", Scale::LinearFromZero),
        series: vec![series],
        ..Panel::default()
    }
}

fn figures() -> Vec<Figure> {
    let of = |panels: Vec<Panel>| Figure { panels, ..Figure::default() };
    let long_title = "calgary-19941024-19950131, sites by directory, cache 0.1 %";
    let small: Vec<Panel> = (0..7).map(|_| lines(4, long_title)).collect();
    vec![
        Figure::default(),
        of(vec![lines(1, "")]),
        of(vec![lines(5, "")]),
        of(vec![lines(12, long_title)]),
        of(vec![lines(3, ""), rows(5), heat()]),
        of(vec![rows(30), rows(30)]),
        of(vec![heat()]),
        of(vec![dates(), dates(), dates(), dates()]),
        Figure {
            columns: Some(2),
            shared_axes: true,
            panel_height_pt: Some(36.0),
            ..of(vec![boxes(25), boxes(25), boxes(25), boxes(25)])
        },
        of(vec![boxes(1)]),
        Figure { shared_axes: true, note: "3 more panels are not drawn".into(), ..of(small) },
    ]
}

/// The corners of a text: above its baseline, and a little below.
fn corners(text: &crate::figures::page::Text) -> [Place; 2] {
    let width = text_width(&text.text, text.size, text.bold);
    let (x, y) = text.start();
    match text.upright {
        true => [(x - 0.75 * text.size, y - width), (x + 0.25 * text.size, y)],
        false => [(x, y - 0.75 * text.size), (x + width, y + 0.25 * text.size)],
    }
}

fn all_pages() -> Vec<Page> {
    let looks =
        PrintStyle::ALL.iter().flat_map(|(_, style)| [Look::full(*style), Look::column(*style)]);
    let figures = figures();
    looks
        .flat_map(|look| {
            figures.iter().map(move |figure| page(figure, &look, &[])).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn everything_lies_on_the_page() {
    for page in all_pages() {
        let inside = |(x, y): Place| {
            (-0.5..=page.width + 0.5).contains(&x) && (-0.5..=page.height + 0.5).contains(&y)
        };
        for shape in &page.shapes {
            match shape {
                Shape::Text(text) => {
                    let corners = corners(text);
                    assert!(
                        corners.into_iter().all(inside),
                        "{text:?} of {} x {}",
                        page.width,
                        page.height
                    );
                }
                Shape::Path(path) if path.clip.is_none() => {
                    assert!(path.points.iter().copied().all(inside), "{path:?}");
                }
                Shape::Path(_) => {}
            }
        }
    }
}

#[test]
fn no_text_is_smaller_than_seven_points() {
    for page in all_pages() {
        for shape in &page.shapes {
            if let Shape::Text(text) = shape {
                assert!(text.size >= 6.99, "{text:?}");
            }
        }
    }
}

#[test]
fn texts_do_not_lie_on_each_other() {
    for page in all_pages() {
        let texts: Vec<_> = page
            .shapes
            .iter()
            .filter_map(|shape| match shape {
                Shape::Text(text) => Some((corners(text), text)),
                Shape::Path(_) => None,
            })
            .collect();
        for (index, (own, text)) in texts.iter().enumerate() {
            for (other, other_text) in &texts[..index] {
                let slack = 0.3 * text.size;
                let apart = own[0].0 + slack > other[1].0
                    || other[0].0 + slack > own[1].0
                    || own[0].1 + slack > other[1].1
                    || other[0].1 + slack > own[1].1;
                assert!(
                    apart,
                    "{:?} lies on {:?} ({} x {})",
                    text, other_text, page.width, page.height
                );
            }
        }
    }
}

#[test]
fn series_that_lie_on_each_other_are_one_with_both_names() {
    let mut panel = lines(2, "");
    panel.series[1].points = panel.series[0].points.clone();
    panel.series[0].label = "Cooperative".into();
    panel.series[1].label = "Mirrored".into();
    let figure = Figure { panels: vec![panel], ..Figure::default() };
    let page = page(&figure, &Look::default(), &[]);
    let is_name =
        |shape: &Shape| matches!(shape, Shape::Text(text) if text.text == "Cooperative = Mirrored");
    assert!(page.shapes.iter().any(is_name));
}

#[test]
fn the_first_twelve_styles_differ_in_colour_dashes_and_mark() {
    let styles: Vec<Style> = (0..Style::DISTINCT).map(Style::numbered).collect();
    for (index, style) in styles.iter().enumerate() {
        for other in &styles[..index] {
            assert!(
                style.colour != other.colour
                    && style.dash != other.dash
                    && style.mark != other.mark
            );
        }
    }
}
