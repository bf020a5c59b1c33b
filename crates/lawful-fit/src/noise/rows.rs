//! The loss of one row and its derivatives in the law's value, for a block of rows at once.

use lawful_law::lanes::{self, Kernel};

/// What is minimised per row, as a function of target `t` and law `g` (both in the log where residuals are).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RowLoss {
    /// r^2 / 2
    Square,
    /// abs r
    Absolute,
    /// Huber's, times `over` where g > t.
    Huber {
        delta: f64,
        over: f64,
    },
    /// Nuisance: ln scale.
    Student {
        nu: f64,
    },
    Poisson,
    Gamma {
        shape: f64,
    },
    /// `extra` holds the trials.
    Binomial,
    /// Nuisance: ln dispersion.
    NegBinomial,
}

/// Which second derivative to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Curvature {
    /// The exact one.
    Exact,
    /// One that is never negative: of a quadratic that lies above the loss, or the expected information.
    Positive,
}

/// The rows' derivatives, in caller's buffers.
pub(crate) struct Terms<'a> {
    /// d/dg, times weight.
    pub(crate) first: &'a mut [f64],
    /// d2/dg2, times weight.
    pub(crate) second: &'a mut [f64],
    /// d2/(dg dnuisance), times weight; only written where there is a nuisance.
    pub(crate) cross: &'a mut [f64],
}

/// Sums over rows: loss, and its derivatives in the nuisance.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Sums {
    pub(crate) value: f64,
    pub(crate) nuisance_first: f64,
    pub(crate) nuisance_second: f64,
}

impl RowLoss {
    /// Number of nuisance parameters that are minimised along with the law's.
    pub(crate) fn nuisances(&self) -> usize {
        matches!(self, RowLoss::Student { .. } | RowLoss::NegBinomial) as usize
    }

    /// Whether the loss has a kink or flat curvature that calls for a path of smoother ones.
    pub(crate) fn is_robust(&self) -> bool {
        matches!(self, RowLoss::Absolute | RowLoss::Huber { .. })
    }

    /// Sums of the rows' losses times weights, and the rows' derivatives.
    pub(crate) fn terms(
        &self,
        curvature: Curvature,
        target: &[f64],
        law: &[f64],
        weight: &[f64],
        extra: &[f64],
        nuisance: f64,
        terms: Terms,
    ) -> Sums {
        lanes::dispatch(RowKernel { loss: *self, curvature, target, law, weight, extra, nuisance, terms })
    }
}

struct RowKernel<'a> {
    loss: RowLoss,
    curvature: Curvature,
    target: &'a [f64],
    law: &'a [f64],
    weight: &'a [f64],
    extra: &'a [f64],
    nuisance: f64,
    terms: Terms<'a>,
}

/// Runs a loss over the rows: `$row` gives value, first and second derivative in the law, first and second derivative in
/// the nuisance, and the mixed one. A macro and not a function of a closure, so that the loop is compiled for the
/// instruction set that [`lanes::dispatch`] chose. Rows of weight 0 count as 0 whatever the law is there.
macro_rules! rows {
    ($kernel:ident, |$t:ident, $g:ident, $extra:ident| $row:expr) => {{
        let n = $kernel.target.len();
        let (target, law, weight) = ($kernel.target, &$kernel.law[..n], &$kernel.weight[..n]);
        let Terms { first, second, cross } = $kernel.terms;
        let (first, second, cross) = (&mut first[..n], &mut second[..n], &mut cross[..n]);
        let mut sums = [[0.0; LANES]; 3];
        for i in 0..n {
            let $extra = if $kernel.extra.is_empty() { 0.0 } else { $kernel.extra[i] };
            let ($t, $g, w) = (target[i], law[i], weight[i]);
            let (value, d1, d2, n1, n2, mixed): (f64, f64, f64, f64, f64, f64) = $row;
            let lane = i % LANES;
            sums[0][lane] += weighted(w, value);
            sums[1][lane] += weighted(w, n1);
            sums[2][lane] += weighted(w, n2);
            first[i] = weighted(w, d1);
            second[i] = weighted(w, d2);
            cross[i] = weighted(w, mixed);
        }
        Sums { value: total(sums[0]), nuisance_first: total(sums[1]), nuisance_second: total(sums[2]) }
    }};
}

/// Runs a loss of the residual `r = t - g` over the rows: `$row` gives value, and first and second derivative in `r`.
macro_rules! residual_rows {
    ($kernel:ident, |$r:ident| $row:expr) => {{
        let n = $kernel.target.len();
        let (target, law, weight) = ($kernel.target, &$kernel.law[..n], &$kernel.weight[..n]);
        let (first, second) = (&mut $kernel.terms.first[..n], &mut $kernel.terms.second[..n]);
        // The values go through `cross`, which no loss of residuals alone needs, to keep the loop free of sums.
        let values = &mut $kernel.terms.cross[..n];
        for i in 0..n {
            let $r = target[i] - law[i];
            let (value, d1, d2): (f64, f64, f64) = $row;
            values[i] = weighted(weight[i], value);
            first[i] = -weighted(weight[i], d1);
            second[i] = weighted(weight[i], d2);
        }
        let mut sums = [0.0; LANES];
        let whole = n - n % LANES;
        for chunk in values[..whole].chunks_exact(LANES) {
            for l in 0..LANES {
                sums[l] += chunk[l];
            }
        }
        for (l, v) in values[whole..].iter().enumerate() {
            sums[l] += v;
        }
        Sums { value: total(sums), ..Sums::default() }
    }};
}

