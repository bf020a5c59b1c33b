//! Solvers: a damped Gauss-Newton and Newton descent within bounds, projection of linear parameters, paths of smoother
//! losses for robust ones, and the last steps to the limit of f64.

mod absolute;
mod descend;
mod local;
mod polish;
mod project;
mod robust;
mod surface;

pub(crate) use descend::{Bounds, NOTHING, Outcome, Settings, descend};
pub(crate) use local::{DRAW, FINE, nearest};
pub(crate) use polish::polish;
pub(crate) use project::Projector;
pub(crate) use robust::{Others, STAGE_TOLERANCE, minimise};
