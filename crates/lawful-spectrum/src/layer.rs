//! All measures of one weight matrix, as a table of a model's layers shows them.

use crate::bulk::{self, Bulk};
use crate::dense::{SingularValues, singular_values};
use crate::level_spacing::{MeanRatio, gap_ratio};
use crate::matrix::{Element, MatrixRef};
use crate::shares::Shares;
use crate::{Error, shuffled};

/// What is measured besides the singular values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerOptions {
    /// Shuffled copies whose largest singular value is taken: the null model for entries with heavy tails. Each costs
    /// as much as the matrix itself; 0 leaves them out.
    pub shuffles: usize,
    /// Seed of the shuffles.
    pub seed: u64,
}

impl Default for LayerOptions {
    fn default() -> Self {
        LayerOptions { shuffles: 1, seed: 0 }
    }
}

/// All measures of one weight matrix. They are exact functions of the matrix, up to the arithmetic error of its singular
/// values; there is no sampling error in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// The singular values, with their route and error.
    pub singular: SingularValues,
    /// Mean of the entries.
    pub mean: f64,
    /// Variance of the entries about their mean.
    pub variance: f64,
    /// Kurtosis of the entries, `E x^4 / (E x^2)^2` about the mean; 3 for Gaussian ones. Where it is far
    /// above, the Tracy-Widom test calls too many values outliers: trust the shuffled copies.
    pub kurtosis: f64,
    /// `exp(-sum p ln p)` with `p_i = sigma_i^2 / sum sigma^2`.
    pub entropy_rank: f64,
    /// `1 / sum p^2`.
    pub participation_ratio: f64,
    /// `|A|_F^2 / |A|_2^2`.
    pub stable_rank: f64,
    /// Entropy of the shares over its largest possible value.
    pub relative_entropy: f64,
    /// How many of the largest values hold 90 % of the sum of squares.
    pub rank_90: f64,
    /// Singular values above what rounding of the data and of the arithmetic leaves, `max(rows, cols) * eps * sigma_max`
    /// with the epsilon of the data's type, as numpy and MATLAB count rank.
    pub hard_rank: usize,
    /// `sigma_max / sigma_min`; infinite where the smallest value is below the floor of the arithmetic.
    pub condition: f64,
    /// The Marchenko-Pastur bulk and its outliers, or why there is none.
    pub bulk: Result<Bulk, Error>,
    /// The mean gap ratio of the central 80 % of the squared values, or why there is none.
    pub gap_ratio: Result<MeanRatio, Error>,
    /// Largest singular values of shuffled copies.
    pub shuffled: Vec<f64>,
}

impl Layer {
    /// Measures a weight matrix. Time is that of the singular values ([`singular_values`] picks their route), memory
    /// that of the matrix, once more for a shuffled copy, and a few matrices of the shorter side, in f64.
    ///
    /// # Errors
    /// If every entry is zero, or if the decomposition fails its checks.
    pub fn measure<T: Element>(a: MatrixRef<'_, T>, options: LayerOptions) -> Result<Layer, Error> {
        let singular = singular_values(a)?;
        if singular.frobenius == 0.0 {
            return Err(Error::Unanswerable("every entry is zero: the matrix has no spectrum to measure".into()));
        }
        let shares = Shares::of_singular_values(&singular.values)?;
        let squared = singular.squared();
        let moments = EntryMoments::of(a);
        let top = singular.spectral_norm();
        let rounding = singular.rows.max(singular.cols) as f64 * T::EPSILON * top;
        let threshold = rounding.max(singular.floor());
        let smallest = singular.values[singular.values.len() - 1];
        let relative: Vec<f64> = singular.values.iter().map(|s| (s / top).powi(2)).collect();
        Ok(Layer {
            mean: moments.mean,
            variance: moments.variance,
            kurtosis: moments.kurtosis,
            entropy_rank: shares.entropy_rank(),
            participation_ratio: shares.participation_ratio(),
            stable_rank: shares.stable_rank(),
            relative_entropy: shares.relative_entropy(),
            rank_90: shares.rank_at(0.9)?,
            hard_rank: singular.values.iter().filter(|s| **s > threshold).count(),
            condition: if smallest > singular.floor() { top / smallest } else { f64::INFINITY },
            bulk: if squared.iter().all(|x| *x == 0.0 || x.is_normal()) {
                bulk::fit(&squared, singular.rows, singular.cols)
            } else {
                Err(Error::Unanswerable(
                    "squares of the singular values leave the range of f64: rescale the weights".into(),
                ))
            },
            gap_ratio: gap_ratio(&relative, 0.8),
            shuffled: shuffled::largest_singular_values(a, options.shuffles, options.seed)?,
            singular,
        })
    }

    /// `|A|_F`
    pub fn frobenius(&self) -> f64 {
        self.singular.frobenius
    }

    /// `sigma_max`
    pub fn spectral_norm(&self) -> f64 {
        self.singular.spectral_norm()
    }

    /// How many singular values exceed the largest of the shuffled copies; `None` without copies.
    pub fn above_shuffled(&self) -> Option<usize> {
        let edge = self.shuffled.iter().copied().fold(f64::NAN, f64::max);
        (!self.shuffled.is_empty()).then(|| self.singular.values.iter().filter(|s| **s > edge).count())
    }
}

/// Moments of the entries of a matrix.
struct EntryMoments {
    mean: f64,
    variance: f64,
    kurtosis: f64,
}

impl EntryMoments {
    fn of<T: Element>(a: MatrixRef<'_, T>) -> EntryMoments {
        let count = a.data().len() as f64;
        let (down, up) = a.scaling();
        let mut mean = 0.0;
        for i in 0..a.rows() {
            mean += a.row(i).iter().map(|x| x.to_f64() * down).sum::<f64>() / count;
        }
        let (mut second, mut fourth) = (0.0, 0.0);
        for i in 0..a.rows() {
            let (mut s, mut f) = (0.0, 0.0);
            for x in a.row(i) {
                let d = (x.to_f64() * down - mean).powi(2);
                s += d;
                f += d * d;
            }
            second += s / count;
            fourth += f / count;
        }
        EntryMoments {
            mean: mean * up,
            variance: second * up * up,
            kurtosis: if second > 0.0 { fourth / (second * second) } else { f64::NAN },
        }
    }
}
