//! Isik et al.: task scores after fine-tuning as a log-law of pretraining tokens, and when they are none.

use crate::{Error, Notebook, Part, Scatter, Select, Study, simulate};
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::{Column as Numbers, Table};
use lawful_law::Law;
use lawful_report::{Axis, Colour, Column, Dash, Figure, Panel, Series, TextTable, TickStyle, number};
use lawful_score::{Alignment, Trend, Verdict};

pub(super) const STUDY: Study = Study {
    name: "downstream-transfer",
    statement: include_str!("downstream_transfer.toml"),
    parts: &[
        Part { key: "alignment", title: "How well a mixture suits a task", run: alignment },
        Part { key: "simulated", title: "Four sizes fitted, six foretold", run: simulated },
        Part { key: "domain", title: "Where the log-law is defined", run: domain },
        Part { key: "curve", title: "LAMBADA accuracy over pretraining tokens", run: curve },
    ],
};

const LOG_LAW: &str = "value ~ log_law(x=tokens)";

fn alignment(book: &mut Notebook) -> Result<(), Error> {
    let score = Alignment::default();
    for (key, source, destination) in [
        ("balanced", 0.5, 0.5),
        ("30_70", 0.3, 0.7),
        ("70_30", 0.7, 0.3),
        ("source", 1.0, 0.0),
        ("destination", 0.0, 1.0),
        ("neither", 0.0, 0.0),
    ] {
        book.measure(&format!("alignment.{key}"), score.score(source, destination)?);
    }
    Ok(())
}

fn simulated(book: &mut Notebook) -> Result<(), Error> {
    let law = Law::parse(LOG_LAW)?;
    let tokens: Vec<f64> = (0..10).map(|i| libm::pow(10.0, 7.0 + f64::from(i) / 3.0)).collect();
    let places = Table::from_columns(vec![Numbers::number("tokens", tokens)])?;
    let (mut errors, mut held, mut asked) = (Vec::new(), 0, 0);
    for replica in 0..if book.quick() { 4 } else { 67 } {
        for (i, beta) in [0.6, 1.0, 1.6].into_iter().enumerate() {
            let truth = format!("value = (2 + 0.5*log(tokens/1e7))^{beta}");
            let exact = places.clone().derive(&truth)?;
            let all = simulate(&places, &truth, Scatter::LogNormal(0.01), book.seed() + 3 * replica + i as u64)?;
            let fit = Fit::of(&law, &all.keep("tokens < 1.5e8")?).noise(Noise::LogNormal).run()?;
            let beyond = exact.keep("tokens > 1.5e8")?;
            let observed = all.keep("tokens > 1.5e8")?;
            let predicted = Predictor::new(&fit)?.predict(&beyond)?;
            for ((p, y), seen) in predicted.iter().zip(beyond.numbers("value")?).zip(observed.numbers("value")?) {
                let Some(p) = p else { continue };
                errors.push(100.0 * (p.value / y - 1.0).abs());
                let (Some(lo), Some(hi)) = (p.obs_lo, p.obs_hi) else { continue };
                (held, asked) = (held + usize::from(lo <= *seen && *seen <= hi), asked + 1);
            }
        }
    }
    errors.sort_by(f64::total_cmp);
    let median = errors.get(errors.len() / 2).copied().unwrap_or(f64::NAN);
    book.say(format!("{} held-out points: median error {}%.", errors.len(), number(median, 2)));
    book.measure("simulated.error", median);
    if !book.quick() {
        book.measure("simulated.covered", held as f64 / asked as f64);
    }
    Ok(())
}

fn domain(book: &mut Notebook) -> Result<(), Error> {
    let tokens: Vec<f64> = (0..8).map(|i| 1e9 * libm::exp2(f64::from(i))).collect();
    let places = Table::from_columns(vec![Numbers::number("tokens", tokens)])?;
    let table = simulate(&places, "value = (0.3*log(tokens/5e8))^0.8", Scatter::LogNormal(0.002), book.seed() + 1)?;
    let fit = Fit::of(&Law::parse(LOG_LAW)?, &table).noise(Noise::LogNormal).run()?;
    // Below A x^alpha = 1 there is no score: no number may come out, least of all a clamped one.
    let below = Table::from_columns(vec![Numbers::number("tokens", vec![1e8, 1e7])])?;
    let values = Predictor::new(&fit)?.values(&below)?;
    book.measure("domain.undefined", values.iter().all(|v| !v.is_finite()));
    let edge = fit.value("A").and_then(|a| Some(libm::pow(a, -1.0 / fit.value("alpha")?)));
    book.measure("domain.edge", edge.map(|x| x / 5e8));
    book.say(format!("The law ends at {} tokens; below, it has no value.", number(edge.unwrap_or(f64::NAN), 3)));
    Ok(())
}

