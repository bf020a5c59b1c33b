//! A model with its noise: target, weights and expressions in the form that the solvers take.

use crate::error::Error;
use crate::noise::{Noise, Trials};
use crate::objective::Objective;
use crate::prior::PriorDensity;
use crate::solve::{Bounds, Projector};
use lawful_io::Table;
use lawful_law::Model;
use lawful_law::graph::{Id, Op, Unary};
use lawful_law::model::{Expressions, Scale, Separation, Slot};

/// Everything that an objective borrows.
pub(crate) struct Problem {
    pub(crate) model: Model,
    pub(crate) noise: Noise,
    /// The law on the residuals' scale: its log for log residuals.
    pub(crate) expressions: Expressions,
    /// The law on the plain scale, its linear parameters apart.
    pub(crate) separation: Separation,
    /// The response on the residuals' scale, padded.
    pub(crate) target: Vec<f64>,
    /// Row weights, padded with 0.
    pub(crate) weights: Vec<f64>,
    /// Trials, padded, or empty.
    pub(crate) extra: Vec<f64>,
    /// The response on the plain scale and weights for a first projection, padded.
    pub(crate) plain_target: Vec<f64>,
    pub(crate) plain_weights: Vec<f64>,
    /// Whether projection on the plain scale is the noise's own least squares.
    pub(crate) projection_is_exact: bool,
    /// Whether `weights` are inverse known variances.
    pub(crate) sigma_known: bool,
    /// Sum of ln |d target / d raw response|.
    pub(crate) log_jacobian: Option<f64>,
    /// `sqrt(sum w t^2)`.
    size_of_target: f64,
    /// The law's node on the plain scale.
    pub(crate) plain_law: Id,
    /// The law's node on the residuals' scale.
    node: Id,
    /// Prior of each parameter that has one.
    pub(crate) priors: Vec<(usize, PriorDensity)>,
}

/// Columns that weigh rows.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowOptions {
    pub(crate) weights: Option<String>,
    pub(crate) sigma: Option<String>,
}

