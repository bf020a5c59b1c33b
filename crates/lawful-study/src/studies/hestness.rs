//! Hestness et al.: plateau, power law, floor; on a learner whose curve is known, and on five translation models.

use crate::{Error, Notebook, Part, Scatter, Select, Study, ZipfMemoriser, append, simulate};
use lawful_fit::compare::LikelihoodRatio;
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::{Column as Values, Table};
use lawful_law::Law;
use lawful_plan::{FittedLaw, PlanOptions, Planner};
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, TickStyle, number, with_error};

pub(super) const STUDY: Study = Study {
    name: "hestness",
    statement: include_str!("hestness.toml"),
    parts: &[
        Part { key: "theory", title: "A learner whose exponent is known", run: theory },
        Part { key: "regions", title: "Plateau, power law, floor", run: regions },
        Part { key: "pair", title: "Two optimizers, as published", run: pair },
        Part { key: "curves", title: "Five translation models", run: curves },
        Part { key: "shared", title: "Do they share an exponent?", run: shared },
        Part { key: "better", title: "Laws that bend", run: better },
        Part { key: "inverse", title: "How much data for an error?", run: inverse },
    ],
};

const MODELS: [&str; 5] = ["28E6D", "6E28D", "6E6D", "TEncLSTM", "DecOnly"];
const FLOOR: &str = "loss ~ power_floor(n_pairs)";

/// The memoriser's curve at four sizes per decade.
fn curve(memoriser: ZipfMemoriser, decades: std::ops::RangeInclusive<u32>) -> Result<Table, Error> {
    let m: Vec<f64> = (4 * decades.start()..=4 * decades.end()).map(|i| libm::exp10(f64::from(i) / 4.0)).collect();
    let error = m.iter().map(|m| memoriser.error(*m)).collect();
    Ok(Table::from_columns(vec![Values::number("m", m), Values::number("error", error)])?)
}

fn endless(a: f64, label_noise: f64) -> ZipfMemoriser {
    ZipfMemoriser { a, contexts: None, label_noise }
}

fn theory(book: &mut Notebook) -> Result<(), Error> {
    for a in [0.25, 0.5, 1.0, 2.0] {
        let table = curve(endless(a, 0.0), 3..=9)?;
        let fit = Fit::of(&Law::parse("error ~ power(m)")?, &table).noise(Noise::LogNormal).brief().run()?;
        book.measure(&format!("theory.{a}"), fit.value("c"));
    }
    book.say(
        "Contexts as rare as Zipf's law says, each known once seen: the sum over contexts is exact, nothing is drawn.",
    );
    Ok(())
}

fn regions(book: &mut Notebook) -> Result<(), Error> {
    let law = Law::parse("error ~ learning_curve(m); g0 = 1; let ends = m0*((g0 - gamma)/gamma)^(1/b)")?;
    let mut panel = Panel::new(Axis::log10("examples").ticks(TickStyle::Power), Axis::log10("error"));
    for (i, a) in [0.25, 0.5].into_iter().enumerate() {
        let exact = curve(endless(a, 0.05), 0..=9)?;
        let fit = Fit::of(&law, &exact).noise(Noise::LogNormal).run()?;
        book.measure(&format!("regions.exponent_{a}"), fit.value("b"));
        book.measure(&format!("regions.floor_{a}"), fit.value("gamma"));
        let corner = |name| number(fit.value(name).unwrap_or(f64::NAN), 2);
        book.say(format!(
            "a = {a}: guessing up to about {} examples, the power law up to about {}, then the floor.",
            corner("m0"),
            corner("ends")
        ));
        let (m, error) = (exact.numbers("m")?, exact.numbers("error")?);
        panel = panel.series(Series::line(m, &fit.fitted).colour(Colour::Category(i))).series(
            Series::points(m, error)
                .colour(Colour::Category(i))
                .marker(Marker::of_category(i))
                .label(format!("a = {a}")),
        );
    }
    book.draw("regions", Figure::new("Guessing, learning, the floor at 5% of wrong labels").panel(panel));
    // Scatter of 1% on the curve with a = 0.5: do the intervals hold what is known exactly?
    let noisy =
        simulate(&curve(endless(0.5, 0.05), 0..=9)?, "noisy = error", Scatter::LogNormal(0.01), book.seed() + 1)?;
    let fit = Fit::of(&Law::parse("noisy ~ learning_curve(m); g0 = 1")?, &noisy).noise(Noise::LogNormal).run()?;
    for (name, truth) in [("b", 1.0 / 3.0), ("gamma", 0.05)] {
        let off = fit.estimate(name).and_then(|e| Some((e.value - truth).abs() / e.stderr?));
        book.measure(&format!("regions.off_{name}"), off);
    }
    let few = ZipfMemoriser { contexts: Some(1_000_000), ..endless(0.5, 0.0) };
    let slope = |m: f64| -libm::log(few.error(1.1 * m) / few.error(m)) / libm::log(1.1);
    book.measure("regions.few_middle", slope(300.0));
    // The rarest of a million contexts has a probability of 1e-9/zeta(1.5): here it has been met about ten times.
    book.measure("regions.few_end", slope(2.6e10));
    book.measure("regions.few_floor", ZipfMemoriser { label_noise: 0.05, ..few }.error(1e12));
    Ok(())
}

