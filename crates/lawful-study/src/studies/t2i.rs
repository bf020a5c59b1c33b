//! Li et al.: three printed laws against their own figures, costs of U-Nets, and laws of a bounded score.

use crate::{Error, Notebook, Part, Scatter, Select, Study, points, simulate};
use lawful_audit::{Audit, Code, Publication};
use lawful_fit::compare::Criteria;
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::Table;
use lawful_law::Law;
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number, with_error};

pub(super) const STUDY: Study = Study {
    name: "t2i",
    statement: include_str!("t2i.toml"),
    parts: &[
        Part { key: "printed", title: "Do the printed laws agree with the figures?", run: printed },
        Part { key: "cost", title: "What width and depth cost", run: cost },
        Part { key: "bounded", title: "Laws of a bounded score, on simulated points", run: bounded },
    ],
};

/// The law of the size, and the axis of its panel (Fig. 11).
const SIZE: [&str; 2] = ["a=0.77", "p=0.11"];
const SIZE_AXIS: &str = ".825:.850";

fn value(law: &str, at: &str) -> Result<f64, Error> {
    Ok(points(&[at])?.derive(&format!("S = {law}"))?.numbers("S")?[0])
}

fn printed(book: &mut Notebook) -> Result<(), Error> {
    for (key, law, at) in [
        ("compute_1e11", "0.47*C^0.02", "C = 1e11"),
        ("compute_3e11", "0.47*C^0.02", "C = 3e11"),
        ("compute_12e11", "0.47*C^0.02", "C = 1.2e12"),
        ("data_1800", "0.64*D^0.03", "D = 1800"),
        ("data_7300", "0.64*D^0.03", "D = 7300"),
        ("size_small_billions", "0.77*N^0.11", "N = 0.42"),
        ("size_large_billions", "0.77*N^0.11", "N = 4.07"),
        ("size_small_mended", "0.77*N^0.011", "N = 420"),
        ("size_large_mended", "0.77*N^0.011", "N = 4070"),
    ] {
        book.measure(&format!("printed.{key}"), value(law, at)?);
    }
    book.measure("printed.size_possible", value("0.77*N^0.11", "N = 420")? <= 1.0);
    let mut table = TextTable::new([
        Column::words("law as printed"),
        Column::words("over"),
        Column::words("axis of the score"),
        Column::words("audit"),
    ]);
    let mut proposed = Vec::new();
    for (law, numbers, over, axis) in [
        ("S ~ a*C^p", ["a=0.47", "p=0.02"], "C=1e11:1.2e12", ".76:.85"),
        ("S ~ a*D^p", ["a=0.64", "p=0.03"], "D=1800:7300", ".80:.85"),
        ("S ~ a*N^p", SIZE, "N=420:4070", SIZE_AXIS),
        ("S ~ a*N^p", SIZE, "N=.42:4.07", SIZE_AXIS),
    ] {
        let mut printed = Publication::default();
        printed.parameters(numbers)?;
        printed.x_range(over)?;
        printed.y_range(axis)?;
        let audited = Audit::of(&Law::parse(law)?, &printed).run()?;
        let found = audited.first(Code::UnitOrExponent);
        proposed.extend(found.and_then(|f| f.named("proposed_parameters")).unwrap_or(&[]).iter().map(|(_, p)| *p));
        let words = found.map_or("agrees", |f| f.message.as_str());
        table.row([format!("{law}, {}", numbers.join(", ")), over.into(), axis.into(), words.into()]);
    }
    // With N in millions or in billions: the same exponent.
    book.measure("printed.proposal", proposed.first().copied().filter(|p| proposed.iter().all(|q| p == q)));
    book.show("The printed laws against the axes of their figures", table);
    Ok(())
}

fn cost(book: &mut Notebook) -> Result<(), Error> {
    let nets = book.table("unet_variants.csv")?.keep("family == \"SDXL\"")?;
    for (key, column) in [("params", "params_b"), ("gmacs", "gmacs")] {
        let law = format!("{column} ~ rest + channels^2/1e5*(base + second*td2 + third*td3)");
        let fit = Fit::of(&Law::parse(&law)?, &nets).run()?;
        for name in ["rest", "base", "second", "third"] {
            book.measure(&format!("cost.{key}_{name}"), fit.value(name));
        }
        let worst = fit.residuals().iter().fold(0.0_f64, |m, r| m.max(r.abs()));
        book.measure(&format!("cost.{key}_worst"), worst);
    }
    let net = |td2: u32, td3: u32| nets.keep(&format!("channels == 320 && td2 == {td2} && td3 == {td3}"));
    let (sdxl, lean) = (net(2, 10)?, net(4, 4)?);
    for (key, column) in [("saved_params", "params_b"), ("saved_gmacs", "gmacs")] {
        let ends = (sdxl.numbers(column)?.first(), lean.numbers(column)?.first());
        let saved = ends.0.zip(ends.1).map(|(full, lean)| 100.0 * (1.0 - lean / full));
        book.measure(&format!("cost.{key}"), saved);
    }
    Ok(())
}