impl Problem {
    pub(crate) fn new(mut model: Model, noise: Noise, table: &Table, rows: &RowOptions) -> Result<Problem, Error> {
        let response = model.response.clone().ok_or_else(|| Error::new("the law has no response"))?;
        let n = response.values.len();
        let padded = model.data.padded();
        let column = |name: &str| -> Result<Vec<f64>, Error> {
            let values = table.numbers(name)?;
            Ok(model.rows.iter().map(|&i| values[i]).collect())
        };
        let row_name = |i: usize| format!("{}: row {}", table.source.path, table.file_row(model.rows[i]));

        let mut weights = vec![1.0; n];
        if let Some(name) = &rows.weights {
            weights = column(name)?;
            if let Some(i) = weights.iter().position(|w| !(*w >= 0.0)) {
                return Err(Error::new(format!(
                    "{}, column '{name}': a weight must be 0 or more, not {}",
                    row_name(i),
                    weights[i]
                )));
            }
        }
        let sigma_known = rows.sigma.is_some();
        if let Some(name) = &rows.sigma {
            if !matches!(noise, Noise::Gaussian | Noise::LogNormal) {
                return Err(Error::new(format!("--sigma goes with gaussian or lognormal noise, not {noise}")));
            }
            let sigma = column(name)?;
            if let Some(i) = sigma.iter().position(|s| !(*s > 0.0)) {
                return Err(Error::new(format!(
                    "{}, column '{name}': a sigma must be positive, not {}",
                    row_name(i),
                    sigma[i]
                )));
            }
            for (w, s) in weights.iter_mut().zip(&sigma) {
                *w /= s * s;
            }
        }

        let extra = match &noise {
            Noise::Binomial(Trials::Number(trials)) => vec![*trials; n],
            Noise::Binomial(Trials::Column(name)) => column(name)?,
            _ => vec![],
        };
        let mut observed = response.values.clone();
        if !extra.is_empty() {
            // Fractions, if that is what they plainly are.
            let fractions =
                observed.iter().all(|y| (0.0..=1.0).contains(y)) && observed.iter().any(|y| y.fract() != 0.0);
            if fractions {
                for (y, n) in observed.iter_mut().zip(&extra) {
                    *y *= n;
                }
            }
        }
        check_response(&noise, &observed, &extra, &row_name, &model, response.is_log)?;

        let is_log = noise.is_log();
        let take_log = is_log && !response.is_log;
        let law = model.law;
        // `log(y) ~ log(law)` is the law on the plain scale, and so is a log-sum-exp.
        let plain_law = match *model.graph.op(law) {
            Op::Unary(Unary::Ln, _) | Op::LogSumExp(_) if response.is_log => model.graph.exponential(law),
            _ => law,
        };
        let node = if take_log { model.graph.unary(Unary::Ln, law) } else { law };
        let expressions = model.compile(node);
        let separation = model.separate(plain_law);

        let mut log_jacobian = response.log_jacobian;
        let mut target = observed.clone();
        if take_log {
            for t in &mut target {
                *t = libm::log(*t);
            }
            log_jacobian = log_jacobian.map(|j| j - target.iter().sum::<f64>());
        }
        let plain_is_log = response.is_log && plain_law == law;
        let plain_target: Vec<f64> = if response.is_log && !plain_is_log {
            observed.iter().map(|t| libm::exp(*t)).collect()
        } else {
            observed.clone()
        };
        let relative = plain_law != node;
        let plain_weights: Vec<f64> = plain_target
            .iter()
            .enumerate()
            .map(|(i, &y)| {
                let w = weights[i];
                match &noise {
                    _ if relative => w / (y * y),
                    Noise::Poisson | Noise::NegBinomial => w / (y.abs() + 1.0),
                    Noise::Gamma(_) | Noise::Whittle => w / (y * y).max(1e-300),
                    _ => w,
                }
            })
            .map(|w| if w.is_finite() { w } else { 0.0 })
            .collect();
        // A binomial law is a probability: its plain target is the fraction.
        let plain_target =
            if extra.is_empty() { plain_target } else { plain_target.iter().zip(&extra).map(|(y, n)| y / n).collect() };
        let projection_is_exact = !relative
            && matches!(noise.row_loss(), crate::noise::RowLoss::Square)
            && separation.linear.iter().all(|(_, scale)| *scale == Scale::Plain);

        let mut priors = Vec::new();
        for (i, p) in model.parameters.iter_mut().enumerate() {
            if let (Some(prior), None) = (&p.prior, p.fixed) {
                let (density, lo, hi) = PriorDensity::of(prior, &p.name).map_err(Error::new)?;
                p.lo.value = p.lo.value.max(lo);
                p.hi.value = p.hi.value.min(hi);
                if noise.is_loss() {
                    return Err(Error::new(format!(
                        "a prior needs a likelihood, and {noise} is a loss; choose laplace or student(4)"
                    )));
                }
                priors.push((i, density));
            }
        }
        let pad = |mut v: Vec<f64>, with_last: bool| {
            let fill = if with_last { v.last().copied().unwrap_or(0.0) } else { 0.0 };
            v.resize(padded, fill);
            v
        };
        let size_of_target = target.iter().zip(&weights).map(|(t, w)| w * t * t).sum::<f64>().sqrt();
        Ok(Problem {
            size_of_target,
            noise,
            expressions,
            separation,
            target: pad(target, true),
            weights: pad(weights, false),
            extra: if extra.is_empty() { extra } else { pad(extra, true) },
            plain_target: pad(plain_target, true),
            plain_weights: pad(plain_weights, false),
            projection_is_exact,
            sigma_known,
            log_jacobian,
            plain_law,
            node,
            priors,
            model,
        })
    }

