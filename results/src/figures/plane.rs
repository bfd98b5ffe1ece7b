//! The figure of a study of traffic: what the origin sees against the capacity that must be held, a
//! point a layout.

use super::chart::{Axis, Band, Colour, Cross, Figure, Look, Mark, Note, Panel, Scale, Series};
use super::columns::capitalised;
use crate::compare::is_base;
use crate::layouts::{HOT_SIZES, context_name, contexts, fits, is_layout, layout_name};
use crate::tables::{number, text};
use crate::{Row, Table};

const ORIGIN: &str = "origin_per_egress";
const CAPACITY: &str = "capacity_per_egress_geomean";
const FLOOR: &str = "capacity_floor_per_egress";
const OWN_SIZES: &str = "capacity_own_size_per_egress";
/// More panels, or more layouts in one, cannot be read.
const PANELS_MAX: usize = 8;
const LAYOUTS_MAX: usize = 40;
/// More names than this cannot stand below each other.
const NAMES_MAX: usize = 16;

/// The figure, of a summary that has several layouts; `None` of any other.
pub(super) fn figure(summary: &Table) -> Option<Figure> {
    let rows: Vec<&Row> = summary.rows.iter().filter(|row| is_base(row)).collect();
    let points: Vec<Row> = rows.iter().map(|row| parameters(row)).collect();
    let contexts = contexts(points.iter());
    let layouts = |context: &Row| -> Vec<&Row> {
        let here = rows.iter().zip(&points).filter(|(_, point)| fits(point, context));
        here.map(|(row, _)| *row).filter(|row| has_both(row)).collect()
    };
    let several = contexts.iter().any(|context| layouts(context).len() > 1);
    let readable = contexts.iter().all(|context| layouts(context).len() <= LAYOUTS_MAX);
    if !several || !readable || contexts.len() > PANELS_MAX {
        return None;
    }
    if let [context] = contexts.as_slice() {
        let here = layouts(context);
        let mut panels = vec![Panel { width: 1.25, ..plane(&here, "") }];
        if here.len() <= NAMES_MAX {
            panels.push(Panel { width: 1.15, ..classes(&here) });
            panels.push(Panel { width: 0.6, ..capacities(&here) });
        }
        return Some(Figure { panels, panel_height_pt: Some(190.0) });
    }
    let panels = contexts.iter().map(|context| plane(&layouts(context), &context_name(context)));
    Some(Figure { panels: panels.collect(), panel_height_pt: None })
}

