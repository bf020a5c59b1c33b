//! How a new observation scatters about a law that is itself uncertain.

use super::{Points, Prediction};
use crate::fit::Fit;
use crate::noise::{Noise, log_likelihood};
use crate::uncertainty::percentile;
use libm::{erfc, exp, log};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::{
    beta::beta_reg,
    gamma::{gamma_lr, gamma_ur},
};
use std::f64::consts::{LN_2, SQRT_2};

/// Points of equal probability that stand for a distribution when it is mixed with another.
const NODES: usize = 64;

/// With fewer draws than this their percentiles mean nothing.
const FEWEST_DRAWS: usize = 40;

/// The noise of a fit with its estimated scale.
#[derive(Debug, Clone)]
pub(crate) struct Scatter<'a> {
    fit: &'a Fit,
    /// The scale as estimated (standard deviation, Laplace's b, Student's scale, dispersion); `None` if there is none.
    scale: Option<f64>,
    /// Factor that makes up for the parameters that were fitted to the same residuals: sqrt(n / (n - k)).
    freedom: f64,
    /// n - k.
    dof: f64,
    /// The residuals of a loss, sorted: their distribution is all that is known of its noise.
    residuals: Vec<f64>,
    /// Whether the law's log is where residuals are taken.
    take_log: bool,
}

