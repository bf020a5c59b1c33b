//! Choshen et al.: how well do small models predict the largest of their family?

use crate::{Error, Notebook, Part, Scatter, Select, Study, grid, recover};
use lawful_fit::{Fit, Noise};
use lawful_io::Table;
use lawful_law::Law;
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, number};

pub(super) const STUDY: Study = Study {
    name: "hitchhiker",
    statement: include_str!("hitchhiker.toml"),
    parts: &[
        Part { key: "all", title: "Every smaller model, all of its training", run: all },
        Part { key: "count", title: "How many small models?", run: count },
        Part { key: "simulated", title: "The law on simulated curves", run: simulated },
        Part { key: "part", title: "How much of their training?", run: part },
    ],
};

const LAW: &str = "loss ~ chinchilla(N=params, D=tokens)";
/// Tokens of warm-up that are left out.
const WARM_UP: f64 = 1e10;
const FAMILIES: [&str; 10] = [
    "opt",
    "lamda_lm",
    "gpt2_c4_ep1",
    "gpt2_c4_ep2",
    "gpt2_c4_ep3",
    "gpt2_c4_ep4",
    "gpt2_c4_ep5",
    "gpt2_c4_ep7",
    "gpt2_c4_ep14",
    "gpt2_c4_ep44",
];

/// A family with its sizes, rising.
struct Family {
    table: Table,
    sizes: Vec<f64>,
}

/// What is fitted: the `smallest` models, from `cut` tokens up to a share of the most tokens among them.
#[derive(Clone, Copy)]
struct Choice {
    smallest: usize,
    cut: f64,
    share: f64,
}

impl Family {
    fn read(table: &Table, name: &str) -> Result<Family, Error> {
        let table = table.keep(&format!("family == \"{name}\""))?;
        let mut sizes = table.numbers("params")?.to_vec();
        sizes.sort_by(f64::total_cmp);
        sizes.dedup();
        Ok(Family { table, sizes })
    }

    /// All models but the largest.
    fn smaller(&self) -> usize {
        self.sizes.len().saturating_sub(1)
    }

    fn train(&self, choice: Choice) -> Result<Table, Error> {
        let largest = self.sizes[choice.smallest - 1];
        let chosen = self.table.keep(&format!("params <= {largest}"))?;
        let most = chosen.numbers("tokens")?.iter().copied().fold(0.0, f64::max);
        chosen.keep(&format!("tokens > {} && tokens < {}", choice.cut, choice.share * most))
    }

    /// The last 30% of the largest model's training.
    fn test(&self) -> Result<Table, Error> {
        let target = self.table.keep(&format!("params == {}", self.sizes[self.smaller()]))?;
        let most = target.numbers("tokens")?.iter().copied().fold(0.0, f64::max);
        target.keep(&format!("tokens >= {}", 0.7 * most))
    }

    /// Mean of |predicted - loss|/loss over the target's checkpoints, in percent, for the law and for the best loss seen.
    fn error(&self, choice: Choice) -> Result<(f64, f64), Error> {
        let (train, test) = (self.train(choice)?, self.test()?);
        let fit = Fit::of(&Law::parse(LAW)?, &train).brief().run()?;
        let seen = train.numbers("loss")?.iter().copied().fold(f64::INFINITY, f64::min);
        let losses = test.numbers("loss")?;
        let mean = |of: &dyn Fn(usize) -> f64| {
            100.0 * (0..losses.len()).map(|i| (of(i) / losses[i] - 1.0).abs()).sum::<f64>() / losses.len() as f64
        };
        let predicted = fit.predict(&test)?;
        Ok((mean(&|i| predicted[i]), mean(&|_| seen)))
    }
}