/// Fixed lanes of sums.
const LANES: usize = 16;

impl Kernel for RowKernel<'_> {
    type Output = Sums;

    #[inline(always)]
    fn run<const FMA: bool>(self) -> Sums {
        let k = self;
        let exact = k.curvature == Curvature::Exact;
        let tail = if exact { 0.0 } else { 1.0 };
        match k.loss {
            RowLoss::Square => residual_rows!(k, |r| (0.5 * r * r, r, 1.0)),
            RowLoss::Absolute => residual_rows!(k, |r| (r.abs(), signum(r), 0.0)),
            RowLoss::Huber { delta, over } => residual_rows!(k, |r| {
                let a = r.abs();
                let k = if r < 0.0 { over } else { 1.0 };
                let inside = a <= delta;
                let value = if inside { 0.5 * r * r } else { delta * (a - 0.5 * delta) };
                let d1 = if inside { r } else { delta * signum(r) };
                let d2 = if inside { 1.0 } else { tail * delta / a };
                (k * value, k * d1, k * d2)
            }),
            RowLoss::Student { nu } => {
                let precision = lanes::exp::<FMA>(-2.0 * k.nuisance);
                let half = 0.5 * (nu + 1.0);
                let ln_scale = k.nuisance;
                rows!(k, |t, g, _extra| {
                    let r = t - g;
                    let z = r * r * precision / nu;
                    let w = (nu + 1.0) / nu * precision / (1.0 + z);
                    let second = if exact { w * (1.0 - z) / (1.0 + z) } else { w };
                    let share = z / (1.0 + z);
                    let nuisance_first = 1.0 - (nu + 1.0) * share;
                    let nuisance_second = 2.0 * (nu + 1.0) * share / (1.0 + z);
                    // d/dg is -w r; its derivative in ln scale is 2 w r / (1 + z).
                    let cross = 2.0 * w * r / (1.0 + z);
                    (half * lanes::log1p::<FMA>(z) + ln_scale, -w * r, second, nuisance_first, nuisance_second, cross)
                })
            }
            RowLoss::Poisson => rows!(k, |y, mu, _extra| {
                let log = lanes::ln::<FMA>(mu);
                let value = mu - if y == 0.0 { 0.0 } else { y * log };
                // A law below 0 is impossible even where nothing was counted.
                let value = if mu < 0.0 { f64::NAN } else { value };
                let second = if exact { y / (mu * mu) } else { 1.0 / mu };
                (value, 1.0 - y / mu, second, 0.0, 0.0, 0.0)
            }),
            RowLoss::Gamma { shape } => rows!(k, |y, mu, _extra| {
                let ratio = y / mu;
                let value = shape * (lanes::ln::<FMA>(mu) + ratio);
                let second = if exact { shape * (2.0 * ratio - 1.0) / (mu * mu) } else { shape / (mu * mu) };
                (value, shape * (1.0 - ratio) / mu, second, 0.0, 0.0, 0.0)
            }),
            RowLoss::Binomial => rows!(k, |y, p, n| {
                let q = 1.0 - p;
                let failures = n - y;
                let hit = if y == 0.0 { 0.0 } else { y * lanes::ln::<FMA>(p) };
                let miss = if failures == 0.0 { 0.0 } else { failures * lanes::log1p::<FMA>(-p) };
                // Outside (0, 1) nothing is possible, also where one of the two counts is 0.
                let value = if p > 0.0 && p < 1.0 { -hit - miss } else { f64::NAN };
                let second = if exact { y / (p * p) + failures / (q * q) } else { n / (p * q) };
                (value, failures / q - y / p, second, 0.0, 0.0, 0.0)
            }),
            RowLoss::NegBinomial => {
                // Shape s = 1/dispersion; -ln likelihood without the terms of y alone.
                let shape = lanes::exp::<FMA>(-k.nuisance);
                let constants = neg_binomial_constants(shape);
                rows!(k, |y, mu, _extra| {
                    let total = shape + mu;
                    let [rising, rising_1, rising_2] = rising_log_gamma(y, shape, constants);
                    let log = lanes::ln::<FMA>(mu / total);
                    let log_1p = lanes::log1p::<FMA>(mu / shape);
                    let value = -rising + shape * log_1p - if y == 0.0 { 0.0 } else { y * log };
                    let first = (y + shape) / total - y / mu;
                    let second =
                        if exact { y / (mu * mu) - (y + shape) / (total * total) } else { shape / (mu * total) };
                    // Derivatives in the shape, then in ln dispersion = -ln shape.
                    let d1 = -rising_1 + log_1p + (y - mu) / total;
                    let d2 = -rising_2 + (1.0 / total - 1.0 / shape) - (y - mu) / (total * total);
                    let mixed = (mu - y) / (total * total);
                    (value, first, second, -shape * d1, shape * d1 + shape * shape * d2, -shape * mixed)
                })
            }
        }
    }
}

