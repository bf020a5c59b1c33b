//! Task accuracy during pretraining: do small models' curves foretell those of large ones?

use crate::{Error, Notebook, Part, Scatter, Select, Study, grid, points, recover};
use lawful_fit::correlation::{pearson, spearman};
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::Table;
use lawful_law::Law;
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number};

pub(super) const STUDY: Study = Study {
    name: "fine-line",
    statement: include_str!("fine_line.toml"),
    parts: &[
        Part { key: "dynamics", title: "Do curves of different sizes run alike?", run: dynamics },
        Part { key: "alarm", title: "Who stalls?", run: alarm },
        Part { key: "simulated", title: "The joint law on simulated scores", run: simulated },
        Part { key: "joint", title: "One law of size and tokens per task", run: joint },
    ],
};

const FILE: &str = "pythia_zero_shot_dynamics.csv";
/// Task, chance level.
const TASKS: [(&str, f64); 9] = [
    ("lambada_openai", 0.0),
    ("sciq", 0.25),
    ("piqa", 0.5),
    ("arc_easy", 0.25),
    ("arc_challenge", 0.25),
    ("winogrande", 0.5),
    ("mmlu_avg57", 0.25),
    ("logiqa", 0.25),
    ("wsc", 0.5),
];

/// One model's accuracy over its training.
struct Curve {
    params: f64,
    step: Vec<f64>,
    accuracy: Vec<f64>,
}

/// Accuracy of a task over steps from 1000 on, a curve per size (standard data), sizes rising.
fn curves(table: &Table, task: &str) -> Result<Vec<Curve>, Error> {
    let all = table.keep(&format!("task == \"{task}\" && metric == \"acc\" && deduped == 0 && step >= 1000"))?;
    let mut sizes = all.numbers("params")?.to_vec();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    let curve = |size: &f64| -> Result<_, Error> {
        let one = all.keep(&format!("params == {size}"))?;
        Ok(Curve { params: *size, step: one.numbers("step")?.to_vec(), accuracy: one.numbers("value")?.to_vec() })
    };
    sizes.iter().map(curve).collect()
}

fn dynamics(book: &mut Notebook) -> Result<(), Error> {
    let mut listing = TextTable::new([
        Column::words("task"),
        Column::numbers("mean correlation"),
        Column::numbers("least"),
        Column::words("rank correlation with the step, small to large"),
    ]);
    let (table, whole) = book.table_with_targets(FILE)?;
    for (task, _) in TASKS {
        let list = curves(&table, task)?;
        let mut pairs = Vec::new();
        for (i, a) in list.iter().enumerate() {
            for b in &list[i + 1..] {
                // The same steps in both.
                let there = |step: &f64| b.step.iter().position(|t| t == step).map(|at| b.accuracy[at]);
                let common = a.step.iter().zip(&a.accuracy).filter_map(|(step, x)| Some((*x, there(step)?)));
                let (x, y): (Vec<f64>, Vec<f64>) = common.unzip();
                pairs.push(pearson(&x, &y));
            }
        }
        let mean = pairs.iter().sum::<f64>() / pairs.len() as f64;
        let least = pairs.iter().copied().fold(f64::INFINITY, f64::min);
        let key = format!("dynamics.{task}");
        match whole {
            true => book.measure(&key, mean),
            false => {
                book.unanswerable(&key, "published for eight sizes: needs fine-line/targets.csv with 6.9B and 12B")
            }
        }
        let ranks: Vec<String> = list.iter().map(|c| number(spearman(&c.step, &c.accuracy), 2)).collect();
        if task == "lambada_openai" {
            for (size, curve) in ["70m", "160m", "410m", "1b", "1.4b", "2.8b"].iter().zip(&list) {
                book.measure(&format!("dynamics.spearman_{size}"), spearman(&curve.step, &curve.accuracy));
            }
        }
        listing.row([task.to_string(), number(mean, 2), number(least, 2), ranks.join("  ")]);
    }
    book.show("Correlation of accuracy curves between sizes", listing);
    Ok(())
}

