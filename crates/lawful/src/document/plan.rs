//! A plan as a document (`lawful plan`).

use super::{Head, QuantityDocument, WarningDocument, ordered};
use lawful_plan::{Plan, PlanOptions};
use serde::{Deserialize, Serialize};

/// The values of a column for which the response stays near the optimum's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlatDocument {
    /// Lower end; `null` if open.
    pub lo: Option<f64>,
    /// Upper end; `null` if open.
    pub hi: Option<f64>,
}

/// A plan: what `lawful plan --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// A plan reads no table: `null`.
    pub data: Option<()>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The document of the fit, or the published fit.
    pub fit: String,
    /// The cost formula.
    pub cost: String,
    /// The best value of every allocated column, the response there, and `cost`.
    #[serde(with = "ordered")]
    pub optimum: Vec<(String, QuantityDocument)>,
    /// The second allocated column over the first, such as tokens per parameter.
    pub ratio: Option<QuantityDocument>,
    /// How the best value of every allocated column grows with the budget: `d ln column / d ln budget`.
    #[serde(with = "ordered")]
    pub growth: Vec<(String, QuantityDocument)>,
    /// The values of every allocated column whose response is within `tolerance` of the best.
    #[serde(with = "ordered")]
    pub flat: Vec<(String, FlatDocument)>,
    /// That share of the response.
    pub tolerance: f64,
    /// Level of the intervals.
    pub level: f64,
}

impl PlanDocument {
    /// The document of a plan from the fit called `fit`.
    pub fn of(plan: &Plan, options: &PlanOptions, fit: &str, command: &str, seed: u64) -> PlanDocument {
        let mut optimum: Vec<(String, QuantityDocument)> =
            plan.columns.iter().chain([&plan.response]).map(|q| (q.name.clone(), q.into())).collect();
        optimum.push(("cost".into(), (&plan.cost).into()));
        let extrapolation =
            plan.extrapolation.iter().map(|e| WarningDocument { code: "extrapolation".into(), message: e.to_string() });
        let mut warnings: Vec<WarningDocument> = extrapolation.collect();
        let (used, failed) = plan.draws;
        if failed > 0 {
            let message = format!("{failed} of {} draws of the parameters have no optimum", used + failed);
            warnings.push(WarningDocument { code: "draws-without-optimum".into(), message });
        }
        PlanDocument {
            head: Head::new("lawful.plan/1", command, seed),
            data: None,
            warnings,
            fit: fit.into(),
            cost: options.cost.clone(),
            optimum,
            ratio: plan.ratio.as_ref().map(QuantityDocument::from),
            growth: plan.columns.iter().zip(&plan.growth).map(|(c, q)| (c.name.clone(), q.into())).collect(),
            flat: plan.flat.iter().map(|f| (f.column.clone(), FlatDocument { lo: f.lo, hi: f.hi })).collect(),
            tolerance: plan.tolerance,
            level: plan.level,
        }
    }
}
