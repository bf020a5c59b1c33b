//! Gadre et al.: one law of compute and tokens per parameter, and task error as a function of loss.

use crate::{Error, Notebook, Part, Select, Study, points};
use lawful_audit::{Audit, Code, Publication};
use lawful_fit::{Fit, Predictor};
use lawful_io::Table;
use lawful_law::Law;
use lawful_plan::chain;
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number};

pub(super) const STUDY: Study = Study {
    name: "overtraining",
    statement: include_str!("overtraining.toml"),
    parts: &[
        Part { key: "flops", title: "The published column of FLOPs", run: flops },
        Part { key: "recipe", title: "Five small runs per corpus", run: recipe },
        Part { key: "error", title: "Task error as a function of loss", run: task_error },
        Part { key: "region", title: "Which runs follow the law", run: region },
        Part { key: "targets", title: "Runs that were held out", run: targets },
    ],
};

const LAW: &str = "loss_c4_val ~ overtraining(C=compute, M=token_multiplier)";
const CORPORA: [&str; 3] = ["c4_original", "rpj", "rw_original"];
const FIVE: &str = "(token_multiplier == 20 && params < 5e8) || (token_multiplier == 320 && params < 2e7)";
const SIX: &str = "(token_multiplier == 20) || (token_multiplier == 320 && params < 2e7)";

fn runs(book: &mut Notebook) -> Result<Table, Error> {
    book.table("openlm_testbed.csv")?.derive("compute = 6*params*tokens")
}

fn of(table: &Table, corpus: &str, which: &str) -> Result<Table, Error> {
    table.keep(&format!("dataset == \"{corpus}\""))?.keep(which)
}

fn loss_law(table: &Table, corpus: &str) -> Result<Fit, Error> {
    Ok(Fit::of(&Law::parse(LAW)?, &of(table, corpus, FIVE)?).run()?)
}

fn error_law(table: &Table, corpus: &str, column: &str) -> Result<Fit, Error> {
    let law = Law::parse(&format!("{column} ~ eps - k*exp(-gamma*loss_c4_val); gamma in (0, 5); k >= 0"))?;
    Ok(Fit::of(&law, &of(table, corpus, SIX)?).run()?)
}

fn flops(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    let mut printed = Publication::default();
    printed.relation("flops = 6*params*tokens @ 0.0001%")?;
    let audited = Audit::of(&Law::parse(LAW)?, &printed).table(&table).rows()?;
    let broken = audited.first(Code::RelationBroken);
    let rows = || broken.and_then(|f| f.numbers("rows")).unwrap_or(&[]).iter().map(|row| *row as usize - 1);
    let (stated, compute) = (table.numbers("flops")?, table.numbers("compute")?);
    book.measure("flops.wrong", rows().count());
    book.measure("flops.negative", rows().filter(|&i| stated[i] < 0.0).count());
    book.measure("flops.wrapped", rows().filter(|&i| compute[i] > libm::exp2(63.0)).count());
    broken.iter().for_each(|f| book.say(f.message.as_str()));
    Ok(())
}

fn recipe(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    for corpus in CORPORA {
        let fit = loss_law(&table, corpus)?;
        for name in ["E", "a", "b", "eta"] {
            book.measure(&format!("recipe.{corpus}_{name}"), fit.value(name));
        }
    }
    let c4 = loss_law(&table, "c4_original")?;
    let seen = of(&table, "c4_original", "params > 1e9 && token_multiplier == 80")?;
    let (predicted, true_loss) = (c4.predict(&seen)?, seen.numbers("loss_c4_val")?);
    book.measure("recipe.c4_80", predicted.first().zip(true_loss.first()).map(|(p, y)| 100.0 * (p / y - 1.0).abs()));
    book.draw("reducible", reducible(&table, &loss_law(&table, "rpj")?)?);
    Ok(())
}

/// Loss over compute, a line per token multiplier.
fn reducible(table: &Table, fit: &Fit) -> Result<Figure, Error> {
    let compute: Vec<f64> = (0..60).map(|i| libm::exp10(15.5 + 0.11 * f64::from(i))).collect();
    let mut panel = Panel::new(Axis::log10("compute 6ND (FLOP)").ticks(TickStyle::Power), Axis::log10("loss on C4"));
    let runs = table.keep("dataset == \"rpj\"")?;
    for m in [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0] {
        let at = Table::from_columns(vec![
            lawful_io::Column::number("compute", compute.clone()),
            lawful_io::Column::number("token_multiplier", vec![m; compute.len()]),
        ])?;
        let here = runs.keep(&format!("token_multiplier == {m}"))?;
        let colour = Colour::Value(m);
        panel = panel
            .series(Series::line(&compute, &fit.predict(&at)?).colour(colour).sized(1.2))
            .series(Series::points(here.numbers("compute")?, here.numbers("loss_c4_val")?).colour(colour));
    }
    Ok(Figure::new("RedPajama: the law of five runs, and all runs")
        .panel(panel)
        .coloured_by(Axis::log10("tokens per parameter")))
}