fn alarm(book: &mut Notebook) -> Result<(), Error> {
    let list = curves(&book.table_with_targets(FILE)?.0, "lambada_openai")?;
    let mut panel = Panel::new(Axis::log10("step").ticks(TickStyle::Suffix), Axis::linear("accuracy on LAMBADA"));
    let (mut small, mut large) = (0, 0);
    for Curve { params, step, accuracy } in &list {
        // A curve that rises keeps its order; one that stalls or falls back loses it.
        let stalled = spearman(step, accuracy) < 0.5;
        if *params < 3e8 {
            small += usize::from(stalled)
        } else {
            large += usize::from(stalled)
        }
        panel = panel.series(Series::line(step, accuracy).colour(Colour::Value(*params)));
    }
    book.measure("alarm.small", small);
    book.measure("alarm.large", large);
    let figure = Figure::new("Accuracy during training, by size").panel(panel);
    book.draw("lambada", figure.coloured_by(Axis::log10("parameters").ticks(TickStyle::Suffix)));
    Ok(())
}

fn simulated(book: &mut Notebook) -> Result<(), Error> {
    let places = grid(("N", &[0.1, 0.4, 1.0, 2.8]), ("D", &[0.03, 0.1, 0.3, 1.0, 3.0]))?;
    let truth = "score = exp(-(0.43*N^-0.29 + 0.16*D^-0.54))";
    let law = "score ~ exp(-(A*N^-a + B*D^-b)); A >= 0; B >= 0; a in (0, 3); b in (0, 3)";
    let known = [("a", 0.29), ("b", 0.54)];
    recover(book, "simulated", &places, (truth, Scatter::Normal(0.01)), (law, Noise::Gaussian), &known)
}

fn joint(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table(FILE)?.keep("deduped == 0 && metric == \"acc\" && step >= 3000")?;
    let mut listing = TextTable::new([
        Column::words("task"),
        Column::numbers("a"),
        Column::numbers("b"),
        Column::numbers("rms"),
        Column::numbers("rows below chance"),
    ]);
    for (task, chance) in TASKS.into_iter().take(6) {
        let rows = table.keep(&format!("task == \"{task}\""))?;
        let law = Law::parse(&format!(
            "value ~ {chance} + {}*exp(-(A*(params_nonemb/1e9)^-a + B*(tokens/1e11)^-b)); A >= 0; B >= 0; a in (0, 3); b in (0, 3)",
            1.0 - chance
        ))?;
        let fit = Fit::of(&law, &rows).noise(Noise::Student(4.0)).run()?;
        let rms = fit.rms();
        let below = rows.keep(&format!("value < {chance}"))?.rows();
        for (name, value) in [("a", fit.value("a")), ("b", fit.value("b")), ("rms", Some(rms))] {
            book.measure(&format!("joint.{task}_{name}"), value);
        }
        let cell = |name: &str| number(fit.value(name).unwrap_or(f64::NAN), 2);
        listing.row([task.to_string(), cell("a"), cell("b"), number(rms, 2), below.to_string()]);
        if task == "arc_challenge" {
            // The form can't go below chance: many such rows make it unfit.
            book.measure("joint.unfit", below as f64 > 0.1 * fit.n as f64);
            continue;
        }
        for params in ["6444163072", "11327027200"] {
            let at = points(&[&format!(
                "params_nonemb = {params}; tokens = 299892736000; task = \"{task}\"; metric = \"acc\"; deduped = 0"
            )])?;
            let predicted = Predictor::new(&fit)?.level(0.9).predict(&at)?;
            book.forecast(task, &at, "value", &predicted, 0.9);
        }
    }
    book.show("g + (1 - g) exp(-(A N^-a + B D^-b)), sizes up to 2.8B", listing);
    let (scored, held) = book.scored("");
    match scored {
        8.. => book.measure("joint.covered", held as f64 / scored as f64),
        _ => book.unanswerable("joint.covered", "needs fine-line/targets.csv with 6.9B and 12B"),
    }
    Ok(())
}
