//! Work in parallel, with results in order.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// For work that nobody stops.
pub(crate) static NEVER: AtomicBool = AtomicBool::new(false);

/// Does all the work on the current pool, started in order; the first error in that order stops
/// what was not started yet.
pub(crate) fn in_order<T: Copy + Sync, R: Send, E: Send>(
    work: &[T],
    act: impl Fn(T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Option<Result<R, E>>>> = work.iter().map(|_| Mutex::default()).collect();
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|_| {
                while let Some(index) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&index| index < work.len())
                {
                    let result = act(work[index]);
                    if result.is_err() {
                        next.store(work.len(), Ordering::Relaxed);
                    }
                    *lock(&done[index]) = Some(result);
                }
            });
        }
    });
    done.into_iter()
        .filter_map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A run that panicked is reported as such; the content it used is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