fn task_error(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    for corpus in CORPORA {
        for column in ["err17", "err46"] {
            let fit = error_law(&table, corpus, column)?;
            for name in ["k", "gamma", "eps"] {
                book.measure(&format!("error.{column}_{corpus}_{name}"), fit.value(name));
            }
        }
    }
    let law = Law::parse("err17 ~ eps - k*exp(-gamma*loss_c4_val); gamma in (0, 5); k >= 0")?;
    let all = Fit::of(&law, &table).run()?;
    for name in ["k", "gamma", "eps"] {
        book.measure(&format!("error.all_{name}"), all.value(name));
    }
    book.measure("error.all_rms", all.rms());
    let (losses, errors) = (table.numbers("loss_c4_val")?, table.numbers("err17")?);
    let x: Vec<f64> = (0..80).map(|i| 2.3 + 0.05 * f64::from(i)).collect();
    let at = Table::from_columns(vec![lawful_io::Column::number("loss_c4_val", x.clone())])?;
    let panel = Panel::new(Axis::linear("loss on C4 (nats/token)"), Axis::linear("mean error of 17 tasks"))
        .series(Series::points(losses, errors).label("99 runs"))
        .series(Series::line(&x, &all.predict(&at)?).label("one law for all corpora"));
    book.draw("error", Figure::new("Task error over loss").panel(panel));
    Ok(())
}

/// Leaves out the least token multiplier while its runs lie, in the mean, more than two standard errors off the law of
/// the others.
fn region(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    let mut listing = TextTable::new([
        Column::words("corpus"),
        Column::numbers("tokens per parameter"),
        Column::numbers("mean residual (nats)"),
        Column::numbers("in standard errors"),
    ]);
    let law = Law::parse(LAW)?;
    for corpus in CORPORA {
        let levels = [5.0, 10.0, 20.0, 40.0];
        let mut least = levels[0];
        for pair in levels.windows(2) {
            let fit = Fit::of(&law, &of(&table, corpus, &format!("token_multiplier >= {}", pair[1]))?).run()?;
            let level = of(&table, corpus, &format!("token_multiplier == {}", pair[0]))?;
            let (losses, law) = (level.numbers("loss_c4_val")?, fit.predict(&level)?);
            let n = losses.len() as f64;
            let mean = losses.iter().zip(&law).map(|(y, f)| y - f).sum::<f64>() / n;
            let errors = mean / (fit.rms() / n.sqrt());
            listing.row([corpus.into(), number(pair[0], 3), number(mean, 3), number(errors, 3)]);
            if errors.abs() < 2.0 {
                break;
            }
            least = pair[1];
        }
        let scatter = |least: f64| -> Result<f64, Error> {
            Ok(Fit::of(&law, &of(&table, corpus, &format!("token_multiplier >= {least}"))?).run()?.rms())
        };
        book.measure(&format!("region.{corpus}_all"), scatter(levels[0])?);
        book.measure(&format!("region.{corpus}_flagged"), least >= 20.0);
        book.measure(&format!("region.{corpus}_kept"), scatter(20.0)?);
    }
    book.show("Is the least token multiplier one of them?", listing);
    book.say("Where runs at 20 tokens per parameter lie above the law of longer ones too, no sharp edge stands at 20.");
    Ok(())
}

fn targets(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    for (corpus, params, m) in [
        ("rpj", "1439795200", "640"),
        ("rpj", "6889410560", "20"),
        ("c4_original", "6889410560", "20"),
        ("rw_original", "1439795200", "320"),
        ("rw_original", "6889410560", "20"),
    ] {
        let at = points(&[&format!("dataset = \"{corpus}\"; params = {params}; token_multiplier = {m}")])?;
        let full = at.clone().derive("compute = 6*params^2*token_multiplier")?;
        let (loss, error) = (loss_law(&table, corpus)?, error_law(&table, corpus, "err17")?);
        let predicted = Predictor::new(&loss)?.predict(&full)?;
        book.forecast("loss", &at, "loss_c4_val", &predicted, 0.95);
        book.forecast("error of 17 tasks", &at, "err17", &chain(&loss, &error, "loss_c4_val", &full, 0.95)?, 0.95);
        let size = if params.starts_with('1') { "1b" } else { "7b" };
        for (what, name) in [("loss", "loss"), ("error of 17 tasks", "err17")] {
            let scored = book.last(what).and_then(|f| f.relative_error());
            let key = format!("targets.{name}_{corpus}_{size}");
            match scored {
                Some(e) => book.measure(&key, 100.0 * e),
                None => book.unanswerable(&key, "needs overtraining/targets.csv with this run"),
            }
        }
    }
    let (scored, held) = book.scored("loss");
    match scored {
        5.. => book.measure("targets.covered", held),
        _ => book.unanswerable("targets.covered", "needs overtraining/targets.csv with the five runs"),
    }
    Ok(())
}
