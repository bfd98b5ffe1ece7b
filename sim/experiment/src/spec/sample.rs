//! The key `sample`.

use super::cache_size::CacheSize;
use super::error::SpecError;
use super::keys::{AnyKey, NumberKey};
use super::layout::LayoutSpec;
use super::reader::Reader;
use hotset_sim::cache::Policy;

pub(crate) static SAMPLE: NumberKey = NumberKey::needed(
    "sample",
    "share of the objects that are simulated, standing for all, as 0.1: 1 over a whole number",
)
.within(1e-6, 1.0);

/// One in how many objects is simulated, if results of a sample mean anything.
pub(crate) fn read(
    reader: &Reader<'_>,
    policy: &Policy,
    cache: CacheSize,
    layout: &LayoutSpec,
    is_timed: bool,
) -> Result<u32, SpecError> {
    let Some(share) = reader.read_if_given(&SAMPLE)? else { return Ok(1) };
    let every = (1.0 / share).round();
    let wrong =
        |message: String, help: &str| SpecError::new(SAMPLE.path(), message).with_help(help);
    if (share * every - 1.0).abs() > 1e-6 {
        let message = format!("found {share}; expected 1 over a whole number, like 0.1 or 0.05");
        return Err(wrong(message, "an object then stands for a whole number of them"));
    }
    if every == 1.0 {
        return Ok(1);
    }
    if policy.kind.info().offline {
        let message = format!("{policy} needs to know all requests");
        return Err(wrong(message, "take all objects, or another policy"));
    }
    if policy.size_aware() {
        let message = format!("{policy} is size-aware, and a sample changes sizes");
        return Err(wrong(message, "take all objects, or a policy that does not look at sizes"));
    }
    if matches!(cache, CacheSize::Objects(_) | CacheSize::ShareOfObjects(_)) {
        let message = format!("a cache of {cache} counts objects, of which a sample has fewer");
        return Err(wrong(message, "give servers.cache in bytes, as in 64MiB or 1%"));
    }
    if layout.migrates() {
        let message = match layout.adaptive() {
            Some(_) => "an adaptive hot set has a number of objects, of which a sample has fewer",
            None => "objects migrate one by one, and a sample has fewer of them",
        };
        return Err(wrong(message.to_owned(), "take all objects, or another layout"));
    }
    if is_timed {
        let message = "a sample has other queues than the whole".to_owned();
        return Err(wrong(message, "take all objects, or time = \"none\""));
    }
    Ok(every as u32)
}
