//! Which sites share a server: bin packing by load.

/// The load of one site over time bins of equal width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SiteLoad {
    /// Requests per second in each bin.
    pub requests_per_s: Vec<f64>,
    /// Bytes per second in each bin.
    pub bytes_per_s: Vec<f64>,
}

/// What a server can serve; infinite where there is no limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerCapacity {
    /// Requests per second.
    pub requests_per_s: f64,
    /// Bytes per second.
    pub bytes_per_s: f64,
}

impl ServerCapacity {
    /// No limit at all.
    pub const UNLIMITED: Self = Self { requests_per_s: f64::INFINITY, bytes_per_s: f64::INFINITY };
}

/// By which figure of their load sites are packed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PackBy {
    /// The mean: dense, and blind to peaks.
    Mean,
    /// The highest bin: safe, and blind to when it is.
    Peak,
    /// The load that a share of the bins, 0 to 1, does not exceed.
    Quantile(f64),
    /// The highest bin of the sum of all sites on the server: sites whose peaks lie apart are put
    /// together.
    Correlation,
}

/// Requests and bytes per second.
type Demand = [f64; 2];

fn plus(a: Demand, b: Demand) -> Demand {
    [a[0] + b[0], a[1] + b[1]]
}

impl PackBy {
    /// The figure of one load.
    fn demand(self, load: &SiteLoad) -> Demand {
        let figure = |series: &[f64]| match self {
            Self::Mean => series.iter().sum::<f64>() / series.len().max(1) as f64,
            Self::Peak | Self::Correlation => series.iter().copied().fold(0.0, f64::max),
            Self::Quantile(share) => {
                let mut sorted = series.to_vec();
                sorted.sort_by(f64::total_cmp);
                // The small subtraction keeps 0.95 * 100 from becoming 96.
                let rank = (share * sorted.len() as f64 - 1e-9).ceil() as usize;
                sorted.get(rank.max(1) - 1).copied().unwrap_or(0.0)
            }
        };
        [figure(&load.requests_per_s), figure(&load.bytes_per_s)]
    }
}

/// A server being filled.
#[derive(Clone, Debug, Default)]
struct Bin {
    demand: Demand,
    /// The summed load, where it is needed.
    sum: SiteLoad,
}

impl Bin {
    /// The demand with one more site.
    fn with(&self, load: &SiteLoad, demand: Demand, by: PackBy) -> Demand {
        if by != PackBy::Correlation || self.sum.requests_per_s.is_empty() {
            return plus(self.demand, demand);
        }
        let peak = |sum: &[f64], more: &[f64]| {
            sum.iter().zip(more).map(|(a, b)| a + b).fold(0.0, f64::max)
        };
        [
            peak(&self.sum.requests_per_s, &load.requests_per_s),
            peak(&self.sum.bytes_per_s, &load.bytes_per_s),
        ]
    }

    fn add(&mut self, load: &SiteLoad, demand: Demand, by: PackBy) {
        self.demand = demand;
        if by != PackBy::Correlation {
            return;
        }
        let add = |sum: &mut Vec<f64>, more: &[f64]| {
            sum.resize(more.len(), 0.0);
            sum.iter_mut().zip(more).for_each(|(a, b)| *a += b);
        };
        add(&mut self.sum.requests_per_s, &load.requests_per_s);
        add(&mut self.sum.bytes_per_s, &load.bytes_per_s);
    }
}

