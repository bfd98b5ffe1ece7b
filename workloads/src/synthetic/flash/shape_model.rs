//! The shape of crowds, given or by their magnitude.

use super::edge::Edge;
use super::shape::CrowdShape;
use crate::synthetic::seconds::DAY_S;

/// Where the shape of a crowd comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShapeModel {
    /// The same for all crowds.
    Fixed(CrowdShape),
    /// [`CrowdShape::ari`] by the magnitude of each.
    Ari {
        /// Length of the ramp down over the plateau.
        k: f64,
        /// The unit of time.
        unit_s: f64,
    },
}

impl ShapeModel {
    /// Shapes by cause, from sharp to slow. The classes are those of the literature (see
    /// [`Edge`]); the time constants are ours, meant as a beginning.
    pub const CAUSES: [(&'static str, CrowdShape); 4] = [
        (
            "television",
            CrowdShape {
                rise: Edge::Linear { length_s: 60.0 },
                plateau_s: 300.0,
                fall: Edge::Exponential { tau_s: 900.0, length_s: 9_000.0 },
            },
        ),
        (
            "news",
            CrowdShape {
                rise: Edge::Linear { length_s: 600.0 },
                plateau_s: 0.0,
                fall: Edge::Power { scale_s: 3_600.0, exponent: 1.4, length_s: 2.0 * DAY_S },
            },
        ),
        (
            "front-page",
            CrowdShape {
                rise: Edge::Linear { length_s: 1_800.0 },
                plateau_s: 6.0 * 3_600.0,
                fall: Edge::Exponential { tau_s: 4.0 * 3_600.0, length_s: DAY_S },
            },
        ),
        (
            "release",
            CrowdShape {
                rise: Edge::Instant,
                plateau_s: 2.0 * 3_600.0,
                fall: Edge::Power { scale_s: 6.0 * 3_600.0, exponent: 0.6, length_s: 3.0 * DAY_S },
            },
        ),
    ];

    pub(super) fn shape(self, magnitude: f64) -> CrowdShape {
        match self {
            Self::Fixed(shape) => shape,
            Self::Ari { k, unit_s } => CrowdShape::ari(magnitude, k, unit_s),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::edge::Edge;
    use super::*;

    /// THEORY 5.2.
    #[test]
    fn ramps_by_shock_level() {
        for (shock, l1, l2) in
            [(10.0, 0.9603, 1.0414), (100.0, 0.4989, 2.0043), (1e3, 0.33328, 3.0004)]
        {
            let shape = CrowdShape::ari(shock, 2.0, 1.0);
            assert!((shape.rise.length_s() - l1).abs() < 6e-5);
            assert!((shape.plateau_s - l2).abs() < 5e-5);
            assert!((shape.fall.length_s() - 2.0 * l2).abs() < 1e-4);
        }
    }

    fn shapes() -> Vec<CrowdShape> {
        let power = |exponent| Edge::Power { scale_s: 100.0, exponent, length_s: 5_000.0 };
        let mut shapes: Vec<CrowdShape> =
            ShapeModel::CAUSES.iter().map(|&(_, shape)| shape).collect();
        shapes.push(CrowdShape::ari(100.0, 3.0, 3_600.0));
        shapes.push(CrowdShape { rise: power(0.2), plateau_s: 0.0, fall: power(0.2) });
        shapes.push(CrowdShape { rise: power(1.0), plateau_s: 7.0, fall: power(1.0) });
        shapes
    }

    #[test]
    fn areas_are_the_integrals_of_levels_and_bounds_bound() {
        for shape in shapes() {
            let (length, steps) = (shape.length_s(), 200_000);
            let width = length / f64::from(steps);
            let mut sum = 0.0;
            for step in 0..steps {
                let middle = (f64::from(step) + 0.5) * width;
                sum += shape.level(middle) * width;
                if step % 1_000 == 0 {
                    let area = shape.area_s(middle + 0.5 * width);
                    assert!((area - sum).abs() < 1e-3 * length, "{shape:?} at {middle}");
                }
            }
            let mut at = 0.0;
            let mut bounds = 0;
            while at < length {
                let next = shape.step_s(at);
                assert!(next > at, "{shape:?} stands at {at}");
                for part in 0..=10 {
                    let x = at + (next - at) * f64::from(part) / 10.0;
                    assert!(shape.level(x) <= shape.level_max(at, next) + 1e-12);
                }
                at = next;
                bounds += 1;
            }
            assert!(bounds < 200, "{shape:?}: {bounds} bounds");
        }
    }

    /// THEORY 5.1: what is left after a delay, and when 90 % have come.
    #[test]
    fn volumes_after_a_delay() {
        let long = 1e9;
        let exponential = Edge::Exponential { tau_s: 10.0, length_s: long };
        let left = |edge: Edge, d: f64| 1.0 - edge.area_s(d) / edge.area_s(long);
        assert!((left(exponential, 1.0) - 0.9048).abs() < 1e-4);
        assert!((1.0 - left(exponential, 23.026) - 0.9).abs() < 1e-4);
        // The tail beyond any cut is left out: a far one, and the closed form's infinite one.
        let power = Edge::Power { scale_s: 10.0, exponent: 1.4, length_s: f64::MAX };
        let whole = 10.0 / 0.4;
        assert!((1.0 - power.area_s(10.0) / whole - 0.7579).abs() < 1e-4);
        assert!((power.area_s(3_152.0) / whole - 0.9).abs() < 1e-4);
        assert!((power.area_s(46.57) / whole - 0.5).abs() < 1e-4);
    }
}
