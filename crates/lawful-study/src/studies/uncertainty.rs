//! Does the uncertainty of predictions follow power laws, and with which exponent?

use crate::{Error, Notebook, Part, Study};
use lawful_plan::local_slopes;
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number};
use lawful_score::Members;
use lawful_spectrum::Matrix;
use lawful_spectrum::bayesian_regression::WeightPosterior;
use lawful_spectrum::learning_curve::LearningCurve;
use rand_distr::{Distribution, Gamma, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

pub(super) const STUDY: Study = Study {
    name: "uncertainty",
    statement: include_str!("uncertainty.toml"),
    parts: &[
        Part { key: "regression", title: "Bayesian linear regression", run: regression },
        Part { key: "kernel", title: "The exponent follows from the spectrum", run: kernel },
        Part { key: "entropies", title: "Total, aleatoric, epistemic: what few members see", run: entropies },
    ],
};

const WEIGHTS: usize = 50;

/// `count` numbers from `lo` to `hi`, even in the log.
fn geometric(lo: f64, hi: f64, count: usize) -> Vec<f64> {
    (0..count).map(|k| lo * libm::pow(hi / lo, k as f64 / (count - 1) as f64)).collect()
}

/// The exponent of a whole curve.
fn exponent(x: &[f64], y: &[f64]) -> f64 {
    local_slopes(x, y, x.len()).first().map_or(f64::NAN, |s| s.slope)
}

fn regression(book: &mut Notebook) -> Result<(), Error> {
    let sizes = geometric(500.0 * 1.0001, 10_000.0, 8);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(book.seed());
    let flat = LearningCurve::new(vec![1.0; WEIGHTS], 1.0)?;
    let (mut drawn, mut formula) = (Vec::new(), Vec::new());
    for n in &sizes {
        let rows = n.round() as usize;
        let mut mean = 0.0;
        for _ in 0..4 {
            let x = Matrix::from_fn(rows, WEIGHTS, |_, _| StandardNormal.sample(&mut random));
            mean += WeightPosterior::new(x.view()?, 1.0, 1.0)?.mean_variance(&[1.0; WEIGHTS])? / 4.0;
        }
        drawn.push(mean);
        formula.push(flat.epistemic(*n)?);
    }
    let off = drawn.iter().zip(&formula).map(|(a, b)| 100.0 * (a / b - 1.0).abs()).fold(0.0, f64::max);
    book.measure("regression.exponent", exponent(&sizes, &drawn));
    book.measure("regression.formula", off);
    // The decaying spectrum: the noise at which the late exponent is the printed one must give the other one too.
    let scales: Vec<f64> = (1..=WEIGHTS).map(|i| 1.0 / (i * i) as f64).collect();
    let all = geometric(10.0, 10_000.0, 13);
    let late = all.iter().position(|n| *n > 10.0 * WEIGHTS as f64).unwrap_or(0);
    let exponents = |noise: f64| -> Result<(f64, f64), Error> {
        let curve = LearningCurve::new(scales.clone(), noise)?;
        let e = all.iter().map(|n| curve.epistemic(*n)).collect::<Result<Vec<_>, _>>()?;
        Ok((exponent(&all[late..], &e[late..]), exponent(&all, &e)))
    };
    let (mut lo, mut hi) = (0.01, 1.0);
    for _ in 0..40 {
        let middle = f64::sqrt(lo * hi);
        if exponents(middle)?.0 < -0.95 { lo = middle } else { hi = middle }
    }
    book.measure("regression.decaying", exponents(lo)?.1);
    let mut listing = TextTable::new([
        Column::numbers("variance of the noise"),
        Column::numbers("exponent, N > 500"),
        Column::numbers("exponent, all N"),
    ]);
    for noise in [0.01, 0.1, lo, 0.25, 1.0] {
        let (late, all) = exponents(noise)?;
        listing.row([number(noise, 3), number(late, 3), number(all, 3)]);
    }
    book.show("Inputs with variances 1/i^2: one law, many exponents", listing);
    Ok(())
}

fn kernel(book: &mut Notebook) -> Result<(), Error> {
    let (sizes, modes) = (geometric(10.0, 2000.0, 12), 50_000);
    let curves = Panel::new(Axis::log10("points N").ticks(TickStyle::Power), Axis::log10("epistemic variance"));
    let local = Panel::new(Axis::log10("points N").ticks(TickStyle::Power), Axis::linear("local exponent"));
    let mut panels = [curves, local];
    for (i, (key, s)) in [("half", 0.5), ("one", 1.0), ("two", 2.0)].into_iter().enumerate() {
        let spectrum: Vec<f64> = (1..=modes).map(|k| libm::pow(f64::from(k), -1.0 - s)).collect();
        let curve = LearningCurve::new(spectrum, 0.01)?;
        let e = sizes.iter().map(|n| curve.epistemic(*n)).collect::<Result<Vec<_>, _>>()?;
        book.measure(&format!("kernel.{key}"), exponent(&sizes, &e));
        let slopes = sizes.iter().map(|n| curve.exponent(*n)).collect::<Result<Vec<_>, _>>()?;
        let whole = curve.with_tail(libm::pow(f64::from(modes) + 0.5, -s) / s)?;
        let f = sizes.iter().map(|n| whole.epistemic(*n)).collect::<Result<Vec<_>, _>>()?;
        book.say(format!(
            "s = {s}: exponent {} with {modes} eigenvalues, {} with all of them; theory without noise {}, with noise {}.",
            number(exponent(&sizes, &e), 3),
            number(exponent(&sizes, &f), 3),
            number(-s, 3),
            number(-s / (1.0 + s), 3)
        ));
        let [a, b] = panels;
        let colour = Colour::Category(i);
        panels = [
            a.series(Series::line(&sizes, &e).colour(colour).label(format!("s = {s}"))),
            b.series(Series::line(&sizes, &slopes).colour(colour)),
        ];
    }
    let [a, b] = panels;
    let figure = Figure::new("Eigenvalues i^-(1+s), noise 0.01: no single exponent").panel(a).panel(b).side_by_side();
    book.draw("kernel", figure.sized(860.0, 380.0));
    Ok(())
}

fn entropies(book: &mut Notebook) -> Result<(), Error> {
    // Members from a Dirichlet distribution with weights 1, 2, 5: psi of whole numbers gives the entropies exactly.
    let (weights, points) = ([1.0, 2.0, 5.0], if book.quick() { 5_000 } else { 40_000 });
    let sum: f64 = weights.iter().sum();
    let harmonic = |n: f64| (1..=n as usize).map(|k| 1.0 / k as f64).sum::<f64>();
    let total: f64 = -weights.iter().map(|a| a / sum * libm::log(a / sum)).sum::<f64>();
    let epistemic = total - harmonic(sum) + weights.iter().map(|a| a / sum * harmonic(*a)).sum::<f64>();
    let gamma = |a: f64| Gamma::new(a, 1.0).map_err(|e| Error::new(e.to_string()));
    let draws = [gamma(1.0)?, gamma(2.0)?, gamma(5.0)?];
    let mut listing = TextTable::new([
        Column::numbers("members"),
        Column::numbers("epistemic over truth"),
        Column::numbers("with the jackknife"),
        Column::numbers("1 - 1/M"),
    ]);
    for members in [4usize, 8, 16] {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(book.seed() + members as u64);
        let mut list = Vec::with_capacity(members * points * 3);
        for _ in 0..members * points {
            let parts = draws.map(|d| d.sample(&mut random));
            list.extend(parts.map(|p| p / parts.iter().sum::<f64>()));
        }
        let ensemble = Members::new(members, points, 3, &list)?;
        let (seen, mended) = (ensemble.entropies().epistemic, ensemble.unbiased_entropies()?.epistemic);
        if members == 8 {
            book.measure("entropies.bias", 100.0 * (seen / epistemic - 1.0));
            book.measure("entropies.jackknife", 100.0 * (mended / epistemic - 1.0).abs());
            let one = [&list[..3 * points], &list[..3 * points]].concat();
            book.measure("entropies.same", Members::new(2, points, 3, &one)?.entropies().epistemic);
        }
        listing.row([
            members.to_string(),
            number(seen / epistemic, 4),
            number(mended / epistemic, 4),
            number(1.0 - 1.0 / members as f64, 4),
        ]);
    }
    book.show("Few members underestimate what the model does not know", listing);
    Ok(())
}
