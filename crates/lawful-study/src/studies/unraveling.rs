//! Su et al., on the constants of Kaplan et al.: learning curves of small models, any batch, predict those of large ones.

use crate::{Error, Forecast, Notebook, Part, Scatter, Select, Study, simulate_law};
use lawful_fit::coverage::Coverage;
use lawful_fit::{Fit, Noise};
use lawful_io::{Column as Values, Table};
use lawful_law::Law;
use lawful_plan::{
    CriticalBatch, CrossoverOptions, CurveColumns, FittedLaw, Fixed, FourSteps, LossLevel, PlanOptions, Planner,
    critical_batch, crossover, four_steps,
};
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number, with_error};

pub(super) const STUDY: Study = Study {
    name: "unraveling",
    statement: include_str!("unraveling.toml"),
    parts: &[
        Part { key: "kaplan", title: "What the published constants say", run: kaplan },
        Part { key: "recovery", title: "Six small sizes, four batches: one joint fit", run: recovery },
        Part { key: "draws", title: "Joint fit and four steps, over draws", run: draws },
        Part { key: "adviser", title: "What the fit advises", run: adviser },
        Part { key: "grid", title: "The critical batch of real runs", run: real_grid },
    ],
};

const CURVES: &str = "kaplan_batch@kaplan2020";
const LAW: &str = "loss ~ kaplan_batch(N, S, B)";
/// Scatter of a loss, as a share of it.
const NOISE: f64 = 0.003;

fn truth() -> Result<FittedLaw, Error> {
    Ok(FittedLaw::published(CURVES)?)
}

/// Checkpoints of these sizes and batches at `steps` steps, even in the log.
fn runs(sizes: &[f64], batches: &[f64], steps: usize) -> Result<Table, Error> {
    let step = |k: usize| 3e3 * libm::pow(2.5e5 / 3e3, k as f64 / (steps - 1) as f64);
    let mut columns: [Vec<f64>; 3] = Default::default();
    for (n, b, k) in sizes.iter().flat_map(|n| batches.iter().flat_map(move |b| (0..steps).map(move |k| (n, b, k)))) {
        columns.iter_mut().zip([*n, *b, step(k)]).for_each(|(c, v)| c.push(v));
    }
    let [n, b, s] = columns;
    Ok(Table::from_columns(vec![Values::number("N", n), Values::number("B", b), Values::number("S", s)])?)
}

/// 1 to 60 million parameters, batches of 2^15 to 2^21 tokens, 3e3 to 2.5e5 steps.
fn design() -> Result<Table, Error> {
    let sizes: Vec<f64> = (0..6).map(|i| 1e6 * libm::pow(60.0, f64::from(i) / 5.0)).collect();
    runs(&sizes, &[15.0, 17.0, 19.0, 21.0].map(libm::exp2), 25)
}

fn drawn(book: &Notebook, index: u64) -> Result<Table, Error> {
    simulate_law(&design()?, "loss", &truth()?, Scatter::LogNormal(NOISE), book.seed() + 1 + index)
}

fn joint(table: &Table) -> Result<(FourSteps, Fit), Error> {
    let steps = four_steps(table, &CurveColumns::default(), 6)?;
    let law = Law::parse(&format!("{LAW}{}", steps.starts()))?;
    let fit = Fit::of(&law, table).noise(Noise::LogNormal).run()?;
    Ok((steps, fit))
}

