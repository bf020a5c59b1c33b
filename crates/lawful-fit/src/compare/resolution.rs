//! Whether the data tell a term of a law from nothing: a floor from none, a second power from none.

use super::LikelihoodRatio;
use crate::error::Error;
use crate::fit::{Estimate, Fit};
use crate::noise::Noise;
use lawful_io::Table;
use lawful_law::ast::{Clause, ParameterName, Span};
use lawful_law::model::Demands;
use lawful_law::{Law, Model};

/// A parameter against the value at which its term is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The parameter as fitted.
    pub estimate: Estimate,
    /// The value at which the term is gone.
    pub null: f64,
    /// The test of the law against that without the term; `None` where the noise has no likelihood.
    pub test: Option<LikelihoodRatio>,
    /// Whether the law without the term is rejected at the level asked for: if not, the data resolve no such term, and
    /// its fitted value is no estimate of anything.
    pub resolved: bool,
}

/// Fits `law` with and without holding `parameter` at `null`, and tests the one against the other. A null at an end of the
/// parameter's domain (a floor of 0) is one at a boundary, see [`LikelihoodRatio::of`].
///
/// # Errors
/// A fit can't be made; the law has no such parameter.
pub fn resolution(
    law: &Law,
    table: &Table,
    noise: &Noise,
    parameter: &str,
    null: f64,
    level: f64,
) -> Result<Resolution, Error> {
    let model = Model::resolve(law, table, &Demands::default())?;
    let unknown = || {
        let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
        Error::new(format!("the law has no parameter '{parameter}'; it has {}", names.join(", ")))
    };
    let domain = model.parameters.iter().find(|p| p.name == parameter).ok_or_else(unknown)?;
    let boundary = usize::from(domain.lo.value == null || domain.hi.value == null);
    let full = Fit::of(law, table).noise(noise.clone()).level(level).run()?;
    let name = ParameterName { name: parameter.to_string(), keys: vec![], span: Span::default() };
    let without = Clause::Fixed { parameter: name, value: null };
    let restricted = Fit::of(law, table).noise(noise.clone()).clause(without).brief().run()?;
    let test = LikelihoodRatio::of(&full, &restricted, boundary);
    let resolved = test.as_ref().and_then(|t| t.p).is_some_and(|p| p < 1.0 - level);
    let estimate = full.estimate(parameter).cloned().ok_or_else(unknown)?;
    Ok(Resolution { estimate, null, test, resolved })
}
