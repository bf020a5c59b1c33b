//! Bulk and outliers: the Marchenko-Pastur law fitted to a spectrum that also holds signal.

use crate::Error;
use crate::marchenko_pastur::MarchenkoPastur;
use crate::null_model::NullModel;
use crate::tracy_widom::{Beta, EdgeScale, upper_quantile};
use std::sync::OnceLock;

/// An eigenvalue is an outlier if noise would give one as large with less than this probability.
pub const LEVEL: f64 = 0.01;

/// Values below this are too few for a fit.
const FEW: usize = 10;

/// A spectrum told apart into noise and what rises above it.
#[derive(Debug, Clone, PartialEq)]
pub struct Bulk {
    /// The law of the bulk, in units of the squared singular values.
    pub law: MarchenkoPastur,
    /// The variance of the matrix entries that belongs to the bulk.
    pub entry_variance: f64,
    /// Its standard error if the bulk is noise, `1.8 * variance * sqrt(2/(rows*cols))`: simulated noise scatters by 1.2
    /// to 1.6 of these units, from thin to square shapes, and a few outliers shift it by about as much.
    pub entry_variance_error: f64,
    /// The lower edge of the bulk, squared singular value.
    pub lower_edge: f64,
    /// The upper edge of the bulk, squared singular value.
    pub upper_edge: f64,
    /// How many values lie above the upper edge, noise or not.
    pub above_edge: usize,
    /// How many of the largest values are outliers: one after the other is held against the Tracy-Widom law of what is
    /// left, at [`LEVEL`].
    pub outliers: usize,
    /// The share of the outliers in the sum of squared singular values.
    pub outlier_share: f64,
    /// The probability that noise of this variance gives a largest value beyond the observed one.
    pub largest_p: f64,
    /// The Kolmogorov distance between the values without outliers and the law; below about `1/values` for noise, since
    /// eigenvalues repel, and large if the spectrum is no noise at all.
    pub distance: f64,
}

/// Fits the entry variance of the noise to squared singular values in any order: the median first, then the smallest
/// Kolmogorov distance over the lower 90 % of what are no outliers, until their number stands still.
///
/// # Errors
/// If there are fewer than 10 values, or if half of them are zero.
pub fn fit(squared: &[f64], rows: usize, cols: usize) -> Result<Bulk, Error> {
    let (short, long) = (rows.min(cols), rows.max(cols));
    if squared.len() != short || squared.iter().any(|x| !(*x >= 0.0 && x.is_finite())) {
        return Err(Error::Shape(format!(
            "a {rows} x {cols} matrix has {short} squared singular values, finite and not negative; got {}",
            squared.len()
        )));
    }
    if short < FEW {
        return Err(Error::Unanswerable(format!(
            "{short} singular values are too few to tell noise from signal: {FEW} needed"
        )));
    }
    let mut falling = squared.to_vec();
    falling.sort_by(|x, y| y.total_cmp(x));
    let n = long as f64;
    let median = 0.5 * (falling[short / 2] + falling[(short - 1) / 2]);
    if !(median > 1e-20 * falling[0]) {
        return Err(Error::Unanswerable(
            "half of the singular values are zero: there is no bulk of noise to fit".into(),
        ));
    }
    let mut variance = median / (n * MarchenkoPastur::new(short as f64 / n, 1.0)?.median());
    let mut outliers = count_outliers(&falling, long, variance)?;
    for _ in 0..20 {
        variance = closest_variance(&falling[outliers..], n, variance)?;
        let next = count_outliers(&falling, long, variance)?;
        if next == outliers {
            break;
        }
        outliers = next;
    }
    let left = &falling[outliers..];
    let law = MarchenkoPastur::new(left.len() as f64 / n, n * variance)?;
    let (lower_edge, upper_edge) = law.support();
    let total: f64 = falling.iter().sum();
    Ok(Bulk {
        law,
        entry_variance: variance,
        entry_variance_error: 1.8 * variance * (2.0 / (n * short as f64)).sqrt(),
        lower_edge,
        upper_edge,
        above_edge: falling.iter().filter(|x| **x > upper_edge).count(),
        outliers,
        outlier_share: falling[..outliers].iter().sum::<f64>() / total,
        largest_p: EdgeScale::of_matrix(long, short)?.p_value(falling[0], variance),
        distance: distance(left, n, variance, left.len())?,
    })
}

/// How many of the largest values exceed, each in its turn, what noise in the rest would reach.
fn count_outliers(falling: &[f64], long: usize, variance: f64) -> Result<usize, Error> {
    static QUANTILE: OnceLock<Option<f64>> = OnceLock::new();
    let quantile = QUANTILE.get_or_init(|| upper_quantile(Beta::One, LEVEL).ok()).unwrap_or(2.0234);
    let most = falling.len() - FEW / 2;
    for (k, &value) in falling[..most].iter().enumerate() {
        if EdgeScale::of_matrix(long, falling.len() - k)?.statistic(value, variance) <= quantile {
            return Ok(k);
        }
    }
    Ok(most)
}

/// The entry variance near `start` whose law is closest to the lower 90 % of the values.
fn closest_variance(falling: &[f64], n: f64, start: f64) -> Result<f64, Error> {
    let kept = (falling.len() * 9).div_ceil(10);
    let at = |shift: f64| distance(falling, n, start * shift.exp(), kept);
    // The distance has one valley, but a coarse look first costs little and trusts nothing.
    let (mut best, mut centre) = (f64::INFINITY, 0.0);
    for i in -20..=20 {
        let shift = f64::from(i) * 0.03;
        let d = at(shift)?;
        if d < best {
            (best, centre) = (d, shift);
        }
    }
    let golden = 0.5 * (5f64.sqrt() - 1.0);
    let (mut low, mut high) = (centre - 0.03, centre + 0.03);
    for _ in 0..40 {
        let (left, right) = (high - golden * (high - low), low + golden * (high - low));
        if at(left)? < at(right)? { high = right } else { low = left }
    }
    Ok(start * (0.5 * (low + high)).exp())
}

/// The Kolmogorov distance of the `kept` smallest of the values, ranks counted among all of them.
fn distance(falling: &[f64], n: f64, variance: f64, kept: usize) -> Result<f64, Error> {
    let count = falling.len() as f64;
    let law = MarchenkoPastur::new(count / n, n * variance)?;
    Ok(falling.iter().rev().take(kept).enumerate().fold(0.0, |d: f64, (i, &x)| {
        let f = law.cdf(x);
        d.max(f - i as f64 / count).max((i + 1) as f64 / count - f)
    }))
}
