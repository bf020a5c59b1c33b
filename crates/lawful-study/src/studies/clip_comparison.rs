//! Nezhurina et al.: two training procedures compared by their laws, not at one scale.

use crate::{Error, Notebook, Part, Scatter, Select, Study, grid, points, recover};
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::Table;
use lawful_law::Law;
use lawful_plan::{CrossoverOptions, FittedLaw, crossover, envelope};
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, TickStyle, number};

pub(super) const STUDY: Study = Study {
    name: "clip-comparison",
    statement: include_str!("clip_comparison.toml"),
    parts: &[
        Part { key: "laws", title: "Laws of the envelopes, ImageNet", run: laws },
        Part { key: "crossing", title: "Where MaMMUT overtakes CLIP", run: crossing },
        Part { key: "naive", title: "Compared at one scale", run: naive },
        Part { key: "simulated", title: "The law on a simulated envelope", run: simulated },
        Part { key: "forecast", title: "The largest models", run: forecast },
    ],
};

const LAW: &str = "err ~ E + exp(lnA - alpha*log(total_gflops + exp(lnB))); E in [0, 1]; alpha in (0, 1); \
                   lnA in (-5, 12); lnB in (5, 25)";
const LACK: &str = "fitted with runs beyond 2.5e11 GFLOP: needs clip-comparison/targets.csv with them";
const FAMILIES: [&str; 2] = ["clip", "mammut"];

/// The envelope of a family's finished runs.
fn frontier(table: &Table, family: &str) -> Result<Table, Error> {
    let runs = table.keep(&format!("family == \"{family}\" && total_gflops >= 1e6 && samples_seen <= 1e10"))?;
    let runs = runs.keep("!(err >= 0.7 && total_gflops > 1e11)")?;
    let cost = runs.numbers("total_gflops")?;
    let edges = libm::log2(cost.iter().copied().fold(0.0, f64::max) / 1500.0).floor().max(2.0);
    Ok(runs.take(&envelope(cost, runs.numbers("err")?, edges as usize)))
}

fn law(table: &Table, family: &str) -> Result<(Fit, Table), Error> {
    let points = frontier(table, family)?;
    Ok((Fit::of(&Law::parse(LAW)?, &points).run()?, points))
}

/// All finished runs, with those beyond 2.5e11 GFLOP if the user has them.
fn runs(book: &mut Notebook) -> Result<(Table, bool), Error> {
    let (table, whole) = book.table_with_targets("datacomp_cosine_runs.csv")?;
    Ok((table.derive("err = 1 - imagenet_acc1")?, whole))
}

/// The best of each model and number of samples, one benchmark and schedule.
fn cells(book: &mut Notebook, benchmark: &str, metric: &str, schedule: &str) -> Result<Table, Error> {
    let which = format!(
        "pretrain_dataset == \"datacomp_1b\" && lr_scheduler == \"{schedule}\" && benchmark == \"{benchmark}\" && metric \
         == \"{metric}\""
    );
    book.table("best_per_model_and_samples.csv")?.keep(&which)?.derive("err = 1 - value")
}

fn laws(book: &mut Notebook) -> Result<(), Error> {
    let (table, whole) = runs(book)?;
    let mut listing = TextTable::new([
        Column::words("family"),
        Column::numbers("A"),
        Column::numbers("ln B"),
        Column::numbers("alpha"),
        Column::numbers("E"),
        Column::numbers("runs of the envelope"),
    ]);
    let mut panel = Panel::new(Axis::log10("compute (GFLOP)").ticks(TickStyle::Power), Axis::log10("error, ImageNet"));
    for (i, family) in FAMILIES.iter().enumerate() {
        let (fit, points) = law(&table, family)?;
        let found = ["lnA", "lnB", "alpha", "E"].map(|name| fit.value(name).unwrap_or(f64::NAN));
        let found = [libm::exp(found[0]), found[1], found[2], found[3]];
        for (name, value) in ["A", "lnB", "alpha", "E"].iter().zip(found) {
            match whole {
                true => book.measure(&format!("laws.{family}_{name}"), value),
                false => book.unanswerable(&format!("laws.{family}_{name}"), LACK),
            }
        }
        let numbers = found.iter().map(|x| number(*x, 4));
        listing.row([family.to_string()].into_iter().chain(numbers).chain([fit.n.to_string()]));
        let (x, y) = (points.numbers("total_gflops")?, points.numbers("err")?);
        let (colour, mark) = (Colour::Category(i), Marker::of_category(i));
        panel = panel
            .series(Series::line(x, &fit.fitted).colour(colour))
            .series(Series::points(x, y).colour(colour).marker(mark).label(*family));
    }
    book.show("A (C + B)^-alpha + E", listing);
    book.draw("laws", Figure::new("Envelopes of all runs, and their laws").panel(panel));
    Ok(())
}