#[inline(always)]
fn weighted(w: f64, x: f64) -> f64 {
    if w == 0.0 { 0.0 } else { w * x }
}

#[inline(always)]
fn total(mut lanes: [f64; LANES]) -> f64 {
    let mut width = LANES / 2;
    while width > 0 {
        for l in 0..width {
            lanes[l] += lanes[l + width];
        }
        width /= 2;
    }
    lanes[0]
}

/// The sign, and 0 (not 1) at 0: the subgradient that vanishes.
#[inline(always)]
fn signum(r: f64) -> f64 {
    if r > 0.0 {
        1.0
    } else if r < 0.0 {
        -1.0
    } else {
        r
    }
}

/// ln gamma, digamma and trigamma at `k`.
fn neg_binomial_constants(k: f64) -> [f64; 3] {
    [libm::lgamma(k), lawful_law::digamma(k), lawful_law::trigamma(k)]
}

/// `ln gamma(y + k) - ln gamma(k) - y ln k` and its first two derivatives in `k` of the first two terms, with the third
/// term's added: the parts of the negative binomial that depend on `k` but not on the law. Sums for small counts, where
/// differences of log-gammas cancel when `k` is large.
fn rising_log_gamma(y: f64, k: f64, constants: [f64; 3]) -> [f64; 3] {
    if y <= 64.0 && y == y.floor() {
        let mut sums = [0.0; 3];
        for j in 0..y as usize {
            let j = j as f64;
            sums[0] += libm::log1p(j / k);
            sums[1] += 1.0 / (k + j) - 1.0 / k;
            sums[2] += 1.0 / (k * k) - 1.0 / ((k + j) * (k + j));
        }
        // With the y ln k put back: see the value, which uses ln(mu / (k + mu)).
        sums[0] += y * libm::log(k);
        sums[1] += y / k;
        sums[2] -= y / (k * k);
        return sums;
    }
    [
        libm::lgamma(y + k) - constants[0],
        lawful_law::digamma(y + k) - constants[1],
        lawful_law::trigamma(y + k) - constants[2],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and second derivatives of every loss, in the law and in the nuisance, against central differences.
    #[test]
    fn derivatives_match_differences() {
        let losses = [
            (RowLoss::Square, 1.3, 0.9, 0.0),
            (RowLoss::Huber { delta: 0.1, over: 3.0 }, 0.7, 0.9, 0.0),
            (RowLoss::Huber { delta: 1.0, over: 3.0 }, 0.7, 0.9, 0.0),
            (RowLoss::Student { nu: 4.0 }, 1.3, 0.9, -0.7),
            (RowLoss::Poisson, 3.0, 2.2, 0.0),
            (RowLoss::Gamma { shape: 4.0 }, 1.3, 0.9, 0.0),
            (RowLoss::Binomial, 3.0, 0.4, 0.0),
            (RowLoss::NegBinomial, 3.0, 2.2, -0.5),
            (RowLoss::NegBinomial, 300.0, 220.0, -0.5),
        ];
        for (loss, t, g, nuisance) in losses {
            let at = |g: f64, nuisance: f64| {
                let (mut first, mut second, mut cross) = ([0.0], [0.0], [0.0]);
                let terms = Terms { first: &mut first, second: &mut second, cross: &mut cross };
                let s = loss.terms(Curvature::Exact, &[t], &[g], &[2.0], &[10.0], nuisance, terms);
                (s, first[0], second[0], cross[0])
            };
            let h = 1e-5;
            let (s, first, second, cross) = at(g, nuisance);
            let close = |a: f64, b: f64, what: &str| {
                assert!((a - b).abs() < 1e-6 * (1.0 + b.abs()), "{loss:?} {what}: {a} against {b}");
            };
            let slope = |f: &dyn Fn(f64) -> f64| (f(h) - f(-h)) / (2.0 * h);
            close(first, slope(&|e| at(g + e, nuisance).0.value), "first");
            close(second, slope(&|e| at(g + e, nuisance).1), "second");
            if loss.nuisances() == 1 {
                close(s.nuisance_first, slope(&|e| at(g, nuisance + e).0.value), "nuisance first");
                close(s.nuisance_second, slope(&|e| at(g, nuisance + e).0.nuisance_first), "nuisance second");
                close(cross, slope(&|e| at(g, nuisance + e).1), "cross");
            }
        }
    }
}
