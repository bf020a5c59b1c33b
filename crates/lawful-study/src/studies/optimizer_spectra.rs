//! Effective ranks against width under five optimizers, from the released points (part A: no training).

use crate::{Error, Notebook, Part, Select, Study};
use lawful_audit::{Audit, Code, Publication};
use lawful_fit::compare::Criteria;
use lawful_fit::slopes::Slopes;
use lawful_fit::{Fit, Noise, Predictor};
use lawful_io::Table;
use lawful_law::{Law, query};
use lawful_report::{Axis, Colour, Column, Figure, Marker, Panel, Series, TextTable, number, with_error};
use std::collections::BTreeSet;

pub(super) const STUDY: Study = Study {
    name: "optimizer-spectra",
    statement: include_str!("optimizer_spectra.toml"),
    parts: &[
        Part { key: "audit", title: "A row that is a copy", run: audit },
        Part { key: "exponents", title: "Every exponent", run: exponents },
        Part { key: "without", title: "Muon without the copied row", run: without },
        Part { key: "tests", title: "Do optimizers differ?", run: tests },
        Part { key: "laws", title: "Power law or saturation?", run: laws },
        Part { key: "dion", title: "The rank of Dion's updates", run: dion },
        Part { key: "widest", title: "Leaving out the widest model", run: widest },
        Part { key: "heads", title: "Twelve heads or six", run: heads },
    ],
};

const POINTS: &str = "rank_points_160m.csv";
const LAW: &str = "value ~ A*ffn_hidden_dim^beta";
const COPIED: &str = "!(optimizer == \"muon\" && width_multiplier == 8)";

fn of(table: &Table, optimizer: &str, bucket: &str, metric: &str) -> Result<Table, Error> {
    table.keep(&format!("optimizer == \"{optimizer}\" && bucket == \"{bucket}\" && metric == \"{metric}_rank\""))
}

fn power(table: &Table) -> Result<Fit, Error> {
    Ok(Fit::of(&Law::parse(LAW)?, table).noise(Noise::LogNormal).run()?)
}

fn audit(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table(POINTS)?;
    let audited = Audit::of(&Law::parse(LAW)?, &Publication::default()).table(&table).rows()?;
    let found = audited.first(Code::RepeatedValues);
    let (optimizers, widths) = (table.categories("optimizer")?, table.numbers("width_multiplier")?);
    let key = |row: f64| {
        let i = row as usize - 1;
        format!("{}, {}", optimizers.names[optimizers.codes[i] as usize], widths[i])
    };
    let rows = |name: &str| found.and_then(|f| f.numbers(name)).unwrap_or(&[]).iter().map(|row| key(*row));
    let pairs: BTreeSet<(String, String)> = rows("rows").zip(rows("copies")).collect();
    book.measure("audit.copies", pairs.len());
    book.measure("audit.row", pairs.iter().any(|(a, b)| a == "muon, 8" || b == "muon, 8"));
    book.measure("audit.values", rows("rows").count());
    found.iter().for_each(|f| book.say(f.message.as_str()));
    Ok(())
}

/// The authors' exponents beside ours, for the groups of one table.
fn beside(table: &Table, paper: &Table) -> Result<(f64, usize), Error> {
    let (groups, _) = query::split_by(table, &["optimizer", "bucket", "metric"])?;
    let (mut worst, mut compared) = (0.0_f64, 0);
    for group in &groups {
        let same = group.by.iter().map(|(column, level)| format!("{column} == \"{level}\""));
        let printed = paper.keep(&same.collect::<Vec<_>>().join(" && "))?;
        let Some(beta) = printed.numbers("beta")?.first().copied() else { continue };
        let fit = power(&group.table)?;
        worst = worst.max((fit.value("beta").unwrap_or(f64::NAN) - beta).abs());
        compared += 1;
    }
    Ok((worst, compared))
}

