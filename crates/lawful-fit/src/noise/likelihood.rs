//! The full log-likelihood at a fit, of the raw response, and the scales estimated with it.

use super::Noise;
use std::f64::consts::{LN_2, PI};

/// A scale that the likelihood estimates.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ScaleEstimate {
    /// `sigma`, `b`, `scale` or `dispersion`.
    pub(crate) name: &'static str,
    pub(crate) value: f64,
}

/// The natural log of the likelihood of the raw response, and the estimated scales.
///
/// `target` and `law` are in the log where residuals are; `log_jacobian` is the sum of `ln |d target / d raw|`.
/// `sigma_known` says that `weights` are inverse known variances. `n` counts rows with their weights as multiplicities
/// when sigma is estimated.
pub(crate) fn log_likelihood(
    noise: &Noise,
    target: &[f64],
    law: &[f64],
    weights: &[f64],
    extra: &[f64],
    nuisance: f64,
    sigma_known: bool,
    log_jacobian: f64,
) -> (f64, Vec<ScaleEstimate>) {
    let n: f64 = target.len() as f64;
    let rows = || target.iter().zip(law).zip(weights).map(|((t, g), w)| (*t, *g, *w));
    match noise {
        Noise::Gaussian | Noise::LogNormal => {
            let rss: f64 = rows().map(|(t, g, w)| w * (t - g) * (t - g)).sum();
            let log_weights: f64 = weights.iter().map(|w| libm::log(*w)).sum();
            if sigma_known {
                (-0.5 * (rss + n * libm::log(2.0 * PI) - log_weights) + log_jacobian, vec![])
            } else {
                let variance = rss / n;
                let ll = -0.5 * n * (libm::log(2.0 * PI * variance) + 1.0) + 0.5 * log_weights + log_jacobian;
                (ll, vec![ScaleEstimate { name: "sigma", value: variance.sqrt() }])
            }
        }
        Noise::Laplace { .. } => {
            let sum: f64 = rows().map(|(t, g, w)| w * (t - g).abs()).sum();
            let b = sum / n;
            let log_weights: f64 = weights.iter().map(|w| libm::log(*w)).sum();
            let ll = -n * (LN_2 + libm::log(b) + 1.0) + log_weights + log_jacobian;
            (ll, vec![ScaleEstimate { name: "b", value: b }])
        }
        Noise::Student(nu) => {
            let scale = libm::exp(nuisance);
            let constant =
                libm::lgamma(0.5 * (nu + 1.0)) - libm::lgamma(0.5 * nu) - 0.5 * libm::log(nu * PI) - nuisance;
            let ll: f64 = rows()
                .map(|(t, g, w)| {
                    let z = (t - g) / scale;
                    w * (constant - 0.5 * (nu + 1.0) * libm::log1p(z * z / nu))
                })
                .sum();
            (ll + log_jacobian, vec![ScaleEstimate { name: "scale", value: scale }])
        }
        Noise::Poisson => {
            let ll = rows()
                .map(|(y, mu, w)| w * (if y == 0.0 { 0.0 } else { y * libm::log(mu) } - mu - libm::lgamma(y + 1.0)));
            (ll.sum::<f64>() + log_jacobian, vec![])
        }
        Noise::Gamma(_) | Noise::Whittle => {
            let m = if let Noise::Gamma(m) = noise { *m } else { 1.0 };
            let constant = m * libm::log(m) - libm::lgamma(m);
            let ll = rows().map(|(y, mu, w)| {
                let data = if m == 1.0 { 0.0 } else { (m - 1.0) * libm::log(y) };
                w * (constant + data - m * libm::log(mu) - m * y / mu)
            });
            (ll.sum::<f64>() + log_jacobian, vec![])
        }
        Noise::Binomial(_) => {
            let ll = rows().zip(extra).map(|((y, p, w), n)| {
                let choose = libm::lgamma(n + 1.0) - libm::lgamma(y + 1.0) - libm::lgamma(n - y + 1.0);
                let hit = if y == 0.0 { 0.0 } else { y * libm::log(p) };
                let miss = if y == *n { 0.0 } else { (n - y) * libm::log1p(-p) };
                w * (choose + hit + miss)
            });
            (ll.sum::<f64>() + log_jacobian, vec![])
        }
        Noise::NegBinomial => {
            let k = libm::exp(-nuisance);
            let ll = rows().map(|(y, mu, w)| {
                let constant = libm::lgamma(y + k) - libm::lgamma(k) - libm::lgamma(y + 1.0);
                let hit = if y == 0.0 { 0.0 } else { y * libm::log(mu / (k + mu)) };
                w * (constant - k * libm::log1p(mu / k) + hit)
            });
            let dispersion = ScaleEstimate { name: "dispersion", value: libm::exp(nuisance) };
            (ll.sum::<f64>() + log_jacobian, vec![dispersion])
        }
        Noise::Huber { .. } | Noise::AsymmetricHuber { .. } => (f64::NAN, vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::noise::Trials;

    /// Densities integrate (or sum) to 1 over the response.
    #[test]
    fn likelihoods_are_normalised() {
        let one = |noise: &Noise, y: f64, mu: f64, nuisance: f64, trials: f64| {
            libm::exp(log_likelihood(noise, &[y], &[mu], &[4.0_f64], &[trials], nuisance, true, 0.0).0)
        };
        let weighted = |noise: &Noise, y: f64, mu: f64, nuisance: f64, trials: f64| {
            libm::exp(log_likelihood(noise, &[y], &[mu], &[1.0], &[trials], nuisance, true, 0.0).0)
        };
        let integral = |f: &dyn Fn(f64) -> f64, lo: f64, hi: f64| {
            let n = 200_000;
            let h = (hi - lo) / n as f64;
            (0..n).map(|i| f(lo + (i as f64 + 0.5) * h)).sum::<f64>() * h
        };
        let close = |x: f64, what: &str| assert!((x - 1.0).abs() < 1e-6, "{what}: {x}");
        close(integral(&|y| one(&Noise::Gaussian, y, 0.3, 0.0, 0.0), -10.0, 10.0), "gaussian");
        close(integral(&|y| weighted(&Noise::Student(4.0), y, 0.3, -0.5, 0.0), -2000.0, 2000.0), "student");
        close(integral(&|y| weighted(&Noise::Gamma(3.0), y, 0.7, 0.0, 0.0), 0.0, 30.0), "gamma");
        close(integral(&|y| weighted(&Noise::Whittle, y, 0.7, 0.0, 0.0), 0.0, 40.0), "whittle");
        let sum = |f: &dyn Fn(f64) -> f64, most: usize| (0..=most).map(|k| f(k as f64)).sum::<f64>();
        close(sum(&|y| weighted(&Noise::Poisson, y, 3.7, 0.0, 0.0), 60), "poisson");
        close(sum(&|y| weighted(&Noise::NegBinomial, y, 3.7, -0.4, 0.0), 400), "negbinomial");
        close(sum(&|y| weighted(&Noise::Binomial(Trials::Number(9.0)), y, 0.3, 0.0, 9.0), 9), "binomial");
    }
}
