//! Ghorbani et al.: a law of two sizes, how well its design determines it, and two architectures that cross.

use crate::{Error, Forecast, Notebook, Part, Scatter, Select, Study, simulate};
use lawful_fit::compare::Criteria;
use lawful_fit::coverage::Coverage;
use lawful_fit::{Fit, Noise};
use lawful_io::{Column as Values, Table};
use lawful_law::Law;
use lawful_plan::{CrossoverOptions, EncoderDecoder, FittedLaw, PlanOptions, Planner, crossover};
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, TickStyle, number};

pub(super) const STUDY: Study = Study {
    name: "nmt",
    statement: include_str!("nmt.toml"),
    parts: &[
        Part { key: "recovery", title: "What twenty runs tell of the law", run: recovery },
        Part { key: "choice", title: "Product, total size, sum", run: choice },
        Part { key: "split", title: "How to split the parameters", run: split },
        Part { key: "crossing", title: "A deep encoder or a deep decoder?", run: crossing },
    ],
};

const LAYERS: [f64; 10] = [2.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0];
const LAW: &str = "loss ~ encoder_decoder(Ne=enc, Nd=dec); let share = pd/(pe + pd)";
/// Sizes in units of the baseline's six layers, so that `a` is what is reducible in the baseline.
const TRUTH: [(&str, f64); 4] = [("a", 0.30), ("pe", 0.15), ("pd", 0.30), ("L_inf", 0.95)];
const ASSIGNED: &str = "loss = 0.95 + 0.30*enc^-0.15*dec^-0.30";
/// Scatter from run to run.
const NOISE: f64 = 0.003;

fn transformer(encoder_layers: f64, decoder_layers: f64) -> EncoderDecoder {
    EncoderDecoder { encoder_layers, decoder_layers, width: 1024.0, feed_forward: 8192.0 }
}

/// Runs of these layers, sizes in units of the baseline.
fn runs(layers: impl Iterator<Item = (f64, f64)>) -> Result<Table, Error> {
    let baseline = transformer(6.0, 6.0);
    let sizes = layers.map(|(e, d)| transformer(e, d));
    let (enc, dec) = sizes.map(|t| (t.encoder() / baseline.encoder(), t.decoder() / baseline.decoder())).unzip();
    Ok(Table::from_columns(vec![Values::number("enc", enc), Values::number("dec", dec)])?)
}

/// One side scaled, six layers on the other.
fn cross() -> Result<Table, Error> {
    runs(LAYERS.iter().map(|l| (*l, 6.0)).chain(LAYERS.iter().map(|l| (6.0, *l))))
}

fn symmetric() -> Result<Table, Error> {
    runs(LAYERS.iter().map(|l| (*l, *l)))
}

fn drawn(book: &Notebook, places: &Table, index: u64) -> Result<Table, Error> {
    simulate(places, ASSIGNED, Scatter::Normal(NOISE), book.seed() + 2 + index)
}

fn rms(errors: impl Iterator<Item = f64>) -> f64 {
    let squares: Vec<f64> = errors.map(|e| e * e).collect();
    (squares.iter().sum::<f64>() / squares.len() as f64).sqrt()
}

fn recovery(book: &mut Notebook) -> Result<(), Error> {
    let (law, design) = (Law::parse(LAW)?, cross()?);
    let made = Coverage::of(&law, &design).scale(NOISE).sims(500).level(0.9).seed(book.seed());
    let made = TRUTH.iter().fold(made, |s, (name, value)| s.truth(*name, *value)).run()?;
    let mut listing = TextTable::new([
        Column::words("quantity"),
        Column::numbers("truth"),
        Column::numbers("bias"),
        Column::numbers("standard deviation"),
        Column::numbers("90% intervals that hold the truth"),
    ]);
    for q in &made.quantities {
        let rate = q.method("picked").map(|m| 100.0 * m.rate());
        book.measure(&format!("recovery.sd_{}", q.name), q.deviation);
        book.measure(&format!("recovery.covered_{}", q.name), rate);
        let covered = rate.map_or("-".into(), |r| format!("{}%", number(r, 3)));
        listing.row([q.name.clone(), number(q.truth, 4), number(q.bias, 2), number(q.deviation, 2), covered]);
        if q.name == "share" {
            book.measure("recovery.share", q.truth + q.bias);
        }
    }
    book.show("500 simulated sets of twenty runs", listing);
    let (fit, beyond) = (Fit::of(&law, &drawn(book, &design, 0)?).run()?, drawn(book, &symmetric()?, 1)?);
    let (seen, law_there) = (beyond.numbers("loss")?, fit.predict(&beyond)?);
    let panel = Panel::new(Axis::linear("loss of ten symmetric runs"), Axis::linear("predicted from the cross"))
        .series(Series::line(&[1.05, 1.45], &[1.05, 1.45]).colour(Colour::Muted))
        .series(Series::points(seen, &law_there));
    book.draw("symmetric", Figure::new("Runs that scale both sides, predicted (simulated)").panel(panel));
    Ok(())
}

