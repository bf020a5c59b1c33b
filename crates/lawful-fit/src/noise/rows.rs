//! The loss of one row and its derivatives in the law's value, for a block of rows at once.

use lawful_law::lanes::{self, Kernel};

/// What is minimised per row, as a function of target `t` and law `g` (both in the log where residuals are).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RowLoss {
    /// r^2 / 2
    Square,
    /// abs r; solved as a limit of [`RowLoss::Pseudo`].
    Absolute,
    /// abs r, rounded off within `width` of 0: (r^2/width + width)/2 there. Never below abs r.
    Pseudo {
        width: f64,
    },
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
        matches!(self, RowLoss::Absolute | RowLoss::Huber { .. } | RowLoss::Pseudo { .. })
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

/// One row's loss and derivatives: value, first, second, then nuisance first, second and cross.
type Row = (f64, f64, f64, f64, f64, f64);

impl Kernel for RowKernel<'_> {
    type Output = Sums;

    #[inline(always)]
    fn run<const FMA: bool>(mut self) -> Sums {
        let exact = self.curvature == Curvature::Exact;
        match self.loss {
            RowLoss::Square => self.residual_rows(|r| (0.5 * r * r, r, 1.0)),
            RowLoss::Absolute => self.residual_rows(|r| (r.abs(), signum(r), 0.0)),
            RowLoss::Pseudo { width } => {
                let inverse = 1.0 / width;
                self.residual_rows(|r| {
                    let a = r.abs();
                    if a <= width {
                        (0.5 * (r * r * inverse + width), r * inverse, inverse)
                    } else {
                        (a, signum(r), if exact { 0.0 } else { 1.0 / a })
                    }
                })
            }
            RowLoss::Huber { delta, over } => self.residual_rows(|r| {
                let a = r.abs();
                let k = if r < 0.0 { over } else { 1.0 };
                if a <= delta {
                    (k * 0.5 * r * r, k * r, k)
                } else {
                    (k * delta * (a - 0.5 * delta), k * delta * signum(r), if exact { 0.0 } else { k * delta / a })
                }
            }),
            RowLoss::Student { nu } => {
                let precision = lanes::exp::<FMA>(-2.0 * self.nuisance);
                let half = 0.5 * (nu + 1.0);
                let ln_scale = self.nuisance;
                self.rows(|t, g, _| {
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
            RowLoss::Poisson => self.rows(|y, mu, _| {
                let log = lanes::ln::<FMA>(mu);
                let value = mu - if y == 0.0 { 0.0 } else { y * log };
                let second = if exact { y / (mu * mu) } else { 1.0 / mu };
                (value, 1.0 - y / mu, second, 0.0, 0.0, 0.0)
            }),
            RowLoss::Gamma { shape } => self.rows(|y, mu, _| {
                let ratio = y / mu;
                let value = shape * (lanes::ln::<FMA>(mu) + ratio);
                let second = if exact { shape * (2.0 * ratio - 1.0) / (mu * mu) } else { shape / (mu * mu) };
                (value, shape * (1.0 - ratio) / mu, second, 0.0, 0.0, 0.0)
            }),
            RowLoss::Binomial => self.rows(|y, p, n| {
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
                // Shape k = 1/dispersion; -ln likelihood without the terms of y alone.
                let k = lanes::exp::<FMA>(-self.nuisance);
                let constants = neg_binomial_constants(k);
                self.rows(|y, mu, _| {
                    let total = k + mu;
                    let [rising, rising_1, rising_2] = rising_log_gamma(y, k, constants);
                    let log = lanes::ln::<FMA>(mu / total);
                    let log_k = lanes::log1p::<FMA>(mu / k);
                    let value = -rising + k * log_k - if y == 0.0 { 0.0 } else { y * log };
                    let first = (y + k) / total - y / mu;
                    let second = if exact { y / (mu * mu) - (y + k) / (total * total) } else { k / (mu * total) };
                    // Derivatives in k, then in ln dispersion = -ln k.
                    let d1 = -rising_1 + log_k + (y - mu) / total;
                    let d2 = -rising_2 + (1.0 / total - 1.0 / k) - (y - mu) / (total * total);
                    let cross_k = (mu - y) / (total * total);
                    (value, first, second, -k * d1, k * d1 + k * k * d2, -k * cross_k)
                })
            }
        }
    }
}

impl RowKernel<'_> {
    /// Losses of `r = t - g` without nuisance: value, and first and second derivative in `r`.
    #[inline(always)]
    fn residual_rows(&mut self, loss: impl Fn(f64) -> (f64, f64, f64)) -> Sums {
        let n = self.target.len();
        let (t, g, w) = (self.target, &self.law[..n], &self.weight[..n]);
        let (first, second) = (&mut self.terms.first[..n], &mut self.terms.second[..n]);
        let mut value = [0.0; 8];
        for (base, lanes) in (0..n).step_by(8).enumerate() {
            let _ = base;
            for l in 0..(n - lanes).min(8) {
                let i = lanes + l;
                let (v, d1, d2) = loss(t[i] - g[i]);
                value[l] += w[i] * v;
                first[i] = -w[i] * d1;
                second[i] = w[i] * d2;
            }
        }
        Sums { value: total(value), ..Sums::default() }
    }

    #[inline(always)]
    fn rows(&mut self, loss: impl Fn(f64, f64, f64) -> Row) -> Sums {
        let n = self.target.len();
        let mut sums = [[0.0; 8]; 3];
        for i in 0..n {
            let w = self.weight[i];
            if w == 0.0 {
                self.terms.first[i] = 0.0;
                self.terms.second[i] = 0.0;
                self.terms.cross[i] = 0.0;
                continue;
            }
            let extra = self.extra.get(i).copied().unwrap_or(0.0);
            let (v, d1, d2, n1, n2, cross) = loss(self.target[i], self.law[i], extra);
            let lane = i % 8;
            sums[0][lane] += w * v;
            sums[1][lane] += w * n1;
            sums[2][lane] += w * n2;
            self.terms.first[i] = w * d1;
            self.terms.second[i] = w * d2;
            self.terms.cross[i] = w * cross;
        }
        Sums { value: total(sums[0]), nuisance_first: total(sums[1]), nuisance_second: total(sums[2]) }
    }
}

#[inline(always)]
fn total(lanes: [f64; 8]) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
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
            (RowLoss::Pseudo { width: 0.1 }, 1.3, 0.9, 0.0),
            (RowLoss::Pseudo { width: 1.0 }, 1.3, 0.9, 0.0),
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
