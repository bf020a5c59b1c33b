//! Power laws tilted by a second statistic: in u = ln(x/xmin) the density is proportional to exp(-a u - z s(u)).
//!
//! With s = u^2 that is the log-normal law cut at xmin, with s = e^u - 1 the power law with an exponential cut-off, and
//! with s = (e^(b u) - 1)/b and a = -b the stretched exponential. All three become the power law itself as z (or b)
//! goes to 0. On whole numbers the density is taken at them and divided by its sum.
//!
//! These are exponential families: the log-likelihood is concave in (a, z), and moments say where its maximum is.

use super::quadrature::{ORDER, rule};

/// The second statistic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Statistic {
    /// u^2
    Square,
    /// (e^(b u) - 1)/b
    Growth(f64),
}

impl Statistic {
    pub(super) fn at(self, u: f64) -> f64 {
        match self {
            Statistic::Square => u * u,
            Statistic::Growth(b) => libm::expm1(b * u) / b,
        }
    }

    fn slope(self, u: f64) -> f64 {
        match self {
            Statistic::Square => 2.0 * u,
            Statistic::Growth(b) => libm::exp(b * u),
        }
    }

    /// Where the slope is `slope`.
    fn where_slope_is(self, slope: f64) -> f64 {
        match self {
            Statistic::Square => 0.5 * slope,
            Statistic::Growth(b) => libm::log(slope) / b,
        }
    }
}

/// Where the law lives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Support {
    /// All x >= xmin.
    Continuous,
    /// The whole numbers from xmin on: u of the first ones, and the rest by the Euler-Maclaurin formula.
    Whole { xmin: f64, first: Vec<f64> },
}

impl Support {
    pub(super) fn whole(xmin: f64) -> Support {
        /// From here on a density that varies on the scale of x is smooth from one whole number to the next.
        const SMOOTH: f64 = 2048.0;
        /// Cut-offs shorter than this are summed.
        const LEAST: f64 = 256.0;
        let count = (SMOOTH - xmin).max(LEAST) as usize;
        Support::Whole { xmin, first: (0..count).map(|k| libm::log1p(k as f64 / xmin)).collect() }
    }
}

/// The law with its parameters: x^-alpha e^(-z s), alpha that of the density in x.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tilted {
    pub(super) support: Support,
    pub(super) statistic: Statistic,
    pub(super) alpha: f64,
    pub(super) z: f64,
}

/// ln of the normaliser, and means and variances of the two statistics.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moments {
    pub(super) ln_norm: f64,
    pub(super) u: f64,
    pub(super) s: f64,
    pub(super) var_u: f64,
    pub(super) var_s: f64,
}

/// Sums of weight times 1, u, s, u^2, s^2.
#[derive(Default)]
struct Sums([f64; 5]);

impl Sums {
    fn add(&mut self, weight: f64, u: f64, s: f64) {
        // Where the weight has gone to 0, s may have gone to infinity.
        if weight > 0.0 {
            let terms = [1.0, u, s, u * u, s * s];
            self.0.iter_mut().zip(terms).for_each(|(sum, t)| *sum += weight * t);
        }
    }
}

/// Logarithms below the largest by more than this count as nothing.
const NOTHING: f64 = 46.0;

impl Tilted {
    fn exponent(&self, a: f64, u: f64) -> f64 {
        -a * u - self.z * self.statistic.at(u)
    }

    /// Where -a u - z s(u) is largest, from `lower` on.
    fn mode(&self, a: f64, lower: f64) -> f64 {
        if a >= 0.0 { lower } else { self.statistic.where_slope_is(-a / self.z).max(lower) }
    }

    pub(super) fn moments(&self) -> Moments {
        self.moments_from(0.0)
    }

    /// Of the part from `lower` (in u, at least 0) on; its normaliser over the whole one is the survival function.
    pub(super) fn moments_from(&self, lower: f64) -> Moments {
        let mut sums = Sums::default();
        let a = self.alpha - 1.0;
        let top = match &self.support {
            Support::Continuous => {
                let top = self.exponent(a, self.mode(a, lower));
                self.integrate(a, lower, top, 1.0, &mut sums);
                top
            }
            Support::Whole { xmin, first } => {
                let start = first.partition_point(|u| *u < lower * (1.0 - 1e-15));
                let smooth_from = libm::log1p(first.len() as f64 / xmin).max(lower);
                let head = first[start..].iter().map(|u| self.exponent(self.alpha, *u));
                let rest = self.exponent(a, self.mode(a, smooth_from)) + libm::log(*xmin);
                let top = head.clone().fold(rest, f64::max);
                for (u, h) in first[start..].iter().zip(head) {
                    sums.add(libm::exp(h - top), *u, self.statistic.at(*u));
                }
                self.integrate(a, smooth_from, top, *xmin, &mut sums);
                // Half the first term and a twelfth of the slope: the rest of the formula is below 1e-12.
                let q = xmin * libm::exp(smooth_from);
                let ends = 0.5 + (self.alpha + self.z * self.statistic.slope(smooth_from)) / (12.0 * q);
                let weight = ends * libm::exp(self.exponent(self.alpha, smooth_from) - top);
                sums.add(weight, smooth_from, self.statistic.at(smooth_from));
                top
            }
        };
        let [norm, u, s, uu, ss] = sums.0;
        let (u, s) = (u / norm, s / norm);
        Moments { ln_norm: libm::log(norm) + top, u, s, var_u: uu / norm - u * u, var_s: ss / norm - s * s }
    }

