//! Long work in pieces: told as it goes on, stopped when asked.

use crate::Error;
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Called with how much of a long step is done and how much there is; `false` stops the work.
pub type Progress = Arc<dyn Fn(usize, usize) -> bool + Send + Sync>;

/// Does `total` pieces of work on all cores; results stand in the order of the pieces, whatever the number of threads.
///
/// # Errors
/// `progress` said stop before the last piece was begun.
pub(crate) fn each<T: Send>(
    total: usize,
    progress: Option<&Progress>,
    piece: impl Fn(usize) -> T + Sync,
) -> Result<Vec<T>, Error> {
    let (done, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
    let results: Option<Vec<T>> = (0..total)
        .into_par_iter()
        .map(|i| {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let result = piece(i);
            let count = done.fetch_add(1, Ordering::Relaxed) + 1;
            if progress.is_some_and(|p| !p(count, total)) {
                stopped.store(true, Ordering::Relaxed);
            }
            Some(result)
        })
        .collect();
    results.ok_or_else(|| Error::new("stopped"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_order() {
        let seen = Arc::new(AtomicUsize::new(0));
        let most = seen.clone();
        let progress: Progress = Arc::new(move |done, total| {
            most.fetch_max(done, Ordering::Relaxed);
            total == 100
        });
        assert_eq!(each(100, Some(&progress), |i| 2 * i).unwrap()[7], 14);
        assert_eq!(seen.load(Ordering::Relaxed), 100);
    }

    #[test]
    fn stop_stops() {
        let made = AtomicUsize::new(0);
        let progress: Progress = Arc::new(|_, _| false);
        let result = each(1_000_000, Some(&progress), |_| made.fetch_add(1, Ordering::Relaxed));
        assert_eq!(result.unwrap_err().to_string(), "stopped");
        assert!(made.load(Ordering::Relaxed) < 10_000);
    }
}
