//! Two methods on one ladder of scales: which is better, where that changes, and how sure it is.

use crate::{Error, Notebook, Part, Select, Study};
use lawful_fit::correlation::spearman;
use lawful_fit::{Fit, Noise};
use lawful_io::{Column as Numbers, Table};
use lawful_law::Law;
use lawful_plan::{CrossoverOptions, Difference, FittedLaw, crossover};
use lawful_report::{Axis, Colour, Figure, Panel, Series, TickStyle, number};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

pub(super) const STUDY: Study = Study {
    name: "crossover",
    statement: include_str!("crossover.toml"),
    parts: &[
        Part { key: "ladders", title: "Two ladders that cross", run: ladders },
        Part { key: "parallel", title: "Two ladders that do not", run: parallel },
        Part { key: "training", title: "Order of sizes during training", run: training },
        Part { key: "forms", title: "Two laws that swap ranks beyond the data", run: forms },
    ],
};

/// Floor that both methods have.
const FLOOR: f64 = 1.7;
/// Factor and exponent of each.
const METHODS: [(f64, f64); 2] = [(1.0, 0.08), (1.25, 0.11)];

/// Losses of two methods at eight scales from 1e3 to 1e6, with 0.2% of scatter each.
fn draw(methods: [(f64, f64); 2], seed: u64) -> [Vec<f64>; 3] {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let x: Vec<f64> = (0..8).map(|i| libm::pow(10.0, 3.0 + 3.0 * f64::from(i) / 7.0)).collect();
    let [first, second] = methods.map(|(a, k)| {
        let loss = |x: &f64| {
            let z: f64 = StandardNormal.sample(&mut random);
            (FLOOR + a * libm::pow(*x, -k)) * libm::exp(0.002 * z)
        };
        x.iter().map(loss).collect()
    });
    [x, first, second]
}

/// One law per method with a floor in common, fitted jointly; the draws of both belong together.
fn joint([x, first, second]: &[Vec<f64>; 3]) -> Result<[FittedLaw; 2], Error> {
    let twice = |a: &[f64], b: &[f64]| [a, b].concat();
    let (one, zero) = (vec![1.0; x.len()], vec![0.0; x.len()]);
    let table = Table::from_columns(vec![
        Numbers::number("x", twice(x, x)),
        Numbers::number("loss", twice(first, second)),
        Numbers::number("is1", twice(&one, &zero)),
        Numbers::number("is2", twice(&zero, &one)),
    ])?;
    let text = "loss ~ E + is1*A1*x^-a1 + is2*A2*x^-a2; E in (0, 2.2); A1 > 0; A2 > 0; a1 in (0, 1); a2 in (0, 1)";
    let fit = Fit::of(&Law::parse(text)?, &table).noise(Noise::LogNormal).brief().run()?;
    let values: Vec<(&str, f64)> = fit.params.iter().map(|p| (p.name.as_str(), p.value)).collect();
    let size = fit.covariance.size();
    let covariance: Vec<Vec<f64>> = (0..size).map(|i| fit.covariance.row(i).to_vec()).collect();
    let names = &fit.covariance_names[..size];
    let side = |law: &str| -> Result<FittedLaw, Error> {
        let law = FittedLaw::new(law, &values)?.with_covariance(names, &covariance, text, 400, 0)?;
        Ok(law.with_freedom(fit.n, fit.k, false).with_range("x", 1e3, 1e6))
    };
    Ok([side("loss ~ E + A1*x^-a1")?, side("loss ~ E + A2*x^-a2")?])
}

fn along() -> CrossoverOptions {
    CrossoverOptions { along: "x".into(), paired: true, ..CrossoverOptions::default() }
}

/// Whether an interval that may be open holds a value.
fn holds(lo: Option<f64>, hi: Option<f64>, value: f64) -> bool {
    lo.is_none_or(|lo| lo <= value) && hi.is_none_or(|hi| hi >= value)
}

