//! Best sizes of equal budgets as a document (`lawful isoflop`).

use super::{DataRecord, DroppedRows, Head, Number, Provenance, QuantityDocument, WarningDocument};
use lawful_io::Source;
use lawful_plan::{Isoflop, Slice};
use serde::{Deserialize, Serialize};

/// All runs of one budget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SliceDocument {
    /// The budget.
    pub budget: Number,
    /// The size of lowest loss; `null` if the slice is rejected.
    pub size_opt: Option<f64>,
    /// The tokens of lowest loss.
    pub tokens_opt: Option<f64>,
    /// The lowest loss.
    pub loss_opt: Option<f64>,
    /// Rows used.
    pub used: usize,
    /// Rows left out, and why.
    pub dropped: Vec<DroppedRows>,
    /// Why the slice has no optimum.
    pub rejected: Option<String>,
    /// Decades by which the middle of the sizes lies above the optimum.
    pub off_centre: Option<f64>,
}

/// The bias that fitting parabolas brings on these slices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BiasDocument {
    /// Exponent of the size in the law that the bias is computed for.
    pub alpha: Number,
    /// Exponent of the tokens.
    pub beta: Number,
    /// By how much the exponent of the size is too large.
    pub exponent: Number,
    /// Per budget the factor by which the parabola's size is too large.
    pub factors: Vec<(f64, Number)>,
}

/// Best sizes: what `lawful isoflop --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IsoflopDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// One entry per budget, rising.
    pub slices: Vec<SliceDocument>,
    /// The exponent of the best size in the budget.
    pub exponent: QuantityDocument,
    /// The best size where the budget is 1.
    pub coefficient: Number,
    /// The exponent of the best tokens.
    pub tokens_exponent: QuantityDocument,
    /// The bias of the parabola; `null` for Akima, or if no law could be fitted.
    pub bias: Option<BiasDocument>,
}

impl IsoflopDocument {
    /// The document of the slices of a table.
    pub fn of(isoflop: &Isoflop, source: &Source, provenance: &Provenance, seed: u64) -> IsoflopDocument {
        let used = isoflop.slices.iter().map(|s| s.used).sum();
        let warning = |(code, message): &(&'static str, String)| WarningDocument {
            code: code.to_string(),
            message: message.clone(),
        };
        IsoflopDocument {
            head: Head::new("lawful.isoflop/1", &provenance.command, seed),
            data: DataRecord::of(source, used, provenance, &isoflop.dropped),
            warnings: isoflop.warnings.iter().map(warning).collect(),
            slices: isoflop.slices.iter().map(slice).collect(),
            exponent: (&isoflop.size.exponent).into(),
            coefficient: isoflop.size.coefficient.into(),
            tokens_exponent: (&isoflop.tokens.exponent).into(),
            bias: isoflop.bias.as_ref().map(|b| BiasDocument {
                alpha: b.alpha.into(),
                beta: b.beta.into(),
                exponent: b.exponent.into(),
                factors: b.slices.iter().map(|(budget, factor)| (*budget, Number(*factor))).collect(),
            }),
        }
    }
}

fn slice(s: &Slice) -> SliceDocument {
    SliceDocument {
        budget: s.budget.into(),
        size_opt: s.size_opt,
        tokens_opt: s.tokens_opt,
        loss_opt: s.loss_opt,
        used: s.used,
        dropped: s.dropped.iter().map(|d| DroppedRows { reason: d.reason.clone(), rows: d.rows }).collect(),
        rejected: s.rejected.clone(),
        off_centre: s.off_centre,
    }
}
