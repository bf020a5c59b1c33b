//! Observations drawn from a law: one simulator per noise.
//!
//! | noise | drawn | scale |
//! |---|---|---|
//! | `gaussian` | f + s z, z standard normal | s |
//! | `lognormal` | f exp(s z) | s, of the log |
//! | `laplace` | f exp(s l), l standard Laplace (`linear`: f + s l) | s, mean absolute residual |
//! | `student(nu)` | f + s t, t of nu degrees of freedom | s |
//! | `poisson` | counts of mean f | none |
//! | `gamma(m)`, `whittle` | f g/m, g gamma of shape m | none |
//! | `binomial(n)` | successes of n trials of probability f | none |
//! | `negbinomial` | counts of mean f, variance f + s f^2 | s, the dispersion |
//! | `huber`, `asymmetric-huber` | as `laplace`, shifted so that the loss has its minimum at the law | s |
//!
//! With `log(y)` left of `~` residuals on the log are added to the law as it stands.

use crate::{Error, Noise};
use libm::{exp, log};
use rand_distr::{Binomial, Distribution, Exp1, Gamma, Poisson, StandardNormal, StudentT};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::Rng;

/// How to draw around a law.
#[derive(Debug, Clone)]
pub(crate) struct Scatter {
    noise: Noise,
    scale: f64,
    /// Where the M-estimator of a skew loss is zero in mean, in units of residuals.
    shift: f64,
}

impl Scatter {
    /// A scatter of `noise` with this scale, which must be positive where the noise has one.
    pub(crate) fn new(noise: Noise, scale: Option<f64>) -> Result<Scatter, Error> {
        let needs = noise.has_residuals() || noise == Noise::NegBinomial;
        let scale = match scale {
            Some(s) if s > 0.0 && s.is_finite() => s,
            Some(s) => return Err(Error::new(format!("the scale of simulated noise must be positive, not {s}"))),
            None if needs => return Err(Error::new(format!("{noise} needs the scale of the simulated noise"))),
            None => 1.0,
        };
        let shift = match noise {
            Noise::AsymmetricHuber { delta, over, .. } => balanced_shift(delta, over, scale),
            _ => 0.0,
        };
        Ok(Scatter { noise, scale, shift })
    }

    /// One observation at law value `law`, on the scale of the response as typed; `log_response` says that this is a log.
    /// `None` where the law's value is outside what the noise can have.
    pub(crate) fn draw(
        &self,
        law: f64,
        trials: f64,
        log_response: bool,
        generator: &mut Xoshiro256PlusPlus,
    ) -> Option<f64> {
        if !law.is_finite() {
            return None;
        }
        let drawn = match &self.noise {
            Noise::Poisson => count(law, generator)?,
            Noise::NegBinomial => {
                let g = Gamma::new(1.0 / self.scale, self.scale).ok()?.sample(generator);
                count(law * g, generator)?
            }
            Noise::Gamma(m) => law * Gamma::new(*m, 1.0 / m).ok()?.sample(generator),
            Noise::Whittle => law * exponential(generator),
            Noise::Binomial(_) => {
                if !(trials >= 0.0 && trials < 9e15) {
                    return None;
                }
                Binomial::new(trials as u64, law).ok()?.sample(generator) as f64
            }
            _ => {
                let residual = self.scale * self.standard(generator)? - self.shift;
                if self.noise.is_log() && !log_response { law * exp(residual) } else { law + residual }
            }
        };
        drawn.is_finite().then_some(drawn)
    }

    /// A residual of unit scale.
    fn standard(&self, generator: &mut Xoshiro256PlusPlus) -> Option<f64> {
        Some(match self.noise {
            Noise::Gaussian | Noise::LogNormal => StandardNormal.sample(generator),
            Noise::Student(nu) => StudentT::new(nu).ok()?.sample(generator),
            _ if generator.next_u64() >> 63 == 0 => exponential(generator),
            _ => -exponential(generator),
        })
    }
}

fn exponential(generator: &mut Xoshiro256PlusPlus) -> f64 {
    Exp1.sample(generator)
}

/// A Poisson count; 0 for mean 0.
fn count(mean: f64, generator: &mut Xoshiro256PlusPlus) -> Option<f64> {
    if mean == 0.0 { Some(0.0) } else { Some(Poisson::new(mean).ok()?.sample(generator)) }
}

