//! What of a synthetic workload changes in time: `[workload.rhythm]`, `[workload.flash]`,
//! `[workload.churn]` and `[workload.shots]`. A section of which no key is given does not exist.

use crate::spec::reader::{Reader, SpecError, wrong};
use hotset_workloads::synthetic::{
    Churn, CommonCrowds, CrowdShape, CrowdTarget, CrowdTimes, Edge, Flash, Phases, Profile, Rhythm,
    ShapeModel, ShotNoise,
};

pub(crate) fn rhythm(reader: &Reader<'_>) -> Result<Option<Rhythm>, SpecError> {
    if !reader.given_below("workload.rhythm.") {
        return Ok(None);
    }
    #[derive(Clone, Copy)]
    enum Kind {
        Common,
        Uniform,
        VonMises,
        Mixed,
    }
    let number = |name: &str| reader.number(&format!("workload.rhythm.{name}"));
    let kinds = [
        ("common", Kind::Common),
        ("uniform", Kind::Uniform),
        ("von-mises", Kind::VonMises),
        ("mixed", Kind::Mixed),
    ];
    let phases = match reader.word("workload.rhythm.phases", &kinds)? {
        Kind::Common => Phases::Common,
        Kind::Uniform => Phases::Uniform,
        Kind::VonMises => Phases::VonMises { kappa: number("kappa")? },
        Kind::Mixed => {
            Phases::Mixed { share: number("second_share")?, peak_hour: number("second_peak_hour")? }
        }
    };
    Ok(Some(Rhythm {
        amplitude: number("amplitude")?,
        peak_hour: number("peak_hour")?,
        phases,
        weekend: number("weekend")?,
    }))
}

pub(crate) fn churn(reader: &Reader<'_>) -> Result<Option<Churn>, SpecError> {
    if !reader.given_below("workload.churn.") {
        return Ok(None);
    }
    let number = |name: &str| reader.number(&format!("workload.churn.{name}"));
    Ok(Some(Churn {
        turnover_per_day: number("turnover_per_day")?,
        new_share: number("new_share")?,
        reach: number("reach")?,
    }))
}

pub(crate) fn shots(reader: &Reader<'_>) -> Result<ShotNoise, SpecError> {
    let number = |name: &str| reader.number(&format!("workload.shots.{name}"));
    let profiles = [
        ("rectangular", Profile::Rectangular),
        ("exponential", Profile::Exponential),
        ("power-law", Profile::Power),
    ];
    let tail = number("volume_alpha")?;
    Ok(ShotNoise {
        contents_per_day: number("contents_per_day")?,
        volume: number("volume")?,
        volume_alpha: (tail != 0.0).then_some(tail),
        life_days: number("life_days")?,
        life_sigma: number("life_sigma")?,
        profile: reader.word("workload.shots.profile", &profiles)?,
    })
}

/// Flash crowds on so many sites.
pub(crate) fn flash(reader: &Reader<'_>, sites: usize) -> Result<Option<Flash>, SpecError> {
    if !reader.given_below("workload.flash.") {
        return Ok(None);
    }
    let number = |name: &str| reader.number(&format!("workload.flash.{name}"));
    let targets = [
        ("site", CrowdTarget::Site),
        ("object", CrowdTarget::Object),
        ("new-object", CrowdTarget::NewObject),
    ];
    let (once, often) =
        (reader.given("workload.flash.at_s"), reader.given("workload.flash.per_day"));
    let times = match (once, often) {
        (true, true) => {
            let message = "found both `at_s` and `per_day`; expected one of them";
            return Err(SpecError::new("workload.flash.at_s", message));
        }
        (true, false) => CrowdTimes::Once {
            at_s: number("at_s")?,
            site: reader.whole("workload.flash.site", 0..=65_535)? as usize,
        },
        (false, _) => CrowdTimes::PerDay { events: number("per_day")? },
    };
    let tail = number("magnitude_alpha")?;
    let magnitude = number("magnitude")?;
    Ok(Some(Flash {
        times,
        target: reader.word("workload.flash.on", &targets)?,
        magnitude,
        magnitude_alpha: (tail != 0.0).then_some(tail),
        magnitude_max: if tail == 0.0 { magnitude } else { number("magnitude_max")? },
        shape: shape(reader)?,
        common: common(reader, sites)?,
    }))
}

/// Crowds that several sites are in at the same time.
fn common(reader: &Reader<'_>, sites: usize) -> Result<Option<CommonCrowds>, SpecError> {
    let share = reader.number_within("workload.flash.common", 0.0, 1.0)?;
    if share == 0.0 {
        return Ok(None);
    }
    let path = "workload.flash.common_sites";
    let taken = match reader.optional(path) {
        Some(toml::Value::String(word)) if word == "all" => sites,
        Some(toml::Value::Integer(_)) => reader.whole(path, 1..=sites as u64)? as usize,
        other => {
            let found = other.unwrap_or(toml::Value::Boolean(false));
            return Err(wrong(path, &found, "\"all\" or a number of sites"));
        }
    };
    Ok(Some(CommonCrowds { share, sites: taken }))
}

fn shape(reader: &Reader<'_>) -> Result<ShapeModel, SpecError> {
    #[derive(Clone, Copy)]
    enum Kind {
        Cause(CrowdShape),
        Ari,
        OnOff,
        Ramp,
        Exponential,
        Power,
        Endogenous,
    }
    let mut kinds: Vec<(&str, Kind)> =
        ShapeModel::CAUSES.iter().map(|&(name, shape)| (name, Kind::Cause(shape))).collect();
    kinds.extend([
        ("ari", Kind::Ari),
        ("on-off", Kind::OnOff),
        ("ramp", Kind::Ramp),
        ("exponential", Kind::Exponential),
        ("power-law", Kind::Power),
        ("endogenous", Kind::Endogenous),
    ]);
    let number = |name: &str| reader.number(&format!("workload.flash.{name}"));
    let plateau_s = || number("plateau_s");
    let rise = || match number("rise_s")? {
        0.0 => Ok(Edge::Instant),
        length_s => Ok(Edge::Linear { length_s }),
    };
    let decay_s = || number("decay_s");
    // The cut of a tail without end.
    let length_s = || match number("length_s")? {
        0.0 => Ok(10.0 * decay_s()?),
        length_s => Ok(length_s),
    };
    let power = || -> Result<Edge, SpecError> {
        Ok(Edge::Power {
            scale_s: decay_s()?,
            exponent: number("exponent")?,
            length_s: length_s()?,
        })
    };
    let (rise, plateau_s, fall) = match reader.word("workload.flash.shape", &kinds)? {
        Kind::Cause(shape) => return Ok(ShapeModel::Fixed(shape)),
        Kind::Ari => {
            return Ok(ShapeModel::Ari { k: number("ramp_ratio")?, unit_s: number("unit_s")? });
        }
        Kind::OnOff => (Edge::Instant, plateau_s()?, Edge::Instant),
        Kind::Ramp => (rise()?, plateau_s()?, Edge::Linear { length_s: decay_s()? }),
        Kind::Exponential => {
            let fall = Edge::Exponential { tau_s: decay_s()?, length_s: length_s()? };
            (rise()?, plateau_s()?, fall)
        }
        Kind::Power => (rise()?, plateau_s()?, power()?),
        Kind::Endogenous => (power()?, 0.0, power()?),
    };
    Ok(ShapeModel::Fixed(CrowdShape { rise, plateau_s, fall }))
}
