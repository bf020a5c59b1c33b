//! Power-law tails: positive numbers in, exponent with error, beginning of the tail, goodness of fit and rivals out.
//!
//! ```
//! use lawful_tail::Tail;
//!
//! // Quantiles of the Pareto law of exponent 2.5.
//! let values: Vec<f64> = (0..1000).map(|i| (1.0 - (f64::from(i) + 0.5) / 1000.0).powf(-1.0 / 1.5)).collect();
//! let tail = Tail::of(&values).sims(100).run()?;
//! assert!((tail.alpha - 2.5).abs() < 3.0 * tail.alpha_err);
//! assert!(tail.p().unwrap() > 0.1);
//! assert!(tail.rival("exponential").unwrap().loglik_ratio > 0.0);
//! # Ok::<(), lawful_tail::Error>(())
//! ```
//!
//! The method is that of Clauset, Shalizi & Newman (*SIAM Review* 51, 661, 2009; arXiv:0706.1062): for every distinct
//! value taken as xmin alpha is found by maximum likelihood, and the xmin whose law lies nearest to its tail
//! (Kolmogorov-Smirnov) is chosen. Simulated samples, each with a scan of its own, give the p-value and the interval of
//! alpha. Never read alpha alone: a tail has one whatever it follows.
//!
//! # Conventions
//!
//! alpha is the exponent of the *density* (p(x) proportional to x^-alpha); the survival function falls as x^(1-alpha).
//! A tail is all values >= xmin. Ties are kept; distances are taken at distinct values, in one of two ways ([`Ks`]).
//! The largest distinct value is no candidate for xmin. Of equal distances the smallest xmin is taken. Values that are
//! not positive are left out and counted. Results have the same bits for any number of threads.
//!
//! # Cost
//!
//! The scan is exact, and for samples of a power law grows little faster than n; `scan.rs` says how. Memory is about
//! 80 bytes a value.

mod bootstrap;
mod distance;
mod draw;
mod error;
mod family;
mod fitting;
mod hurwitz;
mod rival;
mod sample;
mod scan;
mod scanned;
mod tail;
mod verdict;
pub mod weightwatcher;

pub use bootstrap::Goodness;
pub use distance::Ks;
pub use error::Error;
pub use fitting::{Progress, TailFitting};
pub use rival::{Rival, survival};
pub use scanned::{Candidate, Kind};
pub use tail::{Tail, Warning};
