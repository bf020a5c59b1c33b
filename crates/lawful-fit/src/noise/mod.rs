//! How data scatter about a law: likelihoods, and losses that are none.
//!
//! | name | residual | minimised | printed objective |
//! |---|---|---|---|
//! | `gaussian` | y - f | sum r^2 / 2 | sum r^2 (over known variances with `--sigma`) |
//! | `lognormal` | ln y - ln f | sum r^2 / 2 | sum r^2 |
//! | `laplace`, `lad` | ln y - ln f (`laplace(linear)`: y - f) | sum abs r | sum abs r |
//! | `student(nu)` | y - f | -ln likelihood, scale estimated | -2 ln likelihood |
//! | `poisson` | | f - y ln f | twice that (Cash) |
//! | `gamma(m)`, `whittle` = `gamma(1)` | | m (ln f + y/f) | twice that |
//! | `binomial(TRIALS)` | | -y ln f - (n - y) ln(1 - f) | twice that |
//! | `negbinomial` | | -ln likelihood, dispersion estimated | twice that, up to the data-only term |
//! | `huber(delta)` | ln y - ln f (`huber(delta, linear)`: y - f) | sum of r^2/2, or delta (abs r - delta/2) beyond delta | the same |
//! | `asymmetric-huber(delta, k)` | as huber | as huber, k times where f > y | the same |
//!
//! With `log(y)` left of `~` log residuals are left minus right: nothing is logged twice.

mod likelihood;
mod rows;

pub(crate) use likelihood::log_likelihood;
pub(crate) use rows::{Curvature, RowLoss, Terms};

use std::fmt;
use std::str::FromStr;

/// How data scatter about a law. See the module's table.
#[derive(Debug, Clone, PartialEq)]
pub enum Noise {
    /// Normal, standard deviation estimated or known.
    Gaussian,
    /// Normal in the log.
    LogNormal,
    /// Laplace, scale estimated; in the log unless `linear`.
    Laplace {
        /// Plain residuals.
        linear: bool,
    },
    /// Student's t with this many degrees of freedom, scale estimated.
    Student(f64),
    /// Counts (Cash 1979).
    Poisson,
    /// Gamma with this shape: averages of `m` periodograms.
    Gamma(f64),
    /// Gamma of shape 1: one periodogram (Whittle 1953).
    Whittle,
    /// Successes of this many trials.
    Binomial(Trials),
    /// Counts with variance `mu + a mu^2`, `a` estimated.
    NegBinomial,
    /// Huber's loss with this threshold.
    Huber {
        /// Where the square becomes linear.
        delta: f64,
        /// Plain residuals.
        linear: bool,
    },
    /// Huber's loss, `over` times where the law lies above the observation.
    AsymmetricHuber {
        /// Where the square becomes linear.
        delta: f64,
        /// Weight of over-prediction.
        over: f64,
        /// Plain residuals.
        linear: bool,
    },
}

/// The number of trials of a binomial response.
#[derive(Debug, Clone, PartialEq)]
pub enum Trials {
    /// The same for all rows.
    Number(f64),
    /// A column.
    Column(String),
}

impl Noise {
    /// Whether it is a loss without a likelihood: no information criteria, no posterior.
    pub fn is_loss(&self) -> bool {
        matches!(self, Noise::Huber { .. } | Noise::AsymmetricHuber { .. })
    }

    /// Whether residuals are taken in the log.
    pub fn is_log(&self) -> bool {
        matches!(
            self,
            Noise::LogNormal
                | Noise::Laplace { linear: false }
                | Noise::Huber { linear: false, .. }
                | Noise::AsymmetricHuber { linear: false, .. }
        )
    }

    /// Whether it is made of residuals: response minus law, plain or in the log.
    pub fn has_residuals(&self) -> bool {
        !matches!(self, Noise::Poisson | Noise::Gamma(_) | Noise::Whittle | Noise::Binomial(_) | Noise::NegBinomial)
    }

    /// What is minimised per row.
    pub(crate) fn row_loss(&self) -> RowLoss {
        match *self {
            Noise::Gaussian | Noise::LogNormal => RowLoss::Square,
            Noise::Laplace { .. } => RowLoss::Absolute,
            Noise::Student(nu) => RowLoss::Student { nu },
            Noise::Poisson => RowLoss::Poisson,
            Noise::Gamma(shape) => RowLoss::Gamma { shape },
            Noise::Whittle => RowLoss::Gamma { shape: 1.0 },
            Noise::Binomial(_) => RowLoss::Binomial,
            Noise::NegBinomial => RowLoss::NegBinomial,
            Noise::Huber { delta, .. } => RowLoss::Huber { delta, over: 1.0 },
            Noise::AsymmetricHuber { delta, over, .. } => RowLoss::Huber { delta, over },
        }
    }
}

