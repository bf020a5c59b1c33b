//! The audit.

use crate::design::{Named, Printing, stand_in};
use crate::fitter::Fitter;
use crate::{Code, Error, Finding, Publication};
use crate::{axis, derived, growth, identified, interval, optimum, relation, repeated};
use lawful_fit::{Fit, Noise, Recipe};
use lawful_io::Table;
use lawful_law::model::{Demands, find};
use lawful_law::{Law, Model};

/// An audit to be made: a law, what was printed of it, and a table where there is one.
#[derive(Clone)]
pub struct Audit<'a> {
    law: &'a Law,
    printed: &'a Publication,
    table: Option<&'a Table>,
    noise: Option<Noise>,
    cluster: Option<String>,
    recipe: Recipe,
}

/// What an audit found.
#[derive(Debug, Clone, Default)]
pub struct Audited {
    /// What is not as published; empty if all is well.
    pub findings: Vec<Finding>,
    /// What was looked at, in words: what a clean audit has cleared.
    pub checked: Vec<String>,
    /// The best fit under the stated noise, if there is a table.
    pub fit: Option<Fit>,
}

impl Audited {
    /// The first finding of a kind.
    pub fn first(&self, code: Code) -> Option<&Finding> {
        self.findings.iter().find(|f| f.code == code)
    }
}

