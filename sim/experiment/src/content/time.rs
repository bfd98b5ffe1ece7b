//! The time that requests span, and its division into bins.

use super::content::Content;
use crate::spec::bins::BinSpec;
use hotset_sim::ledger::Bins;
use hotset_workloads::SimTime;

impl Content {
    /// Time bins for the requests. The last bin is never measured: it has what is left after
    /// the whole bins, or beyond the planned end of a stream of random length.
    pub(crate) fn bins(&self, spec: BinSpec) -> Result<Bins, String> {
        let (start, end) = self.span();
        let span_ns = end.0.saturating_sub(start.0);
        let (count, width_ns) = match spec {
            BinSpec::Auto if self.is_short() => (Some(BinSpec::AUTO_COUNT as usize), 0),
            BinSpec::Auto => (None, BinSpec::AUTO_NS),
            BinSpec::Count(count) => (Some(count), 0),
            BinSpec::WidthNs(width_ns) => (None, width_ns),
        };
        let mut bins = match count {
            Some(count) => Bins::covering(start, end, count),
            None => {
                let count = span_ns / width_ns;
                if count < 2 {
                    let span_s = SimTime(span_ns).as_s();
                    return Err(format!(
                        "found bins of {} s in a run of {span_s} s; expected at least two",
                        SimTime(width_ns).as_s()
                    ));
                }
                Bins::new(start, width_ns, count as usize)
            }
        };
        bins.count += 1;
        Ok(bins)
    }

    /// Whether hours would be too few bins for it.
    pub(crate) fn is_short(&self) -> bool {
        let (start, end) = self.span();
        end.0.saturating_sub(start.0) < BinSpec::AUTO_HOURS_MIN * BinSpec::AUTO_NS
    }

    /// When the requests begin and end; for a model, an end that they reach almost surely.
    pub(crate) fn span(&self) -> (SimTime, SimTime) {
        if let Some(truth) = self.drawn() {
            let (start, end) = truth.drawn.span_ns;
            return (SimTime(start), SimTime(end));
        }
        match self {
            Self::Synthetic { content, .. } => {
                let model = content.model();
                // The end of a Poisson stream of n requests varies by sqrt(n) gaps.
                let requests = model.requests as f64;
                let sure = (requests - 5.0 * requests.sqrt()).max(1.0);
                let sure_ns = sure / model.rate_per_s * SimTime::NS_PER_S as f64;
                (SimTime(0), content.end().unwrap_or(SimTime(sure_ns as u64)))
            }
            Self::Trace(trace) => trace.requests.span(),
            Self::Twin { trace } => {
                let times = &trace.requests.time;
                let end = |time: Option<&SimTime>| time.copied().unwrap_or_default();
                (end(times.first()), end(times.last()))
            }
            Self::Series { content, .. } => {
                let series = &content.series;
                let span_ns = series.width_ns.saturating_mul(series.bins as u64);
                (series.start, SimTime(series.start.0.saturating_add(span_ns)))
            }
        }
    }
}
