//! The spectra of a model's weights as a document (`lawful weights`).

use super::{DataRecord, DroppedRows, Head, Number, WarningDocument};
use crate::weights::{Against, SkipCode, SkippedTensor, Verdict, WeightLayer, Weights};
use lawful_spectrum::bulk::Bulk;
use lawful_spectrum::dense::Route;
use lawful_spectrum::{Error as SpectrumError, Layer};
use lawful_tail::Tail;
use serde::{Deserialize, Serialize};

/// Layers that warnings name; the others are counted.
const NAMED: usize = 5;

/// Norms and effective ranks of one matrix.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RanksDocument {
    /// `|A|_F`
    pub frobenius: Number,
    /// The largest singular value.
    pub spectral_norm: Number,
    /// `|A|_F^2 / |A|_2^2`
    pub stable_rank: Number,
    /// `exp(-sum p ln p)`, `p_i = sigma_i^2 / sum sigma^2`.
    pub entropy_rank: Number,
    /// `1 / sum p^2`
    pub participation_ratio: Number,
}

/// The power law of the tail of the eigenvalues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightTailDocument {
    /// Exponent of the density; `null` where there is no tail.
    pub alpha: Option<f64>,
    /// Its standard error, `xmin` taken as known.
    pub alpha_err: Option<f64>,
    /// Lower end of its interval, the choice of `xmin` taken in; `null` with fewer than 100 simulations.
    pub alpha_lo: Option<f64>,
    /// Upper end.
    pub alpha_hi: Option<f64>,
    /// Where the tail begins: an eigenvalue, squared singular value.
    pub xmin: Option<f64>,
    /// Eigenvalues in the tail.
    pub n_tail: usize,
    /// Kolmogorov-Smirnov distance, convention `below`.
    pub ks: Option<f64>,
    /// Goodness of fit; `null` without simulations.
    pub p: Option<f64>,
    /// Its Monte-Carlo standard error.
    pub p_err: Option<f64>,
    /// Other laws of the same tail.
    pub rivals: Vec<WeightRivalDocument>,
    /// Why there is no tail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_tail: Option<String>,
}

/// Another law of the same tail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightRivalDocument {
    /// Its name.
    pub name: String,
    /// Positive where the power law is better.
    pub loglik_ratio: Number,
    /// p of Vuong's test, or of the likelihood-ratio test of a nested rival.
    pub p: Number,
}

/// What pure noise would give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightNullDocument {
    /// Upper edge of the Marchenko-Pastur bulk, an eigenvalue; `null` where there is no bulk.
    pub mp_edge: Option<f64>,
    /// Variance of the entries that belongs to the bulk.
    pub bulk_variance: Option<f64>,
    /// Its standard error if the bulk is noise.
    pub bulk_variance_err: Option<f64>,
    /// Kolmogorov distance of the bulk from its law.
    pub bulk_distance: Option<f64>,
    /// Eigenvalues beyond noise by the Tracy-Widom law, and above the shuffled copies if there are any.
    pub outliers: Option<usize>,
    /// Eigenvalues above the edge, noise or not.
    pub above_edge: Option<usize>,
    /// Their share in the sum of eigenvalues.
    pub outlier_share: Option<f64>,
    /// The probability that noise reaches the largest eigenvalue.
    pub largest_p: Option<f64>,
    /// The largest singular value of each shuffled copy.
    pub shuffled_norms: Vec<f64>,
    /// Why there is no bulk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_bulk: Option<String>,
}

/// The figures by WeightWatcher's names and conventions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WeightWatcherDocument {
    /// alpha of the eigenvalues above 1e-5.
    pub alpha: f64,
    /// `D`
    #[serde(rename = "D")]
    pub d: f64,
    /// `sigma`
    pub sigma: f64,
    /// `num_pl_spikes`
    pub num_pl_spikes: usize,
    /// `alpha_weighted`: alpha log10(lambda_max).
    pub alpha_weighted: Number,
    /// `log_alpha_norm`
    pub log_alpha_norm: Number,
    /// `log_norm`
    pub log_norm: Number,
    /// `log_spectral_norm`
    pub log_spectral_norm: Number,
}