fn pair(book: &mut Notebook) -> Result<(), Error> {
    let of = |source: &str, name: &str| -> Result<f64, Error> {
        let law = FittedLaw::published(&format!("power@hestness2017_{source}"))?;
        law.value(name).ok_or_else(|| Error::new(format!("the published law has no '{name}'")))
    };
    book.measure("pair.difference", (of("sgd", "c")? - of("adam", "c")?).abs());
    book.measure("pair.offset", of("adam", "b")? / of("sgd", "b")?);
    Ok(())
}

/// The points up to 256 million pairs, and the one at 512 million.
fn points(book: &mut Notebook, model: &str) -> Result<(Table, Table), Error> {
    let table = book.table("broken-laws/nmt_loss_vs_pairs.csv")?.keep(&format!("model == \"{model}\""))?;
    Ok((table.keep("split == \"fit\"")?, table.keep("split == \"extrapolate\"")?))
}

fn fit(law: &str, table: &Table) -> Result<Fit, Error> {
    Ok(Fit::of(&Law::parse(law)?, table).noise(Noise::LogNormal).run()?)
}

/// How far a fit lies off the point at 512 million pairs, in percent.
fn off(fit: &Fit, beyond: &Table) -> Result<Option<f64>, Error> {
    let predicted = fit.predict(beyond)?.first().copied();
    Ok(predicted.zip(beyond.numbers("loss")?.first()).map(|(p, y)| 100.0 * (p / y - 1.0).abs()))
}

fn curves(book: &mut Notebook) -> Result<(), Error> {
    let mut listing = TextTable::new([
        Column::words("model"),
        Column::numbers("exponent"),
        Column::numbers("constant"),
        Column::numbers("rms of log loss"),
        Column::numbers("error at 512M pairs"),
    ]);
    let mut panel = Panel::new(Axis::log10("sentence pairs").ticks(TickStyle::Power), Axis::log10("loss (nats/token)"));
    let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
    for (i, model) in MODELS.iter().enumerate() {
        let (table, beyond) = points(book, model)?;
        let found = fit(FLOOR, &table)?;
        let (exponent, constant) = (found.estimate("c"), found.estimate("e"));
        book.measure(&format!("curves.exponent_{model}"), exponent.map(|e| e.value));
        book.measure(&format!("curves.constant_{model}"), constant.map(|e| e.value));
        let error = off(&found, &beyond)?;
        book.measure(&format!("curves.error_{model}"), error);
        (least, most) = (least.min(found.rms()), most.max(found.rms()));
        let written = |e: Option<&lawful_fit::Estimate>| {
            e.map_or("-".into(), |e| with_error(e.value, e.stderr.unwrap_or(f64::NAN)))
        };
        let percent = error.map_or("-".into(), |e| format!("{}%", number(e, 2)));
        listing.row([model.to_string(), written(exponent), written(constant), number(found.rms(), 2), percent]);
        book.forecast(
            "loss at 512M pairs, power law with floor",
            &beyond.select(&["model", "n_pairs"]),
            "loss",
            &Predictor::new(&found)?.predict(&beyond)?,
            0.95,
        );
        let colour = Colour::Category(i);
        let all = append(&table, &beyond)?;
        let (x, y) = (table.numbers("n_pairs")?, table.numbers("loss")?);
        panel = panel
            .series(Series::line(all.numbers("n_pairs")?, &found.predict(&all)?).colour(colour))
            .series(Series::points(x, y).colour(colour).marker(Marker::of_category(i)).label(*model))
            .series(
                Series::points(beyond.numbers("n_pairs")?, beyond.numbers("loss")?)
                    .colour(colour)
                    .marker(Marker::Cross),
            );
    }
    book.measure("curves.rms_least", least);
    book.measure("curves.rms_most", most);
    book.show("Power law with a constant, fitted up to 256M pairs", listing);
    book.draw(
        "curves",
        Figure::new("Each model by its own law; crosses were not fitted").panel(panel).sized(760.0, 460.0),
    );
    Ok(())
}

