//! The study of single caches: `study = "cache"`.

use super::cache_size::CacheSize;
use super::error::SpecError;
use super::keys::{AnyKey, Choice, TypedKey, WordKey};
use super::policy::POLICY;
use super::reader::Reader;
use super::servers::CACHE;
use super::warm_up::WARM_UP;
use hotset_sim::cache::Policy;

pub(crate) static OBJECT_SIZES: WordKey<bool> = WordKey::new(
    "object_sizes",
    "bytes",
    "what an object takes of a cache (study = \"cache\")",
    &[
        ("bytes", false, "its bytes"),
        ("one", true, "1, whatever its bytes, as `hotset replay --ignore-size` has it"),
    ],
);

/// A single cache, to which all requests go.
#[derive(Clone, Debug)]
pub struct SingleCache {
    /// Its policy.
    pub policy: Policy,
    /// Its size.
    pub size: CacheSize,
    /// Whether every object counts as 1.
    pub ignore_size: bool,
    /// The share of the time bins that is not measured, at the beginning.
    pub warm_up: f64,
}

impl SingleCache {
    /// Reads the keys.
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        let text = reader.read(&POLICY)?;
        let policy =
            Policy::parse(&text).map_err(|message| SpecError::new(POLICY.path(), message))?;
        let ignore_size = reader.read(&OBJECT_SIZES)?;
        let size = match reader.read(&CACHE)? {
            CacheSize::ShareOfBytes(share) if ignore_size => CacheSize::ShareOfObjects(share),
            CacheSize::Bytes(_) if ignore_size => {
                let message = "found bytes beside object_sizes = \"one\"; expected objects, as in 1000obj or 1%";
                return Err(SpecError::new(CACHE.path(), message));
            }
            size => size,
        };
        let warm_up = match reader.given(&WARM_UP) {
            // As in the papers, a cache is empty at first, and all requests count.
            false => 0.0,
            true => match WARM_UP.parse(&reader.value(&WARM_UP).unwrap_or(0.into()))? {
                Choice::Number(share) => share,
                Choice::Word(_) => {
                    let message = "found a word; expected a share of the time bins, as 0.25: single caches have the same \
                                   warm-up, whatever their size";
                    return Err(SpecError::new(WARM_UP.path(), message));
                }
            },
        };
        Ok(Self { policy, size, ignore_size, warm_up })
    }
}
