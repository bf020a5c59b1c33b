//! Drawing until enough passes: inverse binomial sampling with a cap.
//!
//! The chance `p` of a pass has the likelihood `p^k (1 - p)^(n - k)` for `k` passes in `n` draws, whatever ended them:
//! a joint fit of items and laws is a binomial one (noise `binomial(draws)` of `lawful-fit`) and needs no special case for items that reached
//! the cap. What the rule does change is the bias of estimates and the tails of intervals, and those are here.

use crate::Error;
use crate::incomplete_beta::incomplete_beta;

/// Draw until `passes` passes, at most `cap` draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopRule {
    passes: u64,
    cap: u64,
}

/// An estimated chance to pass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassRate {
    /// Unbiased under the rule: `(r - 1)/(K - 1)` where the rule stopped at draw `K`, `k/n` where the cap did
    /// (Haldane 1945; Girshick, Mosteller and Savage 1946, for a boundary that is both).
    pub unbiased: f64,
    /// Root of the unbiased estimate of its variance, `u (1 - u)/(K - 2)` and `u (1 - u)/(n - 1)`; `None` with fewer than
    /// two passes asked for or too few draws.
    pub stderr: Option<f64>,
    /// Maximum likelihood, passes over draws; too large by the factor [`ratio_bias`] where the rule stopped.
    pub maximum_likelihood: f64,
    /// Lower end of the exact interval (Clopper and Pearson 1934, outcomes ordered along the boundary).
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

impl StopRule {
    /// Stops at `passes` passes or `cap` draws.
    ///
    /// # Errors
    /// No pass is asked for, or more than there may be draws.
    pub fn new(passes: u64, cap: u64) -> Result<StopRule, Error> {
        if passes == 0 || cap < passes {
            return Err(Error::new(format!(
                "stopping at {passes} passes or {cap} draws: ask for at least one pass and no more passes than draws"
            )));
        }
        Ok(StopRule { passes, cap })
    }

    /// The rule whose unbiased estimate has about this relative error for small chances: `r = 2 + 1/error^2` passes.
    ///
    /// # Errors
    /// The error is not a positive number, or the cap is too small for it.
    pub fn for_error(error: f64, cap: u64) -> Result<StopRule, Error> {
        let passes = 2.0 + (1.0 / (error * error)).ceil();
        if !(error > 0.0 && passes <= 1e15) {
            return Err(Error::new(format!("a relative error of {error} can't be planned for; ask for 0.5 or 0.1")));
        }
        StopRule::new(passes as u64, cap)
    }

    /// Passes that end the draws.
    pub fn passes(&self) -> u64 {
        self.passes
    }

    /// Largest number of draws.
    pub fn cap(&self) -> u64 {
        self.cap
    }

    /// Expected number of draws at chance `p`: `sum_j P(B >= j)/p` over `j` up to the passes, with `B` binomial in `cap`
    /// draws (Wald's identity); about `r/p` for a large cap. `O(r)`.
    pub fn expected_draws(&self, p: f64) -> f64 {
        if !(p > 0.0) {
            return if p == 0.0 { self.cap as f64 } else { f64::NAN };
        }
        (1..=self.passes).map(|j| self.reaches(j, p.min(1.0))).sum::<f64>() / p.min(1.0)
    }

    /// The chance to reach the cap with too few passes.
    pub fn chance_of_cap(&self, p: f64) -> f64 {
        if p > 0.0 { 1.0 - self.reaches(self.passes, p.min(1.0)) } else { 1.0 }
    }

    /// `P(B >= j)`, `B` binomial in `cap` draws.
    fn reaches(&self, j: u64, p: f64) -> f64 {
        incomplete_beta(j as f64, (self.cap - j) as f64 + 1.0, p)
    }

    /// Draws and passes of one series at chance `p`, made of uniform numbers in (0, 1]: waits between passes are geometric.
    pub fn simulate(&self, p: f64, mut uniform: impl FnMut() -> f64) -> (u64, u64) {
        let (mut draws, per_draw) = (0u64, libm::log1p(-p));
        for passes in 0..self.passes {
            // A chance of 1 waits for nothing, one of 0 for ever; a wait beyond the cap saturates.
            let wait = if p >= 1.0 { 0 } else { (libm::log(uniform()) / per_draw) as u64 };
            if !(p > 0.0) || wait >= self.cap - draws {
                return (self.cap, passes);
            }
            draws += wait + 1;
        }
        (draws, self.passes)
    }