/// The same layer of another checkpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgainstDocument {
    /// Its norms and ranks.
    #[serde(flatten)]
    pub ranks: RanksDocument,
    /// alpha of its tail.
    pub alpha: Option<f64>,
    /// Its standard error.
    pub alpha_err: Option<f64>,
    /// Its outliers.
    pub outliers: Option<usize>,
    /// `|W - W0|_F / |W0|_F`
    pub relative_change: Number,
    /// Norms and ranks of the difference, this layer minus the other; `null` if they are equal.
    pub difference: Option<RanksDocument>,
}

/// One matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightLayerDocument {
    /// The tensor's name, the part of it in brackets.
    pub name: String,
    /// The name without numbers: layers of one kind do the same work.
    pub kind: String,
    /// The first number of the name.
    pub block: Option<u64>,
    /// The tensor's shape.
    pub shape: Vec<usize>,
    /// Rows of the matrix.
    pub rows: usize,
    /// Columns of the matrix.
    pub cols: usize,
    /// The shorter side: how many singular values.
    pub width: usize,
    /// How values are stored.
    pub dtype: String,
    /// How the tensor became a matrix.
    pub convention: String,
    /// Norms and effective ranks.
    #[serde(flatten)]
    pub ranks: RanksDocument,
    /// Entropy of the shares over its largest possible value.
    pub relative_entropy: Number,
    /// How many of the largest values hold 90 % of the sum of squares.
    pub rank_90: Number,
    /// Singular values above rounding.
    pub hard_rank: usize,
    /// Largest over smallest singular value; `null` if that is below rounding.
    pub condition: Number,
    /// Mean of the entries.
    pub mean: Number,
    /// Variance of the entries.
    pub variance: Number,
    /// Kurtosis of the entries, 3 for Gaussian ones.
    pub kurtosis: Number,
    /// Mean ratio of neighbouring gaps: 0.386 independent, 0.531 random matrix.
    pub gap_ratio: Option<f64>,
    /// Its standard error.
    pub gap_ratio_err: Option<f64>,
    /// The tail.
    #[serde(flatten)]
    pub tail: WeightTailDocument,
    /// The null models.
    #[serde(flatten)]
    pub null: WeightNullDocument,
    /// `noise`, `none`, `rejected`, `… better`, `too few`, `untested`, `tenable`.
    pub verdict: String,
    /// `direct` or `gram`: how singular values were computed.
    pub route: String,
    /// Bound on the error of the smallest singular value from the arithmetic, relative to the largest.
    pub arithmetic_error: Number,
    /// WeightWatcher's figures; `null` where it has none.
    pub weightwatcher: Option<WeightWatcherDocument>,
    /// Beside another checkpoint; left out without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<AgainstDocument>,
}

/// A tensor that was not measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedDocument {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// How values are stored.
    pub dtype: String,
    /// `vector`, `empty`, `integers`, `unread-type`, `zero`, `unmatched`, `too-large`, `not-finite`, `numerical`.
    pub code: String,
    /// One sentence.
    pub reason: String,
}

/// What `lawful weights --json` prints.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeightsDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The checkpoint; a row is an array. It is read in part, so there is no hash.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The other checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
    /// Level of the interval of alpha.
    pub level: f64,
    /// The matrices.
    pub layers: Vec<WeightLayerDocument>,
    /// What was left out.
    pub skipped: Vec<SkippedDocument>,
    /// Seconds that it took.
    pub seconds: f64,
}

