//! The shape of a flash crowd: its rate over time.

use crate::spec::error::SpecError;
use crate::spec::keys::{NumberKey, Word, WordKey, words_after, words_of};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{CrowdShape, Edge, ShapeModel};

pub(crate) static SHAPE: WordKey<ShapeKind> =
    WordKey::new("workload.flash.shape", "news", "rate of a crowd over time", &SHAPES);
pub(crate) static RISE_S: NumberKey = NumberKey::new(
    "workload.flash.rise_s",
    0.0,
    "length of the linear rise; 0: at once (ramp, exponential, power-law)",
);
pub(crate) static PLATEAU_S: NumberKey = NumberKey::new(
    "workload.flash.plateau_s",
    0.0,
    "time at the peak (on-off, ramp, exponential, power-law)",
);
pub(crate) static DECAY_S: NumberKey = NumberKey::new(
    "workload.flash.decay_s",
    3_600.0,
    "length of the fall (ramp), time constant (exponential), t0 (power-law, endogenous)",
);
pub(crate) static EXPONENT: NumberKey =
    NumberKey::new("workload.flash.exponent", 1.4, "p of (1 + t/t0)^-p (power-law, endogenous)");
pub(crate) static LENGTH_S: NumberKey = NumberKey::new(
    "workload.flash.length_s",
    0.0,
    "time after which the tail is cut off; 0: ten times decay_s",
);
pub(crate) static UNIT_S: NumberKey =
    NumberKey::new("workload.flash.unit_s", 3_600.0, "unit of time (ari)");
pub(crate) static RAMP_RATIO: NumberKey =
    NumberKey::new("workload.flash.ramp_ratio", 2.0, "ramp down over plateau (ari)");

/// The words of `workload.flash.shape`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ShapeKind {
    Cause(CrowdShape),
    Ari,
    OnOff,
    Ramp,
    Exponential,
    Power,
    Endogenous,
}

const SHAPES: [Word<ShapeKind>; 10] = words_after(
    causes(words_of(&ShapeModel::CAUSES)),
    [
        ("ari", ShapeKind::Ari, "the model of Ari et al."),
        ("on-off", ShapeKind::OnOff, "a plateau"),
        ("ramp", ShapeKind::Ramp, "linear rise and fall"),
        ("exponential", ShapeKind::Exponential, "exponential decay"),
        ("power-law", ShapeKind::Power, "power-law decay"),
        ("endogenous", ShapeKind::Endogenous, "power-law rise and decay"),
    ],
);

/// Shapes that are known by their causes.
const fn causes<const N: usize>(of: [Word<CrowdShape>; N]) -> [Word<ShapeKind>; N] {
    let mut words = [("", ShapeKind::Ari, ""); N];
    let mut next = 0;
    while next < N {
        words[next] = (of[next].0, ShapeKind::Cause(of[next].1), of[next].2);
        next += 1;
    }
    words
}

pub(super) fn read(reader: &Reader<'_>) -> Result<ShapeModel, SpecError> {
    let rise = || match reader.read(&RISE_S)? {
        0.0 => Ok(Edge::Instant),
        length_s => Ok(Edge::Linear { length_s }),
    };
    // A tail without end is cut off.
    let length_s = || match reader.read(&LENGTH_S)? {
        0.0 => Ok::<_, SpecError>(10.0 * reader.read(&DECAY_S)?),
        length_s => Ok(length_s),
    };
    let power = || -> Result<Edge, SpecError> {
        Ok(Edge::Power {
            scale_s: reader.read(&DECAY_S)?,
            exponent: reader.read(&EXPONENT)?,
            length_s: length_s()?,
        })
    };
    let (rise, plateau_s, fall) = match reader.read(&SHAPE)? {
        ShapeKind::Cause(shape) => return Ok(ShapeModel::Fixed(shape)),
        ShapeKind::Ari => {
            let (k, unit_s) = (reader.read(&RAMP_RATIO)?, reader.read(&UNIT_S)?);
            return Ok(ShapeModel::Ari { k, unit_s });
        }
        ShapeKind::OnOff => (Edge::Instant, reader.read(&PLATEAU_S)?, Edge::Instant),
        ShapeKind::Ramp => {
            let fall = Edge::Linear { length_s: reader.read(&DECAY_S)? };
            (rise()?, reader.read(&PLATEAU_S)?, fall)
        }
        ShapeKind::Exponential => {
            let fall = Edge::Exponential { tau_s: reader.read(&DECAY_S)?, length_s: length_s()? };
            (rise()?, reader.read(&PLATEAU_S)?, fall)
        }
        ShapeKind::Power => (rise()?, reader.read(&PLATEAU_S)?, power()?),
        ShapeKind::Endogenous => (power()?, 0.0, power()?),
    };
    Ok(ShapeModel::Fixed(CrowdShape { rise, plateau_s, fall }))
}
