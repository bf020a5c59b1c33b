//! Do 95% intervals hold the truth 95% of the time? Simulation says.
//!
//! ```
//! use lawful_fit::coverage::{Coverage, log_grid};
//! use lawful_fit::Noise;
//! use lawful_law::Law;
//!
//! let law = Law::parse("y ~ c*x^-k")?;
//! let design = log_grid(&[("x", 1.0, 100.0)], 30)?;
//! let coverage = Coverage::of(&law, &design)
//!     .truth("c", 3.0)
//!     .truth("k", 0.5)
//!     .noise(Noise::LogNormal)
//!     .scale(0.1)
//!     .sims(100)
//!     .run()?;
//! let k = coverage.quantity("k").and_then(|q| q.method("picked"));
//! assert!(k.is_some_and(|m| m.hits > 85));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In: a law, a design (the rows of a table, whose response is replaced, or a [`log_grid`]), the true parameters, the
//! noise. Each simulated data set is fitted from scratch, starts included, so that failures of the search count. Data set
//! `i` depends on the seed and on `i` alone: results are the same for any number of threads.

mod design;
mod scatter;
mod tally;

pub use design::log_grid;
pub use tally::{MethodCoverage, QuantityCoverage};

use crate::progress::{Progress, each};
use crate::{Error, Fit, Noise, Trials};
use lawful_io::{Column, Table};
use lawful_law::ast::ExprKind;
use lawful_law::model::Demands;
use lawful_law::{Law, Model};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use scatter::Scatter;
use tally::{Ends, Said, tally};

/// Keeps the draws apart from those of the bootstrap, which are seeded alike.
const STREAM: u64 = 0xd1b5_4a32_d192_ed03;

/// How often intervals of one law, noise and design held the truth.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The law as typed.
    pub law: String,
    /// The noise that was fitted.
    pub noise: Noise,
    /// The noise that was drawn.
    pub drawn: Noise,
    /// Rows of each data set.
    pub rows: usize,
    /// Level of the intervals.
    pub level: f64,
    /// Data sets.
    pub sims: usize,
    /// Data sets whose fit ended in an error or did not converge; they are left out of the counts.
    pub failed: usize,
    /// Why, for the first of them.
    pub failure: Option<String>,
    /// Parameters in order of appearance, then derived quantities.
    pub quantities: Vec<QuantityCoverage>,
    /// Seed.
    pub seed: u64,
    /// Seconds that all took.
    pub seconds: f64,
}

/// A simulation to be made: set options, then [`Simulation::run`].
#[derive(Clone)]
pub struct Simulation<'a> {
    law: Law,
    design: &'a Table,
    truth: Vec<(String, f64)>,
    noise: Noise,
    drawn: Option<Noise>,
    scale: Option<f64>,
    sims: usize,
    level: f64,
    seed: u64,
    bootstrap: Option<usize>,
    progress: Option<Progress>,
}

impl Coverage {
    /// Simulations of `law` at the rows of `design`: gaussian, 1,000 data sets, level 0.95, unless told otherwise.
    pub fn of<'a>(law: &Law, design: &'a Table) -> Simulation<'a> {
        Simulation {
            law: law.clone(),
            design,
            truth: vec![],
            noise: Noise::Gaussian,
            drawn: None,
            scale: None,
            sims: 1000,
            level: 0.95,
            seed: 0,
            bootstrap: None,
            progress: None,
        }
    }

    /// The coverage of one parameter or derived quantity.
    pub fn quantity(&self, name: &str) -> Option<&QuantityCoverage> {
        self.quantities.iter().find(|q| q.name == name)
    }
}