/// The columns before the replications are the parameters of a point.
fn parameters(row: &Row) -> Row {
    let before = row.iter().take_while(|(name, _)| *name != "replications");
    before.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn has_both(row: &Row) -> bool {
    number(row, ORIGIN).is_some() && number(row, CAPACITY).is_some()
}

/// Layouts of one kind but for the size of the hot set are one series.
fn family(row: &Row) -> String {
    let mut kept = parameters(row);
    kept.retain(|name, _| is_layout(name) && !HOT_SIZES.contains(&name.as_str()));
    capitalised(&layout_name(&kept))
}

/// The size of a hot set.
#[derive(Clone, Copy)]
enum HotSize {
    Count(f64),
    Share(f64),
}

impl HotSize {
    /// That of a row, where there is one.
    fn of(row: &Row) -> Option<Self> {
        let kind = text(row, "layout.kind");
        let name = HOT_SIZES.iter().find(|name| row.contains_key(**name))?;
        let size = number(row, name).filter(|_| kind == "hot" || kind == "adaptive")?;
        Some(if name.contains("share") { Self::Share(size) } else { Self::Count(size) })
    }

    fn value(self) -> f64 {
        match self {
            Self::Count(value) | Self::Share(value) => value,
        }
    }

    fn label(self) -> String {
        match self {
            Self::Count(count) => format!("{count}"),
            // Three digits tell sizes apart.
            Self::Share(share) => format!("{} %", to_three_digits(100.0 * share)),
        }
    }
}

fn to_three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// Origin traffic against capacity.
fn plane(rows: &[&Row], title: &str) -> Panel {
    let mut series: Vec<(Series, Vec<Option<f64>>)> = Vec::new();
    let mut crosses = Vec::new();
    let mut notes = Vec::new();
    for row in rows {
        let (Some(x), Some(y)) = (number(row, ORIGIN), number(row, CAPACITY)) else { continue };
        let label = family(row);
        let known = series.iter().find(|(known, _)| known.label == label);
        let look = known.map_or_else(|| unlike_others(&label, &series), |(known, _)| known.look);
        crosses.push(cross(row, (x, y), look.colour));
        if let Some(size) = HotSize::of(row) {
            notes.push(Note { at: (x, y), text: size.label(), colour: look.colour });
        }
        let point = Band { x, y, half_width: 0.0 };
        match series.iter_mut().find(|(known, _)| known.label == label) {
            Some((known, sizes)) => {
                known.points.push(point);
                sizes.push(HotSize::of(row).map(HotSize::value));
            }
            None => {
                let look = Look { line: false, ..look };
                series.push((
                    Series { label, points: vec![point], look },
                    vec![HotSize::of(row).map(HotSize::value)],
                ));
            }
        }
    }
    let mut series: Vec<Series> =
        series.into_iter().map(|(series, sizes)| joined(series, &sizes)).collect();
    series.splice(0..0, between(&series));
    let x = "Origin traffic per client byte".to_owned();
    Panel {
        title: title.to_owned(),
        x: Axis { label: x, scale: Scale::Linear },
        y: Axis { label: "Capacity over mean client load".to_owned(), scale: Scale::Log },
        series,
        crosses,
        notes,
        ..Panel::default()
    }
}

/// The look of a layout, with a mark that no relative of it has.
fn unlike_others(label: &str, series: &[(Series, Vec<Option<f64>>)]) -> Look {
    const MARKS: [Mark; 4] = [Mark::Ring, Mark::Diamond, Mark::Triangle, Mark::Square];
    let look = Look::point(label, series.len());
    let taken = |mark: Mark| {
        let alike = |other: Look| (other.colour, other.mark) == (look.colour, mark);
        series.iter().any(|(known, _)| alike(known.look))
    };
    match std::iter::once(look.mark).chain(MARKS).find(|&mark| !taken(mark)) {
        Some(mark) => Look { mark, ..look },
        None => look,
    }
}

/// Hot sets of several sizes are a line, by their sizes.
fn joined(series: Series, sizes: &[Option<f64>]) -> Series {
    let mut by_size: Vec<(f64, Band)> = sizes
        .iter()
        .zip(&series.points)
        .filter_map(|(size, point)| Some(((*size)?, *point)))
        .collect();
    if by_size.len() < 2 {
        return series;
    }
    by_size.sort_by(|a, b| a.0.total_cmp(&b.0));
    let points = by_size.into_iter().map(|(_, point)| point).collect();
    Series { points, look: Look { line: true, ..series.look }, ..series }
}

/// A hot set of nothing is the hashed layout, one of everything the mirrored one: the curve of hot sets
/// goes on to both.
fn between(series: &[Series]) -> Option<Series> {
    let of = |label: &str| series.iter().find(|series| series.label == label);
    let (hashed, hot, mirrored) = (of("Hashed")?, of("Hot")?, of("Mirrored")?);
    let points = [hashed, hot, mirrored].iter().flat_map(|series| series.points.clone()).collect();
    let look = Look { dash: Some((10, 20)), mark: Mark::None, line: true, colour: hot.look.colour };
    Some(Series { label: String::new(), points, look })
}

/// The paired intervals of a point, for layouts are compared on the same requests; its own where there
/// are no others.
fn cross(row: &Row, at: (f64, f64), colour: Colour) -> Cross {
    let ends = |name: &str| {
        Some((number(row, &format!("{name}_low"))?, number(row, &format!("{name}_high"))?))
    };
    let x = ends("origin_per_egress_within").unwrap_or((at.0, at.0));
    let y = ends("capacity_per_egress_within").or_else(|| ends(CAPACITY)).unwrap_or((at.1, at.1));
    Cross { at, x, y, colour }
}

/// The first layout stands at the top.
fn names(rows: &[&Row]) -> Vec<String> {
    rows.iter().rev().map(|row| capitalised(&layout_name(&parameters(row)))).collect()
}

fn height(index: usize, rows: &[&Row]) -> f64 {
    (rows.len() - 1 - index) as f64
}

/// Traffic by class, layout by layout.
fn classes(rows: &[&Row]) -> Panel {
    const CLASSES: [(&str, &str, Look); 3] = [
        (ORIGIN, "From the origin", Look::mark((0, 0, 0), Mark::Disc)),
        ("inter_server_per_egress", "Between servers", Look::mark((90, 90, 90), Mark::Ring)),
        ("migration_per_egress", "Migration", Look::mark((90, 90, 90), Mark::Triangle)),
    ];
    let series = CLASSES.iter().map(|&(column, label, look)| {
        let point = |(index, row): (usize, &&Row)| {
            let x = number(row, column).filter(|&bytes| bytes > 0.0)?;
            Some(Band { x, y: height(index, rows), half_width: 0.0 })
        };
        let points: Vec<Band> = rows.iter().enumerate().filter_map(point).collect();
        Series { label: label.to_owned(), points, look }
    });
    let some = |series: &Series| !series.points.is_empty();
    Panel {
        x: Axis { label: "Bytes per client byte".to_owned(), scale: Scale::LinearFromZero },
        y: Axis { label: String::new(), scale: Scale::Names(names(rows)) },
        series: series.filter(some).collect(),
        ..Panel::default()
    }
}

/// Capacity with its interval, and what of it would be needed if nothing varied.
fn capacities(rows: &[&Row]) -> Panel {
    let series = |column: &str, label: &str, look: Look| {
        let point = |(index, row): (usize, &&Row)| {
            Some(Band { x: number(row, column)?, y: height(index, rows), half_width: 0.0 })
        };
        let points = rows.iter().enumerate().filter_map(point).collect();
        Series { label: label.to_owned(), points, look }
    };
    let colour = (0, 0, 0);
    let crosses = rows.iter().enumerate().filter_map(|(index, row)| {
        let at = (number(row, CAPACITY)?, height(index, rows));
        let ends = ["_low", "_high"].map(|end| number(row, &format!("{CAPACITY}{end}")));
        let x = (ends[0].unwrap_or(at.0), ends[1].unwrap_or(at.0));
        Some(Cross { at, x, y: (at.1, at.1), colour })
    });
    Panel {
        x: Axis { label: "Capacity over mean".to_owned(), scale: Scale::Log },
        y: Axis { label: String::new(), scale: Scale::Names(vec![String::new(); rows.len()]) },
        crosses: crosses.collect(),
        series: vec![
            series(FLOOR, "Floor: if nothing varied", Look::mark((130, 130, 130), Mark::Triangle)),
            series(OWN_SIZES, "Each server its own size", Look::mark((90, 90, 90), Mark::Ring)),
            series(CAPACITY, "Capacity", Look::mark(colour, Mark::Square)),
        ],
        ..Panel::default()
    }
}
