//! The ranking of rival laws.

use super::accuracy::{Accuracy, RowErrors};
use super::candidate::Candidate;
use super::criteria::{self, Criteria};
use super::likelihood_ratio::LikelihoodRatio;
use super::nesting::Nesting;
use super::paired::{PairedDifference, paired_bootstrap};
use super::split::{HoldOut, indices};
use super::vuong::Vuong;
use crate::error::Error;
use crate::fit::{Fit, Warning};
use crate::noise::Noise;
use crate::progress::{Progress, each};
use crate::recipe::Recipe;
use lawful_io::Table;
use lawful_law::query::Dropped;

/// What the models are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Root mean square of [`Model::score_error`] over the held-out rows.
    HeldOut,
    /// AICc; losses, which have none, come last in the order given.
    Aicc,
}

/// One law of a comparison.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its place among the candidates (from 0).
    pub index: usize,
    /// Its fit, to the rows that are not held out.
    pub fit: Fit,
    /// Numbers estimated: free parameters of the law *and* scales of the noise.
    pub k: usize,
    /// Information criteria; `None` for a loss.
    pub criteria: Option<Criteria>,
    /// AICc minus the smallest AICc of the comparison; `None` for a loss or where no AICc is finite.
    pub delta: Option<f64>,
    /// Akaike weight, from `delta`.
    pub weight: Option<f64>,
    /// Errors at the rows of the fit.
    pub in_sample: Accuracy,
    /// Errors at the held-out rows, if there are any.
    pub heldout: Option<Accuracy>,
    /// The held-out error by which models are ranked, the same for all: root mean square of ln(observed/predicted) of
    /// the raw response, or of observed minus predicted if some value of some model is not positive.
    pub score_error: Option<f64>,
    /// Mean squared error (on the scale of `score_error`) of this model minus that of the best one over the held-out
    /// rows, by the paired bootstrap; `None` for the best.
    pub behind_best: Option<PairedDifference>,
    /// Mean log density of the raw response of the best model minus that of this one over the held-out rows, likewise;
    /// `None` also where one of them is a loss.
    pub loglik_behind_best: Option<PairedDifference>,
}

/// A test of two laws on the rows of the fits.
#[derive(Debug, Clone)]
pub struct PairTest {
    /// Place of the first law among the candidates; of nested laws the full one.
    pub first: usize,
    /// Place of the second law; of nested laws the restricted one.
    pub second: usize,
    /// The test.
    pub test: Test,
}

/// The test that suits a pair of laws.
#[derive(Debug, Clone)]
pub enum Test {
    /// The second law is a special case of the first.
    LikelihoodRatio {
        /// How it is a special case.
        nesting: Nesting,
        /// The test.
        ratio: LikelihoodRatio,
    },
    /// Neither is a special case of the other, as far as can be seen.
    Vuong(Vuong),
}

/// Rival laws on the same rows, best first.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What the order is by.
    pub criterion: Criterion,
    /// The laws, best first.
    pub models: Vec<Model>,
    /// Tests of pairs of likelihood fits, in the order of the candidates.
    pub tests: Vec<PairTest>,
    /// Rows fitted.
    pub n: usize,
    /// Rows held out.
    pub n_heldout: usize,
    /// Rows left out because some law lacks a value there.
    pub dropped: Vec<Dropped>,
    /// The table's rows (from 0) that were fitted.
    pub rows: Vec<usize>,
    /// Whether `score_error` is of logs.
    pub log_scale: bool,
    /// What to tell the user.
    pub warnings: Vec<Warning>,
}

/// A comparison to be made, and its options.
#[derive(Clone)]
pub struct Comparing<'a> {
    table: &'a Table,
    candidates: Vec<Candidate>,
    recipe: Recipe,
    holdout: Option<HoldOut>,
    nested: Vec<(usize, usize, usize)>,
    cluster: Option<String>,
    resamples: usize,
    progress: Option<Progress>,
}

