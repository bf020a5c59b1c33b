//! Fits of the audited law: free, held at the printed numbers, or within their rounding.

use crate::{Error, Printed};
use lawful_fit::{Fit, Fitting, Noise, Recipe};
use lawful_io::Table;
use lawful_law::ast::{Bound, Clause, ParameterName};
use lawful_law::model::{Demands, find};
use lawful_law::{Law, Model};

/// What fits of one law to one table have in common.
#[derive(Clone, Copy)]
pub(crate) struct Fitter<'a> {
    pub(crate) law: &'a Law,
    pub(crate) table: &'a Table,
    pub(crate) recipe: &'a Recipe,
    pub(crate) printed: &'a [(ParameterName, Printed)],
}

impl Fitter<'_> {
    /// The best fit with all its intervals.
    pub(crate) fn whole(&self, noise: &Noise, cluster: Option<&str>) -> Result<Fit, Error> {
        let mut fitting = Fit::of(self.law, self.table).noise(noise.clone()).recipe(self.recipe);
        if let Some(column) = cluster {
            fitting = fitting.cluster(column);
        }
        Ok(fitting.run()?)
    }

    /// The best fit.
    pub(crate) fn best(&self, noise: &Noise) -> Result<Fit, Error> {
        self.with(noise, vec![])
    }

    /// The best fit with every printed parameter at its number; those that are not printed are free.
    pub(crate) fn at_printed(&self, noise: &Noise) -> Result<Fit, Error> {
        self.at(noise, &self.printed.iter().map(|(_, p)| p.value).collect::<Vec<_>>())
    }

    /// The best fit with the printed parameters at these values.
    pub(crate) fn at(&self, noise: &Noise, values: &[f64]) -> Result<Fit, Error> {
        let fixed =
            |(parameter, value): (&ParameterName, &f64)| Clause::Fixed { parameter: parameter.clone(), value: *value };
        self.with(noise, self.printed.iter().map(|(name, _)| name).zip(values).map(fixed).collect())
    }

    /// The best fit among the parameters that are rounded to the printed numbers.
    pub(crate) fn within_rounding(&self, noise: &Noise) -> Result<Fit, Error> {
        let model = Model::resolve(self.law, self.table, &Demands::default())?;
        let mut clauses = Vec::new();
        for (parameter, printed) in self.printed {
            let domain = find(&model.parameters, parameter, self.table)?;
            let lo = domain.iter().map(|&i| model.parameters[i].lo.value).fold(printed.lo(), f64::max);
            let hi = domain.iter().map(|&i| model.parameters[i].hi.value).fold(printed.hi(), f64::min);
            let parameter = parameter.clone();
            if printed.half_unit > 0.0 && lo < printed.value && printed.value < hi {
                let bound = |value| Bound { value, closed: true };
                clauses.push(Clause::Domain { parameter: parameter.clone(), lo: bound(lo), hi: bound(hi) });
                clauses.push(Clause::Start { parameter, value: printed.value });
            } else {
                clauses.push(Clause::Fixed { parameter, value: printed.value });
            }
        }
        self.with(noise, clauses)
    }

    /// The minimum next to the printed parameters.
    pub(crate) fn nearest_to_printed(&self, noise: &Noise) -> Result<Fit, Error> {
        let start = |(parameter, printed): &(ParameterName, Printed)| Clause::Start {
            parameter: parameter.clone(),
            value: printed.value,
        };
        Ok(self.fitting(noise, self.printed.iter().map(start).collect()).nearest().run()?)
    }

    fn with(&self, noise: &Noise, clauses: Vec<Clause>) -> Result<Fit, Error> {
        Ok(self.fitting(noise, clauses).run()?)
    }

    fn fitting(&self, noise: &Noise, clauses: Vec<Clause>) -> Fitting<'_> {
        let fitting = Fit::of(self.law, self.table).noise(noise.clone()).recipe(self.recipe).brief();
        clauses.into_iter().fold(fitting, |fitting, clause| fitting.clause(clause))
    }
}

/// The parameters of a fit that were printed, by name.
pub(crate) fn values(fit: &Fit, printed: &[(ParameterName, Printed)]) -> Vec<(String, f64)> {
    let named = |(name, _): &(ParameterName, Printed)| {
        let name = name.to_string();
        let value = fit.value(&name);
        value.map(|value| (name, value))
    };
    printed.iter().filter_map(named).collect()
}

/// `E = 1.69, A = 406.4`
pub(crate) fn in_words(values: &[(String, f64)], digits: usize) -> String {
    let word = |(name, value): &(String, f64)| format!("{name} = {}", lawful_report::number(*value, digits));
    values.iter().map(word).collect::<Vec<_>>().join(", ")
}
