//! A fit as a document.

use super::{AccuracyDocument, GroupsDocument, Head, Number, WarningDocument, ordered};
use crate::{Error, Estimate, Fit, FitDrift, Steps, Table};
use lawful_fit::compare::Accuracy;
use lawful_io::Source;
use lawful_law::query::{Dropped, Group};
use serde::{Deserialize, Serialize};
use std::path::Path;

const SCHEMA: &str = "lawful.fit/1";

/// Draws that a document keeps.
const DRAWS: usize = 400;

/// Where a fit came from, beyond what the fit itself knows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Provenance {
    /// The command line.
    pub command: String,
    /// The steps that made the table.
    pub steps: Steps,
    /// The rows that the steps left out.
    pub dropped: Vec<Dropped>,
    /// The column of known standard deviations.
    pub sigma: Option<String>,
    /// The column of weights.
    pub weights: Option<String>,
    /// The column whose equal values mark rows that belong together.
    pub cluster: Option<String>,
    /// The condition on rows that were predicted, not fitted.
    pub holdout: Option<String>,
    /// Units of the law's columns.
    pub units: Vec<(String, String)>,
}

impl Provenance {
    /// The same, with the units that `table` gives to `columns`.
    pub fn with_units_of(mut self, table: &Table) -> Provenance {
        let unit = |c: &crate::Column| c.unit.clone().map(|unit| (c.name.clone(), unit));
        self.units = table.columns().iter().filter_map(unit).collect();
        self
    }

    /// The provenance of one group of a table of `rows` rows: those of the others are left out too.
    pub fn of_group(&self, rows: usize, group: &Group) -> Provenance {
        let mut own = self.clone();
        let others = rows.saturating_sub(group.table.rows());
        own.dropped.retain(|d| !d.reason.starts_with("--by"));
        if others > 0 {
            own.dropped.push(Dropped { reason: format!("--by: not {group}"), rows: others });
        }
        own
    }
}

/// The data of a document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DataRecord {
    /// The file as given, `-` for standard input.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: Option<String>,
    /// Rows read.
    pub rows: usize,
    /// Rows used.
    pub used: usize,
    /// Rows left out.
    pub dropped: Vec<DroppedRows>,
    /// The files whose rows stand one below the other, if there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRecord>,
    /// What the reader left out or chose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Columns that became rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stack: Vec<String>,
    /// Rows left out by number, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<usize>,
    /// New columns.
    #[serde(rename = "let", default, skip_serializing_if = "Vec::is_empty")]
    pub derive: Vec<String>,
    /// Conditions on rows.
    #[serde(rename = "where", default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// One row per group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduce: Option<String>,
    /// Columns split by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// Column of known standard deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<String>,
    /// Column of weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// Column whose equal values mark rows that belong together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Condition on rows that were predicted, not fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holdout: Option<String>,
}

/// One of several files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: Option<String>,
    /// Rows read.
    pub rows: usize,
}

impl DataRecord {
    /// The record of a source, all of whose rows were used.
    pub(crate) fn of_source(source: &Source) -> DataRecord {
        let file = |f: &Source| FileRecord { path: f.path.clone(), sha256: f.sha256.clone(), rows: f.rows };
        DataRecord {
            path: source.path.clone(),
            sha256: source.sha256.clone(),
            rows: source.rows,
            used: source.rows,
            files: source.files.iter().map(file).collect(),
            notes: source.notes.clone(),
            ..DataRecord::default()
        }
    }

    /// The record of a source of which `used` rows were used; `dropped` are those left out after the steps.
    pub(super) fn of(source: &Source, used: usize, provenance: &Provenance, dropped: &[Dropped]) -> DataRecord {
        let steps = provenance.steps.clone();
        let dropped = provenance.dropped.iter().chain(dropped);
        DataRecord {
            used,
            dropped: dropped.map(|d| DroppedRows { reason: d.reason.clone(), rows: d.rows }).collect(),
            stack: steps.stack,
            without: steps.without,
            derive: steps.derive,
            keep: steps.keep,
            reduce: steps.reduce,
            by: steps.by,
            sigma: provenance.sigma.clone(),
            weights: provenance.weights.clone(),
            cluster: provenance.cluster.clone(),
            holdout: provenance.holdout.clone(),
            ..DataRecord::of_source(source)
        }
    }
}