/// The shift `c` at which `r - c`, with Laplace `r` of this scale, has a mean score of zero: the integral of
/// `P(r > c + u) - over P(r < c - u)` over `u` from 0 to `delta` vanishes.
fn balanced_shift(delta: f64, over: f64, scale: f64) -> f64 {
    // Integrals of the tails of a Laplace distribution beyond `t`, over a stretch of `delta`.
    let tail = |t: f64| if t >= 0.0 { 0.5 * scale * exp(-t / scale) } else { -t + 0.5 * scale * exp(t / scale) };
    let upper = |c: f64| tail(c) - tail(c + delta);
    let balance = |c: f64| upper(c) - over * upper(-c);
    let reach = scale * (40.0 + log(over).abs()) + delta;
    let (mut lo, mut hi) = (-reach, reach);
    for _ in 0..200 {
        let middle = 0.5 * (lo + hi);
        if balance(middle) > 0.0 { lo = middle } else { hi = middle }
    }
    0.5 * (lo + hi)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Trials;
    use rand_xoshiro::rand_core::SeedableRng;

    /// Mean and variance of each simulator against the closed forms, within five standard errors.
    #[test]
    fn moments() {
        let n = 200_000;
        let cases: [(Noise, f64, f64, f64, f64); 9] = [
            (Noise::Gaussian, 0.3, 2.0, 2.0, 0.09),
            (Noise::Laplace { linear: true }, 0.3, 2.0, 2.0, 0.18),
            (Noise::Student(6.0), 0.3, 2.0, 2.0, 0.09 * 1.5),
            (Noise::Poisson, 1.0, 3.5, 3.5, 3.5),
            (Noise::Gamma(4.0), 1.0, 2.0, 2.0, 1.0),
            (Noise::Whittle, 1.0, 2.0, 2.0, 4.0),
            (Noise::Binomial(Trials::Number(20.0)), 1.0, 0.3, 6.0, 4.2),
            (Noise::NegBinomial, 0.5, 3.0, 3.0, 3.0 + 0.5 * 9.0),
            (Noise::LogNormal, 0.2, 2.0, 2.0 * exp(0.02), 4.0 * exp(0.04) * (exp(0.04) - 1.0)),
        ];
        for (noise, scale, law, mean, variance) in cases {
            let scatter = Scatter::new(noise.clone(), Some(scale)).unwrap();
            let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
            let draws: Vec<f64> = (0..n).map(|_| scatter.draw(law, 20.0, false, &mut generator).unwrap()).collect();
            let m = draws.iter().sum::<f64>() / n as f64;
            let squares: Vec<f64> = draws.iter().map(|d| (d - m) * (d - m)).collect();
            let v = squares.iter().sum::<f64>() / n as f64;
            let error = (squares.iter().map(|s| (s - v) * (s - v)).sum::<f64>() / n as f64 / n as f64).sqrt();
            assert!((m - mean).abs() < 5.0 * (variance / n as f64).sqrt(), "{noise}: mean {m}, not {mean}");
            assert!((v - variance).abs() < 5.0 * error, "{noise}: variance {v}, not {variance}");
        }
    }

    /// The mean score of the asymmetric loss vanishes at the law.
    #[test]
    fn a_skew_loss_is_balanced() {
        let noise = Noise::AsymmetricHuber { delta: 0.5, over: 10.0, linear: true };
        let scatter = Scatter::new(noise, Some(1.0)).unwrap();
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(2);
        let n = 400_000;
        let scores = (0..n).map(|_| {
            let r = scatter.draw(0.0, 0.0, false, &mut generator).unwrap();
            if r > 0.0 { r.min(0.5) } else { 10.0 * r.max(-0.5) }
        });
        let (sum, squares) = scores.fold((0.0, 0.0), |(a, b), s| (a + s, b + s * s));
        assert!((sum / n as f64).abs() < 4.0 * (squares / n as f64 / n as f64).sqrt());
    }

    #[test]
    fn what_can_not_be_drawn_is_an_error() {
        assert!(Scatter::new(Noise::Gaussian, None).is_err());
        assert!(Scatter::new(Noise::Gaussian, Some(-1.0)).is_err());
        let poisson = Scatter::new(Noise::Poisson, None).unwrap();
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(0);
        assert_eq!(poisson.draw(-1.0, 0.0, false, &mut generator), None);
        assert_eq!(poisson.draw(f64::NAN, 0.0, false, &mut generator), None);
    }
}
