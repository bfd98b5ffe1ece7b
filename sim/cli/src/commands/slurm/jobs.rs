//! The jobs of a sweep, as they were submitted.

use super::command::call;
use crate::diagnostics::Failure;
use hotset_results::write_atomically;
use std::collections::BTreeMap;
use std::path::Path;

/// The jobs of a sweep.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Jobs {
    pub(crate) ids: Vec<String>,
}

/// Their file, in the folder of the sweep.
const FILE: &str = "slurm/jobs.json";

impl Jobs {
    /// The jobs that were submitted from a folder; none if it has none.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(FILE);
        let Ok(text) = std::fs::read_to_string(&path) else { return Ok(Self::default()) };
        let ids = serde_json::from_str(&text)
            .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
        Ok(Self { ids })
    }

    /// Adds jobs.
    pub(crate) fn add(&mut self, folder: &Path, id: &str) -> Result<(), Failure> {
        self.ids.push(id.to_owned());
        let text = serde_json::to_vec(&self.ids).map_err(Failure::other)?;
        write_atomically(&folder.join(FILE), &text).map_err(Failure::other)
    }

    /// The tasks in the queue by their state; `None` where there is no queue to ask.
    pub(crate) fn in_queue(&self) -> Option<BTreeMap<String, usize>> {
        if self.ids.is_empty() {
            return None;
        }
        // A job that has ended is unknown after a while, which is an error where all are.
        let ids = self.ids.join(",");
        let queue = match call("squeue", &["-h", "-r", "-j", &ids, "-o", "%K %T"]) {
            Ok(queue) => queue,
            Err(error) if error.contains("Invalid job id") => String::new(),
            Err(_) => return None,
        };
        let mut states = BTreeMap::new();
        for state in queue.lines().filter_map(|line| line.split_whitespace().last()) {
            *states.entry(state.to_owned()).or_insert(0) += 1;
        }
        Some(states)
    }

    /// Tasks in the queue; none where there is no queue to ask.
    pub(crate) fn waiting(&self) -> usize {
        self.in_queue().iter().flatten().map(|(_, tasks)| tasks).sum()
    }

    /// Cancels all of them.
    pub(crate) fn cancel(&self) -> Result<(), Failure> {
        let ids: Vec<&str> = self.ids.iter().map(String::as_str).collect();
        match call("scancel", &ids) {
            Err(error) if !error.contains("Invalid job id") => Err(Failure::other(error)),
            _ => Ok(()),
        }
    }
}