impl<'a> Audit<'a> {
    /// An audit of the printed numbers of a law.
    pub fn of(law: &'a Law, printed: &'a Publication) -> Audit<'a> {
        Audit { law, printed, table: None, noise: None, cluster: None, recipe: Recipe::default() }
    }

    /// On the data that it was fitted to.
    pub fn table(mut self, table: &'a Table) -> Self {
        self.table = Some(table);
        self
    }

    /// The noise that the publication states. Without it the one under which the printed numbers are nearest to an
    /// optimum is taken.
    pub fn noise(mut self, noise: Noise) -> Self {
        self.noise = Some(noise);
        self
    }

    /// A column whose rows of one value belong together.
    pub fn cluster(mut self, column: impl Into<String>) -> Self {
        self.cluster = Some(column.into());
        self
    }

    /// Weights, known deviations, starts and seed of the fits.
    pub fn recipe(mut self, recipe: Recipe) -> Self {
        self.recipe = recipe;
        self
    }

    /// Makes the whole audit.
    ///
    /// # Errors
    /// The law does not suit the table or what was printed; the table can't be fitted.
    pub fn run(&self) -> Result<Audited, Error> {
        let mut audited = self.rows()?;
        let law = self.law()?;
        audited.findings.extend(law.findings);
        audited.checked.extend(law.checked);
        audited.fit = law.fit;
        Ok(audited)
    }

    /// What concerns the rows of the table alone: repeated values and relations.
    ///
    /// # Errors
    /// A relation does not suit the table.
    pub fn rows(&self) -> Result<Audited, Error> {
        let mut audited = Audited::default();
        let Some(table) = self.table else { return Ok(audited) };
        for column in self.law.response.names().filter(|name| table.numbers(name).is_ok()) {
            audited.findings.extend(repeated::check(column, table));
            audited.checked.push(format!("repeated values of {column} in {} rows", table.rows()));
        }
        for rule in &self.printed.relations {
            audited.findings.extend(relation::check(rule, table)?);
            audited.checked.push(format!("{} = {} in {} rows", rule.left, rule.right, table.rows()));
        }
        Ok(audited)
    }

    /// What concerns the law: its parameters, intervals, derived numbers and figure.
    ///
    /// # Errors
    /// The law does not suit the table or what was printed; the table can't be fitted.
    pub fn law(&self) -> Result<Audited, Error> {
        let mut audited = Audited::default();
        let texts = self.printed.intervals.iter().map(|i| i.of.as_str());
        let texts = texts.chain(self.printed.derived.iter().map(|(of, _)| of.as_str()));
        let named = Named::new(self.law, texts)?;
        let stand_in = match self.table {
            Some(_) => None,
            None => Some(stand_in(self.law, &self.printed.parameters)?),
        };
        let table = self.table.or(stand_in.as_ref()).ok_or_else(|| Error::new("there is no table"))?;
        if let Some(table) = self.table {
            let named = [&self.cluster, &self.recipe.sigma, &self.recipe.weights];
            named.into_iter().flatten().try_for_each(|column| table.require(column).map(drop))?;
        }
        self.known_parameters(table)?;
        self.on_paper(&named, table, &mut audited)?;
        if let Some(table) = self.table {
            self.on_data(&named, table, &mut audited)?;
        }
        Ok(audited)
    }

    /// That every printed parameter is one of the law's.
    fn known_parameters(&self, table: &Table) -> Result<(), Error> {
        let demands = Demands { response_optional: true, ..Demands::default() };
        let model = Model::resolve(self.law, table, &demands)?;
        for (name, _) in &self.printed.parameters {
            if !model.parameters.iter().any(|p| p.base == name.name) {
                find(&model.parameters, name, table)?;
            }
        }
        Ok(())
    }

    /// What needs the printed numbers only.
    fn on_paper(&self, named: &Named, table: &Table, audited: &mut Audited) -> Result<(), Error> {
        let printed = &self.printed.parameters;
        for (of, number) in &self.printed.derived {
            if let Some(law) = named.at_printed(of, table, printed)? {
                audited.findings.extend(derived::check(of, number, law));
                audited.checked.push(format!("{of} = {number} against the printed parameters"));
            } else if self.table.is_none() {
                let what = "a parameter that it needs has no printed value, or it has no value there";
                return Err(Error::new(format!("{of} can't be derived: {what}")));
            }
        }
        for interval in &self.printed.intervals {
            let given = self.printed.derived.iter().find(|(of, _)| *of == interval.of);
            let value = match given {
                Some((_, n)) => Some(Printing { value: n.value, half_unit: n.half_unit }),
                None => named.at_printed(&interval.of, table, printed)?,
            };
            audited.findings.extend(interval::alone(interval, value));
            audited.checked.push(format!("the interval of {} against its value", interval.of));
        }
        if !self.printed.growth.is_empty() {
            audited.findings.extend(growth::check(self.law, self.printed)?);
            let columns: Vec<&str> = self.printed.growth.iter().map(|(column, _)| column.as_str()).collect();
            audited.checked.push(format!("the growth of {} with the budget", columns.join(" and ")));
        }
        if self.printed.y_range.is_some() {
            audited.findings.extend(axis::check(self.law, self.printed, self.table)?);
            audited.checked.push("the printed law against the figure's axes".into());
        }
        Ok(())
    }

    /// What needs a fit.
    fn on_data(&self, named: &Named, table: &Table, audited: &mut Audited) -> Result<(), Error> {
        let printed = &self.printed.parameters[..];
        if printed.is_empty() && self.printed.intervals.is_empty() && self.printed.objective.is_none() {
            return Ok(());
        }
        let fitter = Fitter { law: &named.law, table, recipe: &self.recipe, printed };
        let noise = match &self.noise {
            Some(noise) => noise.clone(),
            None if printed.is_empty() => Noise::Gaussian,
            None => optimum::nearest_noise(&fitter),
        };
        let best = fitter.whole(&noise, self.cluster.as_deref())?;
        if !printed.is_empty() {
            audited.findings.extend(optimum::check(&fitter, &best)?);
            let stated = if self.noise.is_some() { "stated" } else { "nearest of the usual ones" };
            audited.checked.push(format!("the printed parameters against the minimum of {noise} ({stated})"));
        }
        if let Some(objective) = &self.printed.objective {
            audited.findings.extend(optimum::check_objective(objective, &best));
            audited.checked.push(format!("the printed objective {objective}"));
        }
        audited.findings.extend(identified::check(&fitter, &best));
        audited.checked.push("whether the data determine the parameters".into());
        for interval in &self.printed.intervals {
            let upside_down = |f: &Finding| f.code == Code::ImpossibleInterval && interval.lo.lo() >= interval.hi.hi();
            if !audited.findings.iter().any(upside_down) {
                audited.findings.extend(interval::on_data(interval, named.name(&interval.of), &best)?);
                audited.checked.push(format!("the width of the interval of {}", interval.of));
            }
        }
        audited.fit = Some(best);
        Ok(())
    }
}
