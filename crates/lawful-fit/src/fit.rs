//! The result of a fit.

use crate::matrix::Matrix;
use crate::noise::Noise;
use crate::uncertainty::Bootstrap;
use lawful_io::Source;
pub use lawful_law::model::Warning;
use lawful_law::query::Dropped;

/// A parameter or derived quantity with its error.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Its name: `alpha`, `beta["muon"]`.
    pub name: String,
    /// The best value.
    pub value: f64,
    /// Standard error; `None` if it is fixed, at a bound, or has none.
    pub stderr: Option<f64>,
    /// Lower end of the interval.
    pub lo: Option<f64>,
    /// Upper end of the interval.
    pub hi: Option<f64>,
    /// How error and interval were made: a method of [`Interval`], or `fixed`, `at-bound`, `none`.
    pub method: &'static str,
    /// Whether the data determine it.
    pub identified: bool,
}

impl Estimate {
    /// A value with the first of its intervals, which is the one picked.
    pub(crate) fn plain(name: String, value: f64, intervals: &[Interval]) -> Estimate {
        let first = intervals.first();
        Estimate {
            name,
            value,
            stderr: first.and_then(|i| i.stderr),
            lo: first.and_then(|i| i.lo).filter(|v| v.is_finite()),
            hi: first.and_then(|i| i.hi).filter(|v| v.is_finite()),
            method: first.map_or("none", |i| i.method),
            identified: true,
        }
    }
}

/// An interval by one method.
#[derive(Debug, Clone, PartialEq)]
pub struct Interval {
    /// `hessian`, `sandwich`, `bootstrap` (percentiles), `bca`, `parametric` and `residual` (percentiles of refits to
    /// simulated data), `profile`.
    pub method: &'static str,
    /// Standard error, if the method has one.
    pub stderr: Option<f64>,
    /// Lower end; `None` if that side is open.
    pub lo: Option<f64>,
    /// Upper end; `None` if that side is open.
    pub hi: Option<f64>,
}

/// A row that moves the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Influence {
    /// The file's data row, from 1.
    pub row: usize,
    /// The parameter that moves most.
    pub parameter: String,
    /// By how many of its standard errors, when the row is left out.
    pub shift: f64,
    /// How far the fit without the row lies from the fit with it, in half-widths of an interval: the root of the rise of
    /// the objective over the rise at an interval's end. Beyond 1 the row decides.
    pub beyond: f64,
    /// All parameters without the row.
    pub without: Vec<(String, f64)>,
}

/// The profile of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The parameter.
    pub name: String,
    /// Points tried: its value, and the rise of the objective in units of the interval's threshold, sorted.
    pub curve: Vec<(f64, f64)>,
}

/// How the starts fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Starts {
    /// Starts tried.
    pub tried: usize,
    /// Those whose descent converged.
    pub converged: usize,
    /// Those that reached the best objective to 1 part in 10^4.
    pub reached: usize,
}

/// Another optimum.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// Its objective, as the fit's is printed.
    pub objective: f64,
    /// All parameters there.
    pub params: Vec<(String, f64)>,
}

/// A law, data and noise brought together.
#[derive(Debug, Clone)]
pub struct Fit {
    /// The law as typed.
    pub law: String,
    /// The clauses that hold: domains, starts, fixed values, as text.
    pub clauses: Vec<String>,
    /// The noise.
    pub noise: Noise,
    /// Left of `~`.
    pub response: String,
    /// Columns that the law reads.
    pub columns: Vec<String>,
    /// The objective as the table of [`Noise`] prints it.
    pub objective: f64,
    /// Log-likelihood of the raw response; `None` for losses.
    pub loglik: Option<f64>,
    /// Rows.
    pub n: usize,
    /// Free parameters of the law.
    pub k: usize,
    /// Every parameter, in order of appearance.
    pub params: Vec<Estimate>,
    /// Derived quantities.
    pub derived: Vec<Estimate>,
    /// Estimated scales of the noise.
    pub noise_params: Vec<(String, f64)>,
    /// Names of the rows and columns of `covariance`.
    pub covariance_names: Vec<String>,
    /// Covariance of the free parameters that are not at a bound; empty if there is none.
    pub covariance: Matrix,
    /// Every interval that was made, for each parameter and derived quantity, the picked one first.
    pub uncertainty: Vec<(String, Vec<Interval>)>,
    /// Refits to resamples, if there were any.
    pub bootstrap: Option<Bootstrap>,
    /// Profiles, if they were made.
    pub profiles: Vec<Profile>,
    /// The rows that move the result most.
    pub influence: Vec<Influence>,
    /// How the starts fared.
    pub starts: Starts,
    /// Other optima, best first.
    pub rivals: Vec<Rival>,
    /// Condition number of the information matrix scaled to unit diagonal.
    pub condition: Option<f64>,
    /// Whether the best start converged.
    pub converged: bool,
    /// Level of the intervals.
    pub level: f64,
    /// Seed of the starts.
    pub seed: u64,
    /// Where the table came from.
    pub source: Source,
    /// Rows left out, and why.
    pub dropped: Vec<Dropped>,
    /// The table's rows (from 0) that were used.
    pub rows: Vec<usize>,
    /// What to tell the user.
    pub warnings: Vec<Warning>,
    /// The response as typed, at every used row.
    pub observed: Vec<f64>,
    /// The law's value at every used row, on the scale of the response as typed.
    pub fitted: Vec<f64>,
    /// Whether residuals are log residuals.
    pub log_residuals: bool,
    /// Whether the response as typed is a log: then log residuals are response minus law as they stand.
    pub response_is_log: bool,
    /// Seconds that the fit took.
    pub seconds: f64,
}

impl Fit {
    /// The value of a parameter or derived quantity.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.estimate(name).map(|e| e.value)
    }

    /// A parameter or derived quantity.
    pub fn estimate(&self, name: &str) -> Option<&Estimate> {
        self.params.iter().chain(&self.derived).find(|e| e.name == name)
    }

    /// Residuals at the used rows: response minus law, in the log if [`Fit::log_residuals`].
    pub fn residuals(&self) -> Vec<f64> {
        self.observed
            .iter()
            .zip(&self.fitted)
            .map(|(y, f)| if self.log_residuals && !self.response_is_log { libm::log(y / f) } else { y - f })
            .collect()
    }

    /// Root mean square of [`Fit::residuals`]: about the relative error where they are log residuals.
    pub fn rms(&self) -> f64 {
        (self.residuals().iter().map(|r| r * r).sum::<f64>() / self.n as f64).sqrt()
    }
}
