//! Which sites share a server, and the load of each server.

use crate::content::content::Content;
use crate::plan::seeds::{Purpose, stream};
use crate::spec::layout::{LayoutSpec, PackSpec};
use crate::study::planned_run::RunError;
use hotset_sim::layout::{ServerCapacity, SiteLoad, pack};
use hotset_sim::ledger::Bins;
use hotset_workloads::samplers::Poisson;
use hotset_workloads::{ObjectId, RequestBatch, SiteId, SourceError};
use rand::distr::Distribution;

/// Packing compares the loads of every site in every bin: at most this many, 16 bytes each.
const SITE_BINS_MAX: usize = 50_000_000;

/// The server of each site, where sites are packed by the requests for some of their objects.
pub(crate) fn server_of_site(
    spec: &PackSpec,
    servers: usize,
    content: &Content,
    bins: Bins,
    asked: &dyn Fn(ObjectId) -> bool,
) -> Result<Vec<usize>, RunError> {
    place(spec, servers, content, bins, || measured_loads(content, bins, asked))
}

/// The server of each site of a reserve study, by expected loads.
pub(crate) fn expected_server_of_site(
    layout: &LayoutSpec,
    servers: usize,
    content: &Content,
    bins: Bins,
) -> Result<Vec<usize>, RunError> {
    match layout {
        LayoutSpec::Packed(spec, _) => {
            place(spec, servers, content, bins, || expected_loads(content, bins))
        }
        LayoutSpec::Dedicated(_)
        | LayoutSpec::Mirrored(_)
        | LayoutSpec::Hashed { .. }
        | LayoutSpec::Cooperative(_)
        | LayoutSpec::Tiered(_)
        | LayoutSpec::Hot(_)
        | LayoutSpec::Adaptive(_)
        | LayoutSpec::Own(_) => Ok((0..content.catalog().sites.max(1)).collect()),
    }
}

fn place(
    spec: &PackSpec,
    servers: usize,
    content: &Content,
    bins: Bins,
    loads: impl FnOnce() -> Result<Vec<SiteLoad>, SourceError>,
) -> Result<Vec<usize>, RunError> {
    let sites = content.catalog().sites.max(1);
    if servers == 1 && unlimited(spec) {
        return Ok(vec![0; sites]);
    }
    let counted = bins.count - 1;
    if sites.saturating_mul(counted) > SITE_BINS_MAX {
        let what = format!(
            "found {sites} sites in {counted} bins; expected at most {SITE_BINS_MAX} of both \
             together, so that they can be packed"
        );
        return Err(RunError::Spec { key: "layout.packed.by", what });
    }
    pack(&loads()?, spec.by, spec.capacity, servers)
        .map_err(|sites| unplaceable(&sites, servers, content))
}

fn unlimited(spec: &PackSpec) -> bool {
    spec.capacity == ServerCapacity::UNLIMITED
}

fn unplaceable(sites: &[usize], servers: usize, content: &Content) -> RunError {
    const SHOWN: usize = 10;
    let names: Vec<String> =
        sites.iter().take(SHOWN).map(|&site| content.site_name(site)).collect();
    let more = match sites.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let what = format!(
        "sites that fit on none of {servers} servers: {}{more}; expected more servers, or larger \
         ones (servers.requests_per_s, servers.bytes_per_s)",
        names.join(", ")
    );
    RunError::Spec { key: "servers.count", what }
}

/// The load of every site as an oracle knows it: from the requests themselves. The last bin is a
/// remainder.
fn measured_loads(
    content: &Content,
    bins: Bins,
    asked: &dyn Fn(ObjectId) -> bool,
) -> Result<Vec<SiteLoad>, SourceError> {
    let counted = bins.count - 1;
    let empty = SiteLoad { requests_per_s: vec![0.0; counted], bytes_per_s: vec![0.0; counted] };
    let mut loads = vec![empty; content.catalog().sites.max(1)];
    let per_s = 1.0 / bins.width_s();
    let mut source = content.requests();
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch)? {
        for request in batch.iter() {
            let bin = bins.index(request.time);
            if bin < counted && asked(request.object) {
                let load = &mut loads[usize::from(request.site)];
                load.requests_per_s[bin] += per_s;
                load.bytes_per_s[bin] += request.bytes as f64 * per_s;
            }
        }
    }
    Ok(loads)
}