    /// The same problem on about `size` rows, spread evenly, with up to 32 rows of every category.
    pub(crate) fn sample(&self, size: usize) -> Problem {
        let n = self.model.data.rows();
        let mut chosen = vec![false; n];
        (0..size.min(n)).for_each(|i| chosen[i * n / size.min(n)] = true);
        let mut seen = vec![0_usize; self.model.parameters.len()];
        for slot in &self.expressions.slots {
            if let Slot::Group(rows) = slot {
                for i in 0..n {
                    let p = rows[i] as usize;
                    if seen[p] < 32 && self.weights[i] > 0.0 {
                        seen[p] += 1;
                        chosen[i] = true;
                    }
                }
            }
        }
        let rows: Vec<usize> = (0..n).filter(|&i| chosen[i]).collect();
        let mut model = self.model.take(&rows);
        let padded = model.data.padded();
        let pick = |v: &[f64], with_last: bool| {
            let mut list: Vec<f64> = rows.iter().map(|&i| v[i]).collect();
            let fill = if with_last { list.last().copied().unwrap_or(0.0) } else { 0.0 };
            list.resize(padded, fill);
            list
        };
        Problem {
            size_of_target: self.size_of_target,
            noise: self.noise.clone(),
            expressions: model.compile(self.node),
            separation: model.separate(self.plain_law),
            target: pick(&self.target, true),
            weights: pick(&self.weights, false),
            extra: if self.extra.is_empty() { vec![] } else { pick(&self.extra, true) },
            plain_target: pick(&self.plain_target, true),
            plain_weights: pick(&self.plain_weights, false),
            projection_is_exact: self.projection_is_exact,
            sigma_known: self.sigma_known,
            log_jacobian: self.log_jacobian,
            plain_law: self.plain_law,
            node: self.node,
            priors: self.priors.clone(),
            model,
        }
    }

    /// Rows that count.
    pub(crate) fn n(&self) -> usize {
        self.weights.iter().filter(|w| **w > 0.0).count()
    }

    /// The parameters that projection solves for.
    pub(crate) fn linear_parameters(&self) -> Vec<usize> {
        self.parameters_of(&|_| true)
    }

    /// The parameters of the linear slots in some form.
    fn parameters_of(&self, wanted: &dyn Fn(Scale) -> bool) -> Vec<usize> {
        let mut list = Vec::new();
        for (slot, _) in self.separation.linear.iter().filter(|(_, scale)| wanted(*scale)) {
            match slot {
                Slot::Parameter(p) => list.push(*p as usize),
                Slot::Group(rows) => list.extend(rows.iter().map(|&p| p as usize)),
            }
        }
        list.sort_unstable();
        list.dedup();
        list
    }

    /// Solves for the linear parameters on the plain scale; `None` if none of them is free.
    pub(crate) fn projector<'a>(&'a self, objective: &Objective, bounds: &'a Bounds) -> Option<Projector<'a>> {
        Projector::new(objective, &self.separation, &self.plain_target, &self.plain_weights, bounds)
    }

