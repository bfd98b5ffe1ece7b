//! The key `servers.policy`.

use super::error::SpecError;
use super::keys::{AnyKey, TextKey};
use super::layout::LayoutSpec;
use super::reader::Reader;
use super::workload::WorkloadSpec;
use hotset_sim::cache::{Policy, PolicyKind};

pub(crate) static POLICY: TextKey = TextKey::new(
    "servers.policy",
    "lru",
    "one of `hotset policies`, with parameters and admission: s3-fifo:small=0.05, lru+second-hit",
);

/// Reads a policy that fits the layout and the workload.
pub(crate) fn read(
    reader: &Reader<'_>,
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
    is_timed: bool,
) -> Result<Policy, SpecError> {
    let text = reader.read(&POLICY)?;
    let policy = Policy::parse(&text).map_err(|message| SpecError::new(POLICY.path(), message))?;
    match policy.kind {
        kind if kind.info().offline && (is_timed || layout.is_asked_by_misses()) => {
            let (by, help) = match is_timed {
                true => ("the time that requests take", "take time = \"none\", or another policy"),
                false => (
                    "what caches hold, in this layout",
                    "take another policy, or servers that do not ask each other: dedicated, packed, mirrored, \
                     hashed, or hot with another layout.rest than cooperative",
                ),
            };
            let message = format!(
                "{} needs to know the requests that each server will get, which depend on {by}",
                kind.name()
            );
            Err(SpecError::new(POLICY.path(), message).with_help(help))
        }
        kind if kind.info().statically_placed && layout.migrates() => {
            let (when, help) = match layout.adaptive() {
                Some(_) => {
                    ("when nothing is hot yet", "take another policy, or the layout \"hot\"")
                }
                None => ("before objects migrate", "take another policy"),
            };
            let message = format!("{} is placed ahead, {when}", kind.name());
            Err(SpecError::new(POLICY.path(), message).with_help(help))
        }
        PolicyKind::Lirs if policy == policy.clone().like_libcachesim() => {
            let message = "lirs as libCacheSim has it counts objects as in the cache that left it: it is no \
                           policy for servers that ask each other";
            Err(SpecError::new(POLICY.path(), message)
                .with_help("take lirs, or `hotset replay --like-libcachesim`"))
        }
        PolicyKind::StaticLfu if overlaps(workload) && layout.is_by_site() => {
            let message = "static-lfu is placed by the popularity of objects, which differs from \
                           site to site where catalogs overlap";
            Err(SpecError::new(POLICY.path(), message)
                .with_help("take workload.overlap = 0, or another policy"))
        }
        _ => Ok(policy),
    }
}

fn overlaps(workload: &WorkloadSpec) -> bool {
    matches!(workload, WorkloadSpec::Synthetic(model) if model.sites.overlap > 0.0)
}