fn all(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("checkpoints.csv")?;
    let mut listing = TextTable::new([
        Column::words("family"),
        Column::numbers("law (%)"),
        Column::numbers("without the cut (%)"),
        Column::numbers("best loss seen (%)"),
    ]);
    let (mut behind, mut errors) = (0, Vec::new());
    for name in FAMILIES {
        let family = Family::read(&table, name)?;
        let choice = Choice { smallest: family.smaller(), cut: WARM_UP, share: 1.0 };
        let (error, seen) = family.error(choice)?;
        let whole = family.error(Choice { cut: 0.0, ..choice })?.0;
        book.measure(&format!("all.{name}"), error);
        for (key, value) in [("whole", whole), ("seen", seen)] {
            book.measure(&format!("all.{name}_{key}"), value);
        }
        behind += usize::from(error > seen);
        errors.push(error);
        listing.row([name.to_string(), number(error, 2), number(whole, 2), number(seen, 2)]);
    }
    errors.sort_by(f64::total_cmp);
    book.measure("all.behind", behind);
    book.say(format!("Median error of the law over ten families: {}%.", number(errors[errors.len() / 2], 2)));
    book.show("Mean absolute relative error", listing);
    Ok(())
}

fn count(book: &mut Notebook) -> Result<(), Error> {
    let family = Family::read(&book.table("checkpoints.csv")?, "opt")?;
    let (mut counts, mut errors) = (Vec::new(), Vec::new());
    for smallest in 2..=family.smaller() {
        let choice = Choice { smallest, cut: WARM_UP, share: 1.0 };
        let error = family.error(choice)?.0;
        book.measure(&format!("count.opt_{smallest}"), error);
        counts.push(smallest as f64);
        errors.push(error);
    }
    let two = Fit::of(&Law::parse(LAW)?, &family.train(Choice { smallest: 2, cut: WARM_UP, share: 1.0 })?).run()?;
    let unknown: Vec<&str> = two.params.iter().filter(|p| !p.identified).map(|p| p.name.as_str()).collect();
    book.measure("count.two_unidentified", !unknown.is_empty());
    book.say(format!(
        "Two models leave these parameters undetermined: {}. Don't score such a forecast.",
        unknown.join(", ")
    ));
    let panel = Panel::new(Axis::linear("small models"), Axis::log10("error of the 175B model (%)"))
        .series(Series::line(&counts, &errors))
        .series(Series::points(&counts, &errors));
    book.draw("count", Figure::new("OPT: how many small models").panel(panel).sized(600.0, 360.0));
    Ok(())
}

fn simulated(book: &mut Notebook) -> Result<(), Error> {
    let places = grid(("N", &[1.25e8, 1.3e9, 6.7e9, 1.3e10]), ("D", &[1e10, 2e10, 5e10, 1e11, 2e11]))?;
    let truth = "loss = 1.8 + 480*N^-0.35 + 2100*D^-0.37";
    let (law, known) = ("loss ~ chinchilla(N, D)", [("alpha", 0.35), ("beta", 0.37)]);
    recover(book, "simulated", &places, (truth, Scatter::Normal(0.005)), (law, Noise::Gaussian), &known)
}

fn part(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("checkpoints.csv")?;
    let shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
    let mut panel = Panel::new(Axis::linear("share of the small models' training"), Axis::log10("error (%)"));
    for (i, name) in ["opt", "gpt2_c4_ep1", "gpt2_c4_ep14", "gpt2_c4_ep44"].into_iter().enumerate() {
        let family = Family::read(&table, name)?;
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for share in shares {
            // Too little is left of some families.
            let Ok((error, _)) = family.error(Choice { smallest: family.smaller(), cut: WARM_UP, share }) else {
                continue;
            };
            if share == 0.3 {
                book.measure(&format!("part.{name}"), error);
            }
            x.push(share);
            y.push(error);
        }
        let (colour, mark) = (Colour::Category(i), Marker::of_category(i));
        panel = panel
            .series(Series::line(&x, &y).colour(colour).sized(1.2))
            .series(Series::points(&x, &y).colour(colour).marker(mark).label(name));
    }
    book.draw("part", Figure::new("Runs cut short").panel(panel));
    Ok(())
}