impl Comparison {
    /// A comparison of laws on the rows of `table` that are complete for all of them: set options, then
    /// [`Comparing::run`].
    pub fn of(table: &Table, candidates: Vec<Candidate>) -> Comparing<'_> {
        Comparing {
            table,
            candidates,
            recipe: Recipe::default(),
            holdout: None,
            nested: vec![],
            cluster: None,
            resamples: 2000,
            progress: None,
        }
    }

    /// The best law.
    pub fn best(&self) -> &Model {
        // A comparison is never made of no candidate.
        &self.models[0]
    }
}

impl Comparing<'_> {
    /// Rows to be predicted instead of fitted; then held-out error makes the order.
    pub fn holdout(mut self, rows: HoldOut) -> Self {
        self.holdout = Some(rows);
        self
    }

    /// Says that candidate `restricted` is a special case of candidate `full`, with `boundary` null values at an end of
    /// their domain, where [`Nesting::find`] can't see it.
    pub fn nested(mut self, full: usize, restricted: usize, boundary: usize) -> Self {
        self.nested.push((full, restricted, boundary));
        self
    }

    /// A column whose equal values mark rows that are not independent (checkpoints of one run): resampled and summed
    /// whole.
    pub fn cluster(mut self, column: impl Into<String>) -> Self {
        self.cluster = Some(column.into());
        self
    }

    /// How laws are fitted, and the level and seed of all that follows.
    pub fn recipe(mut self, recipe: Recipe) -> Self {
        self.recipe = recipe;
        self
    }

    /// Called after each fit with how many are done and how many there are; `false` stops with an error.
    pub fn progress(mut self, progress: Progress) -> Self {
        self.progress = Some(progress);
        self
    }

    /// Resamples of the paired bootstrap, 2,000 unless set.
    pub fn resamples(mut self, resamples: usize) -> Self {
        self.resamples = resamples;
        self
    }

    /// Makes the comparison.
    ///
    /// # Errors
    /// No candidate, laws of different columns, a law that can't be fitted (its text comes first in the message), no
    /// row complete for all laws, held-out rows that are none or all.
    pub fn run(self) -> Result<Comparison, Error> {
        let complete = complete_rows(self.table, &self.candidates, &self.recipe)?;
        let table = self.table.take(&complete.rows);
        let held = match &self.holdout {
            Some(h) => h.rows(&table)?,
            None => vec![false; table.rows()],
        };
        let (fitted, tested) = (indices(&held, false), indices(&held, true));
        let fit_table = table.take(&fitted);
        let clusters = self.cluster.as_deref().map(|c| cluster_codes(&table, c)).transpose()?;
        let codes = |rows: &[usize]| clusters.as_ref().map(|c| rows.iter().map(|&i| c[i]).collect::<Vec<u32>>());

        let fits = each(self.candidates.len(), self.progress.as_ref(), |i| {
            let fit = self.recipe.fit(&self.candidates[i], &fit_table)?;
            let all = RowErrors::of(&self.recipe.predictor(&fit)?, &fit, &table, self.recipe.level)?;
            Ok::<(Fit, RowErrors), Error>((fit, all))
        })?;
        let mut models = Vec::new();
        let mut errors = Vec::new();
        for (index, made) in fits.into_iter().enumerate() {
            let (fit, all) = made?;
            models.push(Model {
                index,
                k: criteria::estimated(&fit),
                criteria: Criteria::of(&fit),
                delta: None,
                weight: None,
                in_sample: all.accuracy(|row| !held[row]),
                heldout: (!tested.is_empty()).then(|| all.accuracy(|row| held[row])),
                score_error: None,
                behind_best: None,
                loglik_behind_best: None,
                fit,
            });
            errors.push(all);
        }
        akaike(&mut models);
        let mut warnings = Vec::new();
        if mixes_measures(&self.candidates) {
            warnings.push(Warning {
                code: "mixed-likelihoods",
                message:
                    "some likelihoods are of counts and some of continuous values; their logliks and criteria do not \
                          compare"
                        .into(),
            });
        }
        let tests = self.tests(&models, &errors, &fit_table, &held, codes(&fitted).as_deref())?;

        // A law that can't be evaluated somewhere comes last, and doesn't change the scale for the others.
        let log_scale = errors.iter().all(|e| !e.observed.iter().chain(&e.predicted).any(|x| *x <= 0.0));
        let squares: Vec<Vec<f64>> = errors
            .iter()
            .map(|e| {
                tested
                    .iter()
                    .map(|&i| {
                        let (y, f) = (e.observed[i], e.predicted[i]);
                        let r = if log_scale { libm::log(y / f) } else { y - f };
                        r * r
                    })
                    .collect()
            })
            .collect();
        for m in &mut models {
            let s = &squares[m.index];
            m.score_error = (!s.is_empty()).then(|| (s.iter().sum::<f64>() / s.len() as f64).sqrt());
        }
        let criterion = if tested.is_empty() { Criterion::Aicc } else { Criterion::HeldOut };
        let key = |m: &Model| match criterion {
            Criterion::HeldOut => m.score_error.unwrap_or(f64::INFINITY),
            Criterion::Aicc => m.criteria.map_or(f64::INFINITY, |c| c.aicc),
        };
        let place = |x: f64| if x.is_nan() { f64::INFINITY } else { x };
        models.sort_by(|a, b| place(key(a)).total_cmp(&place(key(b))).then(a.index.cmp(&b.index)));

        if criterion == Criterion::HeldOut {
            let best = models[0].index;
            let units = codes(&tested);
            let (resamples, level, seed) = (self.resamples, self.recipe.level, self.recipe.seed);
            let density = |m: usize| -> Option<Vec<f64>> { tested.iter().map(|&i| errors[m].log_density[i]).collect() };
            let best_density = density(best);
            for m in &mut models[1..] {
                m.behind_best =
                    paired_bootstrap(&squares[m.index], &squares[best], units.as_deref(), resamples, level, seed);
                if let (Some(a), Some(b)) = (&best_density, density(m.index)) {
                    m.loglik_behind_best = paired_bootstrap(a, &b, units.as_deref(), resamples, level, seed);
                }
            }
        }
        Ok(Comparison {
            criterion,
            models,
            tests,
            n: fitted.len(),
            n_heldout: tested.len(),
            dropped: complete.dropped,
            rows: fitted.iter().map(|&i| complete.rows[i]).collect(),
            log_scale,
            warnings,
        })
    }

    /// A test for every pair of likelihood fits.
    fn tests(
        &self,
        models: &[Model],
        errors: &[RowErrors],
        table: &Table,
        held: &[bool],
        clusters: Option<&[u32]>,
    ) -> Result<Vec<PairTest>, Error> {
        let mut tests = Vec::new();
        for a in 0..models.len() {
            for b in a + 1..models.len() {
                if models[a].fit.loglik.is_none() || models[b].fit.loglik.is_none() {
                    continue;
                }
                let (first, second) = if models[a].fit.k >= models[b].fit.k { (a, b) } else { (b, a) };
                let told = self.nested.iter().find(|(f, r, _)| (*f, *r) == (first, second));
                let nesting = match told {
                    Some((_, _, boundary)) => {
                        Some(Nesting { constraints: vec![], boundary: *boundary, vanishing: vec![] })
                    }
                    None => Nesting::find(&self.candidates[first], &self.candidates[second], table)?,
                };
                let ratio = nesting
                    .as_ref()
                    .and_then(|n| LikelihoodRatio::of(&models[first].fit, &models[second].fit, n.boundary));
                if let (Some(nesting), Some(mut ratio)) = (nesting, ratio) {
                    if !nesting.vanishing.is_empty() {
                        ratio.p = None;
                    }
                    let test = Test::LikelihoodRatio { nesting, ratio };
                    tests.push(PairTest { first, second, test });
                    continue;
                }
                let density = |m: usize| -> Option<Vec<f64>> {
                    let e = &errors[m];
                    (0..e.rows.len()).filter(|&i| !held[e.rows[i]]).map(|i| e.log_density[i]).collect()
                };
                if let (Some(p), Some(q)) = (density(a), density(b))
                    && let Some(v) = Vuong::of(&p, &q, [models[a].k, models[b].k], clusters)
                {
                    tests.push(PairTest { first: a, second: b, test: Test::Vuong(v) });
                }
            }
        }
        Ok(tests)
    }
}

