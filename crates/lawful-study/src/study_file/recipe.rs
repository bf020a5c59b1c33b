//! How a study file is run: table, fit, rivals, predictions.

use super::StudyFile;
use super::measure::{Aspect, Measure};
use crate::study::conclude;
use crate::{Error, Forecast, Notebook, Outcome, Select, Settings, built_in, points};
use lawful_fit::compare::{Candidate, Comparison, HoldOut, Model};
use lawful_fit::{Fit, Predictor, Recipe};
use lawful_io::Table;
use lawful_law::parse::{parse_assignment, parse_clause};
use lawful_law::suggest::nearest;
use lawful_law::{Law, model::Demands};
use lawful_report::{Column, Figure, TextTable, number};
use std::collections::HashMap;
use std::time::Instant;

/// What stands before the number of an expression that a claim measures.
const MEASURED: &str = "measured_";

/// What was made of a file.
struct Made {
    fit: Fit,
    comparison: Option<Comparison>,
}

impl StudyFile {
    /// Does the work. `draw` draws the fit to a table.
    ///
    /// # Errors
    /// The table is not there or can't be read; a step, the law, a rival, a point or a claim does not suit it; the fit
    /// can't be made: one line with file, line, key and the way out.
    pub fn run(&self, settings: &Settings, draw: impl Fn(&Fit, &Table) -> Figure) -> Result<Outcome, Error> {
        let begun = Instant::now();
        let mut book = Notebook::new(self.statement(), settings)?;
        let table = self.table(&mut book, settings)?;
        let (fitted, _) = self.parts(&table)?;
        let law = self.law_with_measures(&fitted)?;
        let fit = self.fit(&law, &fitted, settings)?;
        let mut sections = Vec::new();
        let mut close = |book: &mut Notebook, title: &str| {
            book.section.title = title.to_string();
            sections.push(std::mem::take(&mut book.section));
        };
        self.show_fit(&mut book, &fit, settings);
        book.draw("fit", draw(&fit, &fitted));
        close(&mut book, "The fit");
        let comparison = self.compare(&table, settings)?;
        if let Some(comparison) = &comparison {
            self.show_comparison(&mut book, comparison);
            close(&mut book, "Held-out rows and rivals");
        }
        self.predict(&mut book, &fit)?;
        let made = Made { fit, comparison };
        for (i, measure) in self.measures.iter().enumerate() {
            self.measure(&mut book, i, measure, &made)?;
        }
        Ok(conclude(self.statement(), book, sections, &HashMap::new(), settings, begun))
    }

    /// The table after its steps.
    fn table(&self, book: &mut Notebook, settings: &Settings) -> Result<Table, Error> {
        let part = &self.written.table;
        let mut table = match (&part.built_in, &part.file) {
            (Some(name), _) => {
                let (study, file) = name.as_ref().split_once('/').unwrap_or((name.as_ref(), ""));
                built_in::table(study, file).unwrap_or_else(|| {
                    let there: Vec<String> = built_in::names().map(|(s, f)| format!("{s}/{f}")).collect();
                    let what =
                        format!("there is no built-in table '{}'; there are {}", name.as_ref(), there.join(", "));
                    Err(self.place.wrong(name, "table.built_in", what))
                })?
            }
            (None, Some(name)) => {
                let given = settings.data.as_ref().map(|data| data.join(&self.statement.name).join(name.as_ref()));
                let path = given.filter(|path| path.exists()).unwrap_or_else(|| self.folder.join(name.as_ref()));
                Table::read(path).map_err(|e| self.place.wrong(name, "table.file", e))?
            }
            (None, None) => return Err(self.place.anywhere("[table] names no table")),
        };
        book.record(&table);
        for text in &part.derive {
            table = table.derive(text.as_ref()).map_err(|e| self.place.wrong(text, "table.let", e))?;
        }
        for text in &part.keep {
            table = table.keep(text.as_ref()).map_err(|e| self.place.wrong(text, "table.where", e))?;
        }
        if let Some(text) = &part.reduce {
            table = table.reduce(text.as_ref()).map_err(|e| self.place.wrong(text, "table.reduce", e))?;
        }
        Ok(table)
    }

    /// The rows to fit, and those held out.
    fn parts(&self, table: &Table) -> Result<(Table, Option<Table>), Error> {
        let Some(text) = &self.written.fit.holdout else { return Ok((table.clone(), None)) };
        let held = HoldOut::Where(text.as_ref().clone()).rows(table);
        let held = held.map_err(|e| self.place.wrong(text, "fit.holdout", e))?;
        let (tested, fitted): (Vec<usize>, Vec<usize>) = (0..table.rows()).partition(|&i| held[i]);
        Ok((table.take(&fitted), Some(table.take(&tested))))
    }