    /// The chance to pass of what was drawn: `draws` with `passes` passes.
    ///
    /// # Errors
    /// Draws that the rule can't have made; a level that is not between 0 and 1.
    pub fn estimate(&self, draws: u64, passes: u64, level: f64) -> Result<PassRate, Error> {
        let StopRule { passes: r, cap } = *self;
        let (k, n) = (passes as f64, draws as f64);
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {level}")));
        }
        let stopped = passes == r && draws >= r && draws <= cap;
        let capped = draws == cap && passes < r;
        if !(stopped || capped) {
            return Err(Error::new(format!(
                "{passes} passes in {draws} draws are no end of drawing until {r} passes or {cap} draws"
            )));
        }
        // The last draw of a stopped series is a pass for sure and tells nothing.
        let (hits, tries) = if stopped { (k - 1.0, n - 1.0) } else { (k, n) };
        let unbiased = if tries == 0.0 { 1.0 } else { hits / tries };
        let variance = unbiased * (1.0 - unbiased) / (tries - 1.0);
        let stderr = (r > 1 && tries > 1.0).then(|| variance.sqrt());
        let tail = 0.5 * (1.0 - level);
        let lo = if passes == 0 { 0.0 } else { quantile(k, n - k + 1.0, tail) };
        let hi = match (stopped, passes == draws) {
            (_, true) => 1.0,
            (true, _) => quantile(k, n - k, 1.0 - tail),
            (false, _) => quantile(k + 1.0, n - k, 1.0 - tail),
        };
        Ok(PassRate { unbiased, stderr, maximum_likelihood: k / n, lo, hi })
    }
}

/// How many times too large passes over draws are on average when drawing ends at `passes` passes, without a cap:
/// `E[r/K]/p = r I_r` with `I_1 = -ln p/q`, `I_r = (1/(r - 1) - p I_(r-1))/q`; `r/(r - 1)` as `p` goes to 0.
///
/// ```
/// assert!((lawful_score::ratio_bias(1, 0.1) - 2.5584).abs() < 1e-4);
/// ```
pub fn ratio_bias(passes: u64, p: f64) -> f64 {
    if passes == 0 || !(p > 0.0 && p <= 1.0) {
        return f64::NAN;
    }
    let (q, r) = (1.0 - p, passes as f64);
    if p > 0.5 {
        // I_r = integral of w^(r-1)/(1 - q (1 - w)) = sum_j q^j B(r, j + 1): the recursion loses digits here.
        let (mut term, mut sum) = (1.0 / r, 0.0);
        for j in 1..200 {
            sum += term;
            term *= q * j as f64 / (r + j as f64);
        }
        return r * sum;
    }
    let mut integral = -libm::log(p) / q;
    for r in 2..=passes {
        integral = (1.0 / (r as f64 - 1.0) - p * integral) / q;
    }
    r * integral
}

/// Relative standard error of the unbiased estimate when drawing ends at `passes` passes, without a cap: the root of
/// [`ratio_bias`]`(passes - 1, p) - 1`, `1/sqrt(passes - 2)` as `p` goes to 0; NaN for fewer than two passes.
///
/// ```
/// assert!((lawful_score::relative_error(10, 1e-4) - 0.3535).abs() < 1e-4);
/// ```
pub fn relative_error(passes: u64, p: f64) -> f64 {
    (ratio_bias(passes.saturating_sub(1), p) - 1.0).sqrt()
}

