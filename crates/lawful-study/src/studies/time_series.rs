//! Yao et al.: exponents of time-series transformers, with errors, and whether two architectures differ.

use crate::{Error, Notebook, Part, Select, Study};
use lawful_fit::compare::Criteria;
use lawful_fit::slopes::Slopes;
use lawful_fit::{Fit, Noise};
use lawful_law::Law;
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, TickStyle, number, with_error};

pub(super) const STUDY: Study = Study {
    name: "time-series",
    statement: include_str!("time_series.toml"),
    parts: &[
        Part { key: "refit", title: "Every exponent with its error", run: refit },
        Part { key: "difference", title: "Do encoder and decoder differ?", run: difference },
        Part { key: "floor", title: "Is there a floor?", run: floor },
    ],
};

const SETS: [&str; 3] = ["OOD-LSF", "OOD-Monash", "ID"];

fn refit(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("tsfm_digitised.csv")?;
    let mut listing = TextTable::new([
        Column::words("architecture"),
        Column::words("axis"),
        Column::words("test set"),
        Column::numbers("exponent"),
        Column::numbers("points"),
        Column::numbers("loss at size 1e8"),
    ]);
    let mut figure = Figure::new("Power laws without a floor").in_rows_of(2).sized(900.0, 640.0);
    for (axis, unit) in [("N", "parameters"), ("D", "time points")] {
        for arch in ["encoder", "decoder"] {
            let across = Axis::log10(unit).ticks(TickStyle::Power);
            let mut panel = Panel::new(across, Axis::log10("negative log-likelihood")).titled(arch);
            for (i, set) in SETS.iter().enumerate() {
                let of = format!("arch == \"{arch}\" && axis == \"{axis}\" && eval_set == \"{set}\"");
                let points = table.keep(&of)?;
                let fit = Fit::of(&Law::parse("nll ~ c*(size/1e8)^-alpha")?, &points).noise(Noise::LogNormal).run()?;
                let (alpha, c) = (fit.estimate("alpha"), fit.value("c").unwrap_or(f64::NAN));
                book.measure(&format!("refit.{arch}_{axis}_{set}"), alpha.map(|a| a.value));
                let stderr = alpha.and_then(|a| a.stderr).unwrap_or(f64::NAN);
                let exponent = alpha.map_or("-".into(), |a| with_error(a.value, stderr));
                let rows = [arch.into(), axis.into(), set.to_string(), exponent, fit.n.to_string(), number(c, 4)];
                listing.row(rows);
                let (size, nll) = (points.numbers("size")?, points.numbers("nll")?);
                let (mark, colour) = (Marker::of_category(i), Colour::Category(i));
                panel = panel
                    .series(Series::points(size, nll).colour(colour).marker(mark).label(*set))
                    .series(Series::line(size, &fit.fitted).colour(colour).sized(1.2));
            }
            figure = figure.panel(panel);
        }
    }
    book.show("Exponents", listing);
    book.draw("laws", figure);
    book.say(
        "X_0 of the printed form (X_0/X)^alpha spans 10^16 to 10^48 and says nothing alone; the loss at 1e8 does.",
    );
    Ok(())
}

fn difference(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("tsfm_digitised.csv")?;
    for (key, set) in [("id", "ID"), ("lsf", "OOD-LSF")] {
        let points = table.keep(&format!("axis == \"N\" && eval_set == \"{set}\""))?;
        let law = Law::parse("nll ~ c[arch]*size^-alpha[arch]")?;
        let fit = Fit::of(&law, &points).noise(Noise::LogNormal).run()?;
        let tests = Slopes::of(&fit, &points, "alpha").permutations(0).run()?;
        let Some((contrast, test)) = tests.contrasts.first().and_then(|c| Some((c, c.separate?))) else { continue };
        let sign = if contrast.first.contains("encoder") { 1.0 } else { -1.0 };
        book.measure(&format!("difference.{key}"), sign * contrast.difference);
        book.measure(&format!("difference.{key}_error"), test.stderr);
        book.say(format!(
            "{set}: the encoder's exponent is larger by {} (p = {}, one scatter per architecture).",
            with_error(sign * contrast.difference, test.stderr),
            number(test.p, 2)
        ));
    }
    Ok(())
}

fn floor(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("tsfm_digitised.csv")?;
    let mut without = 0;
    for arch in ["encoder", "decoder"] {
        for set in SETS {
            let points = table.keep(&format!("arch == \"{arch}\" && axis == \"N\" && eval_set == \"{set}\""))?;
            let aicc = |law: &str| -> Result<f64, Error> {
                let fit = Fit::of(&Law::parse(law)?, &points).noise(Noise::LogNormal).run()?;
                Ok(Criteria::of(&fit).map_or(f64::NAN, |c| c.aicc))
            };
            let plain = aicc("nll ~ c*(size/1e8)^-alpha; alpha in (0, 2)")?;
            let floored = aicc("nll ~ E + c*(size/1e8)^-alpha; E >= 0; c >= 0; alpha in (0, 2)")?;
            without += usize::from(plain < floored);
            book.say(format!("{arch}, {set}: AICc of a floor minus that of none {}.", number(floored - plain, 2)));
        }
    }
    book.measure("floor.without", without);
    Ok(())
}
