//! Other laws of the same tail, each normalised from xmin on and fitted by maximum likelihood, and Vuong's test.
//!
//! | rival | density at x >= xmin, up to its normaliser |
//! |---|---|
//! | `exponential` | e^(-rate x) |
//! | `log-normal` | exp(-(ln x - mu)^2 / (2 sigma^2)) / x |
//! | `stretched exponential` | x^(beta-1) exp(-rate x^beta) |
//! | `truncated power law` | x^-alpha e^(-rate x) |
//!
//! On whole numbers the density is taken at them and divided by its sum. All but the exponential contain the power law
//! as a limit (sigma to infinity, beta to 0, rate to 0). Where that limit is their best fit, as it is for the log-normal
//! and the stretched exponential wherever ln(x/xmin) varies by more than its mean, the likelihood ratio is 0 and the
//! data cannot tell the two apart.

mod quadrature;
mod stretched;
mod tilted;
mod vuong;

use crate::hurwitz;
use crate::sample::Sample;
use crate::scanned::Kind;
use tilted::{Statistic, Support, Tilted};

/// Another law of the same tail, compared with the power law.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// `exponential`, `log-normal`, `stretched exponential` or `truncated power law`.
    pub name: &'static str,
    /// Its parameters by name, in the units of the data.
    pub params: Vec<(&'static str, f64)>,
    /// The log-likelihood of the power law minus that of the rival: positive where the power law is better.
    pub loglik_ratio: f64,
    /// Its standard error: the scatter of the terms, times the root of their number (Vuong 1989).
    pub error: f64,
    /// The probability of a ratio at least that far from 0 if both were equally near to the truth (Vuong's test), or if
    /// the power law were true (`nested`: likelihood-ratio test, chi squared of one degree).
    pub p: f64,
    /// Whether the power law is taken as a special case: then a small p says that the rival is needed.
    pub nested: bool,
    /// Its best fit is its limit, the power law itself.
    pub limit: bool,
    law: Law,
    xmin: f64,
}

/// What a rival is made of, in u = ln(x/xmin).
#[derive(Debug, Clone, PartialEq)]
enum Law {
    /// P(X >= x) = e^(-rate (x - xmin))
    Exponential(f64),
    /// P(X >= x) = exp(-c expm1(beta u)/beta)
    Stretched {
        c: f64,
        beta: f64,
    },
    Tilted(Tilted),
    Limit(f64, Kind),
}

impl Rival {
    /// P(X >= x) for x >= xmin.
    pub fn survival(&self, x: f64) -> f64 {
        let u = libm::log(x / self.xmin).max(0.0);
        match &self.law {
            Law::Exponential(rate) => libm::exp(-rate * (x - self.xmin).max(0.0)),
            Law::Stretched { c, beta } => libm::exp(-c * libm::expm1(beta * u) / beta),
            Law::Tilted(law) => libm::exp(law.moments_from(u).ln_norm - law.moments().ln_norm),
            Law::Limit(alpha, kind) => survival(*kind, *alpha, self.xmin, x),
        }
    }
}

/// P(X >= x) of a power law for x >= xmin.
pub fn survival(kind: Kind, alpha: f64, xmin: f64, x: f64) -> f64 {
    let x = x.max(xmin);
    match kind {
        Kind::Continuous => libm::exp(-(alpha - 1.0) * libm::log(x / xmin)),
        Kind::Discrete => {
            let ratio = hurwitz::scaled(alpha - 1.0, x) / hurwitz::scaled(alpha - 1.0, xmin);
            libm::exp(-alpha * libm::log(x / xmin)) * ratio
        }
    }
}

/// The tail as the rivals see it.
struct Data {
    kind: Kind,
    xmin: f64,
    /// alpha of the power law.
    alpha: f64,
    /// u = ln(x/xmin) of the distinct values.
    u: Vec<f64>,
    /// How often each occurs.
    count: Vec<f64>,
    n: f64,
    mean_u: f64,
}

impl Data {
    fn mean(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.u.iter().zip(&self.count).map(|(u, c)| c * f(*u)).sum::<f64>() / self.n
    }