/// The quantile of the beta distribution: halving until it lies above half of the bracket, then bisection.
fn quantile(a: f64, b: f64, p: f64) -> f64 {
    let mut hi = 1.0;
    while hi > 1e-300 && incomplete_beta(a, b, 0.5 * hi) > p {
        hi *= 0.5;
    }
    let mut lo = 0.5 * hi;
    while hi - lo > 2.0 * f64::EPSILON * hi {
        let middle = 0.5 * (lo + hi);
        if incomplete_beta(a, b, middle) < p { lo = middle } else { hi = middle }
    }
    0.5 * (lo + hi)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every end of drawing until 3 passes or 12 draws with its chance.
    fn ends(rule: StopRule, p: f64) -> Vec<(u64, u64, f64)> {
        let choose = |n: u64, k: u64| (0..k).fold(1.0, |c, i| c * (n - i) as f64 / (i + 1) as f64);
        let mass = |n: u64, k: u64| p.powi(k as i32) * (1.0 - p).powi((n - k) as i32);
        let stopped =
            (rule.passes..=rule.cap).map(|n| (n, rule.passes, choose(n - 1, rule.passes - 1) * mass(n, rule.passes)));
        let capped = (0..rule.passes).map(|k| (rule.cap, k, choose(rule.cap, k) * mass(rule.cap, k)));
        stopped.chain(capped).collect()
    }

    #[test]
    fn unbiased_with_an_unbiased_variance_and_covering_intervals() {
        let rule = StopRule::new(3, 12).unwrap();
        for p in [0.02, 0.2, 0.55, 0.9] {
            let ends = ends(rule, p);
            let mean = |f: &dyn Fn(PassRate, f64) -> f64| -> f64 {
                ends.iter().map(|&(n, k, chance)| chance * f(rule.estimate(n, k, 0.9).unwrap(), n as f64)).sum()
            };
            assert!((mean(&|_, _| 1.0) - 1.0).abs() < 1e-12);
            assert!((mean(&|e, _| e.unbiased) - p).abs() < 1e-12, "{p}");
            let variance = mean(&|e, _| (e.unbiased - p) * (e.unbiased - p));
            assert!((mean(&|e, _| e.stderr.unwrap() * e.stderr.unwrap()) - variance).abs() < 1e-12);
            assert!((mean(&|_, n| n) - rule.expected_draws(p)).abs() < 1e-10);
            let capped: f64 = ends.iter().filter(|e| e.1 < 3).map(|e| e.2).sum();
            assert!((rule.chance_of_cap(p) - capped).abs() < 1e-12);
            assert!(mean(&|e, _| f64::from(e.lo <= p && p <= e.hi)) >= 0.9);
        }
    }

    /// Clopper and Pearson's interval of 2 in 10 at 95% is (.0252, .5561), of none in 10 (0, .3085).
    #[test]
    fn published_intervals() {
        let rule = StopRule::new(3, 10).unwrap();
        let two = rule.estimate(10, 2, 0.95).unwrap();
        assert!((two.lo - 0.0252).abs() < 5e-5 && (two.hi - 0.5561).abs() < 5e-5, "{two:?}");
        let none = rule.estimate(10, 0, 0.95).unwrap();
        assert!(none.lo == 0.0 && (none.hi - (1.0 - 0.025f64.powf(0.1))).abs() < 1e-13);
        // A pass at the first draw of drawing until one: (alpha/2, 1).
        let first = StopRule::new(1, 9).unwrap().estimate(1, 1, 0.95).unwrap();
        assert!((first.lo - 0.025).abs() < 1e-15 && first.hi == 1.0 && first.stderr.is_none());
    }

    /// Bias of passes over draws for one pass in closed form, -ln p/q; for two, 2 (1 - p I_1)/q; both branches agree.
    #[test]
    fn bias_of_the_ratio() {
        for p in [1e-4, 0.1, 0.3, 0.7, 0.999] {
            let one = -libm::log(p) / (1.0 - p);
            assert!((ratio_bias(1, p) / one - 1.0).abs() < 1e-12, "{p}");
            assert!((ratio_bias(2, p) / (2.0 * (1.0 - p * one) / (1.0 - p)) - 1.0).abs() < 1e-9, "{p}");
        }
        assert!((ratio_bias(10, 1e-6) - 10.0 / 9.0).abs() < 1e-5);
        assert!((ratio_bias(7, 0.5) - ratio_bias(7, 0.500001)).abs() < 1e-5);
        assert_eq!((ratio_bias(4, 1.0), ratio_bias(0, 0.5).is_nan()), (1.0, true));
    }

    /// Against the sum over all draws: E[(r - 1)^2/(K - 1)^2] at p = 0.2.
    #[test]
    fn relative_error_of_the_unbiased_estimate() {
        for r in [2u64, 3, 6] {
            let p = 0.2f64;
            let (mut chance, mut second) = (p.powi(r as i32), 0.0);
            for k in r..600 {
                second += chance * ((r - 1) as f64 / (k - 1) as f64).powi(2);
                chance *= k as f64 / (k + 1 - r) as f64 * (1.0 - p);
            }
            let exact = (second / (p * p) - 1.0).sqrt();
            assert!((relative_error(r, p) / exact - 1.0).abs() < 1e-10, "{r}: {exact}");
        }
        assert!(relative_error(1, 0.1).is_nan());
    }

    /// Simulated series end as the rule says, at the expected number of draws: 20 000 series, error of the mean 1%.
    #[test]
    fn simulated_series() {
        let rule = StopRule::new(3, 40).unwrap();
        let mut random = crate::random::Random::new(4);
        let series: Vec<_> = (0..20_000).map(|_| rule.simulate(0.1, || random.uniform())).collect();
        let mean = series.iter().map(|s| s.0 as f64).sum::<f64>() / 20_000.0;
        assert!((mean / rule.expected_draws(0.1) - 1.0).abs() < 0.02);
        assert!(series.iter().all(|s| rule.estimate(s.0, s.1, 0.9).is_ok()));
        assert_eq!((rule.simulate(1.0, || 0.5), rule.simulate(0.0, || 0.5)), ((3, 3), (40, 0)));
    }

    #[test]
    fn what_a_rule_cannot_have_made() {
        let rule = StopRule::new(3, 12).unwrap();
        for (n, k) in [(12, 4), (11, 2), (2, 3), (13, 3), (0, 0)] {
            assert!(rule.estimate(n, k, 0.95).is_err(), "{n} {k}");
        }
        assert!(rule.estimate(12, 2, 1.0).is_err() && StopRule::new(0, 5).is_err() && StopRule::new(6, 5).is_err());
        assert_eq!(StopRule::for_error(0.5, 1000).unwrap().passes(), 6);
        assert!(StopRule::for_error(0.0, 1000).is_err() && StopRule::for_error(0.01, 1000).is_err());
    }
}