/// Differences from the smallest AICc, and weights.
fn akaike(models: &mut [Model]) {
    let least =
        models.iter().filter_map(|m| Some(m.criteria?.aicc)).filter(|a| !a.is_nan()).fold(f64::INFINITY, f64::min);
    if !least.is_finite() {
        return;
    }
    let likely: Vec<usize> = (0..models.len()).filter(|&i| models[i].criteria.is_some()).collect();
    let deltas: Vec<f64> = likely.iter().map(|&i| models[i].criteria.map_or(f64::NAN, |c| c.aicc - least)).collect();
    let weights = criteria::weights(&deltas);
    for ((&i, delta), weight) in likely.iter().zip(deltas).zip(weights) {
        (models[i].delta, models[i].weight) = (Some(delta), Some(weight));
    }
}

/// Whether likelihoods of counts and of continuous values are among the candidates.
fn mixes_measures(candidates: &[Candidate]) -> bool {
    let counts = |n: &Noise| matches!(n, Noise::Poisson | Noise::Binomial(_) | Noise::NegBinomial);
    let mut likelihoods = candidates.iter().map(|c| &c.noise).filter(|n| !n.is_loss()).map(counts);
    let first = likelihoods.next();
    likelihoods.any(|c| Some(c) != first)
}

/// Rows that are complete for every candidate.
pub(super) struct CompleteRows {
    pub(super) rows: Vec<usize>,
    pub(super) dropped: Vec<Dropped>,
}