fn exponents(book: &mut Notebook) -> Result<(), Error> {
    let (table, paper) = (book.table(POINTS)?, book.table("paper_beta_160m.csv")?);
    let (worst, compared) = beside(&table, &paper)?;
    book.measure("exponents.worst", worst);
    book.measure("exponents.compared", compared);
    for (optimizer, _) in OPTIMIZERS {
        let fit = power(&of(&table, optimizer, "global", "hard")?)?;
        book.measure(&format!("exponents.{optimizer}_error"), fit.estimate("beta").and_then(|b| b.stderr));
    }
    let mut figure = Figure::new("Hard rank of activations over width").in_rows_of(2).sized(900.0, 680.0);
    for bucket in ["global", "head", "mid", "tail"] {
        let mut panel = Panel::new(Axis::log10("width D"), Axis::log10("hard rank")).titled(format!("{bucket} tokens"));
        for (i, (optimizer, label)) in OPTIMIZERS.iter().enumerate() {
            let points = of(&table, optimizer, bucket, "hard")?.keep(COPIED)?;
            let (x, y, fit) = (points.numbers("ffn_hidden_dim")?, points.numbers("value")?, power(&points)?);
            let (mark, colour) = (Marker::of_category(i), Colour::Category(i));
            panel = panel
                .series(Series::points(x, y).colour(colour).marker(mark).label(*label))
                .series(Series::line(x, &fit.fitted).colour(colour).sized(1.2));
        }
        figure = figure.panel(panel);
    }
    book.draw("ranks", figure);
    Ok(())
}

const OPTIMIZERS: [(&str, &str); 5] = [
    ("adamw", "AdamW"),
    ("muon", "Muon"),
    ("normuon", "NorMuon"),
    ("dion_r1_2", "Dion 1/2"),
    ("dion_r1_16", "Dion 1/16"),
];

fn without(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table(POINTS)?.keep(COPIED)?;
    let mut listing = TextTable::new([Column::words("tokens, rank"), Column::numbers("exponent, 7 widths")]);
    for (bucket, metric) in
        [("global", "hard"), ("global", "soft"), ("tail", "hard"), ("tail", "soft"), ("mid", "hard"), ("head", "hard")]
    {
        let fit = power(&of(&table, "muon", bucket, metric)?)?;
        let Some(beta) = fit.estimate("beta") else { continue };
        book.measure(&format!("without.{bucket}_{metric}"), beta.value);
        book.measure(&format!("without.{bucket}_{metric}_error"), beta.stderr);
        listing.row([format!("{bucket}, {metric}"), with_error(beta.value, beta.stderr.unwrap_or(f64::NAN))]);
    }
    book.show("Muon", listing);
    Ok(())
}

/// Welch's test of two exponents: one scatter per optimizer.
fn welch(table: &Table, bucket: &str, other: &str) -> Result<Option<f64>, Error> {
    let pair = format!(
        "bucket == \"{bucket}\" && metric == \"hard_rank\" && (optimizer == \"adamw\" || optimizer == \"{other}\")"
    );
    let points = table.keep(&pair)?;
    let law = Law::parse("value ~ A[optimizer]*ffn_hidden_dim^beta[optimizer]")?;
    let fit = Fit::of(&law, &points).noise(Noise::LogNormal).run()?;
    let tests = Slopes::of(&fit, &points, "beta").permutations(0).run()?;
    Ok(tests.contrasts.first().and_then(|c| Some(c.separate?.p)))
}

fn tests(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table(POINTS)?;
    let sound = table.keep(COPIED)?;
    for bucket in ["global", "tail"] {
        for (optimizer, _) in &OPTIMIZERS[1..] {
            book.measure(&format!("tests.{bucket}_{optimizer}"), welch(&table, bucket, optimizer)?);
        }
        book.measure(&format!("tests.{bucket}_muon_sound"), welch(&sound, bucket, "muon")?);
    }
    Ok(())
}

fn laws(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table(POINTS)?.keep(COPIED)?;
    let mut listing = TextTable::new([Column::words("optimizer"), Column::numbers("AICc, saturating minus power")]);
    for (optimizer, label) in OPTIMIZERS {
        let points = of(&table, optimizer, "tail", "soft")?;
        let aicc = |law: &str| -> Result<f64, Error> {
            let fit = Fit::of(&Law::parse(law)?, &points).noise(Noise::LogNormal).run()?;
            Ok(Criteria::of(&fit).map_or(f64::NAN, |c| c.aicc))
        };
        let difference = aicc("value ~ A*ffn_hidden_dim/(ffn_hidden_dim + D0); D0 >= 0; A >= 0")? - aicc(LAW)?;
        book.measure(&format!("laws.{optimizer}"), difference);
        listing.row([label.to_string(), number(difference, 3)]);
    }
    book.show("Tail tokens, soft rank", listing);
    Ok(())
}