fn bounded(book: &mut Notebook) -> Result<(), Error> {
    let sizes: Vec<f64> = (0..10).map(|i| 420.0 * libm::pow(4070.0 / 420.0, f64::from(i) / 9.0)).collect();
    let grid = Table::from_columns(vec![lawful_io::Column::number("N", sizes.clone())])?;
    let table = simulate(&grid, "S = 0.77*N^0.011", Scatter::Normal(0.002), book.seed() + 1)?;
    let rivals = [
        ("power", "S ~ c*N^p"),
        ("log", "S ~ c + p*log(N)"),
        ("approach to 1", "S ~ 1 - c*N^-p"),
        ("logit", "S ~ sigmoid(c + p*log(N))"),
    ];
    let mut listing = TextTable::new([
        Column::words("law"),
        Column::numbers("p"),
        Column::numbers("AICc above the best"),
        Column::numbers("score at N = 40,700"),
    ]);
    let fits: Vec<Fit> = rivals
        .iter()
        .map(|(_, law)| Ok(Fit::of(&Law::parse(law)?, &table).noise(Noise::Gaussian).run()?))
        .collect::<Result<_, Error>>()?;
    let aicc: Vec<f64> = fits.iter().map(|f| Criteria::of(f).map_or(f64::NAN, |c| c.aicc)).collect();
    let best = aicc.iter().copied().fold(f64::INFINITY, f64::min);
    let far = points(&["N = 40700"])?;
    for ((name, _), (fit, aicc)) in rivals.iter().zip(fits.iter().zip(&aicc)) {
        let p = fit.estimate("p").map_or("-".into(), |p| with_error(p.value, p.stderr.unwrap_or(f64::NAN)));
        let there = Predictor::new(fit)?.predict(&far)?[0];
        let interval =
            |p: lawful_fit::Prediction| Some(format!("{} ± {}", number(p.value, 3), number((p.hi? - p.lo?) / 2.0, 2)));
        let score = there.and_then(interval);
        listing.row([name.to_string(), p, number(aicc - best, 2), score.unwrap_or_else(|| "-".into())]);
    }
    book.show("Four laws of ten simulated scores", listing);
    book.measure("bounded.exponent", fits[0].value("p"));
    book.measure("bounded.error", fits[0].estimate("p").and_then(|p| p.stderr));
    book.measure("bounded.spread", aicc.iter().copied().fold(f64::NEG_INFINITY, f64::max) - best);
    let wide: Vec<f64> = (0..60).map(|i| 300.0 * libm::pow(150.0, f64::from(i) / 59.0)).collect();
    let at = Table::from_columns(vec![lawful_io::Column::number("N", wide.clone())])?;
    let band = Predictor::new(&fits[0])?.predict(&at)?;
    let end = |of: fn(&lawful_fit::Prediction) -> Option<f64>| -> Vec<f64> {
        band.iter().map(|p| p.as_ref().and_then(of).unwrap_or(f64::NAN)).collect()
    };
    let (lo, hi) = (end(|p| p.lo), end(|p| p.hi));
    book.measure("bounded.widens", hi[59] - lo[59] > 2.0 * (hi[25] - lo[25]));
    let mut panel = Panel::new(Axis::log10("parameters (1e6)").ticks(TickStyle::Suffix), Axis::linear("score"))
        .series(Series::band(&wide, &lo, &hi).label("95% of the power law"));
    for (i, ((name, _), fit)) in rivals.iter().zip(&fits).enumerate() {
        panel = panel.series(Series::line(&wide, &fit.predict(&at)?).colour(Colour::Category(i)).label(*name));
    }
    panel = panel.series(Series::points(&sizes, table.numbers("S")?).colour(Colour::Ink).label("simulated"));
    book.draw("bounded", Figure::new("Ten points can't tell four laws apart").panel(panel));
    Ok(())
}