fn crossing(book: &mut Notebook) -> Result<(), Error> {
    let mut listing = TextTable::new([
        Column::words("benchmark, schedule"),
        Column::numbers("crossing (GFLOP)"),
        Column::numbers("95% interval"),
        Column::numbers("draws that cross"),
    ]);
    for (key, benchmark, metric, schedule) in [
        ("imagenet", "imagenet1k", "acc1", "cosine"),
        ("coco", "mscoco_captions", "image_retrieval_recall@5", "cosine"),
        ("imagenet_const", "imagenet1k", "acc1", "const"),
        ("coco_const", "mscoco_captions", "image_retrieval_recall@5", "const"),
    ] {
        let table = cells(book, benchmark, metric, schedule)?;
        let (clip, clip_points) = law(&table, "clip")?;
        let (mammut, mammut_points) = law(&table, "mammut")?;
        let laws = (FittedLaw::of_fit(&clip, &clip_points)?, FittedLaw::of_fit(&mammut, &mammut_points)?);
        let options = CrossoverOptions { along: "total_gflops".into(), reach: 10.0, ..CrossoverOptions::default() };
        let found = crossover(&laws.1, &laws.0, &options)?;
        // The small-compute plateau has a second, spurious one.
        let upper = found.crossings.iter().filter(|c| c.first_is_lower_above).map(|c| c.at).fold(f64::NAN, f64::max);
        book.measure(&format!("crossing.{key}"), Some(libm::log10(upper)).filter(|x| x.is_finite()));
        let end = |x: Option<f64>| x.map_or("open".into(), |x| number(x, 2));
        listing.row([
            format!("{benchmark}, {schedule}"),
            number(upper, 2),
            format!("{} to {}", end(found.lo), end(found.hi)),
            found.probability_exists.map_or("-".into(), |p| number(p, 2)),
        ]);
    }
    book.show("Crossings", listing);
    Ok(())
}

/// One model trained on equal samples, against the laws at the compute that MaMMUT took.
fn naive(book: &mut Notebook) -> Result<(), Error> {
    let table = cells(book, "imagenet1k", "acc1", "cosine")?;
    let laws = [law(&table, "clip")?.0, law(&table, "mammut")?.0];
    let mut opposite = 0;
    for samples in ["1.28e7", "1.28e8"] {
        let of = |family: &str| -> Result<Option<(f64, f64)>, Error> {
            let cell =
                format!("family == \"{family}\" && model == \"ViT-B-32\" && abs(samples_seen/{samples} - 1) < 0.01");
            let cell = table.keep(&cell)?;
            Ok(cell.numbers("err")?.first().copied().zip(cell.numbers("total_gflops")?.first().copied()))
        };
        let (Some((clip, _)), Some((mammut, cost))) = (of("clip")?, of("mammut")?) else { continue };
        let at = points(&[&format!("total_gflops = {cost}")])?;
        let (clip_law, mammut_law) = (laws[0].predict(&at)?[0], laws[1].predict(&at)?[0]);
        opposite += usize::from((mammut < clip) != (mammut_law < clip_law));
        book.say(format!(
            "B-32 on {samples} samples: error of CLIP {}, of MaMMUT {}; the laws at MaMMUT's compute: {} and {}.",
            number(clip, 3),
            number(mammut, 3),
            number(clip_law, 3),
            number(mammut_law, 3)
        ));
    }
    book.measure("naive.opposite", opposite);
    Ok(())
}

fn simulated(book: &mut Notebook) -> Result<(), Error> {
    let cost: Vec<f64> = (0..30).map(|i| 1e7 * libm::exp10(0.15 * f64::from(i))).collect();
    let places = grid(("total_gflops", &cost), ("one", &[1.0]))?;
    let truth = "err = 0.11 + exp(4.06 - 0.2266*log(total_gflops + exp(18.39)))";
    let known = [("E", 0.11), ("alpha", 0.2266), ("lnB", 18.39)];
    recover(book, "simulated", &places, (truth, Scatter::Normal(0.004)), (LAW, Noise::Gaussian), &known)
}

fn forecast(book: &mut Notebook) -> Result<(), Error> {
    let table = cells(book, "imagenet1k", "acc1", "cosine")?;
    for (family, gflops) in [("clip", "2.14e12"), ("mammut", "2.59e12")] {
        let (fit, _) = law(&table, family)?;
        let at = points(&[&format!("family = \"{family}\"; total_gflops = {gflops}")])?;
        let predicted = Predictor::new(&fit)?.predict(&at)?;
        book.forecast("error on ImageNet, L-14, 12.8B samples", &at, "err", &predicted, 0.95);
        let Some(p) = predicted[0] else { continue };
        book.measure(&format!("forecast.{family}"), 100.0 * (1.0 - p.value));
        // The trained models: 79.2 and 80.34%.
        if family == "clip" {
            let truth = Some(1.0 - 0.792);
            book.measure("forecast.clip_held", p.obs_lo <= truth && truth <= p.obs_hi);
        }
    }
    Ok(())
}
