//! What models score: chances to pass from repeated sampling, task laws of items that differ, trends that a law of
//! scores needs, and the uncertainty of predicted probabilities.
//!
//! ```
//! use lawful_score::{StopRule, pass_at_k};
//!
//! // Draw until 5 passes, at most 100 000 draws; the fifth pass came at draw 2000.
//! let rule = StopRule::new(5, 100_000)?;
//! let pass = rule.estimate(2000, 5, 0.95)?;
//! assert_eq!(pass.unbiased, 4.0 / 1999.0);
//! assert!(pass.lo < 0.001 && pass.hi > 0.004);
//! assert!((pass_at_k(10, 3, 2)? - 8.0 / 15.0).abs() < 1e-15);
//! # Ok::<(), lawful_score::Error>(())
//! ```
//!
//! | question | answer |
//! |---|---|
//! | How likely is a rare pass? How many draws does it take to know? | [`StopRule`] |
//! | How likely is one pass in k attempts? | [`pass_at_k`] |
//! | What does a larger model score, if every item has a law of its own? | [`RandomItems`] |
//! | Does the curve of `ln(-ln p)` bend? | [`Curvature`] |
//! | Does the score rise at all? Is a law of its growth worth fitting? | [`Trend`] |
//! | How well does a mixture of pretraining data suit a task? | [`Alignment`] |
//! | Is a prediction unsure of the world or of itself? | [`Entropies`] |
//! | Are probabilities what they say? | [`Calibration`] |
//!
//! # Conventions
//!
//! Probabilities are numbers in [0, 1]; entropies are in nats; sizes are in the unit of the table. Intervals are
//! two-sided. What is random takes a seed. Results have the same bits for any number of threads.

mod alignment;
mod calibration;
mod curvature;
mod entropies;
mod error;
mod incomplete_beta;
mod pass_at_k;
mod random;
mod random_items;
mod stop_rule;
mod trend;

pub use alignment::Alignment;
pub use calibration::{Bin, Calibration};
pub use curvature::{Bend, Curvature};
pub use entropies::{Entropies, Members};
pub use error::Error;
pub use pass_at_k::pass_at_k;
pub use random_items::{Forecast, Item, ItemsFit, RandomItems, Trial};
pub use stop_rule::{PassRate, StopRule, ratio_bias, relative_error};
pub use trend::{Trend, Verdict, isotonic};
