//! The sites of a trace, from the names of its objects.

use crate::spec::workload::TraceSites;
use hotset_workloads::formats::Names;
use hotset_workloads::{Catalog, ObjectId, SiteId};
use std::collections::BTreeMap;

/// The site of each object, and the names of the sites; empty for a single site, `None` if there
/// are too many.
pub(super) fn site_of_objects(
    sites: TraceSites,
    names: &Names,
) -> Option<(Vec<SiteId>, Vec<String>)> {
    let objects = 0..names.len() as u32;
    match sites {
        TraceSites::Auto | TraceSites::None => Some((Vec::new(), Vec::new())),
        TraceSites::Hash(count) => {
            let site = |id| (hash(names.name(id).as_bytes()) % count as u64) as SiteId;
            Some((objects.map(site).collect(), Vec::new()))
        }
        TraceSites::Directory | TraceSites::Host => {
            let name_of = if sites == TraceSites::Host { host } else { directory };
            let mut site_of_name: BTreeMap<String, SiteId> = Default::default();
            let site = objects
                .map(|id| {
                    let next = SiteId::try_from(site_of_name.len()).ok()?;
                    Some(*site_of_name.entry(name_of(&names.name(id))).or_insert(next))
                })
                .collect::<Option<Vec<SiteId>>>()?;
            let mut site_names = vec![String::new(); site_of_name.len()];
            for (name, site) in site_of_name {
                site_names[usize::from(site)] = name;
            }
            Some((site, site_names))
        }
    }
}

/// The share of the requests, given by object, for those of no host or in no directory, where those are the sites.
pub(super) fn of_no_site(requests: &[u64], catalog: &Catalog, site_names: &[String]) -> f64 {
    let Some(none) = site_names.iter().position(String::is_empty) else { return 0.0 };
    let (mut inside, mut all) = (0, 0);
    for (object, &requests) in requests.iter().enumerate() {
        all += requests;
        if usize::from(catalog.site_of(object as ObjectId)) == none {
            inside += requests;
        }
    }
    inside as f64 / f64::max(all as f64, 1.0)
}

/// `www.example.org/x.html` is of `www.example.org`; a name without a host is of the empty one.
fn host(name: &str) -> String {
    match name.split_once('/') {
        Some((host, _)) => host.to_owned(),
        None => String::new(),
    }
}

/// `/shuttle/missions/x.html` is in `shuttle`; a name without a directory is in the empty one. A name
/// that begins with a host is in that.
fn directory(name: &str) -> String {
    let path = name.split(['?', '#']).next().unwrap_or("").trim_start_matches('/');
    path.split_once('/').map_or(String::new(), |(first, _)| first.to_ascii_lowercase())
}

/// FNV-1a (Fowler, Noll and Vo): the same on every machine.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
