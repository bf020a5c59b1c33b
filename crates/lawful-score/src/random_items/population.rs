//! The normal distribution of the items' laws.

use super::posterior::Evaluation;

/// Numbers that describe it: two means, logs of the diagonal of the Cholesky factor, its lower entry between them.
pub(crate) const DIMENSIONS: usize = 5;

/// Mean and Cholesky factor `[[l11, 0], [l21, l22]]` of the covariance of `(ln c, alpha)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Population {
    pub(crate) mean: [f64; 2],
    pub(crate) factor: [f64; 3],
}

impl Population {
    /// Uncorrelated, with these standard deviations.
    pub(super) fn new(mean: [f64; 2], spreads: [f64; 2]) -> Population {
        Population { mean, factor: [spreads[0], 0.0, spreads[1]] }
    }

    /// Mean and covariance of the items' posteriors: the step of maximisation.
    pub(super) fn of_items(items: &[Evaluation], least: f64) -> Population {
        let n = items.len() as f64;
        let mean = [0, 1].map(|j| items.iter().map(|e| e.mean[j]).sum::<f64>() / n);
        let mut c = [0.0; 3];
        for e in items {
            let off = [e.mean[0] - mean[0], e.mean[1] - mean[1]];
            c[0] += (e.second[0] + off[0] * off[0]) / n;
            c[1] += (e.second[1] + off[0] * off[1]) / n;
            c[2] += (e.second[2] + off[1] * off[1]) / n;
        }
        let l11 = c[0].max(least * least).sqrt();
        let l21 = c[1] / l11;
        Population { mean, factor: [l11, l21, (c[2] - l21 * l21).max(least * least).sqrt()] }
    }

    /// Standardised: `L^-1 (theta - mean)`.
    pub(super) fn standard(&self, theta: [f64; 2]) -> [f64; 2] {
        let [l11, l21, l22] = self.factor;
        let z = (theta[0] - self.mean[0]) / l11;
        [z, (theta[1] - self.mean[1] - l21 * z) / l22]
    }

    /// `L^-T z`, the gradient of the log density in the mean.
    pub(super) fn unstandard(&self, z: [f64; 2]) -> [f64; 2] {
        let [l11, l21, l22] = self.factor;
        let second = z[1] / l22;
        [(z[0] - l21 * second) / l11, second]
    }

    /// The inverse covariance: `[11, 12, 22]`.
    pub(super) fn precision(&self) -> [f64; 3] {
        let [l11, l21, l22] = self.factor;
        let b = -l21 / (l11 * l22);
        [1.0 / (l11 * l11) + b * b, b / l22, 1.0 / (l22 * l22)]
    }

    /// Gradient of the log density of `theta` in the five numbers, at the standardised `z`.
    pub(super) fn score(&self, z: [f64; 2]) -> [f64; DIMENSIONS] {
        let [_, l21, l22] = self.factor;
        let [m0, m1] = self.unstandard(z);
        [m0, m1, z[0] * z[0] - 1.0 - l21 / l22 * z[0] * z[1], z[0] * z[1] / l22, z[1] * z[1] - 1.0]
    }

    /// A share of a step in the five numbers; no spread falls below the least, and none moves by more than a factor e.
    pub(super) fn moved(&self, step: &[f64; DIMENSIONS], share: f64, least: f64) -> Population {
        let by = |log: f64| libm::exp((share * log).clamp(-1.0, 1.0));
        Population {
            mean: [self.mean[0] + share * step[0], self.mean[1] + share * step[1]],
            factor: [
                (self.factor[0] * by(step[2])).max(least),
                self.factor[1] + share * step[3],
                (self.factor[2] * by(step[4])).max(least),
            ],
        }
    }

    /// Standard deviations of `ln c` and the exponent, and their correlation.
    pub(super) fn spreads(&self) -> [f64; 3] {
        let [l11, l21, l22] = self.factor;
        let second = l21.hypot(l22);
        [l11, second, l21 / second]
    }
}

/// The step `(sum s s')^-1 sum s` and the rise of the likelihood that it promises; `None` if the matrix is singular.
pub(super) fn scoring_step(scores: &[[f64; DIMENSIONS]]) -> Option<([f64; DIMENSIONS], f64)> {
    let inverse = covariance(scores)?;
    let mut sum = [0.0; DIMENSIONS];
    scores.iter().for_each(|s| (0..DIMENSIONS).for_each(|i| sum[i] += s[i]));
    let step: [f64; DIMENSIONS] = std::array::from_fn(|i| (0..DIMENSIONS).map(|j| inverse[i][j] * sum[j]).sum());
    let gain = (0..DIMENSIONS).map(|i| step[i] * sum[i]).sum::<f64>();
    (step.iter().all(|s| s.is_finite())).then_some((step, gain))
}

/// The inverse of the sum of outer products of the scores, by Gauss-Jordan elimination on a matrix scaled to unit
/// diagonal.
pub(super) fn covariance(scores: &[[f64; DIMENSIONS]]) -> Option<[[f64; DIMENSIONS]; DIMENSIONS]> {
    const N: usize = DIMENSIONS;
    let mut a = [[0.0; N]; N];
    for s in scores {
        (0..N).for_each(|i| (0..N).for_each(|j| a[i][j] += s[i] * s[j]));
    }
    let scale: [f64; N] = std::array::from_fn(|i| a[i][i].sqrt());
    if scale.iter().any(|s| !(*s > 0.0 && s.is_finite())) {
        return None;
    }
    let mut inverse = [[0.0; N]; N];
    (0..N).for_each(|i| {
        inverse[i][i] = 1.0;
        (0..N).for_each(|j| a[i][j] /= scale[i] * scale[j]);
    });
    for pivot in 0..N {
        let head = a[pivot][pivot];
        // Positive definite, so no exchange is needed; what is nearly singular has no answer.
        if !(head > 1e-10) {
            return None;
        }
        for j in 0..N {
            a[pivot][j] /= head;
            inverse[pivot][j] /= head;
        }
        for i in (0..N).filter(|i| *i != pivot) {
            let by = a[i][pivot];
            for j in 0..N {
                a[i][j] -= by * a[pivot][j];
                inverse[i][j] -= by * inverse[pivot][j];
            }
        }
    }
    (0..N).for_each(|i| (0..N).for_each(|j| inverse[i][j] /= scale[i] * scale[j]));
    Some(inverse)
}