impl fmt::Display for Noise {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let tail = |linear: bool| if linear { ", linear" } else { "" };
        match self {
            Noise::Gaussian => write!(f, "gaussian"),
            Noise::LogNormal => write!(f, "lognormal"),
            Noise::Laplace { linear: false } => write!(f, "laplace"),
            Noise::Laplace { linear: true } => write!(f, "laplace(linear)"),
            Noise::Student(nu) => write!(f, "student({nu})"),
            Noise::Poisson => write!(f, "poisson"),
            Noise::Gamma(m) => write!(f, "gamma({m})"),
            Noise::Whittle => write!(f, "whittle"),
            Noise::Binomial(Trials::Number(n)) => write!(f, "binomial({n})"),
            Noise::Binomial(Trials::Column(c)) => write!(f, "binomial({c})"),
            Noise::NegBinomial => write!(f, "negbinomial"),
            Noise::Huber { delta, linear } => write!(f, "huber({delta}{})", tail(*linear)),
            Noise::AsymmetricHuber { delta, over, linear } => {
                write!(f, "asymmetric-huber({delta}, {over}{})", tail(*linear))
            }
        }
    }
}

impl FromStr for Noise {
    type Err = String;

    fn from_str(text: &str) -> Result<Noise, String> {
        const NAMES: &str = "gaussian, lognormal, laplace, student(nu), poisson, gamma(m), whittle, binomial(TRIALS), \
                             negbinomial, huber(delta), asymmetric-huber(delta, k)";
        let text = text.trim();
        let (name, inside) = match text.split_once('(') {
            None => (text, None),
            Some((name, rest)) => match rest.strip_suffix(')') {
                Some(inside) => (name.trim(), Some(inside)),
                None => return Err(format!("noise '{text}': the closing bracket is missing")),
            },
        };
        let mut args: Vec<&str> = inside.map_or(vec![], |i| i.split(',').map(str::trim).collect());
        args.retain(|a| !a.is_empty());
        let linear = args.last() == Some(&"linear");
        if linear {
            args.pop();
        }
        let positive = |place: usize, what: &str, example: &str| -> Result<f64, String> {
            let given = args.get(place).ok_or(format!("noise '{name}' needs {what}: write {example}"))?;
            match given.parse::<f64>() {
                Ok(x) if x > 0.0 && x.is_finite() => Ok(x),
                _ => Err(format!("noise '{text}': {what} must be a positive number, not '{given}'")),
            }
        };
        let (noise, wanted) = match name {
            "gaussian" | "normal" => (Noise::Gaussian, 0),
            "lognormal" => (Noise::LogNormal, 0),
            "laplace" | "lad" => (Noise::Laplace { linear }, 0),
            "student" => (Noise::Student(positive(0, "its degrees of freedom", "student(4)")?), 1),
            "poisson" | "cash" => (Noise::Poisson, 0),
            "gamma" => (Noise::Gamma(positive(0, "its shape", "gamma(8)")?), 1),
            "whittle" => (Noise::Whittle, 0),
            "binomial" => {
                let given = args.first().ok_or("noise 'binomial' needs the trials: write binomial(COLUMN)")?;
                let trials = match given.parse::<f64>() {
                    Ok(n) if n >= 1.0 && n.is_finite() => Trials::Number(n),
                    Ok(_) => return Err(format!("noise '{text}': the number of trials must be 1 or more")),
                    Err(_) => Trials::Column(given.trim_matches('`').to_string()),
                };
                (Noise::Binomial(trials), 1)
            }
            "negbinomial" => (Noise::NegBinomial, 0),
            "huber" => (Noise::Huber { delta: positive(0, "its threshold", "huber(1e-3)")?, linear }, 1),
            "asymmetric-huber" => {
                let delta = positive(0, "its threshold", "asymmetric-huber(1e-3, 10)")?;
                let over = positive(1, "the weight of over-prediction", "asymmetric-huber(1e-3, 10)")?;
                (Noise::AsymmetricHuber { delta, over, linear }, 2)
            }
            _ => return Err(format!("there is no noise '{name}'; choose one of {NAMES}")),
        };
        if args.len() != wanted {
            return Err(format!("noise '{text}': {name} takes {wanted} numbers, not {}", args.len()));
        }
        let takes_linear = matches!(noise, Noise::Laplace { .. } | Noise::Huber { .. } | Noise::AsymmetricHuber { .. });
        if linear && !takes_linear {
            return Err(format!("noise '{text}': 'linear' is for laplace and huber; {name} has one form only"));
        }
        Ok(noise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_noise_prints_as_it_is_typed() {
        for text in [
            "gaussian",
            "lognormal",
            "laplace",
            "laplace(linear)",
            "student(4)",
            "poisson",
            "gamma(8)",
            "whittle",
            "binomial(100)",
            "binomial(n_items)",
            "negbinomial",
            "huber(0.001)",
            "huber(0.001, linear)",
            "asymmetric-huber(0.001, 10)",
        ] {
            assert_eq!(text.parse::<Noise>().unwrap().to_string(), text);
        }
        assert_eq!("lad".parse::<Noise>().unwrap(), Noise::Laplace { linear: false });
        for text in ["", "huber", "huber(-1)", "huber(1e-3", "gauss", "poisson(3)", "student(nan)", "gaussian(linear)"]
        {
            assert!(text.parse::<Noise>().is_err(), "{text}");
        }
    }
}
