//! A law to be compared, and how laws are fitted in a comparison.

use crate::error::Error;
use crate::fit::Fit;
use crate::noise::{Noise, Trials};
use crate::predict::Predictor;
use lawful_io::Table;
use lawful_law::{Law, Model, model::Demands};

/// A law with its noise, to be compared with others.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The law, its clauses (domains, starts, fixed values) with it.
    pub law: Law,
    /// How data scatter about it.
    pub noise: Noise,
}

impl Candidate {
    /// A law with its noise.
    pub fn new(law: Law, noise: Noise) -> Candidate {
        Candidate { law, noise }
    }
}

/// What the fits of a comparison have in common.
#[derive(Debug, Clone)]
pub(crate) struct Recipe {
    pub(crate) weights: Option<String>,
    pub(crate) sigma: Option<String>,
    pub(crate) starts: Option<usize>,
    pub(crate) level: f64,
    pub(crate) seed: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe { weights: None, sigma: None, starts: None, level: 0.95, seed: 0 }
    }
}

impl Recipe {
    pub(crate) fn fit(&self, candidate: &Candidate, table: &Table) -> Result<Fit, Error> {
        let mut fitting =
            Fit::of(&candidate.law, table).noise(candidate.noise.clone()).level(self.level).seed(self.seed).brief();
        if let Some(column) = &self.weights {
            fitting = fitting.weights(column);
        }
        if let Some(column) = &self.sigma {
            fitting = fitting.sigma(column);
        }
        if let Some(starts) = self.starts {
            fitting = fitting.starts(starts);
        }
        fitting.run().map_err(|e| Error::new(format!("{} ({}): {e}", candidate.law, candidate.noise)))
    }

    /// The law met with a table, rows without all values left out.
    pub(crate) fn model(&self, candidate: &Candidate, table: &Table) -> Result<Model, Error> {
        let mut numbers: Vec<&str> = self.weights.iter().chain(&self.sigma).map(String::as_str).collect();
        if let Noise::Binomial(Trials::Column(c)) = &candidate.noise {
            numbers.push(c);
        }
        let demands = Demands { numbers: &numbers, ..Demands::default() };
        Model::resolve(&candidate.law, table, &demands)
            .map_err(|e| Error::new(format!("{} ({}): {e}", candidate.law, candidate.noise)))
    }
}

impl Recipe {
    /// A predictor with the same columns of weights and errors.
    pub(crate) fn predictor<'f>(&self, fit: &'f Fit) -> Result<Predictor<'f>, Error> {
        let mut predictor = Predictor::new(fit)?.level(self.level);
        if let Some(column) = &self.weights {
            predictor = predictor.weights(column);
        }
        if let Some(column) = &self.sigma {
            predictor = predictor.sigma(column);
        }
        Ok(predictor)
    }
}
