//! Published fits as laws with every parameter fixed.

use crate::Error;
use lawful_law::{Law, catalogue};

/// `law` with the parameters of a published fit of the catalogue, `LAW@SOURCE`, held fixed: a fit of it has no free
/// parameter, so its objective and log-likelihood are those of the published numbers.
///
/// ```
/// let law = lawful_study::published("loss ~ chinchilla(N=params, D=tokens)", "chinchilla@hoffmann2022")?;
/// let fixed = law.clauses.iter().filter(|c| matches!(c, lawful_law::ast::Clause::Fixed { .. }));
/// assert_eq!(fixed.count(), 5);
/// # Ok::<(), lawful_study::Error>(())
/// ```
///
/// # Errors
/// There is no such fit, or the text is no law.
pub fn published(law: &str, name: &str) -> Result<Law, Error> {
    let (entry, source) = name.split_once('@').unwrap_or((name, ""));
    let fits = catalogue::find(entry).map_or(&[][..], |e| &e.fits);
    let fit = fits.iter().find(|f| f.source == source);
    let fit = fit.ok_or_else(|| Error::new(format!("the catalogue has no published fit '{name}'")))?;
    let clauses: String = fit.params.iter().map(|(name, value)| format!("; {name} = {value:e}")).collect();
    Ok(Law::parse(&format!("{law}{clauses}"))?)
}