fn dion(book: &mut Notebook) -> Result<(), Error> {
    let (more, paper) = (book.table("rank_points_160m_dion_r4_r8_tail.csv")?, book.table("paper_beta_160m.csv")?);
    book.measure("dion.worst", beside(&more, &paper)?.0);
    let table = book.table(POINTS)?;
    let ranks = [
        ("dion_r1_2", -1.0, &table),
        ("dion_r1_4", -2.0, &more),
        ("dion_r1_8", -3.0, &more),
        ("dion_r1_16", -4.0, &table),
    ];
    let mut panel = Panel::new(Axis::linear("log2 of the rank's share"), Axis::linear("exponent, tail tokens"));
    for (i, metric) in ["hard", "soft"].into_iter().enumerate() {
        let mut betas = Vec::new();
        for (optimizer, _, source) in ranks {
            betas.push(power(&of(source, optimizer, "tail", metric)?)?.value("beta").unwrap_or(f64::NAN));
        }
        let x: Vec<f64> = ranks.iter().map(|r| r.1).collect();
        let points = Table::from_columns(vec![
            lawful_io::Column::number("rho", x.clone()),
            lawful_io::Column::number("beta", betas.clone()),
        ])?;
        let line = Fit::of(&Law::parse("beta ~ full + slope*rho")?, &points).run()?;
        book.measure(&format!("dion.{metric}_full"), line.value("full"));
        book.measure(&format!("dion.{metric}_slope"), line.value("slope"));
        let colour = Colour::Category(i);
        panel = panel
            .series(Series::points(&x, &betas).colour(colour).marker(Marker::of_category(i)).label(metric))
            .series(Series::line(&x, &line.fitted).colour(colour));
    }
    book.draw("dion", Figure::new("Updates of low rank lower the exponent").panel(panel).sized(640.0, 400.0));
    Ok(())
}

fn widest(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table(POINTS)?.keep(COPIED)?;
    let mut held = 0;
    for (optimizer, _) in OPTIMIZERS {
        for metric in ["soft", "hard"] {
            let points = of(&table, optimizer, "global", metric)?;
            let most = points.numbers("ffn_hidden_dim")?.iter().copied().fold(0.0, f64::max);
            let fit = power(&points.keep(&format!("ffn_hidden_dim < {most}"))?)?;
            let last = points.keep(&format!("ffn_hidden_dim == {most}"))?;
            let prediction = Predictor::new(&fit)?.predict(&last)?;
            let y = last.numbers("value")?[0];
            held += usize::from(prediction[0].is_some_and(|p| p.obs_lo <= Some(y) && Some(y) <= p.obs_hi));
        }
    }
    book.measure("widest.held", held);
    Ok(())
}

fn heads(book: &mut Notebook) -> Result<(), Error> {
    let table = book.table("beta_heads_12_vs_6.csv")?;
    let twelve = table.keep("head_count == 12")?;
    let (mut smaller, mut cells) = (0, 0);
    let (groups, _) = query::split_by(&twelve, &["bucket", "metric"])?;
    for group in &groups {
        let same: Vec<String> = group.by.iter().map(|(column, level)| format!("{column} == \"{level}\"")).collect();
        let six = table.keep(&format!("head_count == 6 && {}", same.join(" && ")))?;
        let beta = |table: &Table, optimizer: &str| -> Result<f64, Error> {
            Ok(table
                .keep(&format!("optimizer == \"{optimizer}\""))?
                .numbers("beta")?
                .first()
                .copied()
                .unwrap_or(f64::NAN))
        };
        let best = group.table.numbers("beta")?.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let gain = best - beta(&group.table, "adamw")?;
        for name in &group.table.categories("optimizer")?.names {
            let (a, b) = (beta(&group.table, name)?, beta(&six, name)?);
            if a.is_finite() && b.is_finite() {
                cells += 1;
                smaller += usize::from((a - b).abs() < gain);
            }
        }
    }
    book.measure("heads.cells", cells);
    book.measure("heads.smaller", smaller);
    Ok(())
}