pub(super) fn complete_rows(table: &Table, candidates: &[Candidate], recipe: &Recipe) -> Result<CompleteRows, Error> {
    if candidates.is_empty() {
        return Err(Error::new("there is no law to compare"));
    }
    let mut keep = vec![true; table.rows()];
    let mut reasons: Vec<String> = Vec::new();
    let mut response: Option<(String, String)> = None;
    for candidate in candidates {
        let model = recipe.model(candidate, table)?;
        let mut has = vec![false; table.rows()];
        model.rows.iter().for_each(|&i| has[i] = true);
        keep.iter_mut().zip(&has).for_each(|(k, h)| *k &= h);
        for d in model.dropped {
            if !reasons.contains(&d.reason) {
                reasons.push(d.reason);
            }
        }
        let left = candidate.law.response.to_string();
        let column = model.response.and_then(|r| r.column).unwrap_or_else(|| left.clone());
        match &response {
            None => response = Some((column, left)),
            Some((first, text)) if *first != column => {
                return Err(Error::new(format!(
                    "'{text}' and '{left}' are not the same response; compare laws of one column, plain or transformed"
                )));
            }
            _ => {}
        }
    }
    let rows = indices(&keep, true);
    if rows.is_empty() {
        return Err(Error::new(format!(
            "{}: no row is complete for every law ({})",
            table.source.path,
            if reasons.is_empty() { "there are no rows".into() } else { reasons.join(", ") }
        )));
    }
    let lost = table.rows() - rows.len();
    let dropped = if lost == 0 {
        vec![]
    } else {
        vec![Dropped { reason: format!("incomplete for some law ({})", reasons.join(", ")), rows: lost }]
    };
    Ok(CompleteRows { rows, dropped })
}

/// The cluster of each row.
pub(crate) fn cluster_codes(table: &Table, column: &str) -> Result<Vec<u32>, Error> {
    let path = &table.source.path;
    let codes = table.require(column)?.levels().codes;
    match codes.iter().position(|c| *c == u32::MAX) {
        Some(row) => Err(Error::new(format!(
            "{path}: row {}, column '{column}': the cluster is missing; leave such rows out with --where '!missing({column})'",
            table.file_row(row)
        ))),
        None => Ok(codes),
    }
}
