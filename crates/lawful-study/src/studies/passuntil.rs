//! Hu et al.: chances to pass far below one in a thousand, and what they foretell of a larger model.

use crate::{Error, Notebook, Part, Study};
use lawful_fit::Fit;
use lawful_io::{Column as Numbers, Table};
use lawful_law::Law;
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, number};
use lawful_score::{Curvature, Item, RandomItems, StopRule, Trial, ratio_bias, relative_error};
use rand_distr::{Distribution, OpenClosed01, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

pub(super) const STUDY: Study = Study {
    name: "passuntil",
    statement: include_str!("passuntil.toml"),
    parts: &[
        Part { key: "estimator", title: "Passes over draws are biased", run: estimator },
        Part { key: "published", title: "What the paper's table says", run: published },
        Part { key: "prediction", title: "How well is the largest model foretold?", run: prediction },
        Part { key: "curvature", title: "Which curves bend which way?", run: curvature },
    ],
};

const SIZES: [f64; 6] = [0.03, 0.1, 0.2, 0.5, 0.8, 1.5];
const LARGEST: f64 = 2.4;
/// Exponent of an item, and its scatter over items.
const EXPONENT: (f64, f64) = (0.3, 0.03);

fn estimator(book: &mut Notebook) -> Result<(), Error> {
    let mut listing = TextTable::new([
        Column::numbers("passes r"),
        Column::numbers("chance p"),
        Column::numbers("mean of r/K over p"),
        Column::numbers("error of (r - 1)/(K - 1) over p"),
    ]);
    for (r, p, key) in
        [(1, 0.1, "1_01"), (1, 1e-3, "1_0001"), (1, 1e-4, "1_00001"), (2, 1e-4, "2"), (5, 1e-4, "5"), (10, 1e-4, "10")]
    {
        let (bias, error) = (ratio_bias(r, p), relative_error(r, p));
        book.measure(&format!("estimator.bias_{key}"), bias);
        if r > 1 {
            book.measure(&format!("estimator.error_{r}"), error);
        }
        listing.row([r.to_string(), number(p, 2), number(bias, 4), if r > 1 { number(error, 3) } else { "-".into() }]);
    }
    book.show("Without a cap, exact", listing);
    // Items of one chance that expects three passes before the cap: the likelihood of all of them, whatever ended each.
    let rule = StopRule::new(2, 100_000)?;
    let (items, p) = (164 * if book.quick() { 60 } else { 400 }, 3e-5);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(book.seed());
    let (mut draws, mut passes, mut unbiased) = (0, 0, 0.0);
    for _ in 0..items {
        let (n, k) = rule.simulate(p, || OpenClosed01.sample(&mut random));
        (draws, passes) = (draws + n, passes + k);
        unbiased += rule.estimate(n, k, 0.9)?.unbiased / items as f64;
    }
    book.measure("estimator.censored", 100.0 * (passes as f64 / draws as f64 / p - 1.0).abs());
    book.measure("estimator.unbiased", 100.0 * (unbiased / p - 1.0).abs());
    book.measure("estimator.draws", StopRule::new(5, 100_000_000)?.expected_draws(1e-5));
    book.measure("estimator.passes", StopRule::for_error(0.1, 1 << 40)?.passes() as usize);
    Ok(())
}

fn published(book: &mut Notebook) -> Result<(), Error> {
    // Table 1 as printed: predicted and true pass rates of the 2.4B model.
    for (key, predicted, observed) in
        [("humaneval", 0.05987, 0.05990), ("emoji_dataset", 0.002381, 0.002608), ("emoji_instance", 0.003112, 0.002608)]
    {
        book.measure(&format!("published.{key}"), 100.0 * (predicted / observed - 1.0));
    }
    Ok(())
}

/// A task of 164 items with laws of their own: what was drawn, and the true mean pass rate of the largest model.
fn task(rule: StopRule, seed: u64) -> (Vec<Item>, f64) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut items, mut truth) = (Vec::new(), 0.0);
    for _ in 0..164 {
        let [difficulty, growth]: [f64; 2] = [0, 1].map(|_| StandardNormal.sample(&mut random));
        let alpha = EXPONENT.0 + EXPONENT.1 * growth;
        // The middle item passes one draw in a hundred at the largest size.
        let cost = |n: f64| -libm::log(0.01) * libm::exp(0.5 * difficulty) * libm::pow(n / LARGEST, -alpha);
        truth += libm::exp(-cost(LARGEST)) / 164.0;
        let trials = SIZES.map(|size| {
            let (draws, passes) = rule.simulate(libm::exp(-cost(size)), || OpenClosed01.sample(&mut random));
            Trial { size, draws, passes }
        });
        items.push(Item { trials: trials.to_vec() });
    }
    (items, truth)
}

