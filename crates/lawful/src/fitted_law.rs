//! From a document to a law that plans can be made with.

use crate::Error;
use crate::document::FitDocument;
use lawful_plan::{COVARIANCE_DRAWS, FittedLaw};
use std::path::Path;

/// The law of a document of a fit (`-` is standard input), or of a published fit, `LAW@SOURCE`.
///
/// Draws of the parameters are the document's refits to resamples, if it keeps any, else normal ones from its covariance,
/// within the domains; a published fit has none.
///
/// # Errors
/// A file that is no such document, a law or source that the catalogue lacks.
pub fn fitted_law(name: &str) -> Result<FittedLaw, Error> {
    if name.contains('@') && !Path::new(name).exists() {
        return Ok(FittedLaw::published(name)?);
    }
    law_of_document(&FitDocument::read(name)?)
}

/// The law of a document of a fit, with normal draws from its covariance, within the domains.
///
/// # Errors
/// The document was edited so that it contradicts itself.
pub fn law_of_document(document: &FitDocument) -> Result<FittedLaw, Error> {
    let fit = document.to_fit()?;
    let parameters: Vec<(&str, f64)> = fit.params.iter().map(|p| (p.name.as_str(), p.value)).collect();
    let mut law = FittedLaw::new(&fit.law, &parameters)?;
    let draws = fit.bootstrap.as_ref().filter(|b| !b.draws.is_empty());
    let matrix: Vec<Vec<f64>> = (0..fit.covariance.size()).map(|i| fit.covariance.row(i).to_vec()).collect();
    if let Some(b) = draws {
        law = law.with_draws(b.draws.clone())?;
    } else if !matrix.is_empty() {
        let text: Vec<&str> = std::iter::once(&fit.law).chain(&fit.clauses).map(String::as_str).collect();
        law = law.with_covariance(&fit.covariance_names, &matrix, &text.join("; "), COVARIANCE_DRAWS, fit.seed)?;
    }
    if fit.noise.has_residuals() {
        law = law.with_freedom(fit.n, fit.k, draws.is_some_and(|b| !b.simulated));
    }
    Ok(document.ranges.iter().fold(law, |law, (column, [lo, hi])| law.with_range(column, *lo, *hi)))
}
