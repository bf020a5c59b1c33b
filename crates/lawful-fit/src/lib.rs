//! Laws × data × noise → [`Fit`].
//!
//! ```
//! use lawful_fit::{Fit, Noise};
//! use lawful_io::{Column, Table};
//! use lawful_law::Law;
//!
//! let x: Vec<f64> = (1..=20).map(f64::from).collect();
//! let y: Vec<f64> = x.iter().map(|x| 3.0 * x.powf(-0.5)).collect();
//! let table = Table::from_columns(vec![Column::number("x", x), Column::number("y", y)])?;
//! let fit = Fit::of(&Law::parse("y ~ c*x^k")?, &table).noise(Noise::LogNormal).run()?;
//! assert!((fit.value("k").unwrap() + 0.5).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What happens in [`Fitting::run`]: the law meets the table ([`lawful_law::Model`]); starts are made; from each the
//! objective is minimised (linear parameters are solved for, robust losses are reached along a path of smoother ones);
//! the best is polished to the limit of f64; other optima are told apart; errors follow from the Hessian (likelihoods)
//! or the sandwich (losses).
//!
//! Conventions: the objective is a sum over rows, never a mean; residuals are response minus law; `loglik` is that of
//! the raw response; two-sided intervals at the level asked for (0.95). Results have the same bits for any number of
//! threads.

mod assemble;
pub mod backtest;
pub mod compare;
pub mod correlation;
pub mod coverage;
mod double_double;
mod error;
mod exchange;
mod fit;
mod fitting;
mod matrix;
mod multistart;
mod noise;
mod objective;
mod ordered_sum;
mod predict;
mod prior;
mod problem;
mod progress;
mod recipe;
mod restraint;
mod search;
pub mod slopes;
mod solve;
mod starts;
mod uncertainty;

pub use error::Error;
pub use fit::{Estimate, Fit, Influence, Interval, Profile, Rival, Starts, Warning};
pub use fitting::Fitting;
pub use matrix::Matrix;
pub use noise::{Noise, Trials};
pub use predict::{Prediction, Predictor};
pub use progress::Progress;
pub use recipe::Recipe;
pub use search::StartGrid;
pub use uncertainty::Bootstrap;
