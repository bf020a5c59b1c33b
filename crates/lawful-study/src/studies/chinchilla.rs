//! Approaches 2 and 3 of Hoffmann et al., their bugs, and the runs of three later papers.

use crate::{Error, Forecast, Notebook, Part, Select, Study, published};
use lawful_fit::{Fit, Noise};
use lawful_io::Table;
use lawful_law::Law;
use lawful_plan::{FittedLaw, Isoflop, IsoflopOptions, Method, PlanOptions, Planner, isoflop, parabola_bias};
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, TickStyle, number};

pub(super) const STUDY: Study = Study {
    name: "chinchilla",
    statement: include_str!("chinchilla.toml"),
    parts: &[
        Part { key: "surface", title: "The surface, by Huber's loss", run: surface },
        Part { key: "rounded", title: "What rounding costs", run: rounded },
        Part { key: "lad", title: "What the replication printed is least absolute deviations", run: lad },
        Part { key: "bootstrap", title: "How sure the surface is", run: bootstrap },
        Part { key: "plan", title: "How to split a budget", run: plan },
        Part { key: "projection", title: "Least squares of the loss", run: projection },
        Part { key: "isoflop", title: "Approach 2: equal budgets", run: hoffmann_slices },
        Part { key: "llama", title: "Two estimators on the runs of Llama 3", run: llama },
        Part { key: "bias", title: "The parabola's bias", run: bias },
        Part { key: "ladder", title: "From Kaplan to Chinchilla in five steps", run: ladder },
        Part { key: "gemstones", title: "Published fits above their minimum", run: gemstones },
    ],
};

const LAW: &str = "loss ~ chinchilla(N=params, D=tokens)";
const GROWTH: &str = "; let a = beta/(alpha+beta); let b = alpha/(alpha+beta)";
const RUNS: &str = "hoffmann_fig4_245.csv";
/// Chinchilla's own budget.
const BUDGET: f64 = 5.88e23;

fn huber(delta: f64) -> Noise {
    Noise::Huber { delta, linear: false }
}

fn laplace() -> Noise {
    Noise::Laplace { linear: false }
}

fn runs(book: &mut Notebook) -> Result<Table, Error> {
    book.table(RUNS)?.keep("outlier == 0")
}

fn surface(book: &mut Notebook) -> Result<(), Error> {
    let law = Law::parse(&format!("{LAW}{GROWTH}"))?;
    let all = book.table(RUNS)?;
    let fit = Fit::of(&law, &all.keep("outlier == 0")?).noise(huber(1e-3)).run()?;
    book.measure("surface.objective", fit.objective);
    for name in ["E", "A", "B", "alpha", "beta", "a"] {
        book.measure(&format!("surface.{name}"), fit.value(name));
    }
    book.say(format!("{} of {} starts reach the minimum to 1 part in 10^4.", fit.starts.reached, fit.starts.tried));
    let kept = Fit::of(&law, &all).noise(huber(1e-3)).run()?;
    book.measure("surface.with_outliers_B", kept.value("B"));
    book.measure("surface.with_outliers_a", kept.value("a"));
    Ok(())
}

fn rounded(book: &mut Notebook) -> Result<(), Error> {
    let runs = runs(book)?;
    let fit = Fit::of(&published(LAW, "chinchilla@hoffmann2022")?, &runs).noise(huber(1e-3)).run()?;
    book.measure("rounded.objective", fit.objective);
    let over: f64 = fit.fitted.iter().zip(&fit.observed).map(|(f, y)| f - y).sum();
    book.measure("rounded.bias", over / fit.n as f64);
    Ok(())
}

fn lad(book: &mut Notebook) -> Result<(), Error> {
    let runs = runs(book)?;
    let fit = Fit::of(&Law::parse(&format!("{LAW}{GROWTH}"))?, &runs).noise(laplace()).run()?;
    for name in ["A", "B", "a"] {
        book.measure(&format!("lad.{name}"), fit.value(name));
    }
    // The paper's likelihood is that of the log losses: without the Jacobian 1/loss.
    let logs: f64 = runs.numbers("loss")?.iter().map(|y| libm::log(*y)).sum();
    book.measure("lad.loglik", fit.loglik.map(|l| l + logs));
    for (key, source) in [("loglik_tex", "hoffmann2022_tex"), ("loglik_rounded", "hoffmann2022")] {
        let held = Fit::of(&published(LAW, &format!("chinchilla@{source}"))?, &runs).noise(laplace()).run()?;
        book.measure(&format!("lad.{key}"), held.loglik.map(|l| l + logs));
    }
    Ok(())
}

