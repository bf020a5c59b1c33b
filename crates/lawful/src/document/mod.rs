//! Results as JSON documents: what `--json` prints, and what other commands load.
//!
//! Every document starts with [`Head`]'s keys. Numbers read back as the same f64; NaN and infinities are `null`, and a
//! warning `not-finite` names them.

mod accuracy;
mod arrays;
mod audit;
mod average;
mod backtest;
mod catalogue;
mod check;
mod comparison;
mod coverage;
mod crossover;
mod fit;
mod frontier;
mod groups;
mod head;
mod isoflop;
mod layout;
mod number;
mod ordered;
mod plan;
mod predictions;
mod quantity;
mod read_back;
mod spectrum;
#[cfg(feature = "study")]
mod studies;
mod table;
mod tail;
mod units;
mod weights;

pub use accuracy::AccuracyDocument;
pub use arrays::{ArrayDocument, ArraysDocument};
pub use audit::{AuditDocument, FindingDocument, GroupAuditDocument, OptimumDocument, PrintedDocument};
pub use average::{AverageDocument, RivalForecastDocument};
pub use backtest::{BacktestDocument, CellDocument, FailureDocument, PoolDocument};
pub use catalogue::{CatalogueDocument, LawEntry, PublishedFitEntry};
pub use check::{CheckDocument, CheckedRowDocument};
pub use comparison::{
    ComparisonDocument, DifferenceDocument, DistanceDocument, ModelDocument, RollingDocument, RollingFitDocument,
    TestDocument,
};
pub use coverage::{CoverageDocument, MethodCoverageDocument, QuantityCoverageDocument};
pub use crossover::{CrossingDocument, CrossoverDocument};
pub use fit::{
    BootstrapDocument, Covariance, DataRecord, DrawsDocument, DroppedRows, EstimateDocument, FitDocument,
    InfluenceDocument, IntervalDocument, Provenance, RivalDocument, StartsDocument,
};
pub use frontier::{FrontierDocument, FrontierPointDocument};
pub use groups::{GroupResult, GroupsDocument};
pub use head::{Head, WarningDocument};
pub use isoflop::{BiasDocument, IsoflopDocument, SliceDocument};
pub use number::Number;
pub use plan::{FlatDocument, PlanDocument};
pub use predictions::{PointDocument, PredictionsDocument};
pub use quantity::QuantityDocument;
pub use spectrum::{DiskDocument, SpectrumDocument};
#[cfg(feature = "study")]
pub use studies::{DataFolder, StudiesDocument};
pub use table::{CategoryCount, ColumnDocument, TableDocument};
pub use tail::{CandidateDocument, TailDocument, TailRivalDocument};
pub use units::unit_mismatches;
pub use weights::{
    AgainstDocument, RanksDocument, SkippedDocument, WeightLayerDocument, WeightNullDocument, WeightRivalDocument,
    WeightTailDocument, WeightWatcherDocument, WeightsDocument,
};

use crate::Error;
use serde::Serialize;

/// A document as text: indented JSON that ends with a new line.
///
/// # Errors
/// None for the documents of this module; a value of another kind may refuse to be written as JSON.
pub fn to_json(document: &impl Serialize) -> Result<String, Error> {
    let wrong = |e: String| Error::Document(format!("cannot write JSON: {e}"));
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, layout::Layout::default());
    document.serialize(&mut serializer).map_err(|e| wrong(e.to_string()))?;
    bytes.push(b'\n');
    String::from_utf8(bytes).map_err(|e| wrong(e.to_string()))
}
