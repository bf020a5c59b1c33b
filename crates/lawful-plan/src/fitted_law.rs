//! A law with values for its parameters, and draws that say how sure they are.

use crate::covariance::normal_draws;
use crate::error::Error;
use lawful_fit::{Fit, Noise};
use lawful_io::{MISSING, Table};
use lawful_law::ast::{Bound, Clause, ExprKind, Key};
use lawful_law::catalogue;
use lawful_law::model::Demands;
use lawful_law::{Law, Model};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// Draws that a covariance is turned into.
pub const COVARIANCE_DRAWS: usize = 1000;

/// A law, its parameters, and draws of them: what every plan starts from.
///
/// ```
/// let law = lawful_plan::FittedLaw::published("chinchilla@besiroglu2024")?;
/// assert_eq!(law.value("alpha"), Some(0.3478));
/// # Ok::<(), lawful_plan::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct FittedLaw {
    /// The law.
    pub(crate) law: Law,
    /// Parameter names.
    pub(crate) names: Vec<String>,
    /// Their best values.
    pub(crate) values: Vec<f64>,
    /// Draws of all parameters, in the order of `names`; empty if there are none.
    pub(crate) draws: Vec<Vec<f64>>,
    /// For each column of the data its name, lowest and highest value.
    pub(crate) ranges: Vec<(String, f64, f64)>,
    /// Rows and free parameters of the fit, and whether the draws are resamples.
    freedom: Option<Freedom>,
}

#[derive(Debug, Clone, Copy)]
struct Freedom {
    rows: usize,
    parameters: usize,
    resampled: bool,
}

impl FittedLaw {
    /// A law as text (its clauses beyond the law itself are ignored) with values for its parameters.
    ///
    /// # Errors
    /// The text is no law, or a value is not finite.
    pub fn new(law: &str, parameters: &[(&str, f64)]) -> Result<FittedLaw, Error> {
        let mut law = Law::parse(law)?;
        law.clauses.clear();
        if let Some((name, value)) = parameters.iter().find(|p| !p.1.is_finite()) {
            return Err(Error::new(format!("parameter {name} is {value}; a plan needs a finite number")));
        }
        Ok(FittedLaw {
            law,
            names: parameters.iter().map(|p| p.0.to_string()).collect(),
            values: parameters.iter().map(|p| p.1).collect(),
            draws: vec![],
            ranges: vec![],
            freedom: None,
        })
    }

    /// A published fit of the catalogue, `LAW@SOURCE`; it has no draws, so plans from it have no intervals.
    ///
    /// # Errors
    /// There is no such law or source; the message lists those that there are.
    pub fn published(name: &str) -> Result<FittedLaw, Error> {
        let (law, source) = name.split_once('@').ok_or_else(|| {
            Error::new(format!("'{name}' is no published fit; write LAW@SOURCE, as chinchilla@hoffmann2022"))
        })?;
        let entry = catalogue::find(law)
            .ok_or_else(|| Error::new(format!("the catalogue has no law '{law}'; 'lawful laws' lists what it has")))?;
        let fit = entry.fits.iter().find(|f| f.source == source).ok_or_else(|| {
            let sources: Vec<&str> = entry.fits.iter().map(|f| f.source.as_str()).collect();
            let has = if sources.is_empty() { "none".to_string() } else { sources.join(", ") };
            Error::new(format!("law '{law}' has no published fit '{source}'; it has {has}"))
        })?;
        let parameters: Vec<(&str, f64)> = fit.params.iter().map(|(n, v)| (n.as_str(), *v)).collect();
        FittedLaw::new(&format!("y ~ {}({})", entry.name, entry.arguments.join(", ")), &parameters)
    }

