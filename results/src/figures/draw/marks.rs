//! Marks at points.

use super::sheet::Sheet;
use crate::figures::page::{Paint, Place};
use crate::figures::scene::{Mark, Style};
use std::f64::consts::TAU;

/// Half the width of a mark, for text of 8 points.
pub(super) const MARK_PT: f64 = 1.8;

/// The shape of a mark.
enum Form {
    Filled(Vec<Place>),
    /// With the paper inside.
    Open(Vec<Place>),
    /// Two strokes.
    Strokes([[Place; 2]; 2]),
}

/// The corners of a mark of unit size around the origin.
fn form(mark: Mark) -> Option<Form> {
    let square = || vec![(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)];
    let triangle = |up: f64| vec![(0.0, -1.2 * up), (1.15, 0.9 * up), (-1.15, 0.9 * up)];
    let diamond = || vec![(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)];
    let disc = || {
        let angle = |n: i32| TAU * f64::from(n) / 24.0;
        (0..24).map(|n| (libm::cos(angle(n)), libm::sin(angle(n)))).collect()
    };
    Some(match mark {
        Mark::None => return None,
        Mark::Disc => Form::Filled(disc()),
        Mark::Square => Form::Filled(square()),
        Mark::Triangle => Form::Filled(triangle(1.0)),
        Mark::Down => Form::Filled(triangle(-1.0)),
        Mark::Diamond => Form::Filled(diamond()),
        Mark::Ring => Form::Open(disc()),
        Mark::OpenSquare => Form::Open(square()),
        Mark::OpenTriangle => Form::Open(triangle(1.0)),
        Mark::OpenDown => Form::Open(triangle(-1.0)),
        Mark::OpenDiamond => Form::Open(diamond()),
        Mark::Cross => Form::Strokes([[(-1.0, -1.0), (1.0, 1.0)], [(-1.0, 1.0), (1.0, -1.0)]]),
        Mark::Plus => Form::Strokes([[(-1.25, 0.0), (1.25, 0.0)], [(0.0, -1.25), (0.0, 1.25)]]),
    })
}

impl Sheet {
    /// Draws the mark of a style at a place.
    pub(super) fn mark(&mut self, at: Place, style: Style) {
        let radius = self.theme.scaled(MARK_PT);
        let colour = self.theme.on_paper(style.colour);
        let stroke = self.theme.stroke(colour, self.theme.scaled(0.8));
        let moved = |(x, y): &Place| (at.0 + x * radius, at.1 + y * radius);
        match form(style.mark) {
            None => {}
            Some(Form::Filled(corners)) => {
                self.fill(corners.iter().map(moved).collect(), Paint::solid(colour), None);
            }
            Some(Form::Open(corners)) => {
                self.outline(corners.iter().map(moved).collect(), self.theme.paper, stroke);
            }
            Some(Form::Strokes(strokes)) => {
                for ends in strokes {
                    self.line(ends.iter().map(moved).collect(), stroke.clone(), None);
                }
            }
        }
    }
}
