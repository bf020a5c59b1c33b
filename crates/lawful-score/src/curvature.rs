//! Whether a task grows as its law says: the bend of `F = ln(-ln p)` over `ln N`.

use crate::Error;
use crate::random::Random;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// How `F` bends (Hu et al. 2023, arXiv 2310.03262, definition 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bend {
    /// A straight line is not contradicted.
    Standard,
    /// Convex: growth slows down, as for a product of many steps.
    Sub,
    /// Concave: growth speeds up ("accelerated emergence"), as for the best of several ways.
    Super,
}

impl Bend {
    /// `standard`, `sub-scaling` or `super-scaling`.
    pub fn name(self) -> &'static str {
        match self {
            Bend::Standard => "standard",
            Bend::Sub => "sub-scaling",
            Bend::Super => "super-scaling",
        }
    }
}

/// The bend of a task's curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curvature {
    /// Coefficient of `(ln N)^2` in `F`.
    pub quadratic: f64,
    /// Its standard error.
    pub stderr: f64,
    /// Two-sided chance of so large a coefficient on a straight line.
    pub p: f64,
    /// The class at the level that was asked for.
    pub bend: Bend,
}

impl Curvature {
    /// Of pass rates at four sizes or more. With their standard errors points are weighted by those of `F`,
    /// `stderr/(p |ln p|)`, and the test is normal; without them it is Student's with three degrees fewer than points.
    ///
    /// # Errors
    /// Too few different sizes, a pass rate outside (0, 1), an error that is not positive.
    pub fn of(sizes: &[f64], rates: &[f64], stderrs: Option<&[f64]>, level: f64) -> Result<Curvature, Error> {
        let f = rates.iter().map(|p| task_scale(*p)).collect::<Result<Vec<f64>, Error>>()?;
        let x = logs(sizes, rates.len())?;
        let weights: Vec<f64> = match stderrs {
            None => vec![1.0; f.len()],
            Some(s) if s.len() == f.len() && s.iter().all(|s| *s > 0.0 && s.is_finite()) => {
                s.iter().zip(rates).map(|(s, p)| (p * libm::log(*p) / s).powi(2)).collect()
            }
            Some(_) => return Err(Error::new("give one positive standard error per pass rate")),
        };
        let Quadratic { coefficient, information, residual } = quadratic(&x, &f, &weights)?;
        if stderrs.is_some() {
            return Ok(Curvature::tested(coefficient, information.sqrt().recip(), None, level));
        }
        let freedom = f.len() as f64 - 3.0;
        if freedom < 1.0 {
            return Err(Error::new("without standard errors a bend needs four sizes or more"));
        }
        Ok(Curvature::tested(coefficient, (residual / freedom / information).sqrt(), Some(freedom), level))
    }

    /// Of a task's items: `rates[i][j]` is the pass rate of item `i` at `sizes[j]`; `p` is the mean over items, the error
    /// that of `resamples` resamples of items (draws of one item are no new items).
    ///
    /// # Errors
    /// As [`Curvature::of`]; fewer than two items, rows of another length than `sizes`, no item passes at a size.
    pub fn of_items(
        sizes: &[f64],
        rates: &[Vec<f64>],
        resamples: usize,
        level: f64,
        seed: u64,
    ) -> Result<Curvature, Error> {
        if rates.len() < 2 || rates.iter().any(|r| r.len() != sizes.len()) || resamples < 20 {
            return Err(Error::new(
                "a bend of items needs two items, one rate per size each, and 20 resamples or more",
            ));
        }
        let x = logs(sizes, sizes.len())?;
        let coefficient = |rows: &mut dyn Iterator<Item = usize>| -> Result<f64, Error> {
            let mut mean = vec![0.0; sizes.len()];
            rows.for_each(|i| mean.iter_mut().zip(&rates[i]).for_each(|(m, p)| *m += p / rates.len() as f64));
            let f = mean.iter().map(|p| task_scale(*p)).collect::<Result<Vec<f64>, Error>>()?;
            Ok(quadratic(&x, &f, &vec![1.0; f.len()])?.coefficient)
        };
        let best = coefficient(&mut (0..rates.len()))?;
        let mut random = Random::new(seed);
        // A resample without any pass at a size has no F; it is left out.
        let draws: Vec<f64> = (0..resamples)
            .filter_map(|_| coefficient(&mut (0..rates.len()).map(|_| random.below(rates.len()))).ok())
            .collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / (draws.len() as f64 - 1.0);
        Ok(Curvature::tested(best, variance.sqrt(), None, level))
    }

