//! Parameters that the data do not determine.

use crate::fitter::Fitter;
use crate::{Code, Finding};
use lawful_fit::Fit;

/// The warnings of a fit about parameters that its data do not determine, with what was printed of them.
pub(crate) fn check(fitter: &Fitter, best: &Fit) -> Vec<Finding> {
    let mut findings = Vec::new();
    for estimate in best.params.iter().filter(|e| !e.identified) {
        let printed = fitter.printed.iter().find(|(name, _)| name.to_string() == estimate.name);
        let said = match printed {
            Some((_, printed)) => format!(", so the printed {} = {printed} is one of many", estimate.name),
            None => String::new(),
        };
        let why = best.warnings.iter().find(|w| w.code == "not-identified" && w.message.contains(&estimate.name));
        let why = why.map_or_else(|| format!("the data do not determine {}", estimate.name), |w| w.message.clone());
        let mut finding = Finding::new(Code::NotIdentified, format!("{why}{said}"))
            .with("parameter", estimate.name.clone())
            .with("best", estimate.value);
        for (name, end) in [("lo", estimate.lo), ("hi", estimate.hi)] {
            if let Some(end) = end {
                finding = finding.with(name, end);
            }
        }
        findings.push(finding);
    }
    findings
}
