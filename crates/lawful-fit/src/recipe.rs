//! What fits that belong together have in common.

use crate::compare::Candidate;
use crate::error::Error;
use crate::fit::Fit;
use crate::noise::{Noise, Trials};
use crate::predict::Predictor;
use lawful_io::Table;
use lawful_law::{Model, model::Demands};

/// How fits that belong together are made: those of a comparison or a back-test are made alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// A column of row weights.
    pub weights: Option<String>,
    /// A column of known standard deviations.
    pub sigma: Option<String>,
    /// Starts per fit; as many as the law needs unless set.
    pub starts: Option<usize>,
    /// Level of intervals, between 0 and 1.
    pub level: f64,
    /// Seed of starts and resamples.
    pub seed: u64,
}

impl Default for Recipe {
    /// Neither weights nor known deviations, level 0.95, seed 0.
    fn default() -> Self {
        Recipe { weights: None, sigma: None, starts: None, level: 0.95, seed: 0 }
    }
}

impl Recipe {
    /// Fits a law to a table, for its optimum and standard errors only.
    pub(crate) fn fit(&self, candidate: &Candidate, table: &Table) -> Result<Fit, Error> {
        let fitting = Fit::of(&candidate.law, table).noise(candidate.noise.clone()).recipe(self).brief();
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