    /// The law with a `let` for each expression that a claim measures.
    fn law_with_measures(&self, table: &Table) -> Result<Law, Error> {
        let resolve = |law: &Law| lawful_law::Model::resolve(law, table, &Demands::default());
        let plain = resolve(&self.law).map_err(|e| self.place.wrong(&self.written.fit.law, "fit.law", e))?;
        let known = |text: &str| {
            plain.parameters.iter().any(|p| p.name == text) || plain.derived.iter().any(|(name, _)| name == text)
        };
        let mut law = self.law.clone();
        for (i, measure) in self.measures.iter().enumerate() {
            let Measure::Quantity(_, text) = measure else { continue };
            if known(text) {
                continue;
            }
            let at = &self.written.claims[i].measure;
            let wrong = |e: lawful_law::Error| self.place.wrong(at, "claim.measure", e.message);
            let names: Vec<&str> = plain
                .parameters
                .iter()
                .map(|p| p.name.as_str())
                .chain(plain.derived.iter().map(|d| d.0.as_str()))
                .collect();
            if lawful_law::parse::is_identifier(text) {
                let advice = match nearest(text, names.iter().copied()) {
                    Some(near) => format!("did you mean '{near}'?"),
                    None => format!("there are {}", names.join(", ")),
                };
                let what = format!("the law has no parameter or 'let' named '{text}'; {advice}");
                return Err(self.place.wrong(at, "claim.measure", what));
            }
            let clause = parse_clause(&format!("let {MEASURED}{i} = {text}")).map_err(wrong)?;
            law = law.with_clause(clause);
            resolve(&law).map_err(wrong)?;
        }
        Ok(law)
    }

    fn recipe(&self, settings: &Settings) -> Recipe {
        let fit = &self.written.fit;
        let text = |t: &Option<toml::Spanned<String>>| t.as_ref().map(|t| t.as_ref().clone());
        Recipe {
            weights: text(&fit.weights),
            sigma: text(&fit.sigma),
            starts: fit.starts.as_ref().map(|s| *s.as_ref()),
            level: fit.level.as_ref().map_or(0.95, |l| *l.as_ref()),
            seed: settings.seed,
        }
    }

    fn fit(&self, law: &Law, table: &Table, settings: &Settings) -> Result<Fit, Error> {
        let part = &self.written.fit;
        let mut fitting = Fit::of(law, table).noise(self.noise.clone()).recipe(&self.recipe(settings));
        if let Some(column) = &part.cluster {
            fitting = fitting.cluster(column.as_ref());
        }
        if let Some(resamples) = part.bootstrap.as_ref().filter(|_| !settings.quick) {
            fitting = fitting.bootstrap(*resamples.as_ref());
        }
        fitting.run().map_err(|e| self.place.wrong(&part.law, "fit", e))
    }

    /// The law and its rivals, where rows are held out or there are rivals.
    fn compare(&self, table: &Table, settings: &Settings) -> Result<Option<Comparison>, Error> {
        let part = &self.written.fit;
        if part.holdout.is_none() && self.rivals.is_empty() {
            return Ok(None);
        }
        let rivals = self.rivals.iter().map(|(law, noise)| Candidate::new(law.clone(), noise.clone()));
        let laws = std::iter::once(Candidate::new(self.law.clone(), self.noise.clone())).chain(rivals).collect();
        let mut comparing = Comparison::of(table, laws).recipe(self.recipe(settings));
        if let Some(condition) = &part.holdout {
            comparing = comparing.holdout(HoldOut::Where(condition.as_ref().clone()));
        }
        if let Some(column) = &part.cluster {
            comparing = comparing.cluster(column.as_ref());
        }
        let place = self.written.rivals.first().map_or(&part.law, |r| &r.law);
        Ok(Some(comparing.run().map_err(|e| self.place.wrong(place, "rival", e))?))
    }

    fn predict(&self, book: &mut Notebook, fit: &Fit) -> Result<(), Error> {
        for point in &self.written.points {
            let wrong = |e: Error| self.place.wrong(&point.at, "predict.at", e);
            let at = points(&[point.at.as_ref().as_str()]).map_err(wrong)?;
            let predicted = || Predictor::new(fit)?.predict(&self.with_made_columns(&at)?).map_err(Error::from);
            let predicted = predicted().map_err(wrong)?;
            let made = Forecast::of(point.name.as_ref(), &at, &fit.response, &predicted, fit.level);
            for mut forecast in made {
                forecast.observed = point.observed;
                book.predict(forecast);
            }
        }
        Ok(())
    }

    /// A point with the columns that `let` makes of those it has.
    fn with_made_columns(&self, at: &Table) -> Result<Table, Error> {
        let mut table = at.clone();
        for text in &self.written.table.derive {
            let (name, expression) = parse_assignment(text.as_ref())?;
            if table.column(&name).is_none() && expression.names().all(|n| table.column(n).is_some()) {
                table = table.derive(text.as_ref())?;
            }
        }
        Ok(table)
    }

