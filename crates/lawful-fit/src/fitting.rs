//! The steps of a fit, and its options.

use crate::assemble::assemble;
use crate::error::Error;
use crate::fit::Fit;
use crate::noise::Noise;
use crate::problem::{Problem, RowOptions};
use crate::progress::Progress;
use crate::recipe::Recipe;
use crate::search::{Search, StartGrid};
use crate::uncertainty::Options;
use lawful_io::Table;
use lawful_law::ast::Clause;
use lawful_law::model::Demands;
use lawful_law::{Law, Model};

/// A fit to be made: a law, a table, and options.
#[derive(Clone)]
pub struct Fitting<'a> {
    law: Law,
    table: &'a Table,
    noise: Noise,
    rows: RowOptions,
    search: Search,
    options: Options,
}

impl Fit {
    /// A fit of `law` to `table`, gaussian unless told otherwise: set options, then [`Fitting::run`].
    pub fn of<'a>(law: &Law, table: &'a Table) -> Fitting<'a> {
        Fitting {
            law: law.clone(),
            table,
            noise: Noise::Gaussian,
            rows: RowOptions::default(),
            search: Search::default(),
            options: Options { level: 0.95, ..Options::default() },
        }
    }
}

impl Fitting<'_> {
    /// How data scatter.
    pub fn noise(mut self, noise: Noise) -> Self {
        self.noise = noise;
        self
    }

    /// A column of row weights (0 or more): each row's term is multiplied by its weight.
    pub fn weights(mut self, column: impl Into<String>) -> Self {
        self.rows.weights = Some(column.into());
        self
    }

    /// A column of known standard deviations of the residuals (of log residuals for lognormal noise).
    pub fn sigma(mut self, column: impl Into<String>) -> Self {
        self.rows.sigma = Some(column.into());
        self
    }

    /// A clause, as if typed after the law: a domain, start, fixed value, prior or derived quantity.
    pub fn clause(mut self, clause: Clause) -> Self {
        self.law = self.law.with_clause(clause);
        self
    }

    /// How many quasi-random starts to follow.
    pub fn starts(mut self, starts: usize) -> Self {
        self.search.starts = Some(starts);
        self
    }

    /// Starts on a grid: every combination is followed.
    pub fn grid(mut self, grid: StartGrid) -> Self {
        self.search.grid = grid;
        self
    }

    /// Only the minimum next to the given starts, downhill from there, be it the lowest or not: no other starts, no
    /// projection, no path of smoother losses. For a look at an optimum that somebody else has found.
    pub fn nearest(mut self) -> Self {
        self.search.nearest = true;
        self
    }

    /// Level of the intervals, 0.95 unless set.
    pub fn level(mut self, level: f64) -> Self {
        self.options.level = level;
        self
    }

    /// Refits to this many resamples; intervals are then theirs.
    pub fn bootstrap(mut self, resamples: usize) -> Self {
        self.options.bootstrap = Some(resamples);
        self
    }

    /// Intervals by profile likelihood, whatever the rule would pick.
    pub fn profile(mut self) -> Self {
        self.options.profile = true;
        self
    }

    /// A column whose rows of one value belong together (a run's checkpoints): resamples draw them together.
    pub fn cluster(mut self, column: impl Into<String>) -> Self {
        self.options.cluster = Some(column.into());
        self
    }

    /// Called while long work goes on, with how much is done and how much there is; `false` stops it with an error.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.options.progress = Some(progress);
        self
    }

    /// Weights, known deviations, starts, level and seed, all at once.
    pub fn recipe(mut self, recipe: &Recipe) -> Self {
        self.rows = RowOptions { weights: recipe.weights.clone(), sigma: recipe.sigma.clone() };
        self.search.starts = recipe.starts;
        self.options.level = recipe.level;
        self.seed(recipe.seed)
    }

    /// Only the optimum, standard errors and their intervals: no profile, influence or search for clusters.
    pub fn brief(mut self) -> Self {
        self.options.brief = true;
        self
    }

    /// Seed of starts and resamples, 0 unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.search.seed = seed;
        self.options.seed = seed;
        self
    }

    /// Makes the fit.
    ///
    /// # Errors
    /// A law that does not suit the table, values that the noise can't have, fewer rows than parameters, starts from
    /// which the law can't be evaluated.
    pub fn run(self) -> Result<Fit, Error> {
        let begun = std::time::Instant::now();
        let level = self.options.level;
        if !(level > 0.0 && level < 1.0) {
            return Err(Error::new(format!("the level must lie between 0 and 1, not {level}")));
        }
        let mut numbers: Vec<&str> = self.rows.weights.iter().chain(&self.rows.sigma).map(String::as_str).collect();
        if let Noise::Binomial(crate::Trials::Column(c)) = &self.noise {
            numbers.push(c);
        }
        let model = Model::resolve(&self.law, self.table, &Demands { numbers: &numbers, ..Demands::default() })?;
        if model.rows.is_empty() {
            let why = match model.dropped.first() {
                Some(d) => format!("every row lacks a value ({})", d.reason),
                None => "there are no rows".to_string(),
            };
            return Err(Error::new(format!("{}: nothing to fit: {why}", self.table.source.path)));
        }
        let mut problem = Problem::new(model, self.noise.clone(), self.table, &self.rows)?;
        let reference = problem.objective(vec![1.0; problem.model.parameters.len()], false);
        let (n, k) = (problem.n(), reference.free.len());
        if n < k || n == 0 {
            let names: Vec<&str> = reference.free.iter().map(|&i| problem.model.parameters[i].name.as_str()).collect();
            return Err(Error::new(format!(
                "{}: {n} rows can't determine {k} parameters ({}); fix some with --fix, or use more rows",
                self.table.source.path,
                names.join(", ")
            )));
        }
        check_columns_vary(&problem, self.table)?;
        let found = self.search.run(&mut problem, self.table)?;
        let mut fit = assemble(&self.law, self.noise, self.table, problem, found, &self.options)?;
        fit.seconds = begun.elapsed().as_secs_f64();
        Ok(fit)
    }
}

/// A law in a column that never changes can't be told from a constant.
fn check_columns_vary(problem: &Problem, table: &Table) -> Result<(), Error> {
    let varies = |name: &str| match table.numbers(name) {
        Ok(values) => {
            let mut used = problem.model.rows.iter().map(|&i| values[i]);
            let first = used.next();
            used.any(|v| Some(v) != first)
        }
        Err(_) => true,
    };
    let columns = &problem.model.columns;
    if problem.model.rows.len() > 1 && !columns.is_empty() && columns.iter().all(|c| !varies(c)) {
        return Err(Error::new(format!(
            "{}: {} the same in every row that is used, so no law in {} can be fitted",
            table.source.path,
            if columns.len() == 1 {
                format!("column '{}' is", columns[0])
            } else {
                format!("columns {} are", columns.join(", "))
            },
            if columns.len() == 1 { "it" } else { "them" }
        )));
    }
    Ok(())
}