    /// The law of a fit: draws are its bootstrap's, else [`COVARIANCE_DRAWS`] normal draws from its covariance that
    /// stay inside the parameters' domains. `table` is the table that was fitted, for the ranges of its columns.
    ///
    /// # Errors
    /// The law's text does not parse again, or a parameter is not finite.
    pub fn of_fit(fit: &Fit, table: &Table) -> Result<FittedLaw, Error> {
        let parameters: Vec<(&str, f64)> = fit.params.iter().map(|p| (p.name.as_str(), p.value)).collect();
        let mut this = FittedLaw::new(&fit.law, &parameters)?;
        match &fit.bootstrap {
            Some(b) if !b.draws.is_empty() => this.draws = b.draws.clone(),
            _ => {
                let size = fit.covariance.size();
                let matrix: Vec<Vec<f64>> = (0..size).map(|i| fit.covariance.row(i).to_vec()).collect();
                let text =
                    std::iter::once(fit.law.clone()).chain(fit.clauses.iter().cloned()).collect::<Vec<_>>().join("; ");
                this =
                    this.with_covariance(&fit.covariance_names[..size], &matrix, &text, COVARIANCE_DRAWS, fit.seed)?;
            }
        }
        if fit.noise.has_residuals() || matches!(fit.noise, Noise::Huber { .. } | Noise::AsymmetricHuber { .. }) {
            this = this.with_freedom(fit.n, fit.k, fit.bootstrap.is_some());
        }
        for column in &fit.columns {
            if let Ok(cells) = table.numbers(column) {
                let used = || fit.rows.iter().filter_map(|&i| cells.get(i).copied()).filter(|v| v.is_finite());
                let (lo, hi) = used().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), v| (lo.min(v), hi.max(v)));
                this = this.with_range(column, lo, hi);
            }
        }
        Ok(this)
    }

    /// The same with draws of all parameters, each in the order that the parameters were given in.
    ///
    /// # Errors
    /// A draw has another number of values than there are parameters.
    pub fn with_draws(mut self, draws: Vec<Vec<f64>>) -> Result<FittedLaw, Error> {
        if let Some(bad) = draws.iter().position(|d| d.len() != self.names.len()) {
            let (has, wants) = (draws[bad].len(), self.names.len());
            return Err(Error::new(format!("draw {} has {has} values, but the law has {wants} parameters", bad + 1)));
        }
        self.draws = draws;
        Ok(self)
    }

    /// The same with `count` normal draws from the covariance of the parameters `names`; the others keep their values.
    /// Draws outside the domains that the clauses of `text` (the law as fitted) give are drawn again.
    ///
    /// # Errors
    /// The covariance is not square, or names a parameter that the law lacks.
    pub fn with_covariance(
        mut self,
        names: &[String],
        covariance: &[Vec<f64>],
        text: &str,
        count: usize,
        seed: u64,
    ) -> Result<FittedLaw, Error> {
        let places = names
            .iter()
            .map(|n| {
                self.names.iter().position(|p| p == n).ok_or_else(|| {
                    Error::new(format!(
                        "the covariance is about '{n}', but the parameters are {}",
                        self.names.join(", ")
                    ))
                })
            })
            .collect::<Result<Vec<usize>, Error>>()?;
        let square = covariance.len() == names.len() && covariance.iter().all(|r| r.len() == names.len());
        if !square {
            return Err(Error::new(format!(
                "the covariance of {} parameters must have as many rows and columns",
                names.len()
            )));
        }
        let domains = domains(&Law::parse(text)?, &self.names);
        self.draws = normal_draws(&self.values, &places, covariance, &domains, count, seed);
        Ok(self)
    }

    /// The same with the numbers of rows and free parameters of its fit: intervals become as wide as small samples
    /// ask for. `resampled` says whether the draws are a bootstrap's.
    pub fn with_freedom(mut self, rows: usize, parameters: usize, resampled: bool) -> FittedLaw {
        self.freedom = Some(Freedom { rows, parameters, resampled });
        self
    }

    /// The same with the range that a column had in the data, so that extrapolation can be told.
    pub fn with_range(mut self, column: &str, lo: f64, hi: f64) -> FittedLaw {
        self.ranges.retain(|r| r.0 != column);
        if lo <= hi {
            self.ranges.push((column.to_string(), lo, hi));
        }
        self
    }

    /// A parameter's best value.
    pub fn value(&self, name: &str) -> Option<f64> {
        self.names.iter().position(|n| n == name).map(|i| self.values[i])
    }

    /// The law at every row of `table`, at the best parameters and as typed (of `log(loss)`, the log); [`MISSING`] where a
    /// column that it reads is missing.
    ///
    /// # Errors
    /// The law reads a name that is neither a parameter nor a column of the table.
    pub fn values(&self, table: &Table) -> Result<Vec<f64>, Error> {
        let mut model = Model::resolve(&self.law, table, &Demands { response_optional: true, ..Demands::default() })?;
        let parameters = model
            .parameters
            .iter()
            .map(|p| {
                self.value(&p.name).ok_or_else(|| {
                    let path = &table.source.path;
                    Error::new(format!("{path}: the law reads '{}', which is neither a parameter nor a column", p.name))
                })
            })
            .collect::<Result<Vec<f64>, Error>>()?;
        let mut values = vec![MISSING; table.rows()];
        let found = model.predict(&parameters);
        model.rows.iter().zip(found).for_each(|(&row, v)| values[row] = v);
        Ok(values)
    }

    /// How many draws there are.
    pub fn draws(&self) -> usize {
        self.draws.len()
    }

    /// The range of a column in the data, if it is known.
    pub fn range(&self, column: &str) -> Option<(f64, f64)> {
        self.ranges.iter().find(|r| r.0 == column).map(|r| (r.1, r.2))
    }

    /// The name of what the law gives, and whether the law gives its natural log.
    pub(crate) fn response(&self) -> (String, bool) {
        match &self.law.response.kind {
            ExprKind::Call(f, args) if f == "log" && args.len() == 1 => (args[0].value.to_string(), true),
            _ => (self.law.response.to_string(), false),
        }
    }

    /// How much wider than the draws' percentiles an interval must be: `t/z`, and `sqrt(n/(n - k))` for resamples.
    pub(crate) fn widening(&self, level: f64) -> f64 {
        let Some(f) = self.freedom.filter(|f| f.rows > f.parameters) else { return 1.0 };
        let dof = (f.rows - f.parameters) as f64;
        let p = 0.5 * (1.0 + level);
        let (Ok(t), z) = (StudentsT::new(0.0, 1.0, dof), Normal::standard()) else { return 1.0 };
        let small = (t.inverse_cdf(p) / z.inverse_cdf(p)).max(1.0);
        if f.resampled { small * (f.rows as f64 / dof).sqrt() } else { small }
    }
}

/// The domain of each parameter, from the clauses of the law.
fn domains(law: &Law, names: &[String]) -> Vec<(Bound, Bound)> {
    let open = |value| Bound { value, closed: false };
    let mut list = vec![(open(f64::NEG_INFINITY), open(f64::INFINITY)); names.len()];
    for clause in &law.clauses {
        if let Clause::Domain { parameter, lo, hi } = clause {
            let keyed = |k: &Key| match k {
                Key::Text(t) => format!("\"{t}\""),
                Key::Number(x) => lawful_io::shortest(*x),
                Key::Name(n, _) => n.clone(),
            };
            let keys: Vec<String> = parameter.keys.iter().map(keyed).collect();
            for (name, domain) in names.iter().zip(&mut list) {
                let (base, inner) = name.split_once('[').unwrap_or((name, ""));
                if base == parameter.name && (keys.is_empty() || inner.trim_end_matches(']') == keys.join(",")) {
                    *domain = (*lo, *hi);
                }
            }
        }
    }
    list
}
