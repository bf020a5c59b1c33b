//! From a document back to a fit that can predict.

use super::FitDocument;
use crate::{Error, Estimate, Fit, Noise};
use lawful_fit::{Bootstrap, Interval, Matrix, Starts};
use lawful_io::Source;
use lawful_law::parse::parse_expression;

/// How errors may have been made, as [`Estimate`] and [`Interval`] name them.
const METHODS: [&str; 10] =
    ["fixed", "at-bound", "hessian", "sandwich", "bootstrap", "bca", "parametric", "residual", "profile", "none"];

impl FitDocument {
    /// The fit, as far as the document holds it: law, noise, parameters with their covariance, scales, draws. Rows,
    /// profiles, influence and rivals are empty; of a loss the residuals are those that the document keeps.
    ///
    /// # Errors
    /// The document was edited: its noise can't be read, its covariance is not square or names no parameter, its
    /// draws are not of its parameters.
    pub fn to_fit(&self) -> Result<Fit, Error> {
        let wrong = |what: String| Error::Document(format!("the document of '{}': {what}", self.law));
        let noise: Noise = self.noise.parse().map_err(&wrong)?;
        let names = &self.covariance.parameters;
        let square = self.covariance.matrix.len() == names.len()
            && self.covariance.matrix.iter().all(|row| row.len() == names.len());
        if !square {
            return Err(wrong(format!("its covariance must have {} rows and columns", names.len())));
        }
        if let Some(stranger) = names.iter().find(|name| self.params.iter().all(|(p, _)| p != *name)) {
            return Err(wrong(format!("its covariance is about '{stranger}', which is no parameter")));
        }
        let mut covariance = Matrix::zeros(names.len());
        for (i, row) in self.covariance.matrix.iter().enumerate() {
            for (j, x) in row.iter().enumerate() {
                covariance[(i, j)] = x.0;
            }
        }
        let response_is_log = parse_expression(&self.response).is_ok_and(|e| e.is_log());
        Ok(Fit {
            law: self.law.clone(),
            clauses: self.clauses.clone(),
            log_residuals: false,
            response_is_log,
            response: self.response.clone(),
            columns: self.columns.clone(),
            objective: self.objective.0,
            loglik: self.loglik.map(|x| x.0),
            n: self.n,
            k: self.k,
            params: self.params.iter().map(|(name, e)| estimate(name, e)).collect(),
            derived: self.derived.iter().map(|(name, e)| estimate(name, e)).collect(),
            noise_params: self.noise_params.iter().map(|(name, x)| (name.clone(), x.0)).collect(),
            covariance_names: names.clone(),
            covariance,
            uncertainty: self.params.iter().chain(&self.derived).map(|(n, e)| (n.clone(), intervals(e))).collect(),
            bootstrap: self.draws(&wrong)?,
            profiles: vec![],
            influence: vec![],
            starts: Starts { tried: self.starts.tried, converged: self.starts.converged, reached: self.starts.reached },
            rivals: vec![],
            condition: self.condition.map(|x| x.0),
            converged: self.converged,
            level: self.level,
            seed: self.head.seed,
            source: Source { path: self.data.path.clone(), ..Source::default() },
            dropped: vec![],
            rows: vec![],
            warnings: vec![],
            // Residuals are observed minus fitted: these give back those that the document keeps.
            observed: self.residuals.clone(),
            fitted: vec![0.0; self.residuals.len()],
            noise,
            seconds: self.seconds,
        })
    }
}

impl FitDocument {
    /// The refits that the document keeps.
    fn draws(&self, wrong: &dyn Fn(String) -> Error) -> Result<Option<Bootstrap>, Error> {
        let Some(draws) = &self.draws else { return Ok(None) };
        if !draws.parameters.iter().eq(self.params.iter().map(|(name, _)| name)) {
            return Err(wrong("its draws must be of its parameters, in their order".into()));
        }
        let width = draws.parameters.len();
        if let Some(row) = draws.rows.iter().position(|row| row.len() != width || row.iter().any(|x| !x.0.is_finite()))
        {
            return Err(wrong(format!("draw {} must have {width} finite numbers", row + 1)));
        }
        Ok(Some(Bootstrap {
            draws: draws.rows.iter().map(|row| row.iter().map(|x| x.0).collect()).collect(),
            failed: self.bootstrap.map_or(0, |b| b.failed),
            clustered: self.bootstrap.is_some_and(|b| b.clustered),
            simulated: self.bootstrap.is_some_and(|b| b.simulated),
        }))
    }
}

fn method(name: &str) -> &'static str {
    METHODS.iter().find(|m| **m == name).copied().unwrap_or("none")
}

fn estimate(name: &str, e: &super::EstimateDocument) -> Estimate {
    Estimate {
        name: name.to_string(),
        value: e.value.0,
        stderr: e.stderr,
        lo: e.lo,
        hi: e.hi,
        method: method(&e.method),
        identified: e.identified,
    }
}

fn intervals(e: &super::EstimateDocument) -> Vec<Interval> {
    e.intervals.iter().map(|i| Interval { method: method(&i.method), stderr: i.stderr, lo: i.lo, hi: i.hi }).collect()
}
