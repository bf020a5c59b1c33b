//! Priors as terms of the objective.

use lawful_law::model::Prior;

/// A prior whose density is known here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum PriorDensity {
    Normal { mean: f64, sd: f64 },
    LogNormal { mu: f64, sigma: f64 },
    Uniform,
    LogUniform,
    HalfNormal { sd: f64 },
    Gamma { shape: f64, rate: f64 },
    Beta { a: f64, b: f64 },
    StudentT { nu: f64, mean: f64, scale: f64 },
}

impl PriorDensity {
    /// The density that a clause names, and the domain that it brings.
    pub(crate) fn of(prior: &Prior, parameter: &str) -> Result<(PriorDensity, f64, f64), String> {
        let a = prior.arguments.as_slice();
        let bad = |usage: &str| Err(format!("the prior of '{parameter}' must read {usage}"));
        let inf = f64::INFINITY;
        Ok(match (prior.distribution.as_str(), a) {
            ("normal", &[mean, sd]) if sd > 0.0 => (PriorDensity::Normal { mean, sd }, -inf, inf),
            ("normal", _) => return bad("normal(mean, sd) with sd > 0"),
            ("lognormal", &[mu, sigma]) if sigma > 0.0 => (PriorDensity::LogNormal { mu, sigma }, 0.0, inf),
            ("lognormal", _) => return bad("lognormal(mu, sigma) with sigma > 0"),
            ("uniform", &[lo, hi]) if lo < hi => (PriorDensity::Uniform, lo, hi),
            ("uniform", _) => return bad("uniform(lo, hi) with lo < hi"),
            ("loguniform", &[lo, hi]) if 0.0 < lo && lo < hi => (PriorDensity::LogUniform, lo, hi),
            ("loguniform", _) => return bad("loguniform(lo, hi) with 0 < lo < hi"),
            ("halfnormal", &[sd]) if sd > 0.0 => (PriorDensity::HalfNormal { sd }, 0.0, inf),
            ("halfnormal", _) => return bad("halfnormal(sd) with sd > 0"),
            ("gamma", &[shape, rate]) if shape > 0.0 && rate > 0.0 => (PriorDensity::Gamma { shape, rate }, 0.0, inf),
            ("gamma", _) => return bad("gamma(shape, rate), both > 0"),
            ("beta", &[a, b]) if a > 0.0 && b > 0.0 => (PriorDensity::Beta { a, b }, 0.0, 1.0),
            ("beta", _) => return bad("beta(a, b), both > 0"),
            ("student", &[nu, mean, scale]) if nu > 0.0 && scale > 0.0 => {
                (PriorDensity::StudentT { nu, mean, scale }, -inf, inf)
            }
            ("student", _) => return bad("student(nu, mean, scale) with nu, scale > 0"),
            (other, _) => {
                return Err(format!(
                    "there is no prior '{other}'; choose normal, lognormal, uniform, loguniform, halfnormal, gamma, \
                     beta or student"
                ));
            }
        })
    }

    /// Minus the log density up to a constant, and its first two derivatives.
    pub(crate) fn minus_log(&self, x: f64) -> [f64; 3] {
        match *self {
            PriorDensity::Normal { mean, sd } => {
                let z = (x - mean) / sd;
                [0.5 * z * z, z / sd, 1.0 / (sd * sd)]
            }
            PriorDensity::LogNormal { mu, sigma } => {
                let z = (libm::log(x) - mu) / sigma;
                [0.5 * z * z + libm::log(x), (z / sigma + 1.0) / x, (1.0 / (sigma * sigma) - z / sigma - 1.0) / (x * x)]
            }
            PriorDensity::Uniform => [0.0; 3],
            PriorDensity::LogUniform => [libm::log(x), 1.0 / x, -1.0 / (x * x)],
            PriorDensity::HalfNormal { sd } => {
                let z = x / sd;
                [0.5 * z * z, z / sd, 1.0 / (sd * sd)]
            }
            PriorDensity::Gamma { shape, rate } => {
                [rate * x - (shape - 1.0) * libm::log(x), rate - (shape - 1.0) / x, (shape - 1.0) / (x * x)]
            }
            PriorDensity::Beta { a, b } => [
                -(a - 1.0) * libm::log(x) - (b - 1.0) * libm::log1p(-x),
                -(a - 1.0) / x + (b - 1.0) / (1.0 - x),
                (a - 1.0) / (x * x) + (b - 1.0) / ((1.0 - x) * (1.0 - x)),
            ],
            PriorDensity::StudentT { nu, mean, scale } => {
                let z = (x - mean) / scale;
                let q = 1.0 + z * z / nu;
                let w = (nu + 1.0) / nu / q / scale;
                [0.5 * (nu + 1.0) * libm::log(q), w * z, w / scale * (1.0 - 2.0 * z * z / (nu * q))]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_match_differences() {
        let h = 1e-5;
        for (p, x) in [
            (PriorDensity::Normal { mean: 0.3, sd: 0.1 }, 0.45),
            (PriorDensity::LogNormal { mu: 0.3, sigma: 0.5 }, 0.45),
            (PriorDensity::LogUniform, 0.45),
            (PriorDensity::HalfNormal { sd: 0.2 }, 0.45),
            (PriorDensity::Gamma { shape: 3.0, rate: 2.0 }, 0.45),
            (PriorDensity::Beta { a: 3.0, b: 2.0 }, 0.45),
            (PriorDensity::StudentT { nu: 4.0, mean: 0.1, scale: 0.2 }, 0.45),
        ] {
            let at = |x: f64| p.minus_log(x);
            for k in 0..2 {
                let slope = (at(x + h)[k] - at(x - h)[k]) / (2.0 * h);
                assert!((at(x)[k + 1] - slope).abs() < 1e-6 * (1.0 + slope.abs()), "{p:?} order {k}");
            }
        }
    }
}
