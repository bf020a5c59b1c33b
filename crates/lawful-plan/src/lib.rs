//! What laws are for: a [`FittedLaw`] and a budget in, the best allocation with intervals out.
#![doc = ""]
mod closed_form;
mod contour;
mod covariance;
mod error;
mod extrapolation;
mod fitted_law;
mod flat;
mod interval;
mod optimum;
mod planner;
mod surface;
mod waste;

pub use closed_form::TwoPowers;
pub use error::Error;
pub use extrapolation::{Extrapolation, beyond};
pub use fitted_law::{COVARIANCE_DRAWS, FittedLaw};
pub use interval::Quantity;
pub use planner::{FlatRegion, Plan, PlanOptions, Planner};
pub use surface::Fixed;
pub use waste::Waste;