fn bootstrap(book: &mut Notebook) -> Result<(), Error> {
    if book.quick() {
        return Ok(());
    }
    let runs = runs(book)?;
    let law = Law::parse(&format!("{LAW}{GROWTH}"))?;
    let resampled = |noise| Fit::of(&law, &runs).noise(noise).bootstrap(4000).seed(book.seed()).run();
    let (fit, lad) = (resampled(huber(1e-3))?, resampled(laplace())?);
    let mut table = TextTable::new([
        Column::words("parameter"),
        Column::numbers("value"),
        Column::numbers("standard error"),
        Column::numbers("95% interval"),
        Column::numbers("standard error, least absolute"),
    ]);
    for name in ["A", "B", "E", "alpha", "beta", "a"] {
        let Some(e) = fit.estimate(name) else { continue };
        book.measure(&format!("bootstrap.{name}"), e.stderr);
        let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x, 4));
        let interval = format!("{} to {}", end(e.lo), end(e.hi));
        let other = end(lad.estimate(name).and_then(|e| e.stderr));
        table.row([name.to_string(), number(e.value, 5), end(e.stderr), interval, other]);
    }
    book.show("4000 resamples of the runs", table);
    let alpha = |fit: &Fit| number(fit.estimate("alpha").and_then(|e| e.stderr).unwrap_or(f64::NAN), 3);
    book.say(format!(
        "The published errors are near those of refits by Huber's loss (alpha {}). Refits by least absolute deviations, \
         taken to their minimum, scatter otherwise (alpha {}): one descent per resample from a fixed start does not reach \
         the minimum of a sum with kinks.",
        alpha(&fit),
        alpha(&lad)
    ));
    if let Some(b) = &fit.bootstrap {
        let place = |name: &str| fit.params.iter().position(|p| p.name == name).unwrap_or(0);
        let column = |name: &str| b.evenly(1000).map(|d| d[place(name)]).collect::<Vec<f64>>();
        let panel = Panel::new(Axis::log10("B"), Axis::linear("beta"))
            .series(Series::points(&column("B"), &column("beta")).sized(2.5).label("resamples"))
            .series(Series::points(&[2143.86], &[0.36718]).colour(Colour::Category(1)).sized(9.0).label("notebook"));
        book.draw("cloud", Figure::new("B and beta trade off along a curve").panel(panel).sized(640.0, 400.0));
    }
    Ok(())
}

fn plan(book: &mut Notebook) -> Result<(), Error> {
    let runs = runs(book)?;
    let options = PlanOptions::default();
    let law = Law::parse("loss ~ chinchilla(N, D)")?;
    let columns = runs.derive("N = params")?.derive("D = tokens")?;
    let lad = Fit::of(&law, &columns)
        .noise(laplace())
        .bootstrap(if book.quick() { 200 } else { 1000 })
        .seed(book.seed())
        .run()?;
    let laws = [
        ("lad", "least absolute deviations", FittedLaw::of_fit(&lad, &columns)?),
        ("huber", "Huber", FittedLaw::of_fit(&Fit::of(&law, &columns).noise(huber(1e-3)).brief().run()?, &columns)?),
        ("tex", "TeX source", FittedLaw::published("chinchilla@hoffmann2022_tex")?),
        ("rounded", "as printed", FittedLaw::published("chinchilla@hoffmann2022")?),
    ];
    let budgets: Vec<f64> = (0..=25).map(|i| libm::exp10(18.0 + 0.25 * f64::from(i))).collect();
    let mut panel = Panel::new(
        Axis::log10("budget (FLOP)").ticks(TickStyle::Power),
        Axis::log10("tokens per parameter at the optimum"),
    );
    for (i, (name, words, law)) in laws.iter().enumerate() {
        let planner = Planner::new(law, &options)?;
        let best = planner.budget(BUDGET)?;
        book.measure(&format!("plan.{name}"), best.ratio.as_ref().map(|r| r.value));
        if i == 0 {
            best.columns.iter().chain(&best.ratio).chain([&best.response]).for_each(|quantity| {
                let what = format!("best {}, least absolute deviations", quantity.name);
                book.predict(Forecast::planned(&what, BUDGET, quantity, best.level));
            });
        }
        let ratios: Vec<_> = budgets.iter().filter_map(|b| planner.budget(*b).ok()?.ratio).collect();
        let value: Vec<f64> = ratios.iter().map(|r| r.value).collect();
        if i == 0 {
            let ends = |of: fn(&lawful_plan::Quantity) -> Option<f64>| -> Vec<f64> {
                ratios.iter().map(|r| of(r).unwrap_or(f64::NAN)).collect()
            };
            panel =
                panel.series(Series::band(&budgets, &ends(|r| r.lo), &ends(|r| r.hi)).label("95% of least absolute"));
        }
        panel = panel.series(Series::line(&budgets, &value).colour(Colour::Category(i)).label(*words));
    }
    panel =
        panel.series(Series::points(&[BUDGET], &[20.0]).colour(Colour::Ink).marker(Marker::Diamond).label("trained"));
    book.draw("tokens-per-parameter", Figure::new("What each set of numbers tells to train").panel(panel));
    Ok(())
}

