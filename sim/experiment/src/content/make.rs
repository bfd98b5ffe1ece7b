//! How content is made: drawn from a model, or read from files.

use super::content::Content;
use super::trace_reading::Reading;
use crate::plan::seeds::{Purpose, stream};
use crate::spec::workload::WorkloadSpec;
use hotset_workloads::SourceError;
use hotset_workloads::series::read_series;
use hotset_workloads::synthetic::ParameterError;
use std::sync::atomic::AtomicBool;

impl Content {
    /// Draws the content of one replication, or reads the trace, until `stop` is set.
    pub(crate) fn make(
        workload: &WorkloadSpec,
        seed: u64,
        replication: u32,
        stop: &AtomicBool,
    ) -> Result<Self, SourceError> {
        let stream = |purpose| stream(seed, replication, purpose, 0);
        match workload {
            WorkloadSpec::Synthetic(model) => {
                let content =
                    model.read()?.content(&mut stream(Purpose::Sizes)).map_err(unusable)?;
                Ok(Self::Synthetic {
                    content: Box::new(content),
                    seed,
                    replication,
                    kept: Box::default(),
                })
            }
            WorkloadSpec::Trace { paths, options, sites, shuffled } => {
                let shuffle = shuffled.then(|| stream(Purpose::Order));
                let trace = Reading { paths, options, sites: *sites, shuffle, stop }.read()?;
                Ok(Self::Trace(Box::new(trace)))
            }
            WorkloadSpec::Series { path, options, model } => {
                let series = read_series(path, options)?;
                let content =
                    model.content(series, &mut stream(Purpose::Sizes)).map_err(unusable)?;
                Ok(Self::Series { content: Box::new(content), seed, replication })
            }
            WorkloadSpec::Twin(twin) => {
                let trace = twin.draw(&mut stream(Purpose::Objects)).map_err(unusable)?;
                Ok(Self::Twin { trace: Box::new(trace) })
            }
        }
    }
}

fn unusable(error: ParameterError) -> SourceError {
    SourceError::Unusable { path: "workload".to_owned(), what: error.to_string() }
}
