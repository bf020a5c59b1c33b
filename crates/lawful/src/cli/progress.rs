//! A bar with the time that is left, for long work.
//!
//! It is drawn on standard error, only if that is a terminal, and only once the work has taken half a second. Ctrl-C ends
//! the program as any other (a shell sees 130): results are printed at the end and files are written whole, so nothing is
//! left half done.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lawful_fit::Progress;
use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Work shorter than this has no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// The bar of one long step; it goes away when dropped.
pub(super) struct Bar {
    bar: ProgressBar,
    terminal: bool,
}

impl Bar {
    /// A bar for so many `what` (`refits`).
    pub(super) fn new(what: &'static str) -> Bar {
        let bar = ProgressBar::hidden();
        let template = "{bar:32} {pos} of {len} {msg}, {elapsed} gone, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        Bar { bar, terminal: std::io::stderr().is_terminal() }
    }

    /// A bar for a share of work whose steps mean nothing by themselves.
    pub(super) fn of_share(what: &'static str) -> Bar {
        let bar = Bar::new(what);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent}% {msg}, {elapsed} gone, {eta} left") {
            bar.bar.set_style(style);
        }
        bar
    }

    /// What the work calls as it goes on.
    pub(super) fn progress(&self) -> Progress {
        let (bar, terminal) = (self.bar.clone(), self.terminal);
        let (begun, shown) = (Instant::now(), AtomicBool::new(false));
        Arc::new(move |done, total| {
            if terminal {
                if begun.elapsed() > PATIENCE && !shown.swap(true, Ordering::Relaxed) {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                bar.set_length(total as u64);
                bar.set_position(done as u64);
            }
            true
        })
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