/// Rows left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedRows {
    /// Why.
    pub reason: String,
    /// How many.
    pub rows: usize,
}

/// A parameter or derived quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EstimateDocument {
    /// The best value.
    pub value: Number,
    /// Standard error.
    pub stderr: Option<f64>,
    /// Lower end of the interval.
    pub lo: Option<f64>,
    /// Upper end of the interval.
    pub hi: Option<f64>,
    /// How error and interval were made.
    pub method: String,
    /// Whether the data determine it.
    pub identified: bool,
    /// Every interval that was made, the one picked first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intervals: Vec<IntervalDocument>,
}

/// An interval by one method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntervalDocument {
    /// `hessian`, `sandwich`, `bootstrap`, `bca`, `profile`.
    pub method: String,
    /// Standard error, if the method has one.
    pub stderr: Option<f64>,
    /// Lower end; `null` if that side is open.
    pub lo: Option<f64>,
    /// Upper end; `null` if that side is open.
    pub hi: Option<f64>,
}

/// A row that moves the result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InfluenceDocument {
    /// The file's data row, from 1.
    pub row: usize,
    /// The parameter that moves most.
    pub parameter: String,
    /// By how many of its standard errors, when the row is left out.
    pub shift: Number,
    /// All parameters without the row.
    #[serde(with = "ordered")]
    pub params: Vec<(String, Number)>,
}

/// How refits to resamples went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootstrapDocument {
    /// Refits that converged.
    pub resamples: usize,
    /// Those that did not, which are left out.
    pub failed: usize,
    /// Whether whole clusters of rows were drawn.
    pub clustered: bool,
    /// Whether new residuals were drawn on the same rows, not rows.
    #[serde(default)]
    pub simulated: bool,
}

/// Parameters of refits to resamples: what predictions, plans and crossovers take their intervals from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct DrawsDocument {
    /// What the columns stand for: all parameters.
    pub parameters: Vec<String>,
    /// A row per refit, of many refits 400 evenly chosen ones.
    pub rows: Vec<Vec<Number>>,
}

/// The covariance of the free parameters.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Covariance {
    /// What rows and columns stand for.
    pub parameters: Vec<String>,
    /// The rows.
    pub matrix: Vec<Vec<Number>>,
}

/// How the starts fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StartsDocument {
    /// Starts tried.
    pub tried: usize,
    /// Those whose descent converged.
    pub converged: usize,
    /// Those that reached the best objective.
    pub reached: usize,
}

/// Another optimum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RivalDocument {
    /// Its objective.
    pub objective: Number,
    /// Its parameters.
    #[serde(with = "ordered")]
    pub params: Vec<(String, Number)>,
}

/// A fit: what `lawful fit --json` prints. It holds the law, the parameters and their covariance, so that it can be
/// used without its data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitDocument {
    /// The common keys.
    #[serde(flatten)]
    pub head: Head,
    /// The data.
    pub data: DataRecord,
    /// What to know.
    pub warnings: Vec<WarningDocument>,
    /// The law as typed, `response ~ law`.
    pub law: String,
    /// Domains, starts, fixed values, priors and derived quantities, each as it can be typed.
    pub clauses: Vec<String>,
    /// The noise as it can be typed.
    pub noise: String,
    /// Left of `~`.
    pub response: String,
    /// The columns that the law reads.
    pub columns: Vec<String>,
    /// Units of columns.
    #[serde(with = "ordered")]
    pub units: Vec<(String, String)>,
    /// The smallest and largest value that each column of numbers had in the rows used.
    #[serde(with = "ordered", default)]
    pub ranges: Vec<(String, [f64; 2])>,
    /// The objective.
    pub objective: Number,
    /// Log-likelihood of the raw response; `null` for losses.
    pub loglik: Option<Number>,
    /// Rows used.
    pub n: usize,
    /// Free parameters.
    pub k: usize,
    /// The parameters.
    #[serde(with = "ordered")]
    pub params: Vec<(String, EstimateDocument)>,
    /// Derived quantities.
    #[serde(with = "ordered")]
    pub derived: Vec<(String, EstimateDocument)>,
    /// Scales of the noise.
    #[serde(with = "ordered")]
    pub noise_params: Vec<(String, Number)>,
    /// Residuals of a loss, sorted, at most a thousand evenly chosen ones: all that is known of its noise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residuals: Vec<f64>,
    /// Covariance of the free parameters.
    pub covariance: Covariance,
    /// Refits to resamples, if there were any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<BootstrapDocument>,
    /// Their parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draws: Option<DrawsDocument>,
    /// How forecasts drifted off within the data, if that could be learnt: `predict` widens intervals by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drift: Option<FitDrift>,
    /// The rows that move the result most.
    #[serde(default)]
    pub influence: Vec<InfluenceDocument>,
    /// Errors at the rows held out, if there are any.
    #[serde(default)]
    pub heldout: Option<AccuracyDocument>,
    /// How the starts fared.
    pub starts: StartsDocument,
    /// Other optima.
    pub rivals: Vec<RivalDocument>,
    /// Condition number of the scaled information matrix.
    pub condition: Option<Number>,
    /// Level of the intervals.
    pub level: f64,
    /// Whether the best start converged.
    pub converged: bool,
    /// Seconds that the fit took.
    pub seconds: f64,
}