fn choice(book: &mut Notebook) -> Result<(), Error> {
    let (design, beyond) = (cross()?, symmetric()?);
    let whole = crate::append(&design, &beyond)?;
    let laws = [LAW, "loss ~ L_inf + a*(enc + 1.2*dec)^-p; L_inf >= 0; p in (0, 4)", SUM];
    let fits = |table: &Table| -> Result<Vec<(f64, Fit)>, Error> {
        let fit = |law: &&str| Ok(Fit::of(&Law::parse(law)?, table).brief().run()?);
        let aic = |fit: Fit| (Criteria::of(&fit).map_or(f64::NAN, |c| c.aic), fit);
        laws.iter().map(fit).map(|f: Result<Fit, Error>| f.map(aic)).collect()
    };
    let draws = 100;
    let (mut univariate, mut on_cross, mut separated) = (f64::INFINITY, f64::NEG_INFINITY, 0);
    let (mut errors, mut explained) = (vec![], vec![]);
    for i in 0..draws {
        let table = drawn(book, &design, 10 + 3 * i)?;
        let found = fits(&table)?;
        univariate = univariate.min(found[1].0 - found[0].0);
        on_cross = on_cross.max(found[2].0 - found[0].0);
        let product = &found[0].1;
        let mean = product.observed.iter().sum::<f64>() / product.n as f64;
        let total = rms(product.observed.iter().map(|y| y - mean));
        explained.push(1.0 - (product.rms() / total).powi(2));
        let unseen = drawn(book, &beyond, 11 + 3 * i)?;
        let predicted = product.predict(&unseen)?;
        errors.push(rms(unseen.numbers("loss")?.iter().zip(&predicted).map(|(y, f)| y - f)));
        let found = fits(&drawn(book, &whole, 12 + 3 * i)?)?;
        separated += usize::from(found[2].0 - found[0].0 > 2.0);
    }
    book.measure("choice.univariate", univariate);
    book.measure("choice.on_cross", on_cross);
    book.measure("choice.power", 100.0 * separated as f64 / draws as f64);
    book.measure("choice.symmetric", errors.iter().sum::<f64>() / draws as f64);
    book.measure("choice.explained", 100.0 * explained.iter().sum::<f64>() / draws as f64);
    book.say(
        "With one side at the baseline the sum A*enc^-pe + B*dec^-pd + c with A = B = a and c = L_inf - a is the product: \
         only runs that scale both sides tell them apart.",
    );
    Ok(())
}

const SUM: &str = "loss ~ A*enc^-pe + B*dec^-pd + c; A >= 0; B >= 0; pe in (0, 4); pd in (0, 4)";

fn split(book: &mut Notebook) -> Result<(), Error> {
    let layer = transformer(1.0, 1.0);
    book.measure("split.encoder_layer", layer.encoder() / 1e6);
    book.measure("split.decoder_layer", layer.decoder() / 1e6);
    let truth = FittedLaw::new("loss ~ encoder_decoder(Ne=enc, Nd=dec)", &TRUTH)?;
    let options = PlanOptions { cost: "enc + dec".into(), ..PlanOptions::default() };
    let planner = Planner::new(&truth, &options)?;
    let best = planner.budget(8.0)?;
    book.measure("split.share", best.columns[1].value / 8.0);
    let halves = planner.waste(&[("enc", 4.0), ("dec", 4.0)], None)?;
    book.measure("split.penalty", (halves.response - 0.95) / (best.response.value - 0.95));
    book.measure("split.wasted", 100.0 * halves.share);
    let table = drawn(book, &cross()?, 0)?;
    let fitted = FittedLaw::of_fit(&Fit::of(&Law::parse(LAW)?, &table).run()?, &table)?;
    for quantity in &Planner::new(&fitted, &options)?.budget(8.0)?.columns {
        book.predict(Forecast::planned(&format!("best {} (simulated)", quantity.name), 8.0, quantity, 0.95));
    }
    Ok(())
}