    /// The objective in coordinates; with `logs`, positive parameters that must be positive or that scale a term are
    /// searched in the log: there the valley between a term's scale and its exponent is straight.
    pub(crate) fn objective(&self, base: Vec<f64>, logs: bool) -> Objective<'_> {
        self.objective_holding(base, logs, None)
    }

    /// The same with one parameter held at its value in `base`.
    pub(crate) fn objective_holding(&self, base: Vec<f64>, logs: bool, held: Option<usize>) -> Objective<'_> {
        let parameters = &self.model.parameters;
        let mut used = vec![false; parameters.len()];
        for slot in &self.expressions.slots {
            match slot {
                Slot::Parameter(p) => used[*p as usize] = true,
                Slot::Group(rows) => rows.iter().for_each(|&p| used[p as usize] = true),
            }
        }
        let free: Vec<usize> =
            (0..parameters.len()).filter(|&i| parameters[i].fixed.is_none() && used[i] && held != Some(i)).collect();
        let mut coordinate = vec![None; parameters.len()];
        for (k, &i) in free.iter().enumerate() {
            coordinate[i] = Some(k);
        }
        let scales = if logs { self.parameters_of(&|scale| scale == Scale::Plain) } else { vec![] };
        let log = free
            .iter()
            .map(|&i| logs && base[i] > 0.0 && (parameters[i].lo.value >= 0.0 || scales.contains(&i)))
            .collect();
        let priors = self.priors.iter().filter_map(|(i, d)| coordinate[*i].map(|k| (k, *d))).collect();
        Objective {
            expressions: &self.expressions,
            loss: self.noise.row_loss(),
            target: &self.target,
            weights: &self.weights,
            extra: &self.extra,
            base,
            free,
            coordinate,
            log,
            size_of_target: self.size_of_target,
            priors,
            restraint: None,
        }
    }

    /// The domain in an objective's coordinates.
    pub(crate) fn bounds(&self, objective: &Objective) -> Bounds {
        let mut b = Bounds::default();
        for (k, &i) in objective.free.iter().enumerate() {
            let p = &self.model.parameters[i];
            let to = |x: f64| if objective.log[k] { libm::log(x.max(0.0)) } else { x };
            b.lo.push(to(p.lo.value));
            b.hi.push(to(p.hi.value));
            b.lo_closed.push(p.lo.closed && to(p.lo.value).is_finite());
            b.hi_closed.push(p.hi.closed && p.hi.value.is_finite());
        }
        for _ in 0..objective.loss.nuisances() {
            b.lo.push(f64::NEG_INFINITY);
            b.hi.push(f64::INFINITY);
            b.lo_closed.push(false);
            b.hi_closed.push(false);
        }
        b
    }

    /// The objective as it is printed.
    pub(crate) fn printed(&self, value: f64, loglik_of_target: f64) -> f64 {
        match self.noise {
            Noise::Laplace { .. } | Noise::Huber { .. } | Noise::AsymmetricHuber { .. } => value,
            Noise::Student(_) => -2.0 * loglik_of_target,
            _ => 2.0 * value,
        }
    }
}

fn check_response(
    noise: &Noise,
    y: &[f64],
    trials: &[f64],
    row: &dyn Fn(usize) -> String,
    model: &Model,
    response_is_log: bool,
) -> Result<(), Error> {
    let name = model.response.as_ref().and_then(|r| r.column.clone()).unwrap_or_else(|| "the response".into());
    let fail = |i: usize, what: &str| {
        Err(Error::new(format!(
            "{}: {name} is {}, but {noise} noise needs {what}; leave such rows out with --where, or choose another --noise",
            row(i),
            y[i]
        )))
    };
    let bad = |good: &dyn Fn(f64) -> bool| y.iter().position(|&v| !good(v));
    match noise {
        _ if noise.is_log() && !response_is_log => {
            if let Some(i) = bad(&|v| v > 0.0) {
                return fail(i, "positive values (residuals are taken in the log)");
            }
        }
        Noise::Poisson | Noise::NegBinomial => {
            if let Some(i) = bad(&|v| v >= 0.0) {
                return fail(i, "counts, 0 or more");
            }
        }
        Noise::Gamma(_) | Noise::Whittle => {
            if let Some(i) = bad(&|v| v > 0.0) {
                return fail(i, "positive values");
            }
        }
        Noise::Binomial(_) => {
            for i in 0..y.len() {
                if !(trials[i] > 0.0) {
                    return Err(Error::new(format!(
                        "{}: {} trials; a binomial response needs 1 or more",
                        row(i),
                        trials[i]
                    )));
                }
                if !(y[i] >= 0.0 && y[i] <= trials[i]) {
                    return fail(i, "a number of successes between 0 and the trials, or a fraction between 0 and 1");
                }
            }
        }
        _ => {}
    }
    Ok(())
}