impl FitDocument {
    /// The document of a fit.
    pub fn of(fit: &Fit, provenance: &Provenance) -> FitDocument {
        let estimates = |list: &[Estimate]| list.iter().map(|e| (e.name.clone(), estimate(fit, e))).collect();
        let size = fit.covariance.size();
        let mut document = FitDocument {
            head: Head::new(SCHEMA, &provenance.command, fit.seed),
            data: DataRecord::of(&fit.source, fit.n, provenance, &fit.dropped),
            warnings: fit
                .warnings
                .iter()
                .map(|w| WarningDocument { code: w.code.into(), message: w.message.clone() })
                .collect(),
            law: fit.law.clone(),
            clauses: fit.clauses.clone(),
            noise: fit.noise.to_string(),
            response: fit.response.clone(),
            columns: fit.columns.clone(),
            units: provenance.units.clone(),
            ranges: Vec::new(),
            objective: fit.objective.into(),
            loglik: fit.loglik.map(Number),
            n: fit.n,
            k: fit.k,
            params: estimates(&fit.params),
            derived: estimates(&fit.derived),
            noise_params: numbers(&fit.noise_params),
            residuals: if fit.noise.is_loss() { spread(fit.residuals()) } else { vec![] },
            covariance: Covariance {
                parameters: if size == 0 { vec![] } else { fit.covariance_names.clone() },
                matrix: (0..size).map(|i| fit.covariance.row(i).iter().copied().map(Number).collect()).collect(),
            },
            bootstrap: fit.bootstrap.as_ref().map(|b| BootstrapDocument {
                resamples: b.draws.len(),
                failed: b.failed,
                clustered: b.clustered,
                simulated: b.simulated,
            }),
            draws: fit.bootstrap.as_ref().map(|b| DrawsDocument {
                parameters: fit.params.iter().map(|p| p.name.clone()).collect(),
                rows: b.evenly(DRAWS).map(|draw| draw.iter().copied().map(Number).collect()).collect(),
            }),
            drift: None,
            influence: fit
                .influence
                .iter()
                .map(|i| InfluenceDocument {
                    row: i.row,
                    parameter: i.parameter.clone(),
                    shift: i.shift.into(),
                    params: numbers(&i.without),
                })
                .collect(),
            heldout: None,
            starts: StartsDocument {
                tried: fit.starts.tried,
                converged: fit.starts.converged,
                reached: fit.starts.reached,
            },
            rivals: fit
                .rivals
                .iter()
                .map(|r| RivalDocument { objective: r.objective.into(), params: numbers(&r.params) })
                .collect(),
            condition: fit.condition.map(Number),
            level: fit.level,
            converged: fit.converged,
            seconds: fit.seconds,
        };
        document.warnings.extend(document.not_finite());
        document
    }

    /// The same with the ranges of the columns of `table`, which was fitted.
    pub fn with_ranges(mut self, fit: &Fit, table: &Table) -> FitDocument {
        let range = |name: &String| {
            let values = table.numbers(name).ok()?;
            let used = fit.rows.iter().filter_map(|&i| values.get(i)).filter(|x| x.is_finite());
            let ends = used.fold([f64::INFINITY, f64::NEG_INFINITY], |[lo, hi], x| [lo.min(*x), hi.max(*x)]);
            (ends[0] <= ends[1]).then(|| (name.clone(), ends))
        };
        self.ranges = fit.columns.iter().filter_map(range).collect();
        self
    }

