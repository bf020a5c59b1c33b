//! Coverage of intervals as a document (`lawful coverage`).

use super::{Head, Number, WarningDocument, ordered};
use lawful_fit::coverage::{Coverage, QuantityCoverage};
use serde::{Deserialize, Serialize};

/// How often the intervals of one parameter or derived quantity held the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuantityCoverageDocument {
    /// Level of the intervals.
    pub level: f64,
    /// Intervals that held the truth.
    pub hits: usize,
    /// Intervals made.
    pub sims: usize,
    /// `hits/sims`
    pub rate: Number,
    /// Its binomial standard error.
    pub error: Number,
    /// The value that the data were drawn with.
    pub truth: Number,
    /// Mean of the estimates minus the truth.
    pub bias: Number,
    /// Standard deviation of the estimates.
    pub deviation: Number,
    /// Median width of the intervals.
    pub median_width: Number,
    /// Every method that made intervals; the numbers above are those of `picked`.
    pub methods: Vec<MethodCoverageDocument>,
}

/// How often the intervals of one method held the truth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MethodCoverageDocument {
    /// `picked`, or a method of intervals.
    pub method: String,
    /// Intervals that held the truth.
    pub hits: usize,
    /// Intervals made.
    pub sims: usize,
    /// Intervals that lay wholly above the truth.
    pub above: usize,
    /// Intervals that lay wholly below the truth.
    pub below: usize,
    /// Median width.
    pub median_width: Number,
}

/// Coverage: what `lawful coverage --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CoverageDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// Data are simulated: `null`.
    pub data: Option<()>,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The law.
    pub law: String,
    /// The noise that was fitted.
    pub noise: String,
    /// The noise that was drawn.
    pub drawn: String,
    /// Rows of each data set.
    pub rows: usize,
    /// Data sets.
    pub sims: usize,
    /// Those whose fit failed; they are not counted.
    pub failed: usize,
    /// Parameters and derived quantities.
    #[serde(with = "ordered")]
    pub coverage: Vec<(String, QuantityCoverageDocument)>,
    /// Seconds that all took.
    pub seconds: f64,
}

impl CoverageDocument {
    /// The document of a simulation.
    pub fn of(coverage: &Coverage, command: &str) -> CoverageDocument {
        let failed = || {
            let why = coverage.failure.as_deref().unwrap_or("not converged");
            let message = format!("{} of {} fits failed and are not counted: {why}", coverage.failed, coverage.sims);
            WarningDocument { code: "fits-failed".into(), message }
        };
        CoverageDocument {
            head: Head::new("lawful.coverage/1", command, coverage.seed),
            data: None,
            warnings: if coverage.failed > 0 { vec![failed()] } else { vec![] },
            law: coverage.law.clone(),
            noise: coverage.noise.to_string(),
            drawn: coverage.drawn.to_string(),
            rows: coverage.rows,
            sims: coverage.sims,
            failed: coverage.failed,
            coverage: coverage.quantities.iter().map(|q| (q.name.clone(), quantity(q, coverage.level))).collect(),
            seconds: coverage.seconds,
        }
    }
}

fn quantity(q: &QuantityCoverage, level: f64) -> QuantityCoverageDocument {
    let picked = q.method("picked");
    let number = |x: Option<f64>| Number(x.unwrap_or(f64::NAN));
    QuantityCoverageDocument {
        level,
        hits: picked.map_or(0, |m| m.hits),
        sims: picked.map_or(0, |m| m.sims),
        rate: number(picked.map(|m| m.rate())),
        error: number(picked.map(|m| m.error())),
        truth: q.truth.into(),
        bias: q.bias.into(),
        deviation: q.deviation.into(),
        median_width: number(picked.map(|m| m.median_width)),
        methods: q
            .methods
            .iter()
            .map(|m| MethodCoverageDocument {
                method: m.method.into(),
                hits: m.hits,
                sims: m.sims,
                above: m.above,
                below: m.below,
                median_width: m.median_width.into(),
            })
            .collect(),
    }
}