impl WeightsDocument {
    /// The document of a model's weights, made by `command`.
    pub fn of(weights: &Weights, command: &str) -> WeightsDocument {
        let mut codes: Vec<SkipCode> = weights.skipped.iter().map(|s| s.code).collect();
        codes.sort();
        codes.dedup();
        let left_out = |code: &SkipCode| DroppedRows {
            reason: code.as_str().into(),
            rows: weights.skipped.iter().filter(|s| s.code == *code).count(),
        };
        let mut tensors: Vec<&str> =
            weights.layers.iter().map(|l| l.name.split(" [").next().unwrap_or(&l.name)).collect();
        tensors.dedup();
        WeightsDocument {
            head: Head::new("lawful.weights/1", command, weights.seed),
            data: DataRecord {
                path: weights.model.clone(),
                rows: weights.tensors,
                used: tensors.len(),
                dropped: codes.iter().map(left_out).collect(),
                ..DataRecord::default()
            },
            warnings: warnings(weights),
            against: weights.against.clone(),
            level: weights.level,
            layers: weights.layers.iter().map(layer).collect(),
            skipped: weights.skipped.iter().map(skipped).collect(),
            seconds: weights.seconds,
        }
    }
}

fn skipped(skip: &SkippedTensor) -> SkippedDocument {
    SkippedDocument {
        name: skip.name.clone(),
        shape: skip.shape.clone(),
        dtype: skip.dtype.clone(),
        code: skip.code.as_str().into(),
        reason: skip.reason.clone(),
    }
}

fn layer(layer: &WeightLayer) -> WeightLayerDocument {
    let measures = &layer.measures;
    let spectrum = &measures.spectrum;
    let gaps = spectrum.gap_ratio.as_ref().ok();
    let last = spectrum.singular.values.len() - 1;
    WeightLayerDocument {
        name: layer.name.clone(),
        kind: layer.kind.clone(),
        block: layer.block,
        shape: layer.shape.clone(),
        rows: spectrum.singular.rows,
        cols: spectrum.singular.cols,
        width: spectrum.singular.values.len(),
        dtype: layer.dtype.clone(),
        convention: layer.convention.into(),
        ranks: ranks(spectrum),
        relative_entropy: spectrum.relative_entropy.into(),
        rank_90: spectrum.rank_90.into(),
        hard_rank: spectrum.hard_rank,
        condition: spectrum.condition.into(),
        mean: spectrum.mean.into(),
        variance: spectrum.variance.into(),
        kurtosis: spectrum.kurtosis.into(),
        gap_ratio: gaps.map(|g| g.mean),
        gap_ratio_err: gaps.map(|g| g.error),
        tail: WeightTailDocument::of(measures.tail.as_ref()),
        null: WeightNullDocument::of(spectrum.bulk.as_ref(), measures.outliers(), &spectrum.shuffled),
        verdict: measures.verdict().to_string(),
        route: if spectrum.singular.route == Route::Gram { "gram".into() } else { "direct".into() },
        arithmetic_error: (spectrum.singular.error(last) / spectrum.spectral_norm()).into(),
        weightwatcher: measures.weightwatcher.map(|w| WeightWatcherDocument {
            alpha: w.alpha,
            d: w.d,
            sigma: w.sigma,
            num_pl_spikes: w.num_pl_spikes,
            alpha_weighted: w.alpha_hat.into(),
            log_alpha_norm: w.log_alpha_norm.into(),
            log_norm: w.log_norm.into(),
            log_spectral_norm: w.log_spectral_norm.into(),
        }),
        against: layer.against.as_ref().map(against),
    }
}

fn ranks(spectrum: &Layer) -> RanksDocument {
    RanksDocument {
        frobenius: spectrum.frobenius().into(),
        spectral_norm: spectrum.spectral_norm().into(),
        stable_rank: spectrum.stable_rank.into(),
        entropy_rank: spectrum.entropy_rank.into(),
        participation_ratio: spectrum.participation_ratio.into(),
    }
}

