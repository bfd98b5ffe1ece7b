//! A pool of threads that process windows together.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

/// Parts of a window that can be worked on at the same time, each by one thread. There are thousands of
/// windows a second: helpers stay awake between them, and the leader never waits for one that is not there.
pub(in crate::engine::timed) struct WorkerPool<T, W> {
    parts: Vec<Mutex<T>>,
    /// The work on a part in a window, with the argument of the window.
    work: W,
    /// The next part of the current window that no thread works on yet.
    next: AtomicUsize,
    finished: AtomicUsize,
    /// The argument of the current window.
    given: AtomicU64,
    over: AtomicBool,
}

/// Turns in which a helper that finds nothing to do stays on its processor.
const PATIENCE: u32 = 2_000;

impl<T: Send, W: Fn(&mut T, u64) + Sync> WorkerPool<T, W> {
    pub(in crate::engine::timed) fn new(parts: impl IntoIterator<Item = T>, work: W) -> Self {
        let parts: Vec<Mutex<T>> = parts.into_iter().map(Mutex::new).collect();
        let all = parts.len();
        Self {
            parts,
            work,
            next: AtomicUsize::new(all),
            finished: AtomicUsize::new(all),
            given: AtomicU64::new(0),
            over: AtomicBool::new(false),
        }
    }

    /// Runs `lead` while the idle threads of the current pool help with its windows. Neither it nor the
    /// work may wait for work of the pool: it could be a helper that it waits for.
    pub(in crate::engine::timed) fn with_helpers<R: Send>(
        &self,
        lead: impl FnOnce(&Self) -> R + Send,
    ) -> R {
        rayon::scope(|scope| {
            let helpers = rayon::current_num_threads().min(self.parts.len()) - 1;
            for _ in 0..helpers {
                scope.spawn(|_| self.help());
            }
            // Also if the leader panics: helpers would look for work for ever.
            let _over = OnDrop(|| self.over.store(true, Ordering::Release));
            lead(self)
        })
    }

    fn help(&self) {
        let mut idle = 0;
        while !self.over.load(Ordering::Acquire) {
            if self.work_on_next() {
                idle = 0;
            } else if idle < PATIENCE {
                idle += 1;
                std::hint::spin_loop();
            } else {
                std::thread::yield_now();
            }
        }
    }

    /// Works on a part that no thread works on, if there is one.
    fn work_on_next(&self) -> bool {
        // Read first, so that waiting threads do not write.
        if self.next.load(Ordering::Relaxed) >= self.parts.len() {
            return false;
        }
        let taken = self.next.fetch_add(1, Ordering::AcqRel);
        if taken >= self.parts.len() {
            return false;
        }
        // The last first: that is the origin, which can have most to do.
        let part = self.parts.len() - 1 - taken;
        // A part that panics is finished, too, and found poisoned by the leader.
        let _finished = OnDrop(|| {
            self.finished.fetch_add(1, Ordering::AcqRel);
        });
        (self.work)(&mut self.part(part), self.given.load(Ordering::Acquire));
        true
    }

    /// A part, while no thread works on it.
    ///
    /// # Panics
    /// If work on it panicked.
    fn part(&self, part: usize) -> MutexGuard<'_, T> {
        self.parts[part].lock().expect("work on this part panicked")
    }

    /// All of them.
    ///
    /// # Panics
    /// As [`Self::part`].
    pub(in crate::engine::timed) fn all(&self) -> Vec<MutexGuard<'_, T>> {
        (0..self.parts.len()).map(|part| self.part(part)).collect()
    }

    /// All parts of a window are worked on; meanwhile the leader does something else first, then its
    /// share.
    pub(in crate::engine::timed) fn window<R>(
        &self,
        given: u64,
        meanwhile: impl FnOnce() -> R,
    ) -> R {
        self.given.store(given, Ordering::Release);
        self.finished.store(0, Ordering::Release);
        self.next.store(0, Ordering::Release);
        let done = meanwhile();
        while self.work_on_next() {}
        let mut turns = 0;
        while self.finished.load(Ordering::Acquire) < self.parts.len() {
            turns += 1;
            if turns < PATIENCE { std::hint::spin_loop() } else { std::thread::yield_now() }
        }
        done
    }

    pub(in crate::engine::timed) fn into_parts(self) -> impl Iterator<Item = T> {
        self.parts.into_iter().map(|part| part.into_inner().expect("work on this part panicked"))
    }
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_pool<R: Send>(threads: usize, act: impl FnOnce() -> R + Send) -> R {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads can be had").install(act)
    }

    #[test]
    fn every_part_of_every_window_is_worked_on_once() {
        for threads in [1, 2, 4] {
            let sums = in_pool(threads, || {
                let work = |part: &mut u64, given: u64| *part = 3 * *part + given;
                let pool = WorkerPool::new(vec![0u64; 9], work);
                pool.with_helpers(|pool| {
                    for window in 0..5_000 {
                        pool.window(window, || ());
                        let mut parts = pool.all();
                        assert!(parts.iter().all(|part| **part == *parts[0]));
                        parts.iter_mut().for_each(|part| **part %= 1_000_003);
                    }
                });
                pool.into_parts().collect::<Vec<_>>()
            });
            let expected = (0..5_000).fold(0, |sum, window| (3 * sum + window) % 1_000_003);
            assert_eq!(sums, [expected; 9]);
        }
    }

    #[test]
    fn a_panic_reaches_the_leader() {
        for threads in [1, 3] {
            let caught = in_pool(threads, || {
                let work = |part: &mut u64, _: u64| assert!(*part != 5, "five");
                let pool = WorkerPool::new(0..8u64, work);
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    pool.with_helpers(|pool| {
                        pool.window(0, || ());
                        drop(pool.all());
                    });
                }))
                .is_err()
            });
            assert!(caught);
        }
    }
}