fn kaplan(book: &mut Notebook) -> Result<(), Error> {
    let law = truth()?;
    let of = |name: &str| law.value(name).unwrap_or(f64::NAN);
    let compute = 1.0 / (1.0 / of("alphaS") + 1.0 / of("alphaB") + 1.0 / of("alphaN"));
    book.measure("kaplan.compute", compute);
    book.measure("kaplan.doubling", 100.0 * (1.0 - libm::exp2(-of("alphaB"))));
    // Kaplan et al., section 6.3: loss of compute against loss of the tokens that compute buys.
    let power = |name: &str, of: &str| Ok::<f64, Error>(FittedLaw::published(name)?.value(of).unwrap_or(f64::NAN));
    let (c0, a) = (power("power_scale@kaplan2020_c", "x0")?, power("power_scale@kaplan2020_c", "a")?);
    let compute = FittedLaw::new("loss ~ (c0/C)^a", &[("c0", c0), ("a", a)])?;
    let (d0, a) = (power("power_scale@kaplan2020_d", "x0")?, power("power_scale@kaplan2020_d", "a")?);
    let (b, size) = (power("power@kaplan2020_d_opt", "b")?, -power("power@kaplan2020_n_opt", "c")?);
    let options = CrossoverOptions { along: "C".into(), range: Some((1e-6, 1e12)), ..CrossoverOptions::default() };
    let mut listing = TextTable::new([
        Column::numbers("exponent of the best size"),
        Column::numbers("they cross at (PF-days)"),
        Column::numbers("loss there"),
    ]);
    let mut spread: Vec<f64> = Vec::new();
    for factor in [0.95, 1.0, 1.05] {
        let data =
            FittedLaw::new("loss ~ (d0/(b*C^p))^a", &[("d0", d0), ("b", b), ("p", 1.0 - factor * size), ("a", a)])?;
        let Some(at) = crossover(&compute, &data, &options)?.value else { continue };
        let there = Table::from_columns(vec![Values::number("C", vec![at])])?;
        let loss = compute.values(&there)?[0];
        if factor == 1.0 {
            book.measure("kaplan.crossing", libm::log10(at));
            book.measure("kaplan.crossing_loss", loss);
            let best = power("power@kaplan2020_n_opt", "b")? * libm::pow(at, size);
            book.measure("kaplan.crossing_size", libm::log10(best));
        }
        spread.push(libm::log10(at));
        listing.row([number(factor * size, 3), number(at, 2), number(loss, 3)]);
    }
    book.measure("kaplan.crossing_spread", spread.last().zip(spread.first()).map(|(b, a)| (b - a).abs()));
    book.show("Beyond the crossing one of the laws must bend", listing);
    Ok(())
}

fn recovery(book: &mut Notebook) -> Result<(), Error> {
    let (law, (steps, fit)) = (truth()?, joint(&drawn(book, 0)?)?);
    let mut listing = TextTable::new([
        Column::words("constant"),
        Column::numbers("truth"),
        Column::numbers("four steps"),
        Column::numbers("joint fit"),
        Column::numbers("95% interval"),
    ]);
    for (name, separate) in steps.parameters() {
        let (Some(e), Some(value)) = (fit.estimate(name), law.value(name)) else { continue };
        book.measure(&format!("recovery.{name}"), 100.0 * (e.value / value - 1.0).abs());
        let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x, 4));
        let interval = format!("{} to {}", end(e.lo), end(e.hi));
        listing.row([name.to_string(), number(value, 3), number(separate, 3), number(e.value, 4), interval]);
    }
    book.show("Constants of one simulated set of 600 checkpoints", listing);
    let batch = libm::exp2(21.0);
    let large = runs(&[3.3e10], &[batch], 25)?;
    let (predicted, exact) = (fit.predict(&large)?, law.values(&large)?);
    let off = predicted.iter().zip(&exact).map(|(p, y)| 100.0 * (p / y - 1.0).abs()).fold(0.0, f64::max);
    book.measure("recovery.curve", off);
    let last = large.take(&[24]);
    book.forecast("last loss of 33B (simulated)", &last, "loss", &fit.predict_with_error(&last, 0.95)?, 0.95);
    let small = drawn(book, 0)?;
    let mut panel = Panel::new(Axis::log10("steps").ticks(TickStyle::Power), Axis::log10("loss (nats/token)"));
    for (i, size) in [1e6, 6e7].into_iter().enumerate() {
        let seen = small.keep(&format!("abs(N/{size} - 1) < 1e-6 && B == {batch}"))?;
        let (x, y) = (seen.numbers("S")?, seen.numbers("loss")?);
        panel = panel.series(
            Series::points(x, y).colour(Colour::Category(i)).sized(4.0).label(format!("{}M, fitted", size / 1e6)),
        );
    }
    let x = large.numbers("S")?;
    panel = panel
        .series(Series::line(x, &predicted).colour(Colour::Category(2)).label("33B, predicted"))
        .series(Series::points(x, &exact).colour(Colour::Category(2)).sized(4.0).label("33B, truth"));
    book.draw("curves", Figure::new("550 times beyond the fitted sizes, batch 2^21 (simulated)").panel(panel));
    Ok(())
}

