//! Sizes and colours that follow from the look of a figure.

use crate::figures::look::{Look, PrintStyle};
use crate::figures::page::{Paint, Stroke};
use crate::figures::scene::Colour;

/// Sizes in points, and colours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    pub(super) width: f64,
    /// The size of text, from which other sizes follow.
    pub(super) text: f64,
    pub(super) line: f64,
    pub(super) ink: Colour,
    pub(super) paper: Colour,
    dark: bool,
}

impl Theme {
    pub(super) fn of(look: &Look) -> Self {
        let text = look.style.text_pt();
        let (ink, paper) = look.style.ink_and_paper();
        let dark = look.style == PrintStyle::Dark;
        Self { width: look.width_pt, text, line: text / 8.0, ink, paper, dark }
    }

    /// Sizes that were chosen for text of 8 points.
    pub(super) fn scaled(&self, points: f64) -> f64 {
        points * self.text / 8.0
    }

    /// A colour of a scene, which was chosen for white paper.
    pub(super) fn on_paper(&self, colour: Colour) -> Colour {
        let (red, green, blue) = colour;
        let luminance = (3 * u32::from(red) + 6 * u32::from(green) + u32::from(blue)) / 10;
        if !self.dark || luminance > 110 {
            return colour;
        }
        if colour == (0, 0, 0) {
            return self.ink;
        }
        // Dark colours go most of the way to the ink.
        let mix =
            |part: u8| (f64::from(part) * 0.45 + f64::from(self.ink.0) * 0.6).min(255.0) as u8;
        (mix(red), mix(green), mix(blue))
    }

    pub(super) fn stroke(&self, colour: Colour, width: f64) -> Stroke {
        Stroke { paint: Paint::solid(colour), width, dashes: Vec::new() }
    }

    /// The stroke of axes and ticks.
    pub(super) fn axis(&self, width: f64) -> Stroke {
        self.stroke(self.ink, self.scaled(width))
    }

    /// The stroke of lines across the panel.
    pub(super) fn grid(&self) -> Stroke {
        Stroke { paint: Paint { colour: self.ink, opacity: 0.12 }, ..self.axis(0.5) }
    }
}