    /// Writes down what a claim measures.
    fn measure(&self, book: &mut Notebook, i: usize, measure: &Measure, made: &Made) -> Result<(), Error> {
        let key = &self.statement.claims[i].key;
        let of = |rival: &Option<String>| match rival {
            Some(name) => self.written.rivals.iter().position(|r| r.name.as_ref() == name).map(|k| k + 1),
            None => Some(0),
        };
        let model = |rival: &Option<String>| -> Option<&Model> {
            let index = of(rival)?;
            made.comparison.as_ref()?.models.iter().find(|m| m.index == index)
        };
        let value = match measure {
            Measure::Quantity(aspect, text) => {
                let name = format!("{MEASURED}{i}");
                let estimate = made.fit.estimate(text).or_else(|| made.fit.estimate(&name));
                if *aspect != Aspect::Value && estimate.is_some_and(|e| aspect.of(e).is_none()) {
                    book.unanswerable(key, format!("the fit gives {text} no such number"));
                    return Ok(());
                }
                estimate.and_then(|e| aspect.of(e))
            }
            Measure::Fit(number) => number.of(&made.fit),
            Measure::HeldOut(error, rival) => match model(rival).and_then(|m| m.heldout.as_ref()) {
                Some(accuracy) => error.of(accuracy),
                None => {
                    book.unanswerable(key, "no rows are held out: add holdout = \"…\" to [fit]");
                    return Ok(());
                }
            },
            Measure::Ahead(rival) => self.ahead(book, key, &made.comparison, of(&Some(rival.clone()))),
            Measure::DeltaAicc(rival) => {
                let aicc = |m: Option<&Model>| m.and_then(|m| m.criteria).map(|c| c.aicc);
                match aicc(model(&Some(rival.clone()))).zip(aicc(model(&None))) {
                    Some((theirs, ours)) => Some(theirs - ours),
                    None => {
                        book.unanswerable(key, format!("{} noise has no likelihood, so no AICc", self.noise));
                        return Ok(());
                    }
                }
            }
            Measure::Prediction(name) => book.last(name).map(|f| f.value),
            Measure::Held(name) => match book.last(name).and_then(Forecast::held) {
                Some(held) => Some(f64::from(u8::from(held))),
                None => {
                    book.unanswerable(key, "nothing was observed there, or there is no interval: add observed = …");
                    return Ok(());
                }
            },
        };
        if !book.reasons.contains_key(key) {
            book.measure(key, value.filter(|x| x.is_finite()));
        }
        Ok(())
    }

    /// Whether the law comes before a rival.
    fn ahead(&self, book: &mut Notebook, key: &str, made: &Option<Comparison>, rival: Option<usize>) -> Option<f64> {
        let comparison = made.as_ref()?;
        let place = |index: usize| comparison.models.iter().position(|m| m.index == index);
        let (ours, theirs) = (place(0)?, place(rival?)?);
        let judged = |k: usize| comparison.models[k].score_error.is_some() || comparison.models[k].criteria.is_some();
        if !(judged(ours) && judged(theirs)) {
            let why = format!("{} noise has no AICc to compare by: add holdout = \"…\" to [fit]", self.noise);
            book.unanswerable(key, why);
            return None;
        }
        Some(f64::from(u8::from(ours < theirs)))
    }

    fn show_fit(&self, book: &mut Notebook, fit: &Fit, settings: &Settings) {
        book.say(fit.law.to_string());
        let objective = number(fit.objective, 7);
        book.say(format!("{} rows, {} noise, objective {objective}.", fit.n, fit.noise));
        if settings.quick && self.written.fit.bootstrap.is_some() {
            book.say("Without the bootstrap, which --quick leaves out.");
        }
        fit.warnings.iter().for_each(|w| book.say(format!("Warning: {} [{}]", w.message, w.code)));
        let mut table = TextTable::new([
            Column::words("parameter"),
            Column::numbers("value"),
            Column::numbers("standard error"),
            Column::numbers(format!("{}% interval", number(100.0 * fit.level, 4))),
            Column::words("method"),
        ]);
        for e in fit.params.iter().chain(&fit.derived).filter(|e| !e.name.starts_with(MEASURED)) {
            let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x, 4));
            let interval =
                if e.lo.is_none() && e.hi.is_none() { "-".into() } else { format!("{} to {}", end(e.lo), end(e.hi)) };
            let error = e.stderr.map_or("-".into(), |s| number(s, 3));
            table.row([e.name.clone(), number(e.value, 6), error, interval, e.method.to_string()]);
        }
        book.show("Parameters", table);
    }

    fn show_comparison(&self, book: &mut Notebook, comparison: &Comparison) {
        let mut table = TextTable::new([
            Column::words("law"),
            Column::numbers("parameters"),
            Column::numbers("AICc above the best"),
            Column::numbers("rms error, held out"),
            Column::numbers("median relative error, held out"),
        ]);
        for model in &comparison.models {
            let name = match model.index {
                0 => "the law".to_string(),
                k => self.written.rivals[k - 1].name.as_ref().clone(),
            };
            let cell = |x: Option<f64>| x.map_or("-".into(), |x| number(x, 3));
            let held = |of: fn(&lawful_fit::compare::Accuracy) -> f64| cell(model.heldout.as_ref().map(of));
            let parameters = model.fit.k.to_string();
            table.row([name, parameters, cell(model.delta), held(|a| a.rms_error), held(|a| a.median_relative_error)]);
        }
        book.say(format!("{} rows fitted, {} held out; best first.", comparison.n, comparison.n_heldout));
        book.show("The law and its rivals", table);
    }
}