/// Assigns each site to one of `servers` servers, the largest sites first (first-fit decreasing:
/// Johnson 1973; by correlation, the fitting server whose peak grows least, as Verma et al.,
/// USENIX ATC 2009, put uncorrelated peaks together). Without any limit of capacity the sites are
/// balanced instead: each goes where the result is smallest.
///
/// # Errors
/// The sites that fit on no server.
pub fn pack(
    loads: &[SiteLoad],
    by: PackBy,
    capacity: ServerCapacity,
    servers: usize,
) -> Result<Vec<usize>, Vec<usize>> {
    let limits = [capacity.requests_per_s, capacity.bytes_per_s];
    let unlimited = limits == [f64::INFINITY; 2];
    // Loads are compared by the share of the capacity that they take.
    let scale = if unlimited { [1.0, 0.0] } else { limits.map(f64::recip) };
    let level = |demand: Demand| (demand[0] * scale[0]).max(demand[1] * scale[1]);
    let fits = |demand: Demand| demand[0] <= limits[0] && demand[1] <= limits[1];
    let demands: Vec<Demand> = loads.iter().map(|load| by.demand(load)).collect();
    let mut order: Vec<usize> = (0..loads.len()).collect();
    order.sort_by(|&a, &b| level(demands[b]).total_cmp(&level(demands[a])).then(a.cmp(&b)));
    let mut bins = vec![Bin::default(); servers];
    let mut server_of = vec![0; loads.len()];
    let mut unplaceable = Vec::new();
    let mut open = 0;
    for site in order {
        let load = &loads[site];
        let candidates = if unlimited { servers } else { (open + 1).min(servers) };
        let with = |server: usize| bins[server].with(load, demands[site], by);
        let mut fitting = (0..candidates).filter(|&server| fits(with(server)));
        let growth = |server: usize| level(with(server)) - level(bins[server].demand);
        let chosen = if unlimited {
            fitting.min_by(|&a, &b| level(with(a)).total_cmp(&level(with(b))))
        } else if by == PackBy::Correlation {
            // A server more is opened only where none that is open has room.
            let mut used = fitting.clone().filter(|&server| server < open);
            used.next().map_or_else(
                || fitting.next(),
                |first| {
                    let grown = std::iter::once(first).chain(used);
                    grown.min_by(|&a, &b| growth(a).total_cmp(&growth(b)))
                },
            )
        } else {
            fitting.next()
        };
        match chosen {
            Some(server) => {
                let demand = with(server);
                bins[server].add(load, demand, by);
                server_of[site] = server;
                open = open.max(server + 1);
            }
            None => unplaceable.push(site),
        }
    }
    unplaceable.sort_unstable();
    if unplaceable.is_empty() { Ok(server_of) } else { Err(unplaceable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(series: &[f64]) -> SiteLoad {
        SiteLoad { requests_per_s: series.to_vec(), bytes_per_s: vec![0.0; series.len()] }
    }

    fn limit(requests_per_s: f64) -> ServerCapacity {
        ServerCapacity { requests_per_s, ..ServerCapacity::UNLIMITED }
    }

    fn used(server_of: &[usize]) -> usize {
        server_of.iter().max().map_or(0, |most| most + 1)
    }

    #[test]
    fn first_fit_decreasing_fills_servers() {
        let loads: Vec<SiteLoad> = [4.0, 8.0, 1.0, 4.0, 2.0, 1.0].map(|x| load(&[x])).to_vec();
        let server_of = pack(&loads, PackBy::Peak, limit(10.0), 9).unwrap();
        assert_eq!(server_of, [1, 0, 1, 1, 0, 1]);
        assert_eq!(pack(&loads, PackBy::Peak, limit(7.0), 9).unwrap_err(), [1]);
        assert_eq!(pack(&loads, PackBy::Peak, limit(10.0), 1).unwrap_err(), [0, 2, 3, 5]);
    }

    /// Day and night sites: by peak two servers a pair, by correlation one.
    #[test]
    fn anti_correlated_peaks_share_a_server() {
        let (day, night) = (load(&[9.0, 1.0]), load(&[1.0, 9.0]));
        let loads = [day.clone(), day, night.clone(), night];
        let by_peak = pack(&loads, PackBy::Peak, limit(10.0), 9).unwrap();
        let by_correlation = pack(&loads, PackBy::Correlation, limit(10.0), 9).unwrap();
        assert_eq!((used(&by_peak), used(&by_correlation)), (4, 2));
        assert_ne!(by_correlation[0], by_correlation[1]);
        let by_mean = pack(&loads, PackBy::Mean, limit(10.0), 9).unwrap();
        assert_eq!(by_mean, [0, 0, 1, 1], "blind to peaks");
    }

    #[test]
    fn quantiles_let_rare_peaks_pass() {
        let mut series = vec![1.0; 100];
        series[7] = 50.0;
        let loads = vec![load(&series); 5];
        assert_eq!(used(&pack(&loads, PackBy::Quantile(0.95), limit(5.0), 9).unwrap()), 1);
        assert_eq!(pack(&loads, PackBy::Quantile(1.0), limit(5.0), 9).unwrap_err().len(), 5);
    }

    #[test]
    fn bytes_limit_as_requests_do_and_no_limit_balances() {
        let heavy = SiteLoad { requests_per_s: vec![1.0], bytes_per_s: vec![600.0] };
        let capacity = ServerCapacity { requests_per_s: 100.0, bytes_per_s: 1_000.0 };
        assert_eq!(used(&pack(&vec![heavy; 3], PackBy::Mean, capacity, 9).unwrap()), 3);
        let loads: Vec<SiteLoad> = [5.0, 4.0, 3.0, 2.0].map(|x| load(&[x])).to_vec();
        let balanced = pack(&loads, PackBy::Mean, ServerCapacity::UNLIMITED, 2).unwrap();
        assert_eq!(balanced, [0, 1, 1, 0]);
    }
}