impl<'a> Scatter<'a> {
    pub(crate) fn of(fit: &'a Fit, response_is_log: bool) -> Scatter<'a> {
        let (n, dof) = (fit.n as f64, fit.n.saturating_sub(fit.k) as f64);
        let mut residuals = if fit.noise.is_loss() { fit.residuals() } else { vec![] };
        residuals.retain(|r| r.is_finite());
        residuals.sort_by(f64::total_cmp);
        Scatter {
            fit,
            scale: fit.noise_params.first().map(|s| s.1),
            freedom: if dof > 0.0 { (n / dof).sqrt() } else { f64::NAN },
            dof,
            residuals,
            take_log: fit.noise.is_log() && !response_is_log,
        }
    }

    /// A value of the response as typed on the residuals' scale.
    pub(crate) fn residual_scale(&self, value: f64) -> f64 {
        if self.take_log { log(value) } else { value }
    }

    /// The derivative of the residuals' scale in the law's value.
    pub(crate) fn residual_slope(&self, value: f64) -> f64 {
        if self.take_log { 1.0 / value } else { 1.0 }
    }

    /// Natural log of the density (or probability) of the raw response at point `i`; `None` for losses and for left
    /// sides of several columns.
    pub(crate) fn log_density(&self, points: &Points, i: usize) -> Option<f64> {
        if self.fit.noise.is_loss() {
            return None;
        }
        let mut jacobian = points.log_jacobian.as_ref()?[i];
        if self.take_log {
            jacobian -= log(points.observed[i]);
        }
        let (mut target, law) = (self.residual_scale(points.observed[i]), self.residual_scale(points.value[i]));
        let mut weight = points.weights[i];
        let (mut nuisance, mut trials) = (0.0, 0.0);
        match &self.fit.noise {
            Noise::Gaussian | Noise::LogNormal => {
                if let Some(s) = self.scale {
                    weight /= s * s;
                }
            }
            Noise::Laplace { .. } => {
                let b = self.scale? / weight;
                return Some(-LN_2 - log(b) - (target - law).abs() / b + jacobian);
            }
            Noise::Student(_) | Noise::NegBinomial => nuisance = log(self.scale?),
            Noise::Binomial(_) => {
                trials = points.trials[i];
                target *= trials;
            }
            _ => {}
        }
        let row = log_likelihood(&self.fit.noise, &[target], &[law], &[weight], &[trials], nuisance, true, jacobian);
        Some(row.0)
    }

    /// The law with its interval and that of a new observation at point `i`.
    pub(crate) fn prediction(&self, points: &Points, i: usize, level: f64) -> Prediction {
        let value = points.value[i];
        let mut p = Prediction { value, lo: None, hi: None, obs_lo: None, obs_hi: None };
        let link = self.link();
        let centre = link.to(value);
        let q = self.quantile(0.5 * (1.0 + level));
        // How far the law reaches to either side, on the scale of the link.
        let reach = match self.reach_of_draws(points, i, link, centre, level) {
            Some(reach) => reach,
            None => match self.law_error(points.gradient(i)) {
                Some(sd) => [q * sd * link.slope(value).abs(); 2],
                None => return p,
            },
        };
        if !centre.is_finite() || !reach.iter().all(|r| r.is_finite()) {
            return p;
        }
        (p.lo, p.hi) = (Some(link.back(centre - reach[0])), Some(link.back(centre + reach[1])));
        let tails = [0.5 * (1.0 - level), 0.5 * (1.0 + level)];
        let side = |side: usize| -> Option<f64> {
            let sd = reach[side] / q;
            let ends = if self.fit.noise.has_residuals() {
                self.residual_quantiles(points, i, sd, tails).map(|e| e.map(|r| link.back(centre + r)))
            } else {
                self.count_quantiles(points, i, link, centre, sd, tails)
            };
            ends.map(|e| e[side]).filter(|x| !x.is_nan())
        };
        if let Some((lo, hi)) = side(0).zip(side(1)) {
            (p.obs_lo, p.obs_hi) = (Some(lo), Some(hi));
        }
        p
    }

    /// How far the percentiles of the law at the fit's draws reach to either side of its best value, on the scale of the
    /// link, with the widening that percentiles lack in small samples; `None` without enough draws.
    fn reach_of_draws(&self, points: &Points, i: usize, link: Link, centre: f64, level: f64) -> Option<[f64; 2]> {
        let simulated = self.fit.bootstrap.as_ref()?.simulated;
        let mut values: Vec<f64> = points.draws(i).map(|v| link.to(v)).filter(|v| v.is_finite()).collect();
        if values.len() < FEWEST_DRAWS {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let p = 0.5 * (1.0 + level);
        let small = self.quantile(p) / Normal::standard().inverse_cdf(p);
        let has_scale = self.fit.noise.has_residuals() && self.freedom.is_finite() && !simulated;
        let widen = small.max(1.0) * if has_scale { self.freedom } else { 1.0 };
        let (lo, hi) = percentile(&values, level);
        Some([widen * (centre - lo).max(0.0), widen * (hi - centre).max(0.0)])
    }

    /// Standard error of the law, by the delta method; `None` if the parameters have none.
    fn law_error(&self, gradient: &[f64]) -> Option<f64> {
        if gradient.is_empty() {
            // Nothing was estimated, or nothing could be.
            return self.fit.params.iter().all(|e| e.method == "fixed" || e.method == "at-bound").then_some(0.0);
        }
        (self.fit.covariance.size() == gradient.len())
            .then(|| self.fit.covariance.between(gradient, gradient).max(0.0).sqrt())
    }

    fn link(&self) -> Link {
        match self.fit.noise {
            Noise::Binomial(_) => Link::Logit,
            Noise::Poisson | Noise::NegBinomial | Noise::Gamma(_) | Noise::Whittle => Link::Log,
            _ if self.take_log => Link::Log,
            _ => Link::Identity,
        }
    }

    /// Quantile of the standardised error of the law: Student's t where a scale is estimated from residuals.
    fn quantile(&self, p: f64) -> f64 {
        let known = matches!(self.fit.noise, Noise::Gaussian | Noise::LogNormal) && self.scale.is_none();
        if self.fit.noise.has_residuals() && !known && self.dof > 0.0 {
            StudentsT::new(0.0, 1.0, self.dof).map_or(f64::NAN, |t| t.inverse_cdf(p))
        } else {
            Normal::standard().inverse_cdf(p)
        }
    }

    /// Quantiles of error of the law plus noise, on the residuals' scale.
    fn residual_quantiles(&self, points: &Points, i: usize, sd: f64, tails: [f64; 2]) -> Option<[f64; 2]> {
        let weight = points.weights[i];
        let size = match &self.fit.noise {
            Noise::Gaussian | Noise::LogNormal => match self.scale {
                Some(s) => s * self.freedom / weight.sqrt(),
                None if points.sigma_known => 1.0 / weight.sqrt(),
                None => return None,
            },
            Noise::Laplace { .. } => self.scale? * self.freedom * self.freedom / weight,
            Noise::Student(_) => self.scale? * self.freedom,
            _ => self.freedom,
        };
        if !size.is_finite() {
            return None;
        }
        if let Noise::Gaussian | Noise::LogNormal = self.fit.noise {
            return Some(tails.map(|p| self.quantile(p) * sd.hypot(size)));
        }
        // The error of the law has Student's tails; a wider normal stands for it.
        let sd = sd * self.quantile(0.975) / Normal::standard().inverse_cdf(0.975);
        Some(tails.map(|p| match &self.fit.noise {
            Noise::Laplace { .. } => invert(&|x| normal_laplace(x, sd, size), p, 3.0 * (sd + size)),
            Noise::Student(nu) => {
                let t = |p: f64| StudentsT::new(0.0, size, *nu).map_or(f64::NAN, |t| t.inverse_cdf(p));
                sum_quantile(&t, sd, p)
            }
            _ => sum_quantile(&|p| size * empirical_quantile(&self.residuals, p), sd, p),
        }))
    }

    /// Quantiles of a new count, power or fraction: the noise's distribution function averaged over the law's error.
    fn count_quantiles(
        &self,
        points: &Points,
        i: usize,
        link: Link,
        centre: f64,
        sd: f64,
        tails: [f64; 2],
    ) -> Option<[f64; 2]> {
        let normal = Normal::standard();
        let means: Vec<f64> = nodes().map(|p| link.back(centre + sd * normal.inverse_cdf(p))).collect();
        let trials = points.trials.get(i).copied();
        let dispersion = self.scale.unwrap_or(0.0);
        let one = |y: f64, mu: f64| -> f64 {
            match self.fit.noise {
                Noise::Poisson => gamma_ur(y + 1.0, mu),
                Noise::Gamma(m) => {
                    if y > 0.0 {
                        gamma_lr(m, m * y / mu)
                    } else {
                        0.0
                    }
                }
                Noise::Whittle => -libm::expm1(-y / mu),
                Noise::NegBinomial => {
                    let r = 1.0 / dispersion;
                    beta_reg(r, y + 1.0, r / (r + mu))
                }
                _ => match trials {
                    Some(n) if y < n => beta_reg(n - y, y + 1.0, 1.0 - mu),
                    _ => 1.0,
                },
            }
        };
        // Counts beyond this are no longer exact in f64.
        if !means.iter().all(|m| *m > 0.0 && *m < 1e12) {
            return None;
        }
        let cdf = |y: f64| means.iter().map(|&mu| one(y, mu)).sum::<f64>() / NODES as f64;
        match self.fit.noise {
            Noise::Binomial(_) => {
                let n = trials?;
                Some(tails.map(|p| smallest_count(&cdf, p, n) / n))
            }
            Noise::Gamma(_) | Noise::Whittle => {
                let log_cdf = |x: f64| cdf(exp(x));
                Some(tails.map(|p| exp(centre + invert(&|x| log_cdf(centre + x), p, 1.0 + sd))))
            }
            _ => {
                let most = (1e3 * (1.0 + means[NODES - 1]) * (1.0 + dispersion)).min(1e15);
                Some(tails.map(|p| smallest_count(&cdf, p, most)))
            }
        }
    }
}

/// The scale on which the error of the law is taken to be normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Identity,
    Log,
    Logit,
}

impl Link {
    fn to(self, x: f64) -> f64 {
        match self {
            Link::Identity => x,
            Link::Log => log(x),
            Link::Logit => log(x / (1.0 - x)),
        }
    }

