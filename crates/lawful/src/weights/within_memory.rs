//! Jobs of known size on all cores, within a bound of memory.
//!
//! Own threads, not those of the pool that the work itself uses: a thread of that pool that waits for memory could hold
//! the one that would free it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

struct State {
    /// Jobs that nobody has taken, the largest first.
    waiting: Vec<usize>,
    used: u64,
    running: usize,
    stopped: bool,
}

struct Shared<'a> {
    sizes: &'a [u64],
    most: u64,
    state: Mutex<State>,
    freed: Condvar,
}

impl Shared<'_> {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The largest job that fits beside those that run; any job if none runs.
    fn take(&self) -> Option<Taken<'_>> {
        let mut state = self.lock();
        loop {
            if state.stopped || state.waiting.is_empty() {
                return None;
            }
            let fits = |job: &usize| state.running == 0 || state.used.saturating_add(self.sizes[*job]) <= self.most;
            if let Some(place) = state.waiting.iter().position(fits) {
                let job = state.waiting.remove(place);
                state.used = state.used.saturating_add(self.sizes[job]);
                state.running += 1;
                return Some(Taken { shared: self, job });
            }
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A job that runs; its memory is free again when this is dropped, also by a panic.
struct Taken<'a> {
    shared: &'a Shared<'a>,
    job: usize,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.used = state.used.saturating_sub(self.shared.sizes[self.job]);
        state.running -= 1;
        drop(state);
        self.shared.freed.notify_all();
    }
}

/// Does all jobs, whose sizes in bytes are given, on `threads` threads; what runs at a time takes at most `most` bytes, or
/// is one job. Results are in the order of the jobs. After an error no job is begun.
///
/// # Errors
/// The first error in the order of the jobs, of those that ran.
pub(super) fn each<R: Send, E: Send>(
    sizes: &[u64],
    most: u64,
    threads: usize,
    work: impl Fn(usize) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let mut waiting: Vec<usize> = (0..sizes.len()).collect();
    waiting.sort_by_key(|job| std::cmp::Reverse(sizes[*job]));
    let state = Mutex::new(State { waiting, used: 0, running: 0, stopped: false });
    let shared = Shared { sizes, most, state, freed: Condvar::new() };
    let done: Mutex<Vec<(usize, Result<R, E>)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, sizes.len().max(1)) {
            scope.spawn(|| {
                while let Some(taken) = shared.take() {
                    let result = work(taken.job);
                    if result.is_err() {
                        shared.lock().stopped = true;
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((taken.job, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(job, _)| *job);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::each;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn the_bound_holds_and_order_is_kept() {
        let sizes: Vec<u64> = (0..200).map(|i| 1 + i * 7919 % 40).collect();
        let (now, peak) = (AtomicU64::new(0), AtomicU64::new(0));
        let results = each(&sizes, 60, 8, |job| {
            let used = now.fetch_add(sizes[job], Ordering::SeqCst) + sizes[job];
            peak.fetch_max(used, Ordering::SeqCst);
            std::thread::yield_now();
            now.fetch_sub(sizes[job], Ordering::SeqCst);
            Ok::<usize, ()>(job)
        });
        assert_eq!(results, Ok((0..200).collect()));
        assert!(peak.into_inner() <= 60);
    }

    #[test]
    fn a_job_too_large_runs_alone_and_errors_stop() {
        let running = AtomicU64::new(0);
        let results = each(&[5, 100, 5, 5], 10, 4, |job| {
            let beside = running.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(std::time::Duration::from_millis(2));
            running.fetch_sub(1, Ordering::SeqCst);
            if job == 1 && beside > 0 { Err("not alone") } else { Ok(job) }
        });
        assert_eq!(results, Ok(vec![0, 1, 2, 3]));
        assert_eq!(each(&[1, 1], 10, 1, |job| if job == 0 { Err(job) } else { Ok(()) }), Err(0));
        assert_eq!(each(&[], 10, 4, Ok::<usize, ()>), Ok(vec![]));
    }
}
