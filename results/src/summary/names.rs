//! Names of columns, each in memory once: a sweep has a hundred of them for each of its points.

use std::collections::BTreeSet;
use std::sync::Arc;

/// Names, shared by all that have them.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    known: BTreeSet<Arc<str>>,
}

impl Names {
    /// The shared form of a name.
    pub(super) fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.known.get(name) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = name.into();
        self.known.insert(Arc::clone(&shared));
        shared
    }
}
