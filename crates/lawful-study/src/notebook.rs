//! Where a recipe writes down what it finds.

use crate::outcome::{DataRead, Section};
use crate::{Error, Forecast, Statement, append, built_in};
use lawful_fit::Prediction;
use lawful_io::Table;
use lawful_report::{Figure, TextTable};
use std::collections::HashMap;
use std::path::PathBuf;

/// How a study is run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The folder that holds `NAME/FILE` for the study `NAME`; without it only tables that are built in are read.
    pub data: Option<PathBuf>,
    /// Leave out what takes long.
    pub quick: bool,
    /// Seed of whatever is random.
    pub seed: u64,
}

/// What a recipe reads from, and writes to.
pub struct Notebook<'a> {
    statement: &'a Statement,
    settings: &'a Settings,
    targets: Option<Table>,
    pub(crate) measured: HashMap<String, f64>,
    pub(crate) reasons: HashMap<String, String>,
    pub(crate) forecasts: Vec<Forecast>,
    pub(crate) section: Section,
    pub(crate) data: Vec<DataRead>,
}

impl<'a> Notebook<'a> {
    pub(crate) fn new(statement: &'a Statement, settings: &'a Settings) -> Result<Notebook<'a>, Error> {
        let targets = settings.data.as_ref().map(|folder| folder.join(&statement.name).join("targets.csv"));
        let targets = targets.filter(|path| path.is_file()).map(Table::read).transpose()?;
        let mut notebook = Notebook {
            statement,
            settings,
            targets: None,
            measured: HashMap::new(),
            reasons: HashMap::new(),
            forecasts: vec![],
            section: Section::default(),
            data: vec![],
        };
        if let Some(table) = &targets {
            notebook.record(table);
        }
        notebook.targets = targets;
        Ok(notebook)
    }

    /// A table of the study: from the folder that the user named, else the one that is built in. A table that belongs
    /// to another study is asked for as `STUDY/FILE`.
    ///
    /// # Errors
    /// There is none, or it can't be read.
    pub fn table(&mut self, file: &str) -> Result<Table, Error> {
        let (study, file) = self.statement.place(file);
        let given = self.settings.data.as_ref().map(|folder| folder.join(study).join(file));
        let table = match given.filter(|path| path.exists()) {
            Some(path) => Table::read(path)?,
            None => built_in::table(study, file).unwrap_or_else(|| {
                Err(Error::NoData(format!(
                    "needs {study}/{file}: put it into a folder DIR/{study} and give --data DIR"
                )))
            })?,
        };
        self.record(&table);
        Ok(table)
    }

    pub(crate) fn record(&mut self, table: &Table) {
        let source = &table.source;
        if self.data.iter().all(|d| d.path != source.path) {
            let sha256 = source.sha256.clone().unwrap_or_default();
            self.data.push(DataRead { path: source.path.clone(), sha256, rows: source.rows });
        }
    }

    /// A table of the study with the rows of the `targets.csv` beside it below its own, and whether there were any.
    ///
    /// # Errors
    /// As [`Notebook::table`].
    pub fn table_with_targets(&mut self, file: &str) -> Result<(Table, bool), Error> {
        let table = self.table(file)?;
        let (study, _) = self.statement.place(file);
        let beside = self.settings.data.as_ref().map(|folder| folder.join(study).join("targets.csv"));
        match (&self.targets, beside.filter(|path| path.is_file())) {
            (Some(targets), _) if study == self.statement.name => Ok((append(&table, targets)?, true)),
            (_, Some(path)) => {
                let targets = Table::read(path)?;
                self.record(&targets);
                Ok((append(&table, &targets)?, true))
            }
            _ => Ok((table, false)),
        }
    }

    /// Whether to leave out what takes long.
    pub fn quick(&self) -> bool {
        self.settings.quick
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.settings.seed
    }

    /// Writes down what was measured for a claim; a truth as 1 or 0.
    pub fn measure(&mut self, key: &str, value: impl Into<Measured>) {
        match value.into().0 {
            Some(x) => drop(self.measured.insert(key.to_string(), x)),
            None => self.unanswerable(key, "the fit gives no such number"),
        }
    }

    /// Says why a claim can't be answered.
    pub fn unanswerable(&mut self, key: &str, reason: impl Into<String>) {
        self.reasons.insert(key.to_string(), reason.into());
    }

    /// A paragraph.
    pub fn say(&mut self, words: impl Into<String>) {
        self.section.words.push(words.into());
    }

    /// A table.
    pub fn show(&mut self, heading: &str, table: TextTable) {
        self.section.tables.push((heading.to_string(), table));
    }

    /// A figure; `name` becomes part of its files' names.
    pub fn draw(&mut self, name: &str, figure: Figure) {
        self.section.figures.push((name.to_string(), figure));
    }

    /// Predictions at the rows of `at`, whose columns are the inputs; scored if `targets.csv` has rows with the same
    /// inputs.
    pub fn forecast(&mut self, what: &str, at: &Table, response: &str, predictions: &[Option<Prediction>], level: f64) {
        for mut forecast in Forecast::of(what, at, response, predictions, level) {
            if let Some(targets) = &self.targets {
                forecast.score(targets);
            }
            self.forecasts.push(forecast);
        }
    }

    /// A prediction that is no row of a table, such as the best split of a budget.
    pub fn predict(&mut self, forecast: Forecast) {
        self.forecasts.push(forecast);
    }

    /// The latest forecast of something.
    pub fn last(&self, what: &str) -> Option<&Forecast> {
        self.forecasts.iter().rev().find(|f| f.what == what)
    }

    /// How many forecasts with this beginning have an observation, and how many of their intervals hold it.
    pub fn scored(&self, what: &str) -> (usize, usize) {
        let held: Vec<bool> =
            self.forecasts.iter().filter(|f| f.what.starts_with(what)).filter_map(Forecast::held).collect();
        (held.len(), held.iter().filter(|h| **h).count())
    }
}

/// What a recipe may write down: a number, a truth, or nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured(Option<f64>);

impl From<f64> for Measured {
    fn from(x: f64) -> Measured {
        Measured(Some(x))
    }
}

impl From<Option<f64>> for Measured {
    fn from(x: Option<f64>) -> Measured {
        Measured(x)
    }
}

impl From<bool> for Measured {
    fn from(so: bool) -> Measured {
        Measured(Some(f64::from(u8::from(so))))
    }
}

impl From<usize> for Measured {
    fn from(n: usize) -> Measured {
        Measured(Some(n as f64))
    }
}