impl Simulation<'_> {
    /// The true value of a parameter; every one that is not fixed needs one.
    pub fn truth(mut self, name: impl Into<String>, value: f64) -> Self {
        self.truth.push((name.into(), value));
        self
    }

    /// The noise that is fitted, and drawn unless [`Simulation::drawn`] says otherwise.
    pub fn noise(mut self, noise: Noise) -> Self {
        self.noise = noise;
        self
    }

    /// Draws from another noise than the one fitted.
    pub fn drawn(mut self, noise: Noise) -> Self {
        self.drawn = Some(noise);
        self
    }

    /// The scale of the drawn noise: standard deviation, Laplace's or Student's scale, or dispersion. In units of the
    /// response, or of its log where the noise is one of the log.
    pub fn scale(mut self, scale: f64) -> Self {
        self.scale = Some(scale);
        self
    }

    /// How many data sets.
    pub fn sims(mut self, sims: usize) -> Self {
        self.sims = sims;
        self
    }

    /// Level of the intervals.
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// Seed of the data sets.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Refits of a bootstrap within every fit, which is then what fits pick.
    pub fn bootstrap(mut self, resamples: usize) -> Self {
        self.bootstrap = Some(resamples);
        self
    }

    /// Called after each data set with how many are done and how many there are; `false` stops with an error.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Draws and fits all data sets.
    ///
    /// # Errors
    /// A parameter without a true value, a true value for what is no parameter, a response that is neither a column nor
    /// the log of one, a law that does not suit the design, or values there that the noise can't have; all fits failed.
    pub fn run(self) -> Result<Coverage, Error> {
        let begun = std::time::Instant::now();
        if self.sims == 0 {
            return Err(Error::new("coverage needs at least one simulated data set"));
        }
        let truth = Truth::new(&self)?;
        let drawn = self.drawn.clone().unwrap_or_else(|| self.noise.clone());
        let scatter = Scatter::new(drawn.clone(), self.scale)?;
        truth.check(&scatter, self.seed)?;
        let fits = each(self.sims, self.progress.as_ref(), |i| self.fit(&truth, &scatter, i as u64))?;
        let good: Vec<&Vec<Said>> = fits.iter().filter_map(|f| f.as_ref().ok()).collect();
        let failure = fits.iter().find_map(|f| f.as_ref().err().cloned());
        if good.is_empty() {
            let why = failure.unwrap_or_default();
            return Err(Error::new(format!("none of the {} simulated data sets could be fitted: {why}", self.sims)));
        }
        let quantities = truth.quantities.iter().enumerate().map(|(k, (name, value))| {
            let said: Vec<&Said> = good.iter().map(|f| &f[k]).collect();
            tally(name.clone(), *value, &said)
        });
        Ok(Coverage {
            law: self.law.to_string(),
            rows: truth.values.len(),
            level: self.level,
            sims: self.sims,
            failed: self.sims - good.len(),
            failure,
            quantities: quantities.collect(),
            noise: self.noise.clone(),
            drawn,
            seed: self.seed,
            seconds: begun.elapsed().as_secs_f64(),
        })
    }

    /// What the fit to data set `index` says of every quantity.
    fn fit(&self, truth: &Truth, scatter: &Scatter, index: u64) -> Result<Vec<Said>, String> {
        let table = truth.draw(scatter, self.seed, index).map_err(|e| e.to_string())?;
        let mut fitting = Fit::of(&self.law, &table).noise(self.noise.clone()).level(self.level).seed(index);
        if let Some(resamples) = self.bootstrap {
            fitting = fitting.bootstrap(resamples);
        }
        let fit = fitting.run().map_err(|e| e.to_string())?;
        if !fit.converged {
            return Err("the fit did not converge".to_string());
        }
        let said = truth.quantities.iter().map(|(name, _)| {
            let estimate = fit.estimate(name).ok_or_else(|| format!("the fit has no '{name}'"))?;
            let made = fit.uncertainty.iter().find(|(n, _)| n == name).map_or(&[][..], |(_, list)| list);
            let mut ends: Vec<Ends> = made.iter().map(|i| Ends { method: i.method, lo: i.lo, hi: i.hi }).collect();
            // The picked interval, as long as there is any.
            if let Some(first) = ends.first() {
                ends.insert(0, Ends { method: "picked", ..*first });
            }
            Ok(Said { value: estimate.value, identified: estimate.identified, ends })
        });
        said.collect()
    }
}

/// The law with its true parameters at the rows of the design.
struct Truth {
    /// The law's columns, to which the response is added.
    columns: Vec<Column>,
    response: String,
    log_response: bool,
    /// The law's value at each row, on the scale of the response as typed.
    values: Vec<f64>,
    trials: Vec<f64>,
    /// Free parameters and derived quantities with their true values.
    quantities: Vec<(String, f64)>,
}