fn shared(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("broken-laws/nmt_loss_vs_pairs.csv")?.keep("split == \"fit\"")?;
    let own = fit("loss ~ e[model] + b[model]*n_pairs^-c[model]; e >= 0; b > 0; c in (0, 2)", &table)?;
    let one = fit("loss ~ e[model] + b[model]*n_pairs^-c; e >= 0; b > 0; c in (0, 2)", &table)?;
    book.measure("shared.exponent", one.value("c"));
    book.measure("shared.rms", one.rms());
    let test = LikelihoodRatio::of(&own, &one, 0);
    book.measure("shared.p", test.as_ref().and_then(|t| t.p));
    if let Some(t) = test {
        let p = t.p.map_or("no p".into(), |p| format!("p = {}", number(p, 2)));
        book.say(format!(
            "Likelihood ratio {}, {} exponents less: {p} ({}).",
            number(t.statistic, 3),
            t.df,
            t.reference
        ));
    }
    Ok(())
}

fn better(book: &mut Notebook) -> Result<(), Error> {
    let mut listing = TextTable::new([
        Column::words("model"),
        Column::numbers("power law with floor"),
        Column::numbers("M3"),
        Column::numbers("one break"),
    ]);
    for model in MODELS {
        let (table, beyond) = points(book, model)?;
        let mut row = vec![model.to_string()];
        for (key, law) in [("", FLOOR), ("m3", "loss ~ m3(n_pairs)"), ("break", "loss ~ bnsl1(n_pairs)")] {
            let error = off(&fit(law, &table)?, &beyond)?;
            if !key.is_empty() {
                book.measure(&format!("better.{key}_{model}"), error);
            }
            row.push(error.map_or("-".into(), |e| number(e, 2)));
        }
        listing.row(row);
    }
    book.show("Error at 512M pairs (%), fitted up to 256M", listing);
    book.say("M3 saturates without a kink and has no parameter more than the power law with a floor.");
    Ok(())
}

fn inverse(book: &mut Notebook) -> Result<(), Error> {
    let (table, _) = points(book, "6E28D")?;
    let law = FittedLaw::of_fit(&fit(FLOOR, &table)?, &table)?;
    let options = PlanOptions { cost: "n_pairs".into(), ..PlanOptions::default() };
    let planner = Planner::new(&law, &options)?;
    // Interpolated in logs between 16 and 32 million pairs.
    let found = planner.target(0.4)?;
    book.measure("inverse.pairs", found.cost.value / 1e6);
    let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x / 1e6, 3));
    let (pairs, lo, hi) = (number(found.cost.value / 1e6, 3), end(found.cost.lo), end(found.cost.hi));
    book.say(format!("6E28D needs {pairs} million pairs for a loss of 0.4 (95%: {lo} to {hi})."));
    let floor = law.value("e").unwrap_or(f64::NAN);
    let refused = planner.target(0.99 * floor);
    book.measure("inverse.refused", refused.is_err());
    if let Err(why) = refused {
        book.say(format!("Asked for less than the floor of {}: {why}.", number(floor, 3)));
    }
    Ok(())
}
