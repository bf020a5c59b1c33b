//! Effective ranks, entropy and concentration: functions of each eigenvalue's share of their sum.

use crate::Error;

/// The share `p_i = lambda_i / sum lambda` of each eigenvalue, with multiplicities: what every effective rank is made of.
///
/// For a weight matrix the eigenvalues are `sigma_i^2`; for activations they are those of the covariance.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// In falling order; zero shares are left out.
    share: Vec<f64>,
    /// How often each counts; 1 but for estimated spectra.
    multiplicity: Vec<f64>,
}

impl Shares {
    /// From singular values: `p_i = sigma_i^2 / sum sigma^2`.
    ///
    /// # Errors
    /// If all are zero, or if one is negative or not finite.
    pub fn of_singular_values(values: &[f64]) -> Result<Shares, Error> {
        let top = values.iter().fold(0.0, |m: f64, s| m.max(s.abs()));
        let scaled: Vec<f64> =
            values.iter().map(|s| if top > 0.0 { (s / top).powi(2).copysign(*s) } else { *s }).collect();
        Shares::of_measure(&scaled, &vec![1.0; values.len()])
    }

    /// From eigenvalues that are not negative. Those below zero by no more than rounding, `1e-10` of the largest, count
    /// as zero.
    ///
    /// # Errors
    /// If all are zero, or if one is negative or not finite.
    pub fn of_eigenvalues(values: &[f64]) -> Result<Shares, Error> {
        Shares::of_measure(values, &vec![1.0; values.len()])
    }

    /// From eigenvalues with multiplicities, as stochastic Lanczos quadrature gives them.
    ///
    /// # Errors
    /// As [`Shares::of_eigenvalues`], or if the lengths differ or a multiplicity is negative.
    pub fn of_measure(values: &[f64], multiplicity: &[f64]) -> Result<Shares, Error> {
        if values.len() != multiplicity.len() {
            let (v, m) = (values.len(), multiplicity.len());
            return Err(Error::Shape(format!("{v} eigenvalues came with {m} multiplicities")));
        }
        let top = values.iter().fold(0.0, |m: f64, v| m.max(*v));
        if let Some(i) = values.iter().position(|v| !(*v >= -1e-10 * top && v.is_finite())) {
            return Err(Error::Unanswerable(format!(
                "eigenvalue {} is {}: effective ranks need eigenvalues that are not negative",
                i + 1,
                values[i]
            )));
        }
        if let Some(i) = multiplicity.iter().position(|m| !(*m >= 0.0 && m.is_finite())) {
            return Err(Error::Setting(format!(
                "multiplicity {} is {}: it must not be negative",
                i + 1,
                multiplicity[i]
            )));
        }
        let mut pairs: Vec<(f64, f64)> = values
            .iter()
            .zip(multiplicity)
            .filter(|(v, m)| **v > 0.0 && **m > 0.0)
            .map(|(v, m)| (*v / top, *m))
            .collect();
        let sum: f64 = pairs.iter().map(|(v, m)| v * m).sum();
        if !(sum > 0.0) {
            return Err(Error::Unanswerable(
                "every eigenvalue is zero: the effective rank of nothing is undefined".into(),
            ));
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok(Shares {
            share: pairs.iter().map(|(v, _)| v / sum).collect(),
            multiplicity: pairs.iter().map(|(_, m)| *m).collect(),
        })
    }

    /// The shares in falling order, zeros left out.
    pub fn values(&self) -> &[f64] {
        &self.share
    }

    /// The sum over shares of `multiplicity * f(share)`.
    fn sum(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.share.iter().zip(&self.multiplicity).map(|(p, m)| m * f(*p)).sum()
    }

    /// Shannon entropy `-sum p ln p` in nats.
    pub fn entropy(&self) -> f64 {
        // A single share of 1 gives -0.
        self.sum(|p| -p * p.ln()).max(0.0)
    }

    /// Entropy over its largest possible value, the logarithm of the number of eigenvalues that are not zero; 1 for a
    /// flat spectrum, and 0 for one eigenvalue.
    pub fn relative_entropy(&self) -> f64 {
        let count: f64 = self.multiplicity.iter().sum();
        if count > 1.0 { self.entropy() / count.ln() } else { 0.0 }
    }

    /// The Renyi effective rank of order `q`, `(sum p^q)^(1/(1-q))`: the number of eigenvalues at order 0, the
    /// [`Shares::entropy_rank`] at 1, the [`Shares::participation_ratio`] at 2, the [`Shares::stable_rank`] at
    /// infinity. It falls as the order grows.
    ///
    /// # Errors
    /// If the order is negative or NaN.
    pub fn renyi_rank(&self, order: f64) -> Result<f64, Error> {
        if !(order >= 0.0) {
            return Err(Error::Setting(format!("the order of a Renyi rank must be 0 or more, not {order}")));
        }
        if order == f64::INFINITY {
            return Ok(1.0 / self.share[0]);
        }
        if order == 1.0 {
            return Ok(self.entropy().exp());
        }
        let excess = order - 1.0;
        let log_sum = if excess.abs() < 0.5 {
            // sum p^q = 1 + sum p (p^(q-1) - 1): exact where the order is near 1.
            libm::log1p(self.sum(|p| p * libm::expm1(excess * p.ln())))
        } else {
            // Powers relative to the largest share: no order is too large.
            let top = self.share[0].ln();
            order * top + self.sum(|p| (order * (p.ln() - top)).exp()).ln()
        };
        Ok((-log_sum / excess).exp())
    }

    /// `exp(-sum p ln p)`: the soft rank, order 1 (Roy and Vetterli 2007).
    pub fn entropy_rank(&self) -> f64 {
        self.entropy().exp()
    }

    /// `1 / sum p^2 = (sum lambda)^2 / sum lambda^2`: the hard rank, order 2.
    pub fn participation_ratio(&self) -> f64 {
        1.0 / self.sum(|p| p * p)
    }

    /// `sum lambda / lambda_max = |A|_F^2 / |A|_2^2`, order infinity.
    pub fn stable_rank(&self) -> f64 {
        1.0 / self.share[0]
    }

    /// `ln(entropy_rank / participation_ratio)`: zero for a flat spectrum, large when few eigenvalues lead a long tail.
    pub fn asymmetry(&self) -> f64 {
        self.entropy() - self.participation_ratio().ln()
    }

    /// The share of the `k` largest eigenvalues in the sum.
    pub fn concentration(&self, k: usize) -> f64 {
        let mut left = k as f64;
        let mut sum = 0.0;
        for (p, m) in self.share.iter().zip(&self.multiplicity) {
            let take = m.min(left);
            sum += p * take;
            left -= take;
        }
        sum.min(1.0)
    }

    /// How many of the largest eigenvalues hold at least `fraction` of the sum.
    ///
    /// # Errors
    /// If the fraction is not within (0, 1].
    pub fn rank_at(&self, fraction: f64) -> Result<f64, Error> {
        if !(fraction > 0.0 && fraction <= 1.0) {
            return Err(Error::Setting(format!("a share of the sum lies within (0, 1], {fraction} does not")));
        }
        let (mut held, mut count) = (0.0, 0.0);
        for (p, m) in self.share.iter().zip(&self.multiplicity) {
            held += p * m;
            count += m;
            if held >= fraction - 1e-14 {
                break;
            }
        }
        Ok(count)
    }
}