    fn slope(self, x: f64) -> f64 {
        match self {
            Link::Identity => 1.0,
            Link::Log => 1.0 / x,
            Link::Logit => 1.0 / (x * (1.0 - x)),
        }
    }

    fn back(self, x: f64) -> f64 {
        match self {
            Link::Identity => x,
            Link::Log => exp(x),
            Link::Logit => 1.0 / (1.0 + exp(-x)),
        }
    }
}

fn nodes() -> impl Iterator<Item = f64> {
    (0..NODES).map(|i| (i as f64 + 0.5) / NODES as f64)
}

/// Standard normal distribution function.
fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// Distribution function of the sum of a normal error of standard deviation `sd` and a Laplace one of scale `b` (Reed
/// and Jorgensen 2004, in a form that does not overflow).
fn normal_laplace(x: f64, sd: f64, b: f64) -> f64 {
    if b == 0.0 {
        return if sd == 0.0 { if x >= 0.0 { 1.0 } else { 0.0 } } else { normal_cdf(x / sd) };
    }
    if sd == 0.0 {
        return if x < 0.0 { 0.5 * exp(x / b) } else { 1.0 - 0.5 * exp(-x / b) };
    }
    let (z, s) = (x / sd, sd / b);
    // exp(s^2/2 + u s) * normal_cdf(-u - s), scaled complementary error function where that is tiny.
    let tail = |u: f64| {
        let t = (u + s) / SQRT_2;
        if t < 5.0 { exp(0.5 * s * s + u * s) * 0.5 * erfc(t) } else { 0.5 * exp(-0.5 * u * u) * scaled_erfc(t) }
    };
    normal_cdf(z) + 0.5 * (tail(z) - tail(-z))
}

/// `exp(t^2) erfc(t)` for t >= 5, by its asymptotic series (relative error below 1e-6).
fn scaled_erfc(t: f64) -> f64 {
    let q = 0.5 / (t * t);
    (1.0 - q * (1.0 - 3.0 * q * (1.0 - 5.0 * q * (1.0 - 7.0 * q)))) / (t * std::f64::consts::PI.sqrt())
}

/// The `x` where an increasing function is `p`; `width` is a first guess of how far from 0 it lies.
fn invert(cdf: &dyn Fn(f64) -> f64, p: f64, width: f64) -> f64 {
    let (mut lo, mut hi) = (-width, width);
    for _ in 0..60 {
        match (cdf(lo) <= p, cdf(hi) >= p) {
            (true, true) => break,
            (low, high) => {
                if !low {
                    lo *= 2.0;
                }
                if !high {
                    hi *= 2.0;
                }
            }
        }
    }
    for _ in 0..60 {
        let middle = 0.5 * (lo + hi);
        if hi - lo <= 1e-10 * (lo.abs() + hi.abs()) {
            break;
        }
        if cdf(middle) < p { lo = middle } else { hi = middle }
    }
    0.5 * (lo + hi)
}

/// The smallest count from 0 to `most` whose distribution function reaches `p`.
fn smallest_count(cdf: &dyn Fn(f64) -> f64, p: f64, most: f64) -> f64 {
    let (mut below, mut reached) = (-1.0, most.floor());
    while reached - below > 1.0 {
        let middle = (0.5 * (below + reached)).floor();
        if cdf(middle) >= p { reached = middle } else { below = middle }
    }
    reached
}

/// The quantile of the sum of a normal error of standard deviation `sd` and of noise with this quantile function.
fn sum_quantile(noise: &dyn Fn(f64) -> f64, sd: f64, p: f64) -> f64 {
    let spread = 0.5 * (noise(0.84) - noise(0.16));
    if sd < spread {
        // A normal error that is small beside the noise widens it, to second order, by its variance.
        let middle = noise(0.5);
        return middle + sd.hypot(spread) / spread * (noise(p) - middle);
    }
    if sd == 0.0 {
        return noise(p);
    }
    let points: Vec<f64> = nodes().map(noise).collect();
    let cdf = |x: f64| points.iter().map(|e| normal_cdf((x - e) / sd)).sum::<f64>() / NODES as f64;
    invert(&cdf, p, points[NODES - 1] - points[0] + 3.0 * sd)
}

/// Quantile of a sorted sample: linear between order statistics at i/(n + 1), exponential tails beyond the ends with
/// the mean excess of the outer tenth (two or more) of the sample.
fn empirical_quantile(sorted: &[f64], p: f64) -> f64 {
    let n = sorted.len();
    if n == 0 {
        return f64::NAN;
    }
    let x = p * (n + 1) as f64;
    let outer = (n / 10).max(2).min(n - 1);
    if x < 1.0 {
        let excess = (0..outer).map(|i| sorted[outer] - sorted[i]).sum::<f64>() / outer.max(1) as f64;
        return sorted[0] + excess * log(x);
    }
    if x > n as f64 {
        let excess = (0..outer).map(|i| sorted[n - 1 - i] - sorted[n - 1 - outer]).sum::<f64>() / outer.max(1) as f64;
        return sorted[n - 1] - excess * log((n + 1) as f64 - x);
    }
    let i = (x as usize).min(n - 1);
    let lower = sorted[i - 1];
    lower + (x - i as f64) * (sorted[i.min(n - 1)] - lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the convolution integral.
    #[test]
    fn sum_of_normal_and_laplace() {
        for (sd, b) in [(0.1, 1.0), (1.0, 1.0), (3.0, 0.2), (1.0, 0.05)] {
            for x in [-4.0, -1.0, 0.0, 0.3, 2.0] {
                let n = 40_000;
                let h = 2.0 * (8.0 * sd) / n as f64;
                let laplace = |x: f64| if x < 0.0 { 0.5 * (x / b).exp() } else { 1.0 - 0.5 * (-x / b).exp() };
                let integral: f64 = (0..n)
                    .map(|k| {
                        let e = -8.0 * sd + (k as f64 + 0.5) * h;
                        h * (-0.5 * e * e / (sd * sd)).exp() / (sd * (2.0 * std::f64::consts::PI).sqrt())
                            * laplace(x - e)
                    })
                    .sum();
                let got = normal_laplace(x, sd, b);
                assert!((got - integral).abs() < 2e-6, "sd {sd}, b {b}, x {x}: {got} against {integral}");
            }
        }
    }

    #[test]
    fn quantiles_of_counts() {
        // P(Poisson(3) <= 0..7): .0498 .1991 .4232 .6472 .8153 .9161 .9665 .9881
        let cdf = |y: f64| gamma_ur(y + 1.0, 3.0);
        assert_eq!(smallest_count(&cdf, 0.025, 1e6), 0.0);
        assert_eq!(smallest_count(&cdf, 0.5, 1e6), 3.0);
        assert_eq!(smallest_count(&cdf, 0.975, 1e6), 7.0);
    }

    #[test]
    fn quantiles_of_a_sample() {
        let sorted: Vec<f64> = (1..=99).map(f64::from).collect();
        assert!((empirical_quantile(&sorted, 0.5) - 50.0).abs() < 1e-12);
        assert!((empirical_quantile(&sorted, 0.025) - 2.5).abs() < 1e-12);
        assert!((empirical_quantile(&sorted, 0.99) - 99.0).abs() < 1e-12);
        assert!(empirical_quantile(&sorted, 0.999) > 99.0);
        assert!(empirical_quantile(&[1.0], 0.999).is_finite());
    }
}