impl WeightTailDocument {
    /// A tail, or why there is none.
    pub(super) fn of(tail: Result<&Tail, &String>) -> WeightTailDocument {
        let found = tail.ok();
        let rivals = found.map_or(&[][..], |t| &t.rivals).iter().map(|r| WeightRivalDocument {
            name: r.name.into(),
            loglik_ratio: r.loglik_ratio.into(),
            p: r.p.into(),
        });
        WeightTailDocument {
            alpha: found.map(|t| t.alpha),
            alpha_err: found.map(|t| t.alpha_err),
            alpha_lo: found.and_then(|t| t.alpha_interval).map(|i| i.0),
            alpha_hi: found.and_then(|t| t.alpha_interval).map(|i| i.1),
            xmin: found.map(|t| t.xmin),
            n_tail: found.map_or(0, |t| t.n_tail),
            ks: found.map(|t| t.ks),
            p: found.and_then(|t| t.p()),
            p_err: found.and_then(|t| t.goodness).map(|g| g.error),
            rivals: rivals.collect(),
            no_tail: tail.err().cloned(),
        }
    }
}

impl WeightNullDocument {
    /// A bulk, or why there is none; the outliers that count, and the norms of shuffled copies.
    pub(super) fn of(bulk: Result<&Bulk, &SpectrumError>, outliers: Option<usize>, shuffled: &[f64]) -> Self {
        let found = bulk.ok();
        WeightNullDocument {
            mp_edge: found.map(|b| b.upper_edge),
            bulk_variance: found.map(|b| b.entry_variance),
            bulk_variance_err: found.map(|b| b.entry_variance_error),
            bulk_distance: found.map(|b| b.distance),
            outliers,
            above_edge: found.map(|b| b.above_edge),
            outlier_share: found.map(|b| b.outlier_share),
            largest_p: found.map(|b| b.largest_p),
            shuffled_norms: shuffled.to_vec(),
            no_bulk: bulk.err().map(ToString::to_string),
        }
    }
}

fn against(against: &Against) -> AgainstDocument {
    let tail = against.other.tail.as_ref().ok();
    AgainstDocument {
        ranks: ranks(&against.other.spectrum),
        alpha: tail.map(|t| t.alpha),
        alpha_err: tail.map(|t| t.alpha_err),
        outliers: against.other.outliers(),
        relative_change: against.relative_change().into(),
        difference: against.difference.as_ref().map(ranks),
    }
}

/// What to know of all layers together: no warning is repeated layer by layer.
fn warnings(weights: &Weights) -> Vec<WarningDocument> {
    let mut list = Vec::new();
    let mut warn = |code: &str, message: String| list.push(WarningDocument { code: code.into(), message });
    let failures: Vec<&SkippedTensor> = weights.skipped.iter().filter(|s| s.code.is_failure()).collect();
    for skip in failures.iter().take(NAMED) {
        warn("layer-not-measured", format!("'{}' was not measured: {}", skip.name, skip.reason));
    }
    if failures.len() > NAMED {
        let more = failures.len() - NAMED;
        warn("layer-not-measured", format!("{more} more layers were not measured: see 'skipped' of the document"));
    }
    for (code, what) in
        [(SkipCode::Zero, "are zero throughout"), (SkipCode::Unmatched, "have no partner in the other checkpoint")]
    {
        let found: Vec<&str> = weights.skipped.iter().filter(|s| s.code == code).map(|s| s.name.as_str()).collect();
        if let Some(first) = found.first() {
            let word = if code == SkipCode::Zero { "zero-layers" } else { "unmatched-layers" };
            warn(word, format!("layers left out because they {what}: {}, the first is '{first}'", found.len()));
        }
    }
    let all = weights.layers.len();
    let counted =
        |wanted: &dyn Fn(&Verdict) -> bool| weights.layers.iter().filter(|layer| wanted(&layer.verdict())).count();
    let noise = counted(&|v| *v == Verdict::Noise);
    if noise > 0 {
        warn("noise", format!("{noise} of {all} spectra are those of noise: their alpha means nothing"));
    }
    let rejected = counted(&|v| matches!(v, Verdict::Rejected | Verdict::Rival(_)));
    if rejected > 0 {
        warn("misfit", format!("in {rejected} of {all} layers a power law is rejected or a rival fits better"));
    }
    let few = counted(&|v| *v == Verdict::TooFew);
    if few > 0 {
        warn(
            "few-rows",
            format!("in {few} of {all} layers fewer than 50 eigenvalues make the tail: too few to reject"),
        );
    }
    list
}
