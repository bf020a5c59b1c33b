//! The frontier of training curves as a document (`lawful frontier`).

use super::{DataRecord, Head, Number, Provenance, QuantityDocument, WarningDocument};
use lawful_io::Source;
use lawful_plan::{Frontier, FrontierOptions, FrontierPoint};
use serde::{Deserialize, Serialize};

/// Where the frontier stands at one cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontierPointDocument {
    /// Cost.
    pub cost: Number,
    /// The run of lowest loss.
    pub curve: String,
    /// Its loss.
    pub loss: Number,
    /// Its size.
    pub size: Number,
    /// Its tokens so far.
    pub tokens: Number,
}

/// The frontier of training curves: what `lawful frontier --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontierDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// `lowest` or `hull`.
    pub envelope: String,
    /// Runs in the table.
    pub curves: usize,
    /// Runs that are on the frontier somewhere.
    pub curves_on_frontier: usize,
    /// The frontier by rising cost.
    pub points: Vec<FrontierPointDocument>,
    /// The exponent of the best size in the cost; its interval is of resampled runs.
    pub exponent: QuantityDocument,
    /// The best size where the cost is 1.
    pub coefficient: Number,
    /// The exponent of the best tokens.
    pub tokens_exponent: QuantityDocument,
    /// The best tokens where the cost is 1.
    pub tokens_coefficient: Number,
    /// Level of the intervals.
    pub level: f64,
}

impl FrontierDocument {
    /// The document of the frontier of the runs of a table.
    pub fn of(
        frontier: &Frontier,
        options: &FrontierOptions,
        source: &Source,
        provenance: &Provenance,
    ) -> FrontierDocument {
        let warning = |(code, message): &(&'static str, String)| WarningDocument {
            code: code.to_string(),
            message: message.clone(),
        };
        FrontierDocument {
            head: Head::new("lawful.frontier/1", &provenance.command, options.seed),
            data: DataRecord::of(source, frontier.used, provenance, &frontier.dropped),
            warnings: frontier.warnings.iter().map(warning).collect(),
            envelope: options.envelope.name().into(),
            curves: frontier.curves.0,
            curves_on_frontier: frontier.curves.1,
            points: frontier.points.iter().map(point).collect(),
            exponent: (&frontier.size.exponent).into(),
            coefficient: frontier.size.coefficient.into(),
            tokens_exponent: (&frontier.tokens.exponent).into(),
            tokens_coefficient: frontier.tokens.coefficient.into(),
            level: options.level,
        }
    }
}

fn point(p: &FrontierPoint) -> FrontierPointDocument {
    FrontierPointDocument {
        cost: p.cost.into(),
        curve: p.curve.clone(),
        loss: p.loss.into(),
        size: p.size.into(),
        tokens: p.tokens.into(),
    }
}