fn ladders(book: &mut Notebook) -> Result<(), Error> {
    let [(a, k), (b, l)] = METHODS;
    let exact = [(a, k), (b, l)].map(|(a, k)| {
        FittedLaw::new("loss ~ 1.7 + A*x^-k", &[("A", a), ("k", k)]).map(|law| law.with_range("x", 1e3, 1e6))
    });
    let [first, second] = exact;
    let truth = crossover(&first?, &second?, &along())?.value.unwrap_or(f64::NAN);
    book.measure("ladders.crossing", truth);
    let replicas = if book.quick() { 20 } else { 500 };
    let mut held = [0usize; 2];
    for replica in 0..replicas {
        let data = draw(METHODS, book.seed() + replica);
        let set = Difference::of_degree(&data[0], &data[1], &data[2], 2, 0.95)?.indistinct(1e3)?.set;
        held[0] += usize::from(set.iter().any(|s| holds(s.0, s.1, truth)));
        if replica % 2 == 0 {
            let [first, second] = joint(&data)?;
            let found = crossover(&first, &second, &along())?;
            held[1] += usize::from(found.value.is_some() && holds(found.lo, found.hi, truth));
        }
    }
    let share = |held: usize, of: u64| held as f64 / of as f64;
    book.say(format!(
        "Of {replicas} ladders the difference's set holds the crossing in {}, of every second one the joint law's interval in {}.",
        held[0], held[1]
    ));
    if !book.quick() {
        book.measure("ladders.coverage_difference", share(held[0], replicas));
        book.measure("ladders.coverage_joint", share(held[1], replicas.div_ceil(2)));
    }
    let [x, first, second] = draw(METHODS, book.seed());
    let d = Difference::of(&x, &first, &second, 0.95)?;
    let at = d.at(1e7)?;
    book.measure("ladders.ranking", 1.0 - at.first_is_lower);
    let ladder = d.ladder_for(1e7, 1e3, libm::pow(10.0, 3.0 / 7.0), 1)?;
    book.say(format!(
        "One ladder: at 1e7 the first method's loss is {} to {} higher (logs, 95%); it is the lower one with probability {}. \
         A ladder to {} settles that ranking.",
        number(at.lo, 2),
        number(at.hi, 2),
        number(at.first_is_lower, 2),
        ladder.map_or("beyond reach".into(), |top| number(top, 2))
    ));
    let places: Vec<f64> = (0..=60).map(|i| libm::pow(10.0, 2.5 + f64::from(i) / 12.0)).collect();
    let curve = places.iter().map(|x| d.at(*x)).collect::<Result<Vec<_>, _>>()?;
    let of = |f: fn(&lawful_plan::At) -> f64| curve.iter().map(f).collect::<Vec<f64>>();
    let seen: Vec<f64> = first.iter().zip(&second).map(|(a, b)| libm::log(a / b)).collect();
    let panel = Panel::new(Axis::log10("scale").ticks(TickStyle::Power), Axis::linear("ln L1 - ln L2"))
        .series(Series::hline(0.0).colour(Colour::Muted))
        .series(Series::vline(truth).colour(Colour::Muted).label("true crossing"))
        .series(Series::band(&places, &of(|a| a.lo), &of(|a| a.hi)).colour(Colour::Category(0)).label("95%"))
        .series(Series::line(&places, &of(|a| a.value)).colour(Colour::Category(0)))
        .series(Series::points(&x, &seen).colour(Colour::Ink).label("pairs of runs"));
    book.draw("difference", Figure::new("The difference tells more than either law").panel(panel).sized(640.0, 400.0));
    Ok(())
}

