//! Rival laws as a document (`lawful compare`).

use super::{AccuracyDocument, DataRecord, Head, Number, Provenance, WarningDocument, ordered};
use lawful_fit::Warning;
use lawful_fit::compare::{Comparison, Criterion, Model, PairTest, PairedDifference, RollingFit, RollingFits, Test};
use lawful_io::Source;
use serde::{Deserialize, Serialize};

/// One law of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelDocument {
    /// The law as typed.
    pub law: String,
    /// Its place among the laws as given, from 0.
    pub index: usize,
    /// The noise as it can be typed.
    pub noise: String,
    /// Numbers estimated: free parameters and scales of the noise.
    pub k: usize,
    /// Rows fitted.
    pub n: usize,
    /// The objective.
    pub objective: Number,
    /// Log-likelihood of the raw response; `null` for losses.
    pub loglik: Option<Number>,
    /// Akaike's criterion; `null` for losses.
    pub aic: Option<Number>,
    /// The same, corrected for few rows.
    pub aicc: Option<Number>,
    /// Schwarz's criterion.
    pub bic: Option<Number>,
    /// AICc minus the smallest one.
    pub delta: Option<Number>,
    /// Akaike weight.
    pub weight: Option<Number>,
    /// Errors at the rows fitted.
    pub in_sample: AccuracyDocument,
    /// Errors at the rows held out, if there are any.
    pub heldout: Option<AccuracyDocument>,
    /// The held-out error that makes the order: root mean square of ln(observed/predicted), or of observed minus
    /// predicted where some value is not positive.
    pub score_error: Option<Number>,
    /// Mean squared error at the rows held out minus that of the best law.
    pub behind_best: Option<DifferenceDocument>,
    /// Mean log density of the best law at the rows held out minus that of this one.
    pub loglik_behind_best: Option<DifferenceDocument>,
    /// The parameters.
    #[serde(with = "ordered")]
    pub params: Vec<(String, Number)>,
    /// Whether the fit converged.
    pub converged: bool,
}

/// A difference between two laws at the same rows, by the paired bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferenceDocument {
    /// The mean.
    pub value: Number,
    /// Lower end of its interval.
    pub lo: Number,
    /// Upper end.
    pub hi: Number,
    /// Two-sided probability that its sign is chance.
    pub p: Number,
}

/// A test of two laws.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestDocument {
    /// The first law, of nested laws the full one.
    pub first: String,
    /// The second law, of nested laws the restricted one.
    pub second: String,
    /// `likelihood-ratio` or `vuong`.
    pub test: String,
    /// The likelihood ratio, or Vuong's z: positive if the first law is nearer to the data.
    pub statistic: Number,
    /// Degrees of freedom of a likelihood ratio.
    pub df: Option<usize>,
    /// How many of them have their null value at an end of their domain.
    pub boundary: Option<usize>,
    /// The probability of such a statistic by chance; `null` where theory gives none.
    pub p: Option<Number>,
    /// The distribution that gave `p`.
    pub reference: String,
    /// Parameters that mean nothing in the restricted law.
    pub vanishing: Vec<String>,
}

/// Fits up to growing values of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RollingDocument {
    /// The column.
    pub column: String,
    /// One entry per cut and law.
    pub fits: Vec<RollingFitDocument>,
}

/// One law at one cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RollingFitDocument {
    /// Rows up to this value were fitted, the others predicted.
    pub cut: Number,
    /// The law.
    pub law: String,
    /// Rows fitted.
    pub n_fitted: usize,
    /// Rows predicted.
    pub n_tested: usize,
    /// Why there is no fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The parameters.
    #[serde(with = "ordered")]
    pub params: Vec<(String, Number)>,
    /// Errors at the rows fitted.
    pub in_sample: Option<AccuracyDocument>,
    /// Errors at all rows beyond the cut.
    pub beyond: Option<AccuracyDocument>,
    /// Errors by distance beyond the cut.
    pub distances: Vec<DistanceDocument>,
}

/// Errors between two multiples of a cut.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DistanceDocument {
    /// More than this many times the cut …
    pub from: Number,
    /// … and at most this many times; `null` if there is no end.
    pub to: Option<Number>,
    /// The errors.
    #[serde(flatten)]
    pub accuracy: AccuracyDocument,
}

/// Rival laws: what `lawful compare --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// What the order is by: `heldout` or `aicc`.
    pub criterion: String,
    /// The laws, best first.
    pub models: Vec<ModelDocument>,
    /// Tests of pairs of laws.
    pub tests: Vec<TestDocument>,
    /// Rolling fits, if they were asked for.
    pub rolling: Option<RollingDocument>,
}