fn prediction(book: &mut Notebook) -> Result<(), Error> {
    let rule = StopRule::new(2, 100_000)?;
    let (line, known) =
        (Law::parse("F ~ f0 - alpha*log(N)")?, Table::from_columns(vec![Numbers::number("N", vec![LARGEST])])?);
    let (mut of_set, mut of_items, mut exponents, mut held) = (Vec::new(), Vec::new(), [0.0; 2], 0);
    let replicas = if book.quick() { 10 } else { 200 };
    for replica in 0..replicas {
        let (items, truth) = task(rule, book.seed() + replica);
        let mut mean = [0.0; SIZES.len()];
        for item in &items {
            for (sum, t) in mean.iter_mut().zip(&item.trials) {
                *sum += rule.estimate(t.draws, t.passes, 0.9)?.unbiased / items.len() as f64;
            }
        }
        let scale = mean.map(|p| libm::log(-libm::log(p)));
        let points =
            Table::from_columns(vec![Numbers::number("N", SIZES.to_vec()), Numbers::number("F", scale.to_vec())])?;
        let straight = Fit::of(&line, &points).brief().run()?;
        let predicted = libm::exp(-libm::exp(straight.predict(&known)?[0]));
        let fit = RandomItems::default().fit(&items)?;
        let f = fit.predict(LARGEST, 0.9)?;
        of_set.push(100.0 * (predicted / truth - 1.0));
        of_items.push(100.0 * (f.value / truth - 1.0));
        held += usize::from(f.lo.is_some_and(|lo| lo <= truth) && f.hi.is_some_and(|hi| hi >= truth));
        exponents[0] += straight.value("alpha").unwrap_or(f64::NAN) / replicas as f64;
        exponents[1] += fit.exponent / replicas as f64;
    }
    book.measure("prediction.exponent_dataset", exponents[0]);
    book.measure("prediction.exponent_items", exponents[1]);
    let panel =
        Panel::new(Axis::linear("error of the straight line (%)"), Axis::linear("error of the items' laws (%)"))
            .series(Series::hline(0.0).colour(Colour::Muted))
            .series(Series::vline(0.0).colour(Colour::Muted))
            .series(Series::points(&of_set, &of_items));
    book.draw("errors", Figure::new("The largest model foretold, one point per task").panel(panel).sized(560.0, 420.0));
    if book.quick() {
        return Ok(());
    }
    let lucky = of_set.iter().filter(|e| e.abs() <= 0.05).count();
    let quantile = |list: &[f64], share: f64| {
        let mut list = list.to_vec();
        list.sort_by(f64::total_cmp);
        list[((list.len() - 1) as f64 * share) as usize]
    };
    let sizes = |list: &[f64]| list.iter().map(|e| e.abs()).collect::<Vec<f64>>();
    book.measure("prediction.median_dataset", quantile(&sizes(&of_set), 0.5));
    book.measure("prediction.low_dataset", quantile(&of_set, 0.05));
    book.measure("prediction.high_dataset", quantile(&of_set, 0.95));
    book.measure("prediction.median_items", quantile(&sizes(&of_items), 0.5));
    book.measure("prediction.covered", held as f64 / replicas as f64);
    book.measure("prediction.lucky", lucky as f64 / replicas as f64);
    Ok(())
}

fn curvature(book: &mut Notebook) -> Result<(), Error> {
    type Task = fn(f64) -> f64;
    let tasks: [(&str, &str, Task, &str); 3] = [
        ("single", "one answer", |n| libm::exp(-4.6 * libm::pow(n, -0.3)), "standard"),
        (
            "steps",
            "two steps, both needed",
            |n| libm::exp(-2.0 * libm::pow(n, -0.7) - 3.0 * libm::pow(n, -0.05)),
            "sub-scaling",
        ),
        (
            "circuits",
            "the better of two ways",
            |n| 0.02 * libm::exp(-0.5 * libm::pow(n, -0.1)) + 0.98 * libm::exp(-5.0 * libm::pow(n, -0.5)),
            "super-scaling",
        ),
    ];
    let mut panel = Panel::new(Axis::log10("size (1e9 parameters)"), Axis::linear("ln(-ln p)"));
    for (i, (key, what, of, bend)) in tasks.into_iter().enumerate() {
        let rates = SIZES.map(of);
        // As if every size had been drawn until a thousand passes.
        let errors = rates.map(|p| p * relative_error(1000, p));
        let found = Curvature::of(&SIZES, &rates, Some(&errors), 0.01)?;
        book.measure(&format!("curvature.{key}"), found.bend.name() == bend);
        book.say(format!("{what}: coefficient of (ln N)^2 {}, {}.", number(found.quadratic, 3), found.bend.name()));
        let scale = rates.map(|p| libm::log(-libm::log(p)));
        let colour = Colour::Category(i);
        panel = panel
            .series(Series::line(&SIZES, &scale).colour(colour).label(what))
            .series(Series::points(&SIZES, &scale).colour(colour));
    }
    book.draw("curvature", Figure::new("Products bend up, choices bend down").panel(panel).sized(640.0, 400.0));
    Ok(())
}
