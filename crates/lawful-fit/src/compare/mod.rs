//! Rival laws on the same rows.
//!
//! | question | answer |
//! |---|---|
//! | which law describes these rows best, for its size? | [`Criteria`]: AIC, AICc, BIC of the raw response |
//! | which predicts rows that it did not see? | [`Accuracy`] of held-out rows, [`Rolling`] fits at growing scale |
//! | is there such a term (a floor) at all? | [`resolution()`] |
//! | is the difference more than chance? | [`LikelihoodRatio`] (nested laws), [`Vuong`] (others), [`paired_bootstrap`] |
//!
//! [`Comparison`] asks all of them at once. Losses such as Huber's have no likelihood: they compare by held-out error
//! only.
//!
//! ```
//! use lawful_fit::{Noise, compare::{Candidate, Comparison, HoldOut}};
//! use lawful_io::{Column, Table};
//! use lawful_law::Law;
//!
//! let x: Vec<f64> = (0..20).map(|i| 10.0 * 1.5_f64.powi(i)).collect();
//! let y = x.iter().map(|x| 1.5 + 4.0 * x.powf(-0.5) * (1.0 + 0.02 * x.sin())).collect();
//! let runs = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)])?;
//! let mut laws = Vec::new();
//! for text in ["y ~ A*x^-alpha", "y ~ E + A*x^-alpha; E >= 0"] {
//!     laws.push(Candidate::new(Law::parse(text)?, Noise::LogNormal));
//! }
//! let ranking = Comparison::of(&runs, laws).holdout(HoldOut::Where("x > 2000".into())).run()?;
//! assert_eq!(ranking.best().index, 1); // the law with a floor
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accuracy;
mod candidate;
mod comparison;
mod criteria;
mod likelihood_ratio;
mod nesting;
mod paired;
mod resolution;
mod rolling;
mod split;
mod vuong;

pub use accuracy::Accuracy;
pub use candidate::Candidate;
pub use comparison::{Comparing, Comparison, Criterion, Model, PairTest, Test};
pub use criteria::Criteria;
pub use likelihood_ratio::LikelihoodRatio;
pub use nesting::{Constraint, Nesting};
pub use paired::{PairedDifference, paired_bootstrap};
pub use resolution::{Resolution, resolution};
pub use rolling::{Cut, DistanceBin, Rolling, RollingFit, RollingFits};
pub use split::HoldOut;
pub use vuong::Vuong;

pub(crate) use comparison::cluster_codes;
pub(crate) use paired::{below, generator, members};
