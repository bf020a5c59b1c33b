//! Rival laws on the same rows.
//!
//! | question | answer |
//! |---|---|
//! | which law describes these rows best, for its size? | [`Criteria`]: AIC, AICc, BIC of the raw response |
//! | which predicts rows that it did not see? | [`Accuracy`] of held-out rows, [`Rolling`] fits at growing scale |
//! | is the difference more than chance? | [`LikelihoodRatio`] (nested laws), [`Vuong`] (others), [`paired_bootstrap`] |
//!
//! [`Comparison`] asks all of them at once. Losses such as Huber's have no likelihood: they compare by held-out error
//! only.

mod accuracy;
mod candidate;
mod comparison;
mod criteria;
mod likelihood_ratio;
mod nesting;
mod paired;
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
pub use rolling::{Cut, DistanceBin, Rolling, RollingFit, RollingFits};
pub use split::HoldOut;
pub use vuong::Vuong;

pub(crate) use comparison::cluster_codes;
pub(crate) use paired::{below, generator, members};