impl ComparisonDocument {
    /// The document of a comparison of rows of `source`.
    pub fn of(
        comparison: &Comparison,
        rolling: Option<&RollingFits>,
        source: &Source,
        provenance: &Provenance,
        seed: u64,
    ) -> ComparisonDocument {
        let mut by_index: Vec<&Model> = comparison.models.iter().collect();
        by_index.sort_by_key(|m| m.index);
        let laws: Vec<&str> = by_index.iter().map(|m| m.fit.law.as_str()).collect();
        let of_models = comparison.models.iter().flat_map(|m| m.fit.warnings.iter().map(|w| (Some(&m.fit.law), w)));
        let warnings = comparison.warnings.iter().map(|w| (None, w)).chain(of_models);
        ComparisonDocument {
            head: Head::new("lawful.compare/1", &provenance.command, seed),
            data: DataRecord::of(source, comparison.n, provenance, &comparison.dropped),
            warnings: warnings.map(|(law, w)| warning(law, w)).collect(),
            criterion: match comparison.criterion {
                Criterion::HeldOut => "heldout".into(),
                Criterion::Aicc => "aicc".into(),
            },
            models: comparison.models.iter().map(model).collect(),
            tests: comparison.tests.iter().map(|t| test(t, &laws)).collect(),
            rolling: rolling.map(|fits| RollingDocument {
                column: fits.column.clone(),
                fits: fits
                    .cuts
                    .iter()
                    .flat_map(|cut| {
                        let sizes = (cut.n_fitted, cut.n_tested);
                        cut.fits.iter().zip(&laws).map(move |(fit, law)| rolling_fit(cut.cut, sizes, law, fit))
                    })
                    .collect(),
            }),
        }
    }
}

fn warning(law: Option<&String>, w: &Warning) -> WarningDocument {
    let message = law.map_or(w.message.clone(), |law| format!("{law}: {}", w.message));
    WarningDocument { code: w.code.into(), message }
}

fn model(m: &Model) -> ModelDocument {
    ModelDocument {
        law: m.fit.law.clone(),
        index: m.index,
        noise: m.fit.noise.to_string(),
        k: m.k,
        n: m.fit.n,
        objective: m.fit.objective.into(),
        loglik: m.fit.loglik.map(Number),
        aic: m.criteria.map(|c| Number(c.aic)),
        aicc: m.criteria.map(|c| Number(c.aicc)),
        bic: m.criteria.map(|c| Number(c.bic)),
        delta: m.delta.map(Number),
        weight: m.weight.map(Number),
        in_sample: (&m.in_sample).into(),
        heldout: m.heldout.as_ref().map(AccuracyDocument::from),
        score_error: m.score_error.map(Number),
        behind_best: m.behind_best.as_ref().map(difference),
        loglik_behind_best: m.loglik_behind_best.as_ref().map(difference),
        params: params(&m.fit),
        converged: m.fit.converged,
    }
}

fn params(fit: &crate::Fit) -> Vec<(String, Number)> {
    fit.params.iter().map(|p| (p.name.clone(), Number(p.value))).collect()
}

fn difference(d: &PairedDifference) -> DifferenceDocument {
    DifferenceDocument { value: d.difference.into(), lo: d.lo.into(), hi: d.hi.into(), p: d.p.into() }
}

fn test(t: &PairTest, laws: &[&str]) -> TestDocument {
    let law = |index: usize| laws.get(index).map_or(String::new(), |law| law.to_string());
    let (first, second) = (law(t.first), law(t.second));
    match &t.test {
        Test::LikelihoodRatio { nesting, ratio } => TestDocument {
            first,
            second,
            test: "likelihood-ratio".into(),
            statistic: ratio.statistic.into(),
            df: Some(ratio.df),
            boundary: Some(ratio.boundary),
            p: ratio.p.map(Number),
            reference: ratio.reference.into(),
            vanishing: nesting.vanishing.clone(),
        },
        Test::Vuong(v) => TestDocument {
            first,
            second,
            test: "vuong".into(),
            statistic: v.z.into(),
            df: None,
            boundary: None,
            p: Some(v.p.into()),
            reference: "Student's t".into(),
            vanishing: vec![],
        },
    }
}

fn rolling_fit(cut: f64, (n_fitted, n_tested): (usize, usize), law: &str, r: &RollingFit) -> RollingFitDocument {
    RollingFitDocument {
        cut: cut.into(),
        law: law.into(),
        n_fitted,
        n_tested,
        error: r.fit.as_ref().err().cloned(),
        params: r.fit.as_ref().map_or(vec![], params),
        in_sample: r.in_sample.as_ref().map(AccuracyDocument::from),
        beyond: r.beyond.as_ref().map(AccuracyDocument::from),
        distances: r
            .distances
            .iter()
            .map(|d| DistanceDocument {
                from: d.from.into(),
                to: d.to.is_finite().then(|| d.to.into()),
                accuracy: (&d.accuracy).into(),
            })
            .collect(),
    }
}