    fn tested(quadratic: f64, stderr: f64, freedom: Option<f64>, level: f64) -> Curvature {
        let z = (quadratic / stderr).abs();
        let tail = match freedom.and_then(|f| StudentsT::new(0.0, 1.0, f).ok()) {
            Some(t) => t.sf(z),
            None => Normal::standard().sf(z),
        };
        let p = if z.is_nan() { f64::NAN } else { 2.0 * tail };
        let bend = match p < level {
            true if quadratic > 0.0 => Bend::Sub,
            true => Bend::Super,
            false => Bend::Standard,
        };
        Curvature { quadratic, stderr, p, bend }
    }
}

/// `ln(-ln p)`
fn task_scale(p: f64) -> Result<f64, Error> {
    if p > 0.0 && p < 1.0 {
        return Ok(libm::log(-libm::log(p)));
    }
    Err(Error::new(format!("a pass rate of {p} has no ln(-ln p): draw until passes come, or leave the size out")))
}

fn logs(sizes: &[f64], rates: usize) -> Result<Vec<f64>, Error> {
    if sizes.len() != rates || sizes.iter().any(|n| !(*n > 0.0 && n.is_finite())) {
        return Err(Error::new("sizes must be positive numbers, one per pass rate"));
    }
    Ok(sizes.iter().map(|n| libm::log(*n)).collect())
}

struct Quadratic {
    coefficient: f64,
    /// Weighted square of the polynomial that belongs to it.
    information: f64,
    /// Weighted squared residuals.
    residual: f64,
}

/// Weighted least squares in orthogonal polynomials (Forsythe 1957): the coefficient of the square alone.
fn quadratic(x: &[f64], y: &[f64], w: &[f64]) -> Result<Quadratic, Error> {
    let n = x.len();
    let sum = |of: &dyn Fn(usize) -> f64| (0..n).map(|i| w[i] * of(i)).sum::<f64>();
    let total = sum(&|_| 1.0);
    let center = sum(&|i| x[i]) / total;
    let one = |i: usize| x[i] - center;
    let spread = sum(&|i| one(i) * one(i));
    let skew = sum(&|i| one(i).powi(3)) / spread;
    let two = |i: usize| one(i) * one(i) - skew * one(i) - spread / total;
    let information = sum(&|i| two(i) * two(i));
    if !(information > 1e-20 * spread * spread / total) {
        return Err(Error::new("a bend needs three different sizes or more"));
    }
    let [c0, c1] = [sum(&|i| y[i]) / total, sum(&|i| y[i] * one(i)) / spread];
    let coefficient = sum(&|i| y[i] * two(i)) / information;
    let residual = sum(&|i| (y[i] - c0 - c1 * one(i) - coefficient * two(i)).powi(2));
    Ok(Quadratic { coefficient, information, residual })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [f64; 6] = [0.03, 0.1, 0.2, 0.5, 0.8, 1.5];

    fn rates(quadratic: f64) -> Vec<f64> {
        SIZES.iter().map(|n| (-(1.4 - 0.3 * n.ln() + quadratic * n.ln() * n.ln()).exp()).exp()).collect()
    }

    #[test]
    fn exact_curves() {
        for (q, bend) in [(0.05, Bend::Sub), (-0.05, Bend::Super)] {
            let c = Curvature::of(&SIZES, &rates(q), None, 0.05).unwrap();
            assert!((c.quadratic - q).abs() < 1e-12 && c.bend == bend, "{c:?}");
        }
        let straight = rates(0.0);
        let errors: Vec<f64> = straight.iter().map(|p| 0.1 * p).collect();
        let c = Curvature::of(&SIZES, &straight, Some(&errors), 0.05).unwrap();
        assert!(c.quadratic.abs() < 1e-12 && c.bend == Bend::Standard && c.stderr > 0.0);
    }

    /// Items of like difficulty and no noise but their own: the straight line is not contradicted, a bend is seen.
    #[test]
    fn items() {
        let items = |q: f64| -> Vec<Vec<f64>> {
            (0..20).map(|i| rates(q).iter().map(|p| p.powf(0.8 + 0.02 * f64::from(i))).collect()).collect()
        };
        assert_eq!(Curvature::of_items(&SIZES, &items(-0.1), 200, 0.05, 1).unwrap().bend, Bend::Super);
        assert!(Curvature::of_items(&SIZES, &items(0.0), 200, 0.05, 1).unwrap().quadratic.abs() < 0.01);
    }

    #[test]
    fn what_has_no_bend() {
        assert!(Curvature::of(&SIZES, &[0.0, 0.1, 0.2, 0.3, 0.4, 0.5], None, 0.05).is_err());
        assert!(Curvature::of(&[1.0, 1.0, 2.0, 2.0], &[0.1, 0.1, 0.2, 0.2], None, 0.05).is_err());
        assert!(Curvature::of(&SIZES[..3], &[0.1, 0.2, 0.3], None, 0.05).is_err());
        assert!(Curvature::of_items(&SIZES, &[vec![0.1; 6]], 200, 0.05, 1).is_err());
    }
}