fn projection(book: &mut Notebook) -> Result<(), Error> {
    let runs = runs(book)?.keep("flops < 1e21")?;
    let fit = Fit::of(&Law::parse(LAW)?, &runs).run()?;
    for name in ["E", "alpha", "beta"] {
        book.measure(&format!("projection.{name}"), fit.value(name));
    }
    book.measure("projection.rss", fit.objective);
    Ok(())
}

fn slices(table: &Table, budget: &str, method: Method, seed: u64) -> Result<Isoflop, Error> {
    let tokens = Some("tokens".to_string());
    Ok(isoflop(table, &IsoflopOptions { budget: budget.into(), tokens, method, seed, ..IsoflopOptions::default() })?)
}

fn hoffmann_slices(book: &mut Notebook) -> Result<(), Error> {
    let found = slices(&book.table(RUNS)?, "isoflop_budget", Method::Parabola, 0)?;
    book.measure("isoflop.hoffmann", found.size.exponent.value);
    let mut panel = Panel::new(Axis::log10("parameters").ticks(TickStyle::Suffix), Axis::linear("loss (nats/token)"));
    for slice in &found.slices {
        let colour = Colour::Value(slice.budget);
        let (x, y): (Vec<f64>, Vec<f64>) = slice.points.iter().map(|p| (p.size, p.loss)).unzip();
        let (curve_x, curve_y): (Vec<f64>, Vec<f64>) = slice.curve.iter().copied().unzip();
        panel = panel
            .series(Series::line(&curve_x, &curve_y).colour(colour))
            .series(Series::points(&x, &y).colour(colour).sized(5.0));
    }
    let optima: Vec<(f64, f64)> = found.slices.iter().filter_map(|s| Some((s.size_opt?, s.loss_opt?))).collect();
    let (x, y): (Vec<f64>, Vec<f64>) = optima.into_iter().unzip();
    panel = panel.series(Series::points(&x, &y).colour(Colour::Ink).marker(Marker::Diamond).label("lowest loss"));
    let figure = Figure::new("Runs of nine budgets").panel(panel).coloured_by(Axis::log10("budget (FLOP)"));
    book.draw("isoflop", figure);
    Ok(())
}

fn llama(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("isoflops_published.csv")?.keep("study == \"llama_3__exp_loss\"")?;
    book.measure("llama.tokens", slices(&table, "budget", Method::Parabola, 0)?.tokens.exponent.value);
    let screened = table.keep("outlier == 0")?;
    let without = slices(&screened, "budget", Method::Parabola, 0)?.tokens.exponent;
    book.say(format!(
        "Without the runs that a screen of the curves rejects, parabolas give {}: the published exponent rests on them.",
        number(without.value, 3)
    ));
    let fit = Fit::of(&Law::parse(&format!("{LAW}{GROWTH}"))?, &screened).run()?;
    book.measure("llama.surface", fit.value("b"));
    Ok(())
}

fn bias(book: &mut Notebook) -> Result<(), Error> {
    for (name, alpha, beta) in [("equal", 0.34, 0.28), ("skewed", 0.465, 0.155)] {
        for width in [2.0, 4.0, 8.0, 16.0] {
            let half = libm::log10(width);
            let grid: Vec<f64> = (0..15).map(|i| half * (f64::from(i) / 7.0 - 1.0)).collect();
            let percent = parabola_bias(alpha, beta, &grid).map(|w| 100.0 * (libm::exp10(-w) - 1.0));
            book.measure(&format!("bias.{name}_{width}x"), percent);
        }
    }
    Ok(())
}

fn ladder(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("porian_isoflops_refinedweb.csv")?;
    for experiment in [
        "base_long_kaplan_kaplan_train",
        "base_long_kaplan_standard_val",
        "base_short_kaplan_standard_val",
        "base_short_chinchilla_standard_val",
        "tuned_short_const_standard_val",
    ] {
        let runs = table.keep(&format!("experiment == \"{experiment}\""))?;
        let found = slices(&runs, "flops", Method::Akima, book.seed())?;
        book.measure(&format!("ladder.{experiment}"), found.size.exponent.value);
    }
    Ok(())
}

fn gemstones(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("gemstones_checkpoints.csv")?.keep("series == \"hot\"")?;
    let law = Law::parse(LAW)?;
    let narrow = Fit::of(&law, &table).noise(huber(1e-4)).brief().run()?;
    book.measure("gemstones.wide", Fit::of(&law, &table).noise(huber(1e-3)).brief().run()?.objective);
    book.measure("gemstones.narrow", narrow.objective);
    book.measure("gemstones.alpha", narrow.value("alpha"));
    Ok(())
}
