//! The spectrum of a matrix as a document.

use super::weights::{WeightNullDocument, WeightTailDocument};
use super::{DataRecord, Head, Number, WarningDocument};
use crate::matrix_spectrum::{Levels, MatrixSpectrum};
use crate::weights::Verdict;
use lawful_spectrum::Shares;
use serde::{Deserialize, Serialize};

/// Complex eigenvalues beside the circular law of noise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DiskDocument {
    /// Radius of the disk that noise of this norm fills.
    pub radius: f64,
    /// The largest modulus over the radius.
    pub spectral_radius: f64,
    /// Kolmogorov distance of the moduli from the law.
    pub distance: f64,
    /// Eigenvalues outside the disk.
    pub outliers: usize,
    /// Real eigenvalues.
    pub real: usize,
}

/// The spectrum of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpectrumDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The array; a row is a value.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// `singular values`, `eigenvalues` or `complex eigenvalues`.
    pub kind: String,
    /// `dense` linear algebra, or `given` values.
    pub estimator: String,
    /// What ranks, edge and tail are of: `squared singular values` or `eigenvalues`.
    pub norm: String,
    /// Rows and columns of the matrix; `null` if they are not known.
    pub shape: Option<[usize; 2]>,
    /// Level of the interval of alpha.
    pub level: f64,
    /// Rank of each value, from 1.
    pub x: Vec<usize>,
    /// The values in falling order; real parts of complex ones.
    pub value: Vec<f64>,
    /// Imaginary parts of complex eigenvalues; absent for real ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imaginary: Vec<f64>,
    /// `sum lambda / lambda_max`, for a matrix `|A|_F^2 / |A|_2^2`.
    pub stable_rank: Option<Number>,
    /// `exp(-sum p ln p)`, `p = lambda / sum lambda`.
    pub entropy_rank: Option<Number>,
    /// `1 / sum p^2`
    pub participation_ratio: Option<Number>,
    /// Entropy of the shares over its largest possible value.
    pub relative_entropy: Option<Number>,
    /// How many of the largest hold 90 % of the sum.
    pub rank_90: Option<Number>,
    /// Why there are no effective ranks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_ranks: Option<String>,
    /// Mean ratio of neighbouring gaps: 0.386 independent, 0.531 random matrix.
    pub gap_ratio: Option<f64>,
    /// Its standard error.
    pub gap_ratio_err: Option<f64>,
    /// The tail.
    #[serde(flatten)]
    pub tail: WeightTailDocument,
    /// What noise would give.
    #[serde(flatten)]
    pub null: WeightNullDocument,
    /// Complex eigenvalues beside the circular law; absent for real ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disk: Option<DiskDocument>,
    /// `noise`, `none`, `rejected`, `… better`, `too few`, `untested`, `tenable`.
    pub verdict: String,
}

impl SpectrumDocument {
    /// The document of a spectrum of `data`, made by `command`.
    pub fn of(spectrum: &MatrixSpectrum, data: &str, command: &str) -> SpectrumDocument {
        let shares = spectrum.shares.as_ref().ok();
        let of = |f: fn(&Shares) -> f64| shares.map(|s| Number(f(s)));
        let gaps = spectrum.gap_ratio.as_ref().ok();
        let outliers = spectrum.bulk.as_ref().ok().map(|b| b.outliers);
        SpectrumDocument {
            head: Head::new("lawful.spectrum/1", command, spectrum.seed),
            data: DataRecord {
                path: data.into(),
                rows: spectrum.values.len(),
                used: spectrum.values.len(),
                ..DataRecord::default()
            },
            warnings: warnings(spectrum),
            kind: spectrum.levels.to_string(),
            estimator: if spectrum.computed { "dense".into() } else { "given".into() },
            norm: if spectrum.levels == Levels::Singular {
                "squared singular values".into()
            } else {
                "eigenvalues".into()
            },
            shape: spectrum.shape.map(|(rows, cols)| [rows, cols]),
            level: spectrum.level,
            x: (1..=spectrum.values.len()).collect(),
            value: spectrum.values.clone(),
            imaginary: spectrum.imaginary.clone(),
            stable_rank: of(Shares::stable_rank),
            entropy_rank: of(Shares::entropy_rank),
            participation_ratio: of(Shares::participation_ratio),
            relative_entropy: of(Shares::relative_entropy),
            rank_90: shares.and_then(|s| s.rank_at(0.9).ok()).map(Number),
            no_ranks: spectrum.shares.as_ref().err().map(ToString::to_string),
            gap_ratio: gaps.map(|g| g.mean),
            gap_ratio_err: gaps.map(|g| g.error),
            tail: WeightTailDocument::of(spectrum.tail.as_ref()),
            null: WeightNullDocument::of(spectrum.bulk.as_ref(), outliers, &[]),
            disk: spectrum.disk.map(|d| DiskDocument {
                radius: d.law.radius(),
                spectral_radius: d.spectral_radius,
                distance: d.distance,
                outliers: d.outliers,
                real: d.real,
            }),
            verdict: spectrum.verdict().to_string(),
        }
    }
}

fn warnings(spectrum: &MatrixSpectrum) -> Vec<WarningDocument> {
    let warn = |code: &str, message: &str| vec![WarningDocument { code: code.into(), message: message.into() }];
    match spectrum.verdict() {
        _ if spectrum.levels == Levels::Complex => vec![],
        Verdict::Noise => warn("noise", "the spectrum is that of noise: alpha means nothing"),
        Verdict::Rejected => warn("misfit", "a power law of the tail is rejected"),
        Verdict::Rival(name) => warn("misfit", &format!("{name} fits the tail better than a power law")),
        Verdict::TooFew => warn("few-rows", "fewer than 50 values make the tail: too few to reject a power law"),
        Verdict::None | Verdict::Untested | Verdict::Tenable => vec![],
    }
}
