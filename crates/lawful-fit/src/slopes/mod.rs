//! Does a parameter differ between groups? Contrasts of `p[group]` with three tests.
//!
//! For a law such as `value ~ c[optimizer]*width^beta[optimizer]` every pair of groups is compared by
//!
//! * **pooled** scatter: the covariance of the joint fit, one scale for all groups, Student's t with `n - k` degrees;
//! * **separate** scatter: one scale per group, degrees of freedom by Satterthwaite (1946), which for a law that shares
//!   no parameter between groups is Welch's test of separate fits;
//! * **permutation** of the residuals of the law with the two parameters made equal (Freedman and Lane 1983), judged by
//!   the separate-scatter statistic. It supposes equal scatter; where that differs (six times, 8 against 16 rows) it
//!   rejects 7.5% at 5%, the pooled test 37%, the separate one 5.1%.
//!
//! Probabilities are given as they are and adjusted by Holm (1979) over all pairs.
//!
//! The last two use the law linearised at the fit: exact for power laws with log residuals. They need residuals, so
//! there are none for counts and periodograms.

mod holm;
mod linear;
mod permutation;

use crate::error::Error;
use crate::fit::Fit;
use crate::predict::Predictor;
use lawful_io::Table;
use linear::Linearised;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

pub use holm::holm;

/// Tests of a parameter between groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Slopes {
    /// The parameter, `beta` of `beta[optimizer]`.
    pub parameter: String,
    /// Its groups, in the order of the fit.
    pub groups: Vec<GroupSlope>,
    /// All pairs of groups whose parameter has an error.
    pub contrasts: Vec<Contrast>,
    /// Level of the intervals.
    pub level: f64,
}

/// The parameter in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupSlope {
    /// `beta["muon"]`
    pub name: String,
    /// The best value.
    pub value: f64,
    /// Rows of the group.
    pub n: usize,
    /// Standard error of the joint fit; `None` if the parameter is fixed or at a bound.
    pub stderr: Option<f64>,
    /// Standard error by the group's own scatter; `None` also where the group has no row to spare.
    pub stderr_separate: Option<f64>,
    /// Scatter of the group on the residuals' scale.
    pub scatter: Option<f64>,
}

/// The difference of two groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// `beta["muon"]`
    pub first: String,
    /// `beta["adamw"]`
    pub second: String,
    /// First minus second.
    pub difference: f64,
    /// One scatter for all groups.
    pub pooled: SlopeTest,
    /// One scatter per group.
    pub separate: Option<SlopeTest>,
    /// Permutation of residuals.
    pub permutation: Option<PermutationTest>,
}

/// A t test of a difference against 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlopeTest {
    /// Standard error of the difference.
    pub stderr: f64,
    /// Degrees of freedom; infinite for a normal test.
    pub dof: f64,
    /// Difference over standard error.
    pub t: f64,
    /// Two-sided probability.
    pub p: f64,
    /// The same adjusted over all pairs.
    pub p_holm: f64,
    /// Lower end of the difference's interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
}

/// A permutation test of a difference against 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PermutationTest {
    /// Two-sided probability: the share of permutations, the data's own order among them, with as large a statistic.
    pub p: f64,
    /// The same adjusted over all pairs.
    pub p_holm: f64,
    /// Permutations drawn.
    pub permutations: usize,
}

/// Tests to be made, and their options.
#[derive(Debug, Clone)]
pub struct SlopeTests<'a> {
    fit: &'a Fit,
    table: &'a Table,
    parameter: String,
    level: f64,
    permutations: usize,
    within: Option<String>,
    sigma: Option<String>,
    weights: Option<String>,
    seed: u64,
}

impl Slopes {
    /// Tests of `parameter` (the name before the bracket) between the groups of `fit`, a fit to `table`: set options,
    /// then [`SlopeTests::run`].
    pub fn of<'a>(fit: &'a Fit, table: &'a Table, parameter: impl Into<String>) -> SlopeTests<'a> {
        SlopeTests {
            fit,
            table,
            parameter: parameter.into(),
            level: fit.level,
            permutations: 1999,
            within: None,
            sigma: None,
            weights: None,
            seed: fit.seed,
        }
    }
}

