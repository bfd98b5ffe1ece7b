//! The parallel driver: nodes advance independently through windows of time (conservative, with lookahead).

use super::worker_pool::WorkerPool;
use crate::cache::EvictionPolicy;
use crate::engine::timed::nodes::Incoming;
use crate::engine::timed::nodes::LogicalProcess;
use crate::engine::timed::nodes::{ReadAhead, Requests};
use hotset_workloads::SourceError;
use std::sync::MutexGuard;

/// A node, and its arrivals.
type Part<E> = (LogicalProcess<E>, Incoming);
type Parts<'a, E> = Vec<MutexGuard<'a, Part<E>>>;

/// Drives the nodes, `window_ns` at a time: no message takes less from one to another. Where nothing
/// happens for longer, the next window begins with what happens next.
pub(in crate::engine::timed) fn drive<E: EvictionPolicy>(
    processes: Vec<LogicalProcess<E>>,
    dispatcher: &mut dyn Requests,
    window_ns: u64,
) -> Result<Vec<LogicalProcess<E>>, SourceError> {
    let mut ahead = Reader::new(dispatcher, processes.len());
    let parts = processes.into_iter().map(|process| (process, Incoming::default()));
    let pool = WorkerPool::new(parts, |(process, incoming): &mut Part<E>, end: u64| {
        process.inbox.absorb(incoming);
        process.run_until(end);
    });
    pool.with_helpers(|pool| -> Result<(), SourceError> {
        let mut end = 0;
        loop {
            let mut parts = pool.all();
            deliver(&mut parts, end);
            let waiting = parts.iter().filter_map(|part| part.0.inbox.next_ns()).min();
            ahead.find_first(waiting)?;
            let Some(start) = waiting.into_iter().chain(ahead.read.first_ns).min() else {
                return Ok(());
            };
            end = start.saturating_add(window_ns);
            ahead.read(end)?;
            ahead.hand_over(&mut parts);
            drop(parts);
            // The requests of the next window are read meanwhile.
            pool.window(end, || ahead.read_some(end.saturating_add(window_ns)))?;
        }
    })?;
    Ok(pool.into_parts().map(|(process, _)| process).collect())
}

/// Reads requests ahead of simulated time.
struct Reader<'a> {
    dispatcher: &'a mut dyn Requests,
    read: ReadAhead,
}

/// So many requests are read ahead at a time.
const AHEAD: usize = 1 << 13;

impl<'a> Reader<'a> {
    fn new(dispatcher: &'a mut dyn Requests, nodes: usize) -> Self {
        let incoming = std::iter::repeat_with(Incoming::default).take(nodes).collect();
        Self {
            dispatcher,
            read: ReadAhead { incoming, first_ns: None, last_ns: None, at_end: false },
        }
    }

    /// Reads a request if it could precede all pending events: when the next one arrives that
    /// was not delivered must be known then.
    fn find_first(&mut self, waiting: Option<u64>) -> Result<(), SourceError> {
        // None arrives before the last that was read.
        let before = |last: u64| waiting.is_none_or(|waiting| last < waiting);
        let ReadAhead { first_ns, last_ns, at_end, .. } = self.read;
        if first_ns.is_none() && !at_end && last_ns.is_none_or(before) {
            self.dispatcher.read(0, 1, &mut self.read)?;
        }
        Ok(())
    }

    /// Reads requests until one arrives at `until` or later; nothing if one did before.
    fn read(&mut self, until: u64) -> Result<(), SourceError> {
        // Behind the end of all time there is no other window.
        let all = until == u64::MAX;
        while !self.read.at_end && (all || self.read.last_ns.is_none_or(|last| last < until)) {
            self.dispatcher.read(until, AHEAD, &mut self.read)?;
        }
        Ok(())
    }

    /// If not all requests before `until` are read yet, a good many: what the layout needs to know of
    /// objects stays in the processor's caches meanwhile.
    fn read_some(&mut self, until: u64) -> Result<(), SourceError> {
        if self.read.at_end || self.read.last_ns.is_some_and(|last| last >= until) {
            return Ok(());
        }
        self.dispatcher.read(u64::MAX, AHEAD, &mut self.read)
    }

    /// Delivers what was read to its nodes, in exchange for their empty lists.
    fn hand_over<E>(&mut self, parts: &mut Parts<'_, E>) {
        self.read.first_ns = None;
        for (part, incoming) in parts.iter_mut().zip(&mut self.read.incoming) {
            std::mem::swap(incoming, &mut part.1);
        }
    }
}

/// Delivers the messages of a window that ended at `end`.
fn deliver<E: EvictionPolicy>(parts: &mut Parts<'_, E>, end: u64) {
    for node in 0..parts.len() {
        let mut events = std::mem::take(&mut parts[node].0.out.events);
        for event in events.drain(..) {
            assert!(event.at >= end, "a message that arrives in the window it was sent in");
            parts[usize::from(event.to)].0.inbox.deliver(event);
        }
        parts[node].0.out.events = events;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::timed::nodes::Dispatcher;
    use crate::layout::Packed;
    use crate::ledger::Bins;
    use hotset_workloads::{Catalog, Request, RequestBatch, RequestSource, SimTime};

    /// A request every 10 ns for ever.
    struct Ticks(u64);

    impl RequestSource for Ticks {
        fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
            batch.clear();
            self.0 += 10;
            batch.push(Request {
                time: SimTime(self.0),
                object: 0,
                bytes: 1,
                ..Request::default()
            });
            Ok(true)
        }
    }

    /// What becomes of reading ahead, and how many requests were taken in for it.
    fn reading(act: impl FnOnce(&mut Reader<'_>)) -> u64 {
        let catalog = Catalog { bytes: vec![1], site: Vec::new(), sites: 1 };
        let bins = Bins::new(SimTime(0), u64::MAX, 1);
        let (mut ticks, mut layout) = (Ticks(0), Packed::new(vec![0], &catalog));
        let mut dispatcher = Dispatcher::new(&mut ticks, &mut layout, 0, &catalog.bytes, bins, 1);
        act(&mut Reader::new(&mut dispatcher, 1));
        dispatcher.finish().0.iter().sum()
    }

    /// Windows in which no request arrives need no more of them: what is held does not grow with the
    /// number of windows.
    #[test]
    fn no_window_reads_further_than_it_needs() {
        let read = reading(|ahead| {
            for end in 1..1_000 {
                ahead.find_first(Some(end - 1)).unwrap();
                ahead.read(end).unwrap();
                assert!(ahead.read.last_ns >= Some(end));
                // As when all is delivered.
                ahead.read.first_ns = None;
            }
        });
        assert_eq!(read, 100);
    }

    /// What arrives before all that waits is known before a window begins, though no window needs it
    /// yet.
    #[test]
    fn a_request_that_comes_first_is_known() {
        let read = reading(|ahead| {
            ahead.find_first(None).unwrap();
            assert_eq!((ahead.read.first_ns, ahead.read.last_ns), (Some(10), Some(10)));
            ahead.read.first_ns = None;
            ahead.find_first(Some(10)).unwrap();
            assert_eq!(ahead.read.first_ns, None, "none comes in before 10");
            ahead.find_first(Some(15)).unwrap();
            assert_eq!(ahead.read.first_ns, Some(20));
        });
        assert_eq!(read, 2);
    }
}
