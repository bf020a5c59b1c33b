//! What laws are for: a law with its uncertainty in, decisions out.
//!
//! ```
//! use lawful_plan::{FittedLaw, PlanOptions, Planner};
//!
//! let law = FittedLaw::published("chinchilla@besiroglu2024")?;
//! let plan = Planner::new(&law, &PlanOptions::default())?.budget(1e24)?;
//! let (n, d) = (&plan.columns[0], &plan.columns[1]);
//! assert!((6.0 * n.value * d.value / 1e24 - 1.0).abs() < 1e-12);
//! # Ok::<(), lawful_plan::Error>(())
//! ```
//!
//! | question | answer |
//! |---|---|
//! | How is a budget best spent? What does a target cost? | [`Planner::budget`], [`Planner::target`] |
//! | How much may I deviate, and what does a wrong choice waste? | [`Plan::flat`], [`Planner::waste`] |
//! | What do tables of equal budgets say without a law? | [`isoflop`] |
//! | What do training curves say? | [`frontier`]; of finished runs [`envelope`] |
//! | How are steps and examples traded, and where is the critical batch? | [`critical_batch()`] |
//! | From which scale on is the other method better? | [`crossover`] |
//! | Two methods on one ladder: where do they cross, which wins at scale, what ladder settles it? | [`Difference`] |
//! | Which pools of data, if repetition wears them out? | [`DecayingUtility`] |
//! | What do rival laws say together? | [`average`] |
//! | What does a law of what another law predicts say (score over loss over compute)? | [`chain`] |
//! | What is a law in other units, and what do its printed digits leave open? | [`FittedLaw::in_units`], [`FittedLaw::with_rounding`] |
//! | How many FLOPs does a transformer take, exactly? | [`Transformer`]; how many parameters, [`EncoderDecoder`] |
//!
//! # Conventions
//!
//! A cost is any formula in the law's columns and further ones: `6*N*D` (FLOPs of training), `6*N*D + 2*N*served`
//! (with inference), `6*N*D/rate/3600*price; rate = 4e14; price = 2` (money). Budgets are in its unit. Allocated columns
//! are positive and searched in logs, from 1e-35 to 1e78. The cost must rise with each of them.
//!
//! Intervals come from draws of the parameters: a bootstrap's, or normal ones from the covariance. Every draw is planned
//! anew; ends are percentiles, moved outward as small samples ask for. A published fit has no draws and no intervals.

mod average;
mod band;
mod chain;
mod closed_form;
mod contour;
mod covariance;
mod critical_batch;
mod crossover;
mod difference;
mod encoder_decoder;
mod error;
mod extrapolation;
mod fitted_law;
mod flat;
mod flops;
mod frontier;
mod interval;
mod isoflop;
mod landscape;
mod optimum;
mod planner;
mod pools;
mod power_law;
mod surface;
mod units;
mod waste;

pub use average::{Average, average};
pub use chain::chain;
pub use closed_form::TwoPowers;
pub use critical_batch::{
    CriticalBatch, CurveColumns, FourSteps, LossLevel, StepsToLoss, critical_batch, four_steps, steps_to_loss,
};
pub use crossover::{Crossing, Crossover, CrossoverOptions, crossover};
pub use difference::{At, Difference, Indistinct};
pub use encoder_decoder::EncoderDecoder;
pub use error::Error;
pub use extrapolation::{Extrapolation, beyond};
pub use fitted_law::{COVARIANCE_DRAWS, FittedLaw};
pub use flops::{FlopConvention, Transformer};
pub use frontier::{Curve, Envelope, Frontier, FrontierOptions, FrontierPoint, envelope, frontier, lower_hull};
pub use interval::Quantity;
pub use isoflop::{Akima, Bias, Isoflop, IsoflopOptions, Method, Parabola, Point, Slice, isoflop, parabola_bias};
pub use landscape::Landscape;
pub use planner::{FlatRegion, Plan, PlanOptions, Planner};
pub use pools::{DecayingUtility, Pool, PoolChoice};
pub use power_law::{LocalSlope, PowerLaw, local_slopes};
pub use surface::Fixed;
pub use units::PF_DAY;
pub use waste::Waste;