fn curve(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table_with_targets("fine-line/pythia_zero_shot_dynamics.csv")?.0;
    let all = table.keep("task == \"lambada_openai\" && metric == \"acc\" && deduped == 0 && step >= 3000")?;
    let mut listing = TextTable::new([
        Column::words("model"),
        Column::numbers("log-law (%)"),
        Column::numbers("floor and power (%)"),
        Column::numbers("p of no fall"),
        Column::words("trend"),
    ]);
    let mut panel =
        Panel::new(Axis::log10("pretraining tokens").ticks(TickStyle::Suffix), Axis::linear("accuracy on LAMBADA"));
    let (mut flagged, mut false_alarms) = (0usize, 0usize);
    let sizes = ["70m", "160m", "410m", "1b-bf16", "1.4b", "2.8b", "6.9b", "12b"];
    for (i, size) in sizes.into_iter().enumerate() {
        let one = all.keep(&format!("model == \"pythia-{size}\""))?;
        if one.rows() < 15 {
            for key in ["log", "power"].map(|law| format!("curve.{size}_{law}")) {
                book.unanswerable(&key, "needs fine-line/targets.csv with 6.9B and 12B");
            }
            continue;
        }
        let (early, late) = (one.keep("step <= 33000")?, one.keep("step > 33000")?);
        let error = |law: &str| -> Result<(Fit, f64), Error> {
            let noise = Noise::Huber { delta: 0.1, linear: false };
            let fit = Fit::of(&Law::parse(law)?, &early).noise(noise).brief().run()?;
            let (seen, made) = (late.numbers("value")?, fit.predict(&late)?);
            let sum: f64 = made.iter().zip(seen).map(|(f, y)| 100.0 * (f / y - 1.0).abs()).sum();
            Ok((fit, sum / seen.len() as f64))
        };
        let (fit, log) = error(LOG_LAW)?;
        let (_, power) = error("value ~ top - c*(tokens/1e10)^-k; c > 0; k in (0, 5); top in (0, 1)")?;
        let trend = Trend::of(one.numbers("value")?, one.numbers("stderr")?, 0.01, book.seed())?;
        let falls = trend.verdict == Verdict::Falls;
        if i < 2 {
            flagged += usize::from(falls)
        } else {
            false_alarms += usize::from(falls)
        }
        book.measure(&format!("curve.{size}_log"), log);
        book.measure(&format!("curve.{size}_power"), power);
        let verdict = trend.verdict.name().to_string();
        listing.row([size.to_string(), number(log, 2), number(power, 2), number(trend.p_falls, 2), verdict]);
        let (x, colour) = (one.numbers("tokens")?, Colour::Category(i));
        let drawn: Vec<f64> = (0..=50).map(|k| x[0] * libm::pow(3e11 / x[0], f64::from(k) / 50.0)).collect();
        let drawn = Table::from_columns(vec![Numbers::number("tokens", drawn)])?;
        panel = panel.series(Series::points(x, one.numbers("value")?).colour(colour).label(size)).series(
            Series::line(drawn.numbers("tokens")?, &fit.predict(&drawn)?)
                .colour(colour)
                .sized(1.2)
                .dashed(Dash::Dashed),
        );
    }
    book.measure("curve.flagged", flagged);
    book.measure("curve.false_alarms", false_alarms);
    book.show("Four checkpoints fitted (6 to 69 B tokens), eleven foretold: mean relative error", listing);
    let figure = Figure::new("The log-law of four checkpoints, drawn on").panel(panel);
    book.draw("lambada", figure.sized(680.0, 460.0));
    Ok(())
}