impl SlopeTests<'_> {
    /// Level of the intervals, the fit's unless set.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Permutations per pair, 1,999 unless set; 0 for none.
    pub fn permutations(mut self, permutations: usize) -> Self {
        self.permutations = permutations;
        self
    }

    /// A column within whose equal values residuals are permuted, where scatter depends on it.
    pub fn within(mut self, column: impl Into<String>) -> Self {
        self.within = Some(column.into());
        self
    }

    /// The column of known standard deviations that the fit had.
    pub fn sigma(mut self, column: impl Into<String>) -> Self {
        self.sigma = Some(column.into());
        self
    }

    /// The column of weights that the fit had.
    pub fn weights(mut self, column: impl Into<String>) -> Self {
        self.weights = Some(column.into());
        self
    }

    /// Seed of the permutations, the fit's unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Makes the tests. Cost: rows times parameters times permutations times pairs.
    ///
    /// # Errors
    /// No such group of parameters, fewer than two groups, a table that is not the fit's.
    pub fn run(self) -> Result<Slopes, Error> {
        let (fit, base) = (self.fit, self.parameter.as_str());
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {}", self.level)));
        }
        let mut predictor = Predictor::new(fit)?;
        if let Some(column) = &self.sigma {
            predictor = predictor.sigma(column);
        }
        if let Some(column) = &self.weights {
            predictor = predictor.weights(column);
        }
        let points = predictor.points(self.table, true)?;
        if points.rows != fit.rows {
            return Err(Error::new(format!(
                "the fit used {} rows, and {} has {} complete ones; give the table that was fitted",
                fit.rows.len(),
                self.table.source.path,
                points.rows.len()
            )));
        }
        let Some(picks) = points.group_of(base) else {
            return Err(Error::new(format!("'{base}' has no groups in '{}'; write it {base}[column] there", fit.law)));
        };
        let family = format!("{base}[");
        let names: Vec<&str> = fit.params.iter().map(|e| e.name.as_str()).filter(|n| n.starts_with(&family)).collect();
        if names.len() < 2 {
            return Err(Error::new(format!("'{base}' has one group only: there is nothing to compare")));
        }
        let group: Vec<usize> =
            picks.iter().map(|name| names.iter().position(|n| n == name).unwrap_or(usize::MAX)).collect();
        let strata = match &self.within {
            Some(column) => {
                let codes = crate::compare::cluster_codes(self.table, column)?;
                Some(fit.rows.iter().map(|&i| codes[i]).collect::<Vec<u32>>())
            }
            None => None,
        };
        let linear = Linearised::of(fit, &points, &group, names.len());
        let place = |name: &str| fit.covariance_names.iter().position(|n| n == name);
        let places: Vec<Option<usize>> = names.iter().map(|n| place(n)).collect();

        let groups = names
            .iter()
            .enumerate()
            .map(|(g, name)| {
                let estimate = fit.estimate(name);
                let own = linear.as_ref().zip(places[g]).and_then(|(l, at)| l.separate(&[(at, 1.0)]));
                GroupSlope {
                    name: name.to_string(),
                    value: estimate.map_or(f64::NAN, |e| e.value),
                    n: group.iter().filter(|x| **x == g).count(),
                    stderr: places[g].and_then(|at| pooled_error(fit, &[(at, 1.0)])),
                    stderr_separate: own.map(|(se, _)| se),
                    scatter: linear.as_ref().and_then(|l| l.scatter(g)),
                }
            })
            .collect::<Vec<_>>();

        let mut contrasts = Vec::new();
        for a in 0..names.len() {
            for b in a + 1..names.len() {
                let (Some(i), Some(j)) = (places[a], places[b]) else { continue };
                let weights = [(i, 1.0), (j, -1.0)];
                let difference = groups[a].value - groups[b].value;
                let Some(stderr) = pooled_error(fit, &weights) else { continue };
                let pooled = self.test(difference, stderr, pooled_freedom(fit));
                let separate = linear.as_ref().and_then(|l| l.separate(&weights));
                let permutation = linear.as_ref().filter(|_| self.permutations > 0).and_then(|l| {
                    let rows: Vec<usize> = (0..group.len()).filter(|&r| group[r] == a || group[r] == b).collect();
                    let index = (a * names.len() + b) as u64;
                    let seed = self.seed ^ index.wrapping_mul(0xd1b5_4a32_d192_ed03);
                    permutation::test(l, &weights, difference, &rows, strata.as_deref(), self.permutations, seed)
                });
                contrasts.push(Contrast {
                    first: names[a].to_string(),
                    second: names[b].to_string(),
                    difference,
                    pooled,
                    separate: separate.map(|(se, dof)| self.test(difference, se, dof)),
                    permutation: permutation.map(|p| PermutationTest { p, p_holm: p, permutations: self.permutations }),
                });
            }
        }
        adjust(&mut contrasts);
        Ok(Slopes { parameter: self.parameter.clone(), groups, contrasts, level: self.level })
    }

    fn test(&self, difference: f64, stderr: f64, dof: f64) -> SlopeTest {
        // A perfect fit has no error: any difference at all is certain, and none is no evidence.
        let t = if difference == 0.0 { 0.0 } else { difference / stderr };
        let (p, q) = match StudentsT::new(0.0, 1.0, dof) {
            Ok(d) if dof.is_finite() => (2.0 * d.sf(t.abs()), d.inverse_cdf(0.5 * (1.0 + self.level))),
            _ => {
                let d = Normal::standard();
                (2.0 * d.sf(t.abs()), d.inverse_cdf(0.5 * (1.0 + self.level)))
            }
        };
        SlopeTest { stderr, dof, t, p, p_holm: p, lo: difference - q * stderr, hi: difference + q * stderr }
    }
}

