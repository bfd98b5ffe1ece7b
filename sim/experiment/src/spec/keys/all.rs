//! All keys, in the order of a spec: a line registers one. What is listed here is checked, has a
//! default, a line of `hotset keys` and a place in the JSON schema; columns of results are in this order.

use super::key::{AnyKey, ValueKind};
use crate::spec::error::SpecError;
use crate::spec::unquoted::quoted;
use crate::spec::workload::{
    churn, columns, crowd_shape, flash, kind, popularity, rhythm, series, shots, sizes, synthetic,
    trace, twin,
};
use crate::spec::{
    bins, bounds, capacity, cost, head, layout, optimize, policy, replications, reserve, sample,
    series_by, servers, single_cache, study, timing, warm_up,
};
use hotset_workloads::nearest;
use toml::Value;

/// A key of a spec, as help shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its dotted path.
    pub path: &'static str,
    /// Its default as TOML; `None` where it must be given (if it is read at all).
    pub default: Option<String>,
    /// What it means, with the words that it takes.
    pub doc: String,
    /// The values that it takes.
    pub values: ValueKind,
}

impl Key {
    /// Checks a value of this key, as it would be written in `KEY=VALUE`, without the rest of the spec.
    ///
    /// # Errors
    /// A value of the wrong type, an unknown word, a number out of range.
    pub fn check(&self, value: &str) -> Result<(), SpecError> {
        find(self.path).map_or(Ok(()), |key| key.check(&value_of(value)))
    }
}

/// All keys of a spec, in its order.
pub fn keys() -> Vec<Key> {
    let key = |key: &&dyn AnyKey| Key {
        path: key.path(),
        default: key.default().map(|value| value.to_string()),
        doc: key.doc(),
        values: key.kind(),
    };
    ALL.iter().map(key).collect()
}

/// A value as it is written in `KEY=VALUE`: bare words are texts, since quotes rarely survive a shell.
pub(crate) fn value_of(text: &str) -> Value {
    let parse =
        |text: &str| toml::from_str::<toml::Table>(&format!("x = {text}")).ok()?.remove("x");
    parse(text).or_else(|| parse(&quoted(text)?)).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// The key at a path.
pub(crate) fn find(path: &str) -> Option<&'static dyn AnyKey> {
    ALL.iter().find(|key| key.path() == path).copied()
}

/// The key at a path, which is in a spec.
pub(crate) fn known(path: &str) -> Result<&'static dyn AnyKey, SpecError> {
    if path == head::VARIATION.path() {
        let message = "is set by [robustness] alone, which names variations";
        return Err(SpecError::new(path, message));
    }
    find(path).ok_or_else(|| unknown(path))
}

/// Whether some key lies below this path.
pub(crate) fn is_section(path: &str) -> bool {
    let prefix = format!("{path}.");
    paths().any(|path| path.starts_with(&prefix))
}

/// The names of the sections.
fn sections() -> impl Iterator<Item = &'static str> {
    paths().filter_map(|path| Some(path.rsplit_once('.')?.0)).chain(["sweep", "robustness"])
}

fn unknown(path: &str) -> SpecError {
    if path == "sweep" {
        let message =
            "found a value; expected a table `[sweep]` with a list of values for each key";
        return SpecError::new(path, message);
    }
    if is_section(path) {
        return SpecError::new(path, "found a value; expected a table");
    }
    let error = SpecError::new(path, format!("unknown key `{path}`"));
    match nearest(path, paths().chain(sections())) {
        Some(near) if find(near).is_none() => {
            error.with_help(format!("did you mean the section `[{near}]`?"))
        }
        Some(near) => error.with_help(format!("did you mean `{near}`?")),
        None => error.with_help("`hotset keys` lists all keys"),
    }
}

/// The paths of all keys.
pub(crate) fn paths() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|key| key.path())
}

/// Whether a key is the path of a file, of which results contain the name only.
pub(crate) fn is_file(path: &str) -> bool {
    find(path).is_some_and(|key| key.kind() == ValueKind::File)
}

