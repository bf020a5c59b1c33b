//! Panics of the crates that parse Parquet and Excel files, turned into errors.
//!
//! Their decoders assert, index and add unchecked in places that damaged files reach (flip any byte of a Parquet file and
//! some will). Which places is not ours to know for every version, so this is the last resort behind our own checks. Nothing survives a panic but the error: all that the closure has built is dropped.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `read`; `None` if it panicked. The message that a panic prints is suppressed, on this thread only: the
/// process's panic hook is asked for every other one.
pub(super) fn contain<T>(read: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let outer = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !CONTAINED.get() {
                outer(info);
            }
        }));
    });
    CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    CONTAINED.set(false);
    result.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_none() {
        assert_eq!(contain(|| 1), Some(1));
        assert_eq!(contain(|| -> i32 { panic!("not printed") }), None);
        assert_eq!(contain(|| 2), Some(2));
    }
}