fn draws(book: &mut Notebook) -> Result<(), Error> {
    let (law, steps) = (truth()?, joint(&drawn(book, 0)?)?.0);
    let (sims, tries) = if book.quick() { (10, 10) } else { (200, 40) };
    let started = Law::parse(&format!("{LAW}{}", steps.starts()))?;
    let names = steps.parameters().map(|p| p.0);
    let design = design()?;
    let made = Coverage::of(&started, &design).noise(Noise::LogNormal).scale(NOISE).sims(sims).seed(book.seed());
    let made = names.iter().fold(made, |s, n| s.truth(*n, law.value(n).unwrap_or(f64::NAN))).run()?;
    let mut separate: [Vec<f64>; 6] = Default::default();
    for i in 0..tries {
        let found = four_steps(&drawn(book, 1 + i)?, &CurveColumns::default(), 6)?;
        separate.iter_mut().zip(found.parameters()).for_each(|(list, (_, v))| list.push(v));
    }
    let mut listing = TextTable::new([
        Column::words("constant"),
        Column::numbers("joint: bias"),
        Column::numbers("spread"),
        Column::numbers("95% intervals that hold the truth"),
        Column::numbers("four steps: bias"),
        Column::numbers("spread"),
    ]);
    let mut worse = 0;
    for ((name, list), q) in names.iter().zip(&separate).zip(names.iter().filter_map(|n| made.quantity(n))) {
        let n = list.len() as f64;
        let mean = list.iter().sum::<f64>() / n;
        let spread = (list.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
        let bias = mean - q.truth;
        worse += usize::from(bias.hypot(spread) > q.bias.hypot(q.deviation));
        let rate = q.method("picked").map(|m| 100.0 * m.rate());
        book.measure(&format!("draws.spread_{name}"), 100.0 * q.bias.hypot(q.deviation) / q.truth);
        if !book.quick() {
            book.measure(&format!("draws.covered_{name}"), rate);
        }
        let percent = |x: f64| format!("{}%", number(100.0 * x / q.truth, 2));
        let covered = rate.map_or("-".into(), |r| format!("{}%", number(r, 3)));
        listing.row([name.to_string(), percent(q.bias), percent(q.deviation), covered, percent(bias), percent(spread)]);
    }
    book.measure("draws.joint_is_better", worse);
    book.show(&format!("{sims} draws of the joint fit, {tries} of the four steps, in percent of the truth"), listing);
    Ok(())
}

/// Steps and batches for the last loss of a 33B model, each with its interval.
fn adviser(book: &mut Notebook) -> Result<(), Error> {
    let table = drawn(book, 0)?;
    let (law, fitted) = (truth()?, FittedLaw::of_fit(&joint(&table)?.1, &table)?);
    let target = 1.9;
    let critical =
        law.value("Bstar").zip(law.value("alphaB")).map_or(f64::NAN, |(b, a)| b * libm::pow(target, -1.0 / a));
    let steps = |law: &FittedLaw, batch: f64| -> Result<lawful_plan::Quantity, Error> {
        let fixed = vec![("N".to_string(), Fixed::Number(3.3e10)), ("B".to_string(), Fixed::Number(batch))];
        let options = PlanOptions { cost: "S".into(), fixed, ..PlanOptions::default() };
        Ok(Planner::new(law, &options)?.target(target)?.cost)
    };
    book.measure("adviser.twice", steps(&law, critical)?.value / steps(&law, 1e6 * critical)?.value);
    for factor in [0.25, 1.0, 4.0] {
        let (exact, fit) = (steps(&law, factor * critical)?.value, steps(&fitted, factor * critical)?);
        let half = |end: f64| libm::log(end / fit.value).abs();
        let end = if exact < fit.value { fit.lo } else { fit.hi };
        book.measure(&format!("adviser.steps_{factor}"), end.map(|e| half(exact) / half(e)));
        let what = format!("steps to 1.9 nats, 33B, {factor} of the critical batch (simulated)");
        book.predict(Forecast {
            inputs: vec![("batch".into(), crate::Input::Number(factor * critical))],
            ..Forecast::planned(&what, target, &fit, 0.95)
        });
    }
    Ok(())
}

/// Step Law's grids: at each size, tokens and batch the best learning rate.
fn real_grid(book: &mut Notebook) -> Result<(), Error> {
    let best = "min(smooth_loss) by params,tokens,batch_sequences";
    let table = book.table("chinchilla/step_law_dense_grid.csv")?.reduce(best)?;
    let table = table.derive("N = params")?.derive("B = 2048*batch_sequences")?;
    let table = table.derive("S = tokens/B")?.derive("loss = smooth_loss")?;
    let law = FittedLaw::published("critical_batch@kaplan2020")?;
    let at = |loss: f64| -> Result<f64, Error> {
        Ok(law.values(&Table::from_columns(vec![Values::number("loss", vec![loss])])?)?[0])
    };
    let median = |found: &CriticalBatch| -> Result<f64, Error> {
        let ratio = |l: &LossLevel| Ok(libm::log2(l.critical / at(l.loss)?));
        let mut ratios = found.levels.iter().map(ratio).collect::<Result<Vec<f64>, Error>>()?;
        ratios.sort_by(f64::total_cmp);
        Ok(ratios[ratios.len() / 2])
    };
    // The hyperbola knows no batch that is too small: where its range begins is a choice, so several are shown.
    let from = |least: u32| -> Result<CriticalBatch, Error> {
        let kept = table.keep(&format!("batch_sequences >= {least}"))?;
        Ok(critical_batch(&kept, &CurveColumns::default(), 6)?)
    };
    let found = from(192)?;
    book.measure("grid.ratio", median(&found)?);
    for least in [64, 128, 256] {
        let ratio = libm::exp2(median(&from(least)?)?);
        book.say(format!(
            "Batches of {least} sequences and more: {} times Kaplan's law in the median.",
            number(ratio, 2)
        ));
    }
    let mut listing = TextTable::new([
        Column::numbers("parameters"),
        Column::numbers("loss"),
        Column::numbers("fewest steps"),
        Column::numbers("critical batch (tokens)"),
        Column::numbers("Kaplan's law"),
    ]);
    for l in &found.levels {
        let expected = at(l.loss)?;
        let critical = with_error(l.critical / 1e6, l.critical * l.log_error / 1e6);
        let cells = [
            number(l.size, 3),
            number(l.loss, 3),
            number(l.min_steps, 2),
            critical + "M",
            number(expected / 1e6, 2) + "M",
        ];
        listing.row(cells);
    }
    book.show("Runs of Step Law, best learning rate, 192 sequences and more", listing);
    let (x, y): (Vec<f64>, Vec<f64>) = found.levels.iter().map(|l| (l.loss, l.critical)).unzip();
    let end = |side: f64| found.levels.iter().map(|l| l.critical * libm::exp(side * l.log_error)).collect::<Vec<f64>>();
    let line: Vec<f64> = (0..30).map(|i| 2.25 + 0.015 * f64::from(i)).collect();
    let kaplan = line.iter().map(|l| at(*l)).collect::<Result<Vec<f64>, Error>>()?;
    let panel = Panel::new(Axis::linear("loss (nats/token)"), Axis::log10("critical batch (tokens)"))
        .series(Series::line(&line, &kaplan).colour(Colour::Category(1)).label("Kaplan et al., section 5.1"))
        .series(Series::points(&x, &y).errors(&end(-1.0), &end(1.0)).label("Step Law's runs, one standard error"));
    book.draw("critical-batch", Figure::new("Another data set, another decade: the same critical batch?").panel(panel));
    Ok(())
}
