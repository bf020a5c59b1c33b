//! Is one law a special case of another?

use super::candidate::Candidate;
use crate::error::Error;
use lawful_io::Table;
use lawful_law::Model;
use lawful_law::model::{Demands, Parameter};

/// Most combinations of values that are tried.
const MOST_TRIALS: usize = 2048;

/// Rows on which values are compared.
const ROWS: usize = 512;

/// Values agree if they differ by no more than this fraction.
const SAME: f64 = 1e-9;

/// What turns a full law into the restricted one, per parameter of the full law that is constrained.
#[derive(Debug, Clone, PartialEq)]
pub enum Constraint {
    /// It is held at this value.
    Value(f64),
    /// It equals this parameter of the restricted law.
    Equal(String),
}

/// A law that is a special case of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Nesting {
    /// Constrained parameters of the full law. Parameters with the same name in both laws are not listed.
    pub constraints: Vec<(String, Constraint)>,
    /// How many are held at an end of their domain.
    pub boundary: usize,
    /// Parameters of the full law without influence once the constraints hold, as alpha in `A*N^-alpha` with `A = 0`.
    /// The likelihood ratio then has no chi-square distribution (Davies 1977).
    pub vanishing: Vec<String>,
}

impl Nesting {
    /// Finds how `restricted` is a special case of `full`: same response and noise, and the restricted law's values
    /// reproduced by the full law with its further parameters at 0, at 1, at an end of their domain, or equal to a
    /// parameter of the restricted law (`beta["muon"]` to `beta` first). It is tried at two sets of parameter values, on
    /// up to 512 rows.
    ///
    /// `None` if no way is found, or if the laws have equally many free parameters.
    ///
    /// # Errors
    /// A law does not suit the table.
    pub fn find(full: &Candidate, restricted: &Candidate, table: &Table) -> Result<Option<Nesting>, Error> {
        if full.noise != restricted.noise || full.law.response.to_string() != restricted.law.response.to_string() {
            return Ok(None);
        }
        let sample = |model: Model| {
            let n = model.rows.len();
            let most = n.min(ROWS);
            let chosen: Vec<usize> = (0..most).map(|i| i * n / most.max(1)).collect();
            model.take(&chosen)
        };
        let resolve = |c: &Candidate| Model::resolve(&c.law, table, &Demands::default());
        let (mut upper, mut lower) = (sample(resolve(full)?), sample(resolve(restricted)?));
        if upper.rows != lower.rows || upper.rows.is_empty() || free(&upper) <= free(&lower) {
            return Ok(None);
        }
        let targets: Vec<(Vec<f64>, Vec<f64>)> = (0..2)
            .map(|k| {
                let values = test_values(&lower.parameters, k);
                let law = lower.predict(&values);
                (values, law)
            })
            .collect();
        if targets.iter().any(|(_, law)| law.iter().any(|f| !f.is_finite())) {
            return Ok(None);
        }
        let options: Vec<Vec<Constraint>> = upper.parameters.iter().map(|p| options(p, &lower.parameters)).collect();
        let trials = options.iter().try_fold(1_usize, |n, o| n.checked_mul(o.len()));
        let Some(trials) = trials.filter(|t| *t <= MOST_TRIALS) else { return Ok(None) };
        for trial in 0..trials {
            let mut rest = trial;
            let chosen: Vec<&Constraint> = options
                .iter()
                .map(|list| {
                    let c = &list[rest % list.len()];
                    rest /= list.len();
                    c
                })
                .collect();
            let apply = |values: &[f64]| -> Vec<f64> {
                chosen.iter().map(|c| constrained(c, &lower.parameters, values)).collect()
            };
            if targets.iter().all(|(values, law)| agree(&upper.predict(&apply(values)), law)) {
                let at = apply(&targets[0].0);
                return Ok(Some(describe(&mut upper, &lower.parameters, &chosen, &at)));
            }
        }
        Ok(None)
    }
}

fn free(model: &Model) -> usize {
    model.parameters.iter().filter(|p| p.fixed.is_none()).count()
}

/// What a parameter of the full law may be in terms of the restricted law, most likely first.
fn options(p: &Parameter, restricted: &[Parameter]) -> Vec<Constraint> {
    if let Some(value) = p.fixed {
        return vec![Constraint::Value(value)];
    }
    if let Some(same) = restricted.iter().find(|r| r.name == p.name) {
        return vec![same.fixed.map_or(Constraint::Equal(same.name.clone()), Constraint::Value)];
    }
    if let Some(shared) = restricted.iter().find(|r| r.keys.is_empty() && r.name == p.base) {
        return vec![shared.fixed.map_or(Constraint::Equal(shared.name.clone()), Constraint::Value)];
    }
    let mut list = vec![Constraint::Value(0.0), Constraint::Value(1.0)];
    for end in [p.lo.value, p.hi.value] {
        if end.is_finite() && !list.contains(&Constraint::Value(end)) {
            list.push(Constraint::Value(end));
        }
    }
    list.retain(|c| matches!(c, Constraint::Value(v) if (p.lo.value..=p.hi.value).contains(v)));
    list.extend(restricted.iter().filter(|r| r.fixed.is_none()).map(|r| Constraint::Equal(r.name.clone())));
    list
}

/// Values without a pattern, within the domains.
fn test_values(parameters: &[Parameter], set: usize) -> Vec<f64> {
    parameters
        .iter()
        .enumerate()
        .map(|(i, p)| {
            // Fractions of multiples of the golden ratio: between 0.3 and 0.9, all different.
            let u = 0.3 + 0.6 * (0.618_033_988_75 * (2 * i + set + 1) as f64).fract();
            match (p.fixed, p.lo.value.is_finite(), p.hi.value.is_finite()) {
                (Some(value), _, _) => value,
                (None, true, true) => p.lo.value + u * (p.hi.value - p.lo.value),
                (None, true, false) => p.lo.value + u,
                (None, false, true) => p.hi.value - u,
                (None, false, false) => u,
            }
        })
        .collect()
}

fn constrained(c: &Constraint, restricted: &[Parameter], values: &[f64]) -> f64 {
    match c {
        Constraint::Value(v) => *v,
        Constraint::Equal(name) => restricted.iter().position(|r| r.name == *name).map_or(f64::NAN, |i| values[i]),
    }
}

fn agree(a: &[f64], b: &[f64]) -> bool {
    a.iter().zip(b).all(|(x, y)| (x - y).abs() <= SAME * y.abs())
}

fn describe(full: &mut Model, restricted: &[Parameter], chosen: &[&Constraint], at: &[f64]) -> Nesting {
    let mut nesting = Nesting { constraints: vec![], boundary: 0, vanishing: vec![] };
    let law = full.predict(at);
    for i in 0..chosen.len() {
        let p = &full.parameters[i];
        if p.fixed.is_some() {
            continue;
        }
        let (name, lo, hi) = (p.name.clone(), p.lo.value, p.hi.value);
        let mut moved = at.to_vec();
        moved[i] += if at[i] + 0.05 <= hi { 0.05 } else { -0.05 };
        if agree(&full.predict(&moved), &law) {
            nesting.vanishing.push(name.clone());
        }
        match chosen[i] {
            Constraint::Equal(other) if *other == name => {}
            Constraint::Value(v) => {
                if *v == lo || *v == hi {
                    nesting.boundary += 1;
                }
                nesting.constraints.push((name, Constraint::Value(*v)));
            }
            Constraint::Equal(other) => {
                debug_assert!(restricted.iter().any(|r| r.name == *other));
                nesting.constraints.push((name, Constraint::Equal(other.clone())));
            }
        }
    }
    nesting
}