    /// The same with the drift of its forecasts.
    pub fn with_drift(mut self, drift: Option<FitDrift>) -> FitDocument {
        self.drift = drift;
        self
    }

    /// The same with the errors at the rows held out.
    pub fn with_heldout(mut self, heldout: Option<&Accuracy>) -> FitDocument {
        self.heldout = heldout.map(AccuracyDocument::from);
        self
    }

    /// Reads a document that [`FitDocument::write`] or `lawful fit --json` wrote; `-` is standard input.
    ///
    /// # Errors
    /// A file that can't be read, is not such a document, or has a schema of another kind.
    pub fn read(path: impl AsRef<Path>) -> Result<FitDocument, Error> {
        let path = path.as_ref();
        let text = match path.as_os_str() == "-" {
            true => std::io::read_to_string(std::io::stdin()),
            false => std::fs::read_to_string(path),
        };
        let text = text.map_err(|e| Error::Document(format!("{}: {e}", path.display())))?;
        let wrong = |what: String| Error::Document(format!("{}: {what}", path.display()));
        let head: Head = serde_json::from_str(&text)
            .map_err(|e| wrong(format!("not a document of a fit, which 'lawful fit … --json' prints: {e}")))?;
        if head.schema != SCHEMA {
            return Err(wrong(format!("its schema is '{}', not '{SCHEMA}'", head.schema)));
        }
        serde_json::from_str(&text).map_err(|e| match serde_json::from_str::<GroupsDocument>(&text) {
            Ok(groups) => wrong(format!(
                "it holds {} fits (--by), not one; fit one group alone with --where",
                groups.results.len()
            )),
            Err(_) => wrong(format!("not a document of a fit: {e}")),
        })
    }

    /// Writes the document; the file is there whole or not at all.
    ///
    /// # Errors
    /// `cannot write PATH: …`
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let text = super::to_json(self)?;
        Ok(crate::write_atomically(path, |out| out.write_all(text.as_bytes()))?)
    }

    /// A parameter or derived quantity.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.params.iter().chain(&self.derived).find(|(n, _)| n == name).map(|(_, e)| e.value.0)
    }

    /// A warning that names the numbers that JSON can't hold.
    fn not_finite(&self) -> Option<WarningDocument> {
        let mut numbers = vec![("objective".to_string(), self.objective)];
        numbers.extend(self.loglik.map(|x| ("loglik".to_string(), x)));
        numbers.extend(self.condition.map(|x| ("condition".to_string(), x)));
        numbers.extend(self.params.iter().chain(&self.derived).map(|(name, e)| (name.clone(), e.value)));
        numbers.extend(self.noise_params.iter().cloned());
        numbers.extend(self.covariance.matrix.iter().flatten().map(|x| ("covariance".to_string(), *x)));
        let mut names: Vec<String> = numbers.into_iter().filter(|(_, x)| !x.0.is_finite()).map(|(n, _)| n).collect();
        names.dedup();
        let message = || format!("not finite, so null: {}", names.join(", "));
        (!names.is_empty()).then(|| WarningDocument { code: "not-finite".into(), message: message() })
    }
}

/// Sorted; of many values a thousand, evenly chosen.
fn spread(mut values: Vec<f64>) -> Vec<f64> {
    const MOST: usize = 1000;
    values.retain(|x| x.is_finite());
    values.sort_by(f64::total_cmp);
    match values.len() {
        n if n > MOST => (0..MOST).map(|i| values[(2 * i + 1) * n / (2 * MOST)]).collect(),
        _ => values,
    }
}

fn estimate(fit: &Fit, e: &Estimate) -> EstimateDocument {
    let made = fit.uncertainty.iter().find(|(name, _)| *name == e.name).map_or(&[][..], |(_, list)| list);
    let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
    let intervals = made.iter().map(|i| IntervalDocument {
        method: i.method.into(),
        stderr: finite(i.stderr),
        lo: finite(i.lo),
        hi: finite(i.hi),
    });
    EstimateDocument {
        value: e.value.into(),
        stderr: finite(e.stderr),
        lo: finite(e.lo),
        hi: finite(e.hi),
        method: e.method.into(),
        identified: e.identified,
        intervals: intervals.collect(),
    }
}

fn numbers(pairs: &[(String, f64)]) -> Vec<(String, Number)> {
    pairs.iter().map(|(name, x)| (name.clone(), Number(*x))).collect()
}