    /// Adds the integral of exp(-a u - z s(u) - top) over u from `lower` on, times `scale`.
    fn integrate(&self, a: f64, lower: f64, top: f64, scale: f64, sums: &mut Sums) {
        const PANELS: usize = 48;
        let mode = self.mode(a, lower);
        let peak = self.exponent(a, mode);
        let falls = |u: f64| !(self.exponent(a, u) > peak - NOTHING);
        let reach = |towards: f64, most: f64| {
            let mut step = 1e-12;
            while step < most && !falls(mode + towards * step) {
                step *= 2.0;
            }
            let (mut near, mut far) = (0.5 * step, step.min(most));
            for _ in 0..6 {
                let middle = 0.5 * (near + far);
                if falls(mode + towards * middle) { far = middle } else { near = middle }
            }
            far
        };
        let high = mode + reach(1.0, 1e9);
        let low = if mode > lower { (mode - reach(-1.0, mode - lower)).max(lower) } else { lower };
        let half = 0.5 * (high - low) / PANELS as f64;
        for panel in 0..PANELS {
            let centre = low + (2 * panel + 1) as f64 * half;
            for &(x, w) in rule().iter().take(ORDER) {
                let u = centre + half * x;
                let weight = w * half * scale * libm::exp(self.exponent(a, u) - top);
                sums.add(weight, u, self.statistic.at(u));
            }
        }
    }

    /// Mean log-likelihood of data with these means, with respect to u (continuous) or x/xmin (whole numbers).
    pub(super) fn mean_loglik(&self, mean_u: f64, mean_s: f64) -> f64 {
        let a = match self.support {
            Support::Continuous => self.alpha - 1.0,
            Support::Whole { .. } => self.alpha,
        };
        -a * mean_u - self.z * mean_s - self.moments().ln_norm
    }

    /// Maximum likelihood in alpha and z; `None` where it is the power law, z = 0, or nowhere.
    pub(super) fn fit(
        support: Support,
        statistic: Statistic,
        mean_u: f64,
        mean_s: f64,
        alpha: f64,
        largest_s: f64,
    ) -> Option<Tilted> {
        // So small that no value of the sample would notice it.
        let least = 1e-9 / largest_s;
        let mut law = Tilted { support, statistic, alpha, z: least };
        // The profile over z is convex, so this rises with z.
        let slope = |law: &mut Tilted, z: f64| {
            law.z = z;
            law.solve_alpha(mean_u)?;
            Some(mean_s - law.moments().s).filter(|s| s.is_finite())
        };
        let mut low = (libm::log(least), slope(&mut law, least)?);
        if low.1 >= 0.0 {
            return None;
        }
        let mut high = low;
        while high.1 < 0.0 {
            low = high;
            let next = high.0 + 2.0;
            high = (next, slope(&mut law, libm::exp(next))?);
            if next > low.0.max(0.0) + 100.0 {
                return None;
            }
        }
        // Bisection and secants in turn.
        for step in 0..60 {
            let secant = low.0 - low.1 * (high.0 - low.0) / (high.1 - low.1);
            let next = if step % 2 == 0 && secant > low.0 && secant < high.0 { secant } else { 0.5 * (low.0 + high.0) };
            let at = (next, slope(&mut law, libm::exp(next))?);
            if at.1 < 0.0 {
                low = at
            } else {
                high = at
            }
            if high.0 - low.0 < 1e-9 || at.1.abs() <= 1e-13 * mean_s {
                break;
            }
        }
        Some(law)
    }

    /// The alpha at which the mean of u is `mean_u`, z given.
    fn solve_alpha(&mut self, mean_u: f64) -> Option<()> {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        for _ in 0..200 {
            let m = self.moments();
            if !(m.u.is_finite() && m.var_u > 0.0) {
                return None;
            }
            if m.u > mean_u {
                low = self.alpha
            } else {
                high = self.alpha
            }
            // u falls about as 1/alpha: Newton on its inverse.
            let newton = self.alpha + (1.0 / mean_u - 1.0 / m.u) * m.u * m.u / m.var_u;
            if (newton - self.alpha).abs() <= 1e-12 * self.alpha.abs().max(1.0) {
                return Some(());
            }
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            if !next.is_finite() {
                return None;
            }
            self.alpha = next;
        }
        Some(())
    }

    /// The z at which the mean of s is `mean_s`, alpha given; starts from the present one.
    pub(super) fn solve_z(&mut self, mean_s: f64) -> Option<()> {
        let (mut low, mut high) = (0.0, f64::INFINITY);
        for _ in 0..200 {
            let m = self.moments();
            if !(m.s.is_finite() && m.var_s > 0.0) {
                return None;
            }
            if m.s > mean_s {
                low = self.z
            } else {
                high = self.z
            }
            let newton = self.z + (1.0 / mean_s - 1.0 / m.s) * m.s * m.s / m.var_s;
            if (newton - self.z).abs() <= 1e-12 * self.z {
                break;
            }
            let bisected = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * self.z };
            self.z = if newton > low && newton < high { newton } else { bisected };
        }
        Some(())
    }
}