    /// ln of the power law's density of u (of the probability of x, on whole numbers).
    fn power_law(&self) -> impl Fn(f64) -> f64 + '_ {
        let (slope, constant) = match self.kind {
            Kind::Continuous => (self.alpha - 1.0, libm::log(self.alpha - 1.0)),
            Kind::Discrete => (self.alpha, -libm::log(hurwitz::scaled(self.alpha - 1.0, self.xmin))),
        };
        move |u| constant - slope * u
    }

    fn support(&self) -> Support {
        match self.kind {
            Kind::Continuous => Support::Continuous,
            Kind::Discrete => Support::whole(self.xmin),
        }
    }

    /// The comparison with a law whose log-density is `rival`.
    fn against(
        &self,
        name: &'static str,
        params: Vec<(&'static str, f64)>,
        law: Law,
        nested: bool,
        rival: impl Fn(f64) -> f64,
    ) -> Rival {
        let power_law = self.power_law();
        let limit = matches!(law, Law::Limit(..));
        let difference = |u: f64| power_law(u) - rival(u);
        let (loglik_ratio, error, p) = match limit {
            true => (0.0, 0.0, 1.0),
            false => vuong::test(&self.u, &self.count, difference, nested),
        };
        Rival { name, params, loglik_ratio, error, p, nested, limit, law, xmin: self.xmin }
    }

    fn limit(&self, name: &'static str, params: Vec<(&'static str, f64)>, nested: bool) -> Rival {
        self.against(name, params, Law::Limit(self.alpha, self.kind), nested, |_| 0.0)
    }
}

/// All rivals of a power law on the tail that it was fitted to.
pub(crate) fn rivals(tail: &Sample, kind: Kind, alpha: f64, xmin: f64) -> Vec<Rival> {
    let u: Vec<f64> = tail.values.iter().map(|x| libm::log(x / xmin)).collect();
    let count: Vec<f64> = (0..u.len()).map(|i| tail.count(i)).collect();
    let mut data = Data { kind, xmin, alpha, u, count, n: tail.at_or_above[0], mean_u: 0.0 };
    data.mean_u = data.mean(|u| u);
    let list = [log_normal(&data), exponential(&data), stretched::rival(&data), truncated(&data)];
    list.into_iter().flatten().filter(|r| r.loglik_ratio.is_finite()).collect()
}

fn exponential(data: &Data) -> Option<Rival> {
    let mean = data.mean(libm::expm1);
    // In x/xmin.
    let (rate, constant) = match data.kind {
        Kind::Continuous => (1.0 / mean, -libm::log(mean)),
        Kind::Discrete => {
            let rate = libm::log1p(1.0 / (mean * data.xmin)) * data.xmin;
            (rate, libm::log(-libm::expm1(-rate / data.xmin)))
        }
    };
    if !(rate > 0.0 && rate.is_finite()) {
        return None;
    }
    let jacobian = if data.kind == Kind::Continuous { 1.0 } else { 0.0 };
    let rival = |u: f64| constant - rate * libm::expm1(u) + jacobian * u;
    let rate_of_x = rate / data.xmin;
    Some(data.against("exponential", vec![("rate", rate_of_x)], Law::Exponential(rate_of_x), false, rival))
}

/// The log-density of a tilted power law.
fn density(law: &Tilted) -> impl Fn(f64) -> f64 + use<> {
    let slope = if law.support == Support::Continuous { law.alpha - 1.0 } else { law.alpha };
    let (statistic, z, ln_norm) = (law.statistic, law.z, law.moments().ln_norm);
    move |u| -slope * u - z * statistic.at(u) - ln_norm
}

fn fit(data: &Data, statistic: Statistic) -> Option<Tilted> {
    let mean_s = data.mean(|u| statistic.at(u));
    let largest = statistic.at(data.u.last().copied()?);
    Tilted::fit(data.support(), statistic, data.mean_u, mean_s, data.alpha, largest)
}

fn log_normal(data: &Data) -> Option<Rival> {
    let name = "log-normal";
    let Some(law) = fit(data, Statistic::Square) else {
        return Some(data.limit(name, vec![], false));
    };
    // -(alpha - 1) u - z u^2 is -(u - centre)^2/(2 sigma^2) but for a constant.
    let (variance, slope) = (0.5 / law.z, law.alpha - 1.0);
    let mu = libm::log(data.xmin) - slope * variance;
    let density = density(&law);
    Some(data.against(name, vec![("mu", mu), ("sigma", variance.sqrt())], Law::Tilted(law), false, density))
}

fn truncated(data: &Data) -> Option<Rival> {
    let name = "truncated power law";
    let Some(law) = fit(data, Statistic::Growth(1.0)) else {
        return Some(data.limit(name, vec![("alpha", data.alpha), ("rate", 0.0)], true));
    };
    let params = vec![("alpha", law.alpha), ("rate", law.z / data.xmin)];
    let density = density(&law);
    Some(data.against(name, params, Law::Tilted(law), true, density))
}
