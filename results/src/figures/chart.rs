//! What a figure shows, before it is drawn.

use crate::{Row, Table};

/// Panels side by side under one legend, in rows where there are many.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// The panels, from left to right.
    pub panels: Vec<Panel>,
    /// Height of a panel in points, where it is not the usual one.
    pub panel_height_pt: Option<f64>,
}

/// One pair of axes with what is drawn between them.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What it is of, where panels differ in that; it stands above.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, the first at the bottom.
    pub series: Vec<Series>,
    /// Shaded cells below everything else: a heat map.
    pub cells: Vec<HeatCell>,
    /// Intervals of points in both directions.
    pub crosses: Vec<Cross>,
    /// Words at places.
    pub notes: Vec<Note>,
    /// Its width over that of a usual panel, where panels stand in one row; 0 for 1.
    pub width: f64,
}

/// The intervals of a point, which need not be symmetric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cross {
    /// The point.
    pub at: (f64, f64),
    /// Ends of its interval along the horizontal axis.
    pub x: (f64, f64),
    /// Ends of its interval along the vertical axis.
    pub y: (f64, f64),
    /// Its colour.
    pub colour: Colour,
}

/// A word to the right of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// The place.
    pub at: (f64, f64),
    /// The word.
    pub text: String,
    /// Its colour.
    pub colour: Colour,
}

/// A cell of a heat map, one unit high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatCell {
    /// Its left and right edges.
    pub x: (f64, f64),
    /// Its middle.
    pub y: f64,
    /// From 0, white, to 1, dark.
    pub level: f64,
    /// What it is at 1; `None` for a dark blue.
    pub colour: Option<Colour>,
}

/// An axis.
#[derive(Clone, Debug, Default)]
pub struct Axis {
    /// What it shows, with its unit.
    pub label: String,
    /// How numbers become places.
    pub scale: Scale,
}

/// How numbers become places on an axis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Evenly, from the smallest value.
    #[default]
    Linear,
    /// Evenly, from zero.
    LinearFromZero,
    /// By decades.
    Log,
    /// The n-th value stands under the n-th name.
    Names(Vec<String>),
}

/// A line, a set of marks, or both.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name in the legend; series of one name share an entry.
    pub label: String,
    /// The points, by rising x.
    pub points: Vec<Band>,
    /// How it looks.
    pub look: Look,
}

/// A point with the half-width of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Where it stands.
    pub x: f64,
    /// Its value.
    pub y: f64,
    /// Half-width of its 95 % interval; 0 for none.
    pub half_width: f64,
}

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

/// Colour, dashes and mark: different in all three, so that a grey print can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its colour.
    pub colour: Colour,
    /// Lengths of dash and gap in tenths of a point; `None` for an unbroken line.
    pub dash: Option<(u16, u16)>,
    /// What stands at each point.
    pub mark: Mark,
    /// Whether the points are joined.
    pub line: bool,
}

/// What stands at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
    /// A diamond.
    Diamond,
    /// A ring.
    Ring,
}

/// Layouts that have a look of their own.
const LAYOUTS: [&str; 7] =
    ["Dedicated", "Mirrored", "Hashed", "Cooperative", "Hot", "Adaptive", "Packed"];

impl Look {
    /// The look of a layout, the same in every figure; of other series by their number.
    pub fn named(label: &str, index: usize) -> Self {
        Self::of(LAYOUTS.iter().position(|name| *name == label).unwrap_or(index))
    }

    /// The look of a layout of which there may be several: the one that is no more than its kind looks
    /// as its kind does, others have its colour with a ring and dots.
    pub(super) fn relative(label: &str, index: usize) -> Self {
        let kind = label.split([' ', ',']).next().unwrap_or(label);
        match label != kind && LAYOUTS.contains(&kind) {
            true => Self { mark: Mark::Ring, dash: Some((15, 20)), ..Self::named(kind, index) },
            false => Self::named(label, index),
        }
    }

    /// The same where lines without marks would not be seen.
    pub(super) fn point(label: &str, index: usize) -> Self {
        let look = Self::relative(label, index);
        match look.mark {
            Mark::None => Self { mark: Mark::Diamond, ..look },
            _ => look,
        }
    }

    /// The look of the n-th series: the colours of Okabe and Ito (2008), which people with colour
    /// blindness can tell apart.
    pub fn of(index: usize) -> Self {
        const LOOKS: [Look; 7] = [
            Look::dashed((0, 0, 0), (70, 25), Mark::None),
            Look::dashed((213, 94, 0), (40, 20), Mark::Square),
            Look::dashed((0, 158, 115), (60, 15), Mark::Triangle),
            Look::dashed((204, 121, 167), (15, 15), Mark::Diamond),
            Look { colour: (0, 114, 178), dash: None, mark: Mark::Disc, line: true },
            Look::dashed((230, 159, 0), (30, 10), Mark::Ring),
            Look::dashed((86, 180, 233), (80, 15), Mark::Square),
        ];
        // Beyond the last, colours come again with the dashes of others.
        let dashes = LOOKS[(index + index / LOOKS.len()) % LOOKS.len()];
        Look { dash: dashes.dash, ..LOOKS[index % LOOKS.len()] }
    }

    /// Marks alone.
    pub(super) const fn mark(colour: Colour, mark: Mark) -> Self {
        Self { colour, dash: None, mark, line: false }
    }

    const fn dashed(colour: Colour, dash: (u16, u16), mark: Mark) -> Self {
        Self { colour, dash: Some(dash), mark, line: true }
    }
}

impl Figure {
    /// All points of the figure as a table: the numbers that it shows.
    pub fn points(&self) -> Table {
        let mut rows = Vec::new();
        for panel in &self.panels {
            for cell in &panel.cells {
                let mut row = Row::new();
                row.insert("panel".into(), panel.y.label.clone().into());
                row.insert("x_label".into(), panel.x.label.clone().into());
                row.insert("x".into(), cell.x.0.into());
                row.insert("x_end".into(), cell.x.1.into());
                row.insert("y".into(), cell.y.into());
                row.insert("level".into(), cell.level.into());
                rows.push(row);
            }
            for series in &panel.series {
                for point in &series.points {
                    let mut row = Row::new();
                    row.insert("panel".into(), panel.y.label.clone().into());
                    row.insert("series".into(), series.label.clone().into());
                    row.insert("x_label".into(), panel.x.label.clone().into());
                    row.insert("x".into(), point.x.into());
                    row.insert("y".into(), point.y.into());
                    row.insert("y_ci95".into(), point.half_width.into());
                    let at = (point.x, point.y);
                    if let Some(cross) = panel.crosses.iter().find(|cross| cross.at == at) {
                        for (name, value) in [
                            ("x_low", cross.x.0),
                            ("x_high", cross.x.1),
                            ("y_low", cross.y.0),
                            ("y_high", cross.y.1),
                        ] {
                            row.insert(name.into(), value.into());
                        }
                    }
                    rows.push(row);
                }
            }
        }
        Table { rows }
    }
}
