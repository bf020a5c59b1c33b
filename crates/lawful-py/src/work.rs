//! Long work beside Python: other Python threads go on, Ctrl-C ends it, a bar can be shown.
//!
//! The work runs on a pool of threads of its own and never touches Python. The thread that called waits without the GIL
//! and wakes up a few times a second, to see whether Python was interrupted and to tell how far the work is. A pool
//! belongs to one process: after a fork the child makes its own, since threads do not survive a fork.

use crate::error::{broken, raise};
use lawful_fit::Progress;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How often Python is asked whether it was interrupted.
const PULSE: Duration = Duration::from_millis(50);

/// How long interrupted work may take to stop by itself; then it is left to end unheard.
const GRACE: Duration = Duration::from_millis(1000);

/// Stack of every thread: as much as a main thread has.
const STACK: usize = 8 << 20;

type Pools = HashMap<(u32, Option<usize>), Arc<ThreadPool>>;

static POOLS: Mutex<Option<Pools>> = Mutex::new(None);

/// Does `work` on `threads` threads (all cores if `None`) and waits for its result. `show(done, total)` is called while
/// it goes on.
pub fn run<T: Send + 'static>(
    py: Python<'_>,
    threads: Option<usize>,
    show: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(Progress) -> Result<T, lawful::Error> + Send + 'static,
) -> PyResult<T> {
    let state = Arc::new(State::default());
    let (sender, mut receiver) = channel();
    let (pool, progress) = (pool(threads)?, state.progress());
    pool.spawn(move || {
        let result = catch_unwind(AssertUnwindSafe(|| work(progress)));
        // Nobody listens after an interrupt.
        let _ = sender.send(result);
    });
    loop {
        let (result, back) = py.detach(move || wait(receiver, PULSE));
        receiver = back;
        match result {
            Ok(Ok(result)) => return result.map_err(|error| raise(py, error)),
            Ok(Err(panic)) => return Err(broken(words(&panic))),
            Err(RecvTimeoutError::Disconnected) => return Err(broken("its thread ended")),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let (done, total) = state.seen();
        let told = match show {
            Some(show) if total > 0 => show.call1((done, total)).map(|_| ()),
            _ => Ok(()),
        };
        if let Err(interrupt) = py.check_signals().and(told) {
            state.stop();
            py.detach(move || {
                let end = Instant::now() + GRACE;
                let _ = wait(receiver, end - Instant::now());
            });
            return Err(interrupt);
        }
    }
}

fn wait<T>(receiver: Receiver<T>, time: Duration) -> (Result<T, RecvTimeoutError>, Receiver<T>) {
    (receiver.recv_timeout(time), receiver)
}

/// The pool of this process with so many threads.
fn pool(threads: Option<usize>) -> PyResult<Arc<ThreadPool>> {
    let mut pools = POOLS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let pools = pools.get_or_insert_default();
    let own = std::process::id();
    if pools.keys().any(|(process, _)| *process != own) {
        // Pools of a parent have no threads here: waiting for them would never end.
        pools.drain().for_each(std::mem::forget);
    }
    if let Some(pool) = pools.get(&(own, threads)) {
        return Ok(pool.clone());
    }
    let made = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).stack_size(STACK).build();
    let pool = Arc::new(made.map_err(|e| broken(&format!("no threads can be started: {e}")))?);
    pools.insert((own, threads), pool.clone());
    Ok(pool)
}

/// How far the work is, and whether it is to stop.
#[derive(Default)]
struct State {
    done: AtomicUsize,
    total: AtomicUsize,
    stopped: AtomicBool,
}

impl State {
    fn progress(self: &Arc<State>) -> Progress {
        let state = self.clone();
        Arc::new(move |done, total| {
            state.total.store(total, Ordering::Relaxed);
            state.done.store(done, Ordering::Relaxed);
            !state.stopped.load(Ordering::Relaxed)
        })
    }

    fn seen(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

fn words(panic: &Box<dyn Any + Send>) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("unknown cause")
}
