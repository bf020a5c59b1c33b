//! Chen et al.: FLOPs to loss, loss to task score; on the released OpenLM runs.

use crate::{Error, Notebook, Part, Scatter, Select, Study, grid, points, recover};
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::Table;
use lawful_law::Law;
use lawful_plan::chain;
use lawful_report::{Column, TextTable, number};

pub(super) const STUDY: Study = Study {
    name: "flp",
    statement: include_str!("flp.toml"),
    parts: &[
        Part { key: "loss", title: "From compute to loss", run: loss },
        Part { key: "simulated", title: "The tied law on simulated runs", run: simulated },
        Part { key: "task", title: "From loss to score", run: task },
    ],
};

/// Corpus, parameters and tokens over 20 per parameter of the runs that were held out.
const TARGETS: [(&str, &str, &str); 5] = [
    ("rpj", "1439795200", "32"),
    ("rpj", "6889410560", "1"),
    ("c4_original", "6889410560", "1"),
    ("rw_original", "1439795200", "16"),
    ("rw_original", "6889410560", "1"),
];

/// Task, chance level.
const TASKS: [(&str, f64); 11] = [
    ("hellaswag", 0.25),
    ("arc_easy", 0.25),
    ("piqa", 0.5),
    ("winograd", 0.5),
    ("winogrande", 0.5),
    ("lambada_openai", 0.0),
    ("coqa", 0.0),
    ("squad", 0.0),
    ("bigbench_qa_wikidata", 0.0),
    ("jeopardy", 0.0),
    ("commonsense_qa", 0.2),
];

const TIED: &str = "loss_c4_val ~ chinchilla_tied(N=params, D=tokens)";

fn runs(book: &mut Notebook) -> Result<Table, Error> {
    book.table("openlm_runs.csv")?.derive("flops = 6*params*tokens")
}

fn target((corpus, params, mult): (&str, &str, &str)) -> Result<(Table, Table), Error> {
    let at = points(&[&format!("dataset = \"{corpus}\"; params = {params}; mult = {mult}")])?;
    let full = at.clone().derive("tokens = 20*params*mult")?.derive("flops = 6*params*tokens")?;
    Ok((at, full))
}

fn of(table: &Table, corpus: &str) -> Result<Table, Error> {
    table.keep(&format!("dataset == \"{corpus}\""))
}

fn huber() -> Noise {
    Noise::Huber { delta: 1e-3, linear: false }
}

/// One value of a forecast, or why there is none.
fn score(book: &mut Notebook, what: &str, key: &str) {
    let error = book.last(what).and_then(|f| Some(100.0 * (f.value / f.observed? - 1.0)));
    match error {
        Some(percent) => book.measure(key, percent),
        None => book.unanswerable(key, "needs flp/targets.csv with this run"),
    }
}

fn loss(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    for (corpus, params, mult) in TARGETS {
        let (at, full) = target((corpus, params, mult))?;
        let runs = of(&table, corpus)?;
        let size = if params.starts_with('1') { "1b" } else { "7b" };
        let tied = Fit::of(&Law::parse(TIED)?, &runs).noise(huber()).run()?;
        book.forecast("loss, tied law", &at, "loss_c4_val", &Predictor::new(&tied)?.predict(&full)?, 0.95);
        score(book, "loss, tied law", &format!("loss.tied_{corpus}_{size}"));
        if mult != "1" {
            continue;
        }
        let optimal = runs.keep("mult == 1")?;
        let power = Fit::of(&Law::parse("loss_c4_val ~ c*flops^-k")?, &optimal).noise(Noise::LogNormal).run()?;
        book.forecast("loss, power law of compute", &at, "loss_c4_val", &Predictor::new(&power)?.predict(&full)?, 0.95);
        score(book, "loss, power law of compute", &format!("loss.power_{corpus}"));
    }
    let mut listing = TextTable::new([Column::words("law"), Column::numbers("rms of log loss, RedPajama")]);
    let rpj = of(&table, "rpj")?;
    for (name, law) in [("tied", TIED), ("kaplan", "loss_c4_val ~ kaplan(N=params, D=tokens)")] {
        let fit = Fit::of(&Law::parse(law)?, &rpj).noise(huber()).run()?;
        let rms = fit.rms();
        book.measure(&format!("loss.rms_{name}"), rms);
        listing.row([name.to_string(), number(rms, 3)]);
        if name == "tied" {
            book.measure("loss.tied_E", fit.value("E"));
            book.measure("loss.tied_exponent", fit.value("alpha"));
        }
    }
    book.show("The law that fits best extrapolates worst", listing);
    Ok(())
}

fn simulated(book: &mut Notebook) -> Result<(), Error> {
    let places = grid(("N", &[1e7, 8e7, 1.5e8, 4e8]), ("D", &[1e9, 4e9, 1.6e10, 6.4e10]))?;
    let truth = "loss = 1.734 + 150*N^-0.258 + 300*D^-0.258";
    let known = [("E", 1.734), ("alpha", 0.258)];
    let law = ("loss ~ chinchilla_tied(N, D)", Noise::LogNormal);
    recover(book, "simulated", &places, (truth, Scatter::LogNormal(0.01)), law, &known)
}

fn task(book: &mut Notebook) -> Result<(), Error> {
    let table = runs(book)?;
    let mut errors: [Vec<f64>; 3] = Default::default();
    let laws = ["sigmoid of the loss", "line of the loss", "power of compute"];
    for which in TARGETS {
        let (at, full) = target(which)?;
        let stage = Fit::of(&Law::parse(TIED)?, &of(&table, which.0)?).noise(huber()).brief().run()?;
        for (task, chance) in TASKS {
            let column = format!("acc_{task}");
            let emerged = of(&table, which.0)?.keep(&format!("{column} > {}", chance + 0.05))?;
            if emerged.rows() < 4 {
                book.say(format!("{task}, {}: not predictable, {} runs lie above chance.", which.0, emerged.rows()));
                continue;
            }
            let sigmoid = format!(
                "{column} ~ {chance} + {}*sigmoid(k*(L0 - loss_c4_val)); k in (0, 20); L0 in (0, 10)",
                1.0 - chance
            );
            let rest = [format!("{column} ~ w0 + w1*loss_c4_val"), format!("{column} ~ c*flops^p")];
            let curve = Fit::of(&Law::parse(&sigmoid)?, &of(&table, which.0)?).noise(Noise::Student(4.0)).run()?;
            let line = Fit::of(&Law::parse(&rest[0])?, &emerged).run()?;
            let power = Fit::of(&Law::parse(&rest[1])?, &emerged).noise(Noise::LogNormal).run()?;
            let chained = |second: &Fit| chain(&stage, second, "loss_c4_val", &full, 0.95);
            let predicted = [chained(&curve)?, chained(&line)?, Predictor::new(&power)?.predict(&full)?];
            for (i, p) in predicted.iter().enumerate() {
                let what = format!("{task}, {}", laws[i]);
                book.forecast(&what, &at, &column, p, 0.95);
                errors[i].extend(book.last(&what).and_then(|f| f.relative_error()).map(|e| 100.0 * e));
            }
        }
    }
    for (key, mut list) in ["sigmoid", "line", "power"].into_iter().zip(errors) {
        list.sort_by(f64::total_cmp);
        let key = format!("task.{key}");
        match list.len() {
            0 => book.unanswerable(&key, "needs flp/targets.csv with the five runs"),
            n => book.measure(&key, if key.ends_with("power") { list[n - 1] } else { list[n / 2] }),
        }
    }
    Ok(())
}