/// Standard error of a sum of parameters (place in the covariance, factor) by the joint fit.
fn pooled_error(fit: &Fit, weights: &[(usize, f64)]) -> Option<f64> {
    if fit.covariance.size() != fit.covariance_names.len() {
        return None;
    }
    let sum: f64 = weights
        .iter()
        .flat_map(|(i, f)| weights.iter().map(move |(j, g)| (*i, *j, f * g)))
        .map(|(i, j, factor)| factor * fit.covariance[(i, j)])
        .sum();
    Some(sum.max(0.0).sqrt())
}

/// `n - k` where a scale is estimated from residuals, else infinite.
fn pooled_freedom(fit: &Fit) -> f64 {
    let loss_or_scaled = fit.noise.is_loss() || !fit.noise_params.is_empty();
    if fit.noise.has_residuals() && loss_or_scaled { fit.n.saturating_sub(fit.k) as f64 } else { f64::INFINITY }
}

/// Holm's adjustment of each kind of test over the pairs.
fn adjust(contrasts: &mut [Contrast]) {
    let p = holm(&contrasts.iter().map(|c| Some(c.pooled.p)).collect::<Vec<_>>());
    contrasts.iter_mut().zip(p).for_each(|(c, p)| c.pooled.p_holm = p.unwrap_or(f64::NAN));
    let p = holm(&contrasts.iter().map(|c| c.separate.map(|t| t.p)).collect::<Vec<_>>());
    for (c, p) in contrasts.iter_mut().zip(p) {
        if let (Some(t), Some(p)) = (&mut c.separate, p) {
            t.p_holm = p;
        }
    }
    let p = holm(&contrasts.iter().map(|c| c.permutation.map(|t| t.p)).collect::<Vec<_>>());
    for (c, p) in contrasts.iter_mut().zip(p) {
        if let (Some(t), Some(p)) = (&mut c.permutation, p) {
            t.p_holm = p;
        }
    }
}