fn crossing(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("broken-laws/nmt_loss_vs_pairs.csv")?;
    let curve = |model: &str| table.keep(&format!("model == \"{model}\" && n_pairs >= 1e6"));
    let (encoder, decoder) = (curve("28E6D")?, curve("6E28D")?);
    let (pairs, deep_encoder) = (encoder.numbers("n_pairs")?, encoder.numbers("loss")?);
    let both = vec![
        Values::number("n_pairs", pairs.to_vec()),
        Values::number("deep_encoder", deep_encoder.to_vec()),
        Values::number("deep_decoder", decoder.numbers("loss")?.to_vec()),
    ];
    let both = Table::from_columns(both)?;
    let ratio = "log(deep_encoder/deep_decoder) ~ g*(1 - (n_pairs/n0)^-k); n0 > 0; g > 0; k in (0, 5)";
    let fit = Fit::of(&Law::parse(ratio)?, &both.keep("n_pairs < 5e8")?).run()?;
    let n0 = fit.estimate("n0").ok_or_else(|| Error::new("the law of the ratio lost its crossing"))?;
    book.measure("crossing.ratio", n0.value / 1e6);
    book.measure("crossing.lo", n0.lo.map(|x| x / 1e6));
    book.measure("crossing.hi", n0.hi.map(|x| x / 1e6));
    let mut sides = Vec::new();
    for side in [&encoder, &decoder] {
        let fitted = side.keep("split == \"fit\"")?;
        let law = Fit::of(&Law::parse("loss ~ power_floor(n_pairs)")?, &fitted).noise(Noise::LogNormal).run()?;
        sides.push(FittedLaw::of_fit(&law, &fitted)?);
    }
    let options = CrossoverOptions { along: "n_pairs".into(), ..CrossoverOptions::default() };
    let two = crossover(&sides[0], &sides[1], &options)?;
    book.measure("crossing.laws", two.value.map(|x| x / 1e6));
    let mut listing = TextTable::new([
        Column::words("by"),
        Column::numbers("pairs at the crossing"),
        Column::numbers("95% interval"),
    ]);
    let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x, 3));
    let at = |by: &str, value: Option<f64>, lo, hi| [by.into(), end(value), format!("{} to {}", end(lo), end(hi))];
    listing.row(at("law of the ratio", Some(n0.value), n0.lo, n0.hi));
    listing.row(at("two laws, each by itself", two.value, two.lo, two.hi));
    book.show("Where the deep decoder becomes the better one", listing);
    let x: Vec<f64> = (0..80).map(|i| 1e6 * libm::exp(0.08 * f64::from(i))).collect();
    let dense = Table::from_columns(vec![Values::number("n_pairs", x.clone())])?;
    let exp = |v: Vec<f64>| -> Vec<f64> { v.into_iter().map(libm::exp).collect() };
    let seen = both.derive("ratio = deep_encoder/deep_decoder")?;
    let panel = Panel::new(Axis::log10("sentence pairs").ticks(TickStyle::Power), Axis::linear("28E6D over 6E28D"))
        .series(Series::hline(1.0).colour(Colour::Muted))
        .series(Series::vline(n0.value).colour(Colour::Muted))
        .series(Series::line(&x, &exp(fit.predict(&dense)?)).label("law of the ratio, up to 256M pairs"))
        .series(Series::points(pairs, seen.numbers("ratio")?).marker(Marker::Circle).label("ratio of the losses"));
    book.draw("ratio", Figure::new("A deep encoder wins on few pairs, a deep decoder on many").panel(panel));
    Ok(())
}