impl Truth {
    fn new(simulation: &Simulation) -> Result<Truth, Error> {
        let Simulation { law, design, truth, noise, .. } = simulation;
        let (response, log_response) = response(law)?;
        let mut table = (*design).clone();
        table.set(Column::number(&response, vec![1.0; design.rows()]))?;
        let trials_column = [Some(noise), simulation.drawn.as_ref()].into_iter().flatten().find_map(|n| match n {
            Noise::Binomial(Trials::Column(c)) => Some(c.clone()),
            _ => None,
        });
        let numbers: Vec<&str> = trials_column.iter().map(String::as_str).collect();
        let mut model = Model::resolve(law, &table, &Demands { numbers: &numbers, ..Demands::default() })?;
        if model.rows.is_empty() {
            return Err(Error::new("the design has no row in which every column of the law has a value"));
        }
        if let Some((name, _)) = truth.iter().find(|(name, _)| model.parameter_index(name).is_none()) {
            let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
            return Err(Error::new(format!(
                "a true value was given for '{name}', but the parameters are {}",
                names.join(", ")
            )));
        }
        let given = |name: &str| truth.iter().rev().find(|(n, _)| n == name).map(|(_, v)| *v);
        let parameters = model
            .parameters
            .iter()
            .map(|p| given(&p.name).or(p.fixed).ok_or_else(|| Error::new(format!("'{}' has no true value", p.name))))
            .collect::<Result<Vec<f64>, Error>>()?;
        let mut quantities: Vec<(String, f64)> = model
            .parameters
            .iter()
            .zip(&parameters)
            .filter(|(p, _)| p.fixed.is_none())
            .map(|(p, v)| (p.name.clone(), *v))
            .collect();
        for (name, node) in model.derived.clone() {
            quantities.push((name, model.scalar(node, &parameters).0));
        }
        let used = table.take(&model.rows);
        let mut columns = Vec::new();
        for column in used.columns() {
            let read = model.columns.contains(&column.name) || Some(&column.name) == trials_column.as_ref();
            if read && column.name != response {
                columns.push(column.clone());
            }
        }
        let trials = match (&trials_column, noise) {
            (Some(name), _) => used.numbers(name)?.to_vec(),
            (None, Noise::Binomial(Trials::Number(n))) => vec![*n; used.rows()],
            _ => vec![0.0; used.rows()],
        };
        Ok(Truth { columns, response, log_response, values: model.predict(&parameters), trials, quantities })
    }

    /// Whether every row can be drawn at all, so that an error comes before the work.
    fn check(&self, scatter: &Scatter, seed: u64) -> Result<(), Error> {
        self.draw(scatter, seed, 0).map(|_| ())
    }

    /// Data set `index`.
    fn draw(&self, scatter: &Scatter, seed: u64, index: u64) -> Result<Table, Error> {
        let mut generator =
            Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ index ^ STREAM);
        let mut observed = Vec::with_capacity(self.values.len());
        for (i, (law, trials)) in self.values.iter().zip(&self.trials).enumerate() {
            let drawn = scatter.draw(*law, *trials, self.log_response, &mut generator).ok_or_else(|| {
                Error::new(format!("row {} of the design: the noise can't be drawn where the law is {law}", i + 1))
            })?;
            observed.push(if self.log_response { libm::exp(drawn) } else { drawn });
        }
        let mut columns = self.columns.clone();
        columns.push(Column::number(&self.response, observed));
        Ok(Table::from_columns(columns)?)
    }
}

/// The column that is simulated, and whether the law is one of its log.
fn response(law: &Law) -> Result<(String, bool), Error> {
    let column = |kind: &ExprKind| match kind {
        ExprKind::Name(name) | ExprKind::Column(name) => Some(name.clone()),
        _ => None,
    };
    let found = match &law.response.kind {
        ExprKind::Call(f, arguments) if f == "log" => match &arguments[..] {
            [one] => column(&one.value.kind).map(|c| (c, true)),
            _ => None,
        },
        kind => column(kind).map(|c| (c, false)),
    };
    found.ok_or_else(|| {
        Error::new(format!("data can be drawn for a column or log(column) left of '~', not for '{}'", law.response))
    })
}