static ALL: &[&dyn AnyKey] = &[
    &head::NAME,
    &head::SEED,
    &replications::REPLICATIONS,
    &replications::PRECISION,
    &replications::PRECISION_METRIC,
    &replications::REPLICATIONS_MAX,
    &head::BASELINE,
    &study::STUDY,
    &timing::TIME,
    &timing::FETCHES,
    &timing::CLIENT_TIMEOUT_S,
    &bins::BIN_S,
    &bins::BINS,
    &series_by::SERIES_BY,
    &bounds::BOUNDS,
    &sample::SAMPLE,
    &warm_up::WARM_UP,
    &single_cache::OBJECT_SIZES,
    &capacity::OVERFLOW,
    &capacity::MACHINES,
    &capacity::KNOWN,
    &capacity::PAST_SHARE,
    &capacity::HEADROOM,
    &capacity::MACHINE_BYTES_PER_S,
    &head::VARIATION,
    &kind::KIND,
    &synthetic::OBJECTS,
    &synthetic::SITES,
    &synthetic::SITE_ALPHA,
    &synthetic::OVERLAP,
    &synthetic::REQUESTS,
    &synthetic::DURATION_S,
    &synthetic::RATE_PER_S,
    &popularity::KIND,
    &popularity::ALPHA,
    &popularity::SHIFT,
    &popularity::FILE,
    &sizes::KIND,
    &sizes::MEAN_BYTES,
    &sizes::FILE,
    &sizes::BYTES,
    &sizes::MEDIAN_BYTES,
    &sizes::SIGMA,
    &sizes::TAIL_SHARE,
    &sizes::TAIL_ALPHA,
    &sizes::POPULARITY_CORRELATION,
    &rhythm::AMPLITUDE,
    &rhythm::PEAK_HOUR,
    &rhythm::PHASES,
    &rhythm::KAPPA,
    &rhythm::SECOND_SHARE,
    &rhythm::SECOND_PEAK_HOUR,
    &rhythm::WEEKEND,
    &flash::PER_DAY,
    &flash::COMMON,
    &flash::COMMON_SITES,
    &flash::AT_S,
    &flash::SITE,
    &flash::ON,
    &flash::MAGNITUDE,
    &flash::MAGNITUDE_ALPHA,
    &flash::MAGNITUDE_MAX,
    &crowd_shape::SHAPE,
    &crowd_shape::RISE_S,
    &crowd_shape::PLATEAU_S,
    &crowd_shape::DECAY_S,
    &crowd_shape::EXPONENT,
    &crowd_shape::LENGTH_S,
    &crowd_shape::UNIT_S,
    &crowd_shape::RAMP_RATIO,
    &churn::TURNOVER_PER_DAY,
    &churn::NEW_SHARE,
    &churn::REACH,
    &shots::CONTENTS_PER_DAY,
    &shots::VOLUME,
    &shots::VOLUME_ALPHA,
    &shots::LIFE_DAYS,
    &shots::LIFE_SIGMA,
    &shots::PROFILE,
    &trace::PATH,
    &trace::PATHS,
    &trace::FORMAT,
    &trace::LOG_FORMAT,
    &trace::SIZE_RULE,
    &trace::ORDER,
    &trace::MALFORMED,
    &trace::QUERY,
    &trace::URLS,
    &trace::METHODS,
    &trace::STATUSES,
    &trace::TIME_UNIT,
    &trace::DELIMITER,
    &columns::TIME,
    &columns::OBJECT,
    &columns::BYTES,
    &columns::HOST,
    &columns::METHOD,
    &columns::STATUS,
    &columns::TTL,
    &columns::COUNT,
    &series::ROWS,
    &series::SCALE,
    &series::BIN_S,
    &twin::START_UNIX_S,
    &twin::DURATION_S,
    &twin::DAY,
    &twin::WEEK,
    &twin::SURGES,
    &twin::CLASSES,
    &trace::SITES_BY,
    &servers::COUNT,
    &servers::CACHE,
    &policy::POLICY,
    &timing::SERVER.discipline,
    &timing::SERVER.overhead_s,
    &timing::SERVER.jobs_max,
    &servers::REQUESTS_PER_S,
    &servers::BYTES_PER_S,
    &timing::SERVER.channels,
    &servers::IDLE_POWER,
    &layout::scaling::BY,
    &layout::scaling::TARGET,
    &layout::scaling::INTERVAL_S,
    &layout::scaling::PATIENCE,
    &layout::scaling::WAKE_S,
    &layout::scaling::SERVERS_MIN,
    &timing::ORIGIN.channels,
    &timing::ORIGIN.discipline,
    &timing::ORIGIN_RATE,
    &timing::ORIGIN.overhead_s,
    &timing::ORIGIN.jobs_max,
    &timing::CLIENT_LATENCY_S,
    &timing::INTER_SERVER_LATENCY_S,
    &timing::ORIGIN_LATENCY_S,
    &timing::INTER_SERVER_BYTES_PER_S,
    &timing::ORIGIN_BYTES_PER_S,
    &timing::LINK_JOBS_MAX,
    &layout::layout::KIND,
    &layout::packed::BY,
    &layout::packed::PERCENTILE,
    &layout::entry::ENTRY,
    &layout::group::ROUTING,
    &layout::group::CHOICES,
    &layout::hash::HASH,
    &layout::hash::VNODES,
    &layout::hash::BOUND,
    &layout::hash::BOUND_BY,
    &layout::tiered::SERVERS,
    &layout::tiered::TIER,
    &layout::hot_set::OBJECTS,
    &layout::hot_set::SHARE_OF_OBJECTS,
    &layout::hot_set::SHARE_OF_REQUESTS,
    &layout::hot_set::SITES,
    &layout::hot_layout::SERVERS,
    &layout::hot_set::KNOWN,
    &layout::hot_set::PAST_S,
    &layout::hot_layout::TIER,
    &layout::adaptive::WHEN,
    &layout::adaptive::TRIGGER_REQUESTS,
    &layout::adaptive::EPOCH_S,
    &layout::adaptive::DELAY_S,
    &layout::estimator::MEMORY,
    &layout::estimator::EPOCHS,
    &layout::estimator::KEEP,
    &layout::estimator::COUNTERS,
    &layout::adaptive::HYSTERESIS,
    &layout::adaptive::WARM,
    &layout::rest::REST,
    &layout::cache_split::CACHES,
    &optimize::KEY,
    &optimize::FROM,
    &optimize::TO,
    &optimize::METRIC,
    &optimize::PRECISION,
    &reserve::HOURS,
    &reserve::MACHINE_PER_S,
    &reserve::IDLE_POWER,
    &reserve::TARGET,
    &cost::EGRESS,
    &cost::INTER_SERVER,
    &cost::ORIGIN,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_has_a_path_of_its_own() {
        let mut known = BTreeSet::new();
        assert!(paths().all(|path| known.insert(path)), "a key is listed twice");
        let is_section = |path: &str| known.iter().any(|key| key.starts_with(&format!("{path}.")));
        assert!(known.iter().all(|path| !is_section(path)), "a key is a section, too");
    }

    #[test]
    fn every_default_is_a_value_of_its_key() {
        for key in keys() {
            if let Some(default) = &key.default {
                assert_eq!(key.check(default), Ok(()), "{}", key.path);
            }
        }
    }

    #[test]
    fn every_key_and_word_is_explained() {
        // Their words are names that other crates give, which explain themselves.
        let named = [
            "workload.format",
            "workload.delimiter",
            "workload.time_unit",
            "workload.flash.shape",
            "optimize.metric",
        ];
        for key in keys() {
            assert!(!key.doc.is_empty(), "{}", key.path);
            let kinds = match &key.values {
                ValueKind::OneOf(kinds) => kinds.as_slice(),
                one => std::slice::from_ref(one),
            };
            for kind in kinds.iter().filter(|_| !named.contains(&key.path)) {
                let ValueKind::Words(words) = kind else { continue };
                for word in words {
                    assert!(key.doc.contains(&format!("{word} (")), "{}: {word}", key.path);
                }
            }
        }
    }
}