fn parallel(book: &mut Notebook) -> Result<(), Error> {
    let replicas = if book.quick() { 100 } else { 500 };
    let mut open = 0;
    for replica in 0..replicas {
        let [x, first, second] = draw([(1.0, 0.1), (1.0, 0.1)], book.seed() + 1000 + replica);
        let found = Difference::of_degree(&x, &first, &second, 1, 0.95)?.indistinct(1e3)?;
        open += usize::from(found.set.iter().any(|s| s.0.is_none() || s.1.is_none()));
    }
    book.measure("parallel.open", open as f64 / replicas as f64);
    let at = draw([(1.0, 0.1), (1.05, 0.1)], book.seed());
    let found = Difference::of_degree(&at[0], &at[1], &at[2], 1, 0.95)?.indistinct(1e3)?;
    let words: Vec<String> = found
        .set
        .iter()
        .map(|(lo, hi)| {
            let end = |e: &Option<f64>| e.map_or("open".into(), |e| number(e, 2));
            format!("{} to {}", end(lo), end(hi))
        })
        .collect();
    book.say(format!("Equal exponents, factors 1 and 1.05: not told apart at scales {}.", words.join(" and ")));
    Ok(())
}

fn training(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table_with_targets("fine-line/pythia_zero_shot_dynamics.csv")?.0;
    let all = table.keep("task == \"lambada_openai\" && metric == \"acc\" && deduped == 0 && step >= 1000")?;
    let mut sizes = all.numbers("params")?.to_vec();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    let (mut falling, mut rising) = (0usize, 0usize);
    for (params, size) in sizes.iter().zip(["70m", "160m", "410m", "1b", "1.4b", "2.8b", "6.9b", "12b"]) {
        let one = all.keep(&format!("params == {params}"))?;
        let rho = spearman(one.numbers("step")?, one.numbers("value")?);
        if ["70m", "160m"].contains(&size) {
            book.measure(&format!("training.{size}"), rho);
            falling += usize::from(rho < 0.5);
        } else {
            rising += usize::from(rho >= 0.975);
        }
    }
    book.measure("training.falling", falling);
    book.measure("training.rising", rising + 2 == sizes.len());
    // From which step on is the larger of the two smallest ahead for good, and which is ahead at the end?
    let at = |params: f64, step: f64| -> Result<Option<f64>, Error> {
        Ok(all.keep(&format!("params == {params} && step == {step}"))?.numbers("value")?.first().copied())
    };
    if let (Some(a), Some(b), Some(c), Some(d)) =
        (at(sizes[0], 3000.0)?, at(sizes[1], 3000.0)?, at(sizes[0], 143_000.0)?, at(sizes[1], 143_000.0)?)
    {
        book.say(format!(
            "160M over 70M: {} times the accuracy at step 3000, {} times at the end; neither is what it was at 33 000.",
            number(b / a, 3),
            number(d / c, 3)
        ));
    }
    Ok(())
}

fn forms(book: &mut Notebook) -> Result<(), Error> {
    let (all, whole) = book.table_with_targets("flp/openlm_runs.csv")?;
    let runs = all.derive("tokens = 20*params*mult")?.keep("dataset == \"rpj\"")?;
    let (small, large) = (runs.keep("params < 6e9")?, runs.keep("params > 6e9")?);
    let noise = Noise::Huber { delta: 1e-3, linear: false };
    let errors = |law: &str| -> Result<(f64, Option<f64>), Error> {
        let fit = Fit::of(&Law::parse(law)?, &small).noise(noise.clone()).brief().run()?;
        let inside = fit.rms();
        let losses = large.numbers("loss_c4_val")?;
        let beyond = fit.predict(&large)?.iter().zip(losses).map(|(f, y)| libm::log(f / y).abs()).fold(0.0, f64::max);
        Ok((inside, (large.rows() > 0).then_some(beyond)))
    };
    let kaplan = errors("loss_c4_val ~ kaplan(N=params, D=tokens)")?;
    let floored = errors("loss_c4_val ~ chinchilla_tied(N=params, D=tokens)")?;
    book.measure("forms.inside", kaplan.0 < floored.0);
    match (kaplan.1, floored.1) {
        (Some(k), Some(f)) => book.measure("forms.beyond", f < k),
        _ if whole => book.unanswerable("forms.beyond", "flp/targets.csv has no RedPajama run of 6.9B"),
        _ => book.unanswerable("forms.beyond", "needs flp/targets.csv with the RedPajama run of 6.9B"),
    }
    Ok(())
}
