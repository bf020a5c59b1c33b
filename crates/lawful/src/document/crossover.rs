//! The crossover of two laws as a document (`lawful crossover`).

use super::{Head, WarningDocument};
use lawful_plan::Crossover;
use serde::{Deserialize, Serialize};

/// Where two laws cross.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossingDocument {
    /// The crossing; `null` if the best parameters have none.
    pub value: Option<f64>,
    /// Lower end of its interval; `null` if open.
    pub lo: Option<f64>,
    /// Upper end; `null` if open.
    pub hi: Option<f64>,
    /// Share of the draws of the parameters that cross; `null` without draws.
    pub probability_exists: Option<f64>,
    /// Whether the first law is the lower one above `value`.
    pub first_is_lower_above: Option<bool>,
    /// All crossings at the best parameters, rising.
    pub all: Vec<f64>,
    /// Where it was looked for.
    pub range: [f64; 2],
}

/// The crossover of two laws: what `lawful crossover --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossoverDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// No table is read: `null`.
    pub data: Option<()>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The two documents or published fits.
    pub fits: [String; 2],
    /// The column along which they cross.
    pub along: String,
    /// Level of the interval.
    pub level: f64,
    /// Where they cross.
    pub crossover: CrossingDocument,
}

impl CrossoverDocument {
    /// The document of the crossover of `fits` along a column.
    pub fn of(crossover: &Crossover, fits: [String; 2], along: &str, level: f64, command: &str) -> CrossoverDocument {
        let main = crossover.crossings.iter().find(|c| Some(c.at) == crossover.value);
        let beyond = crossover.common.is_some() && main.is_some_and(|c| !c.in_data);
        let outside = || WarningDocument {
            code: "extrapolation".into(),
            message: format!("the crossing lies outside the range of {along} that both laws' data have in common"),
        };
        CrossoverDocument {
            head: Head::new("lawful.crossover/1", command, 0),
            data: None,
            warnings: if beyond { vec![outside()] } else { vec![] },
            fits,
            along: along.into(),
            level,
            crossover: CrossingDocument {
                value: crossover.value,
                lo: crossover.lo,
                hi: crossover.hi,
                probability_exists: crossover.probability_exists,
                first_is_lower_above: main.map(|c| c.first_is_lower_above),
                all: crossover.crossings.iter().map(|c| c.at).collect(),
                range: [crossover.range.0, crossover.range.1],
            },
        }
    }
}