/// The expected load of every site of a model; the measured load for a trace.
fn expected_loads(content: &Content, bins: Bins) -> Result<Vec<SiteLoad>, SourceError> {
    if let Content::Trace(_) | Content::Twin { .. } = content {
        return measured_loads(content, bins, &|_| true);
    }
    let sites = content.catalog().sites.max(1);
    let means: Vec<Vec<f64>> = expectations(content, bins, &(0..sites).collect::<Vec<_>>(), sites);
    let width_s = bins.width_s();
    Ok(means
        .into_iter()
        .map(|requests| SiteLoad {
            bytes_per_s: vec![0.0; requests.len()],
            requests_per_s: requests.into_iter().map(|mean| mean / width_s).collect(),
        })
        .collect())
}

/// Expected requests of each server in each bin but the last.
fn expectations(
    content: &Content,
    bins: Bins,
    server_of_site: &[usize],
    servers: usize,
) -> Vec<Vec<f64>> {
    let counted = bins.count - 1;
    let mut means = vec![vec![0.0; counted]; servers];
    match content {
        Content::Synthetic { content, .. } => {
            let expectation = content.expectation(bins.width_ns, counted);
            for (site, &server) in server_of_site.iter().enumerate() {
                expectation.add(site as SiteId, &mut means[server]);
            }
        }
        Content::Series { content, .. } => {
            // The counts of a series are spread evenly over its own bins.
            let ratio = bins.width_ns as f64 / content.series.width_ns as f64;
            for (site, &server) in server_of_site.iter().enumerate() {
                for (bin, count) in content.expected(site as SiteId).into_iter().enumerate() {
                    spread(&mut means[server], bin as f64 / ratio, 1.0 / ratio, count);
                }
            }
        }
        Content::Trace(_) | Content::Twin { .. } => {}
    }
    means
}

/// Adds `count`, spread evenly over `length` bins from `start` on.
fn spread(bins: &mut [f64], start: f64, length: f64, count: f64) {
    let end = start + length;
    let mut from = start;
    while from < end {
        let to = (from.floor() + 1.0).min(end);
        if let Some(bin) = bins.get_mut(from as usize) {
            *bin += count * (to - from) / length;
        }
        from = to;
    }
}

/// Requests of each server in each bin but the last: drawn for a model, counted for a trace. Sums
/// of Poisson numbers are Poisson, so that a server's load is drawn at once.
pub(crate) fn server_counts(
    content: &Content,
    bins: Bins,
    server_of_site: &[usize],
    seed: u64,
    replication: u32,
) -> Result<Vec<Vec<u64>>, SourceError> {
    let servers = server_of_site.iter().max().map_or(1, |most| most + 1);
    if let Content::Trace(_) | Content::Twin { .. } = content {
        let mut counts = vec![vec![0u64; bins.count - 1]; servers];
        let mut source = content.requests();
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch)? {
            for request in batch.iter() {
                let server = server_of_site[usize::from(request.site)];
                if let Some(count) = counts[server].get_mut(bins.index(request.time)) {
                    *count += 1;
                }
            }
        }
        return Ok(counts);
    }
    let means = expectations(content, bins, server_of_site, servers);
    let counts = means.iter().enumerate().map(|(server, means)| {
        let mut stream = stream(seed, replication, Purpose::Loads, server as u32);
        means.iter().map(|&mean| Poisson { mean }.sample(&mut stream)).collect()
    });
    Ok(counts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_spread_over_the_bins_they_cover() {
        let mut bins = [0.0; 4];
        spread(&mut bins, 0.5, 2.0, 8.0);
        assert_eq!(bins, [2.0, 4.0, 2.0, 0.0]);
        spread(&mut bins, 3.5, 1.0, 4.0);
        assert_eq!(bins, [2.0, 4.0, 2.0, 2.0]);
    }
}
