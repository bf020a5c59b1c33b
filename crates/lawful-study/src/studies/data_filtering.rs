//! Goyal et al.: which pools of data to train on, when repetition wears them out.

use crate::{Error, Notebook, Part, Study};
use lawful_fit::{Fit, Noise};
use lawful_io::{Column as Numbers, Table};
use lawful_law::Law;
use lawful_plan::{DecayingUtility, Pool};
use lawful_report::{Axis, Colour, Column, Figure, Panel, Series, TextTable, TickStyle, number};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;

pub(super) const STUDY: Study = Study {
    name: "data-filtering",
    statement: include_str!("data_filtering.toml"),
    parts: &[
        Part { key: "law", title: "What the law says of four pools", run: law },
        Part { key: "identities", title: "What must hold for any pools", run: identities },
        Part { key: "recovery", title: "Unions foretold from single pools", run: recovery },
    ],
};

/// Samples in a tenth of the pool of 128 million.
const SIZE: f64 = 12.8e6;
/// Names of the pools, best first, with exponent and half-life.
const POOLS: [(&str, f64, f64); 4] =
    [("top 10%", -0.18, 3.0), ("10 to 20%", -0.155, 4.0), ("20 to 30%", -0.135, 5.0), ("30 to 40%", -0.115, 6.0)];
const BUDGETS: [f64; 6] = [32e6, 64e6, 128e6, 320e6, 640e6, 1280e6];

fn pools() -> Vec<Pool> {
    POOLS.map(|(_, exponent, half_life)| Pool { exponent, half_life, size: SIZE }).to_vec()
}

/// The law with the constants of the authors' code.
fn truth() -> DecayingUtility {
    DecayingUtility::with_a_inside(0.022, 1e5, 0.1)
}

fn law(book: &mut Notebook) -> Result<(), Error> {
    let (law, pools) = (truth(), pools());
    let mut columns = vec![Column::numbers("samples seen")];
    columns.extend(["top 10%", "top 20%", "top 30%", "top 40%"].map(Column::numbers));
    columns.push(Column::words("best subset of the four"));
    let mut listing = TextTable::new(columns);
    for budget in BUDGETS {
        let mut row = vec![number(budget, 3)];
        for m in 1..=4 {
            let error = law.error(&pools[..m], budget)?;
            book.measure(&format!("law.top{m}0_{}M", budget / 1e6), error);
            row.push(number(error, 3));
        }
        let best = law.best(&pools, budget)?;
        row.push(best.pools.iter().map(|i| POOLS[*i].0).collect::<Vec<_>>().join(", "));
        listing.row(row);
    }
    book.show("Error of unions", listing);
    book.measure("law.limit", law.error(&pools[..1], f64::INFINITY)?);
    for (i, pair) in pools.windows(2).enumerate() {
        book.measure(&format!("law.utility_{}", i + 1), pair[0].equal_after(&pair[1]));
        let crossings = law.crossings(&pools[..=i], &pools[..i + 2], SIZE, 1e11)?;
        book.measure(&format!("law.switch_{}", i + 1), crossings.first().copied());
    }
    let samples: Vec<f64> = (0..=80).map(|k| 13e6 * libm::exp2(f64::from(k) / 10.0)).collect();
    let mut panel = Panel::new(Axis::log10("samples seen").ticks(TickStyle::Power), Axis::linear("error"));
    for m in 1..=4 {
        let errors = samples.iter().map(|n| law.error(&pools[..m], *n)).collect::<Result<Vec<_>, _>>()?;
        panel =
            panel.series(Series::line(&samples, &errors).colour(Colour::Category(m - 1)).label(format!("top {m}0%")));
    }
    book.draw("unions", Figure::new("The best filter depends on how long one trains").panel(panel).sized(640.0, 420.0));
    Ok(())
}

fn identities(book: &mut Notebook) -> Result<(), Error> {
    let law = truth();
    let (mut single, mut union): (f64, f64) = (0.0, 0.0);
    for n in BUDGETS {
        let lasting = Pool { exponent: -0.18, half_life: f64::INFINITY, size: SIZE };
        let once = libm::pow(0.022 * n / 1e5, -0.18) + 0.1;
        single = single.max((law.error(&[lasting], n)? - once).abs());
        let one = pools()[0];
        let large = Pool { size: 4.0 * one.size, half_life: 4.0 * one.half_life, ..one };
        union = union.max((law.error(&[one; 4], n)? - law.error(&[large], n)?).abs());
    }
    book.measure("identities.telescoping", single);
    book.measure("identities.equal_pools", union);
    Ok(())
}

/// Errors of single pools after 2, 4, 6, 8, 10 passes with 0.3% of scatter.
fn runs(seed: u64) -> Result<Table, Error> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let (mut names, mut samples, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    for ((name, ..), pool) in POOLS.iter().zip(pools()) {
        for passes in [2.0, 4.0, 6.0, 8.0, 10.0] {
            let z: f64 = StandardNormal.sample(&mut random);
            names.push(*name);
            samples.push(passes * SIZE);
            errors.push(truth().error(&[pool], passes * SIZE)? * libm::exp(0.003 * z));
        }
    }
    let columns =
        vec![Numbers::category("bucket", &names), Numbers::number("n", samples), Numbers::number("error", errors)];
    Ok(Table::from_columns(columns)?)
}

/// Passes after the first count by the logs of their ends; a and d are shared, b and tau are each pool's own.
const LAW: &str = "error ~ d + exp(b[bucket]*(log_a + log(min(n, 12.8e6)/1e5) + sum(j in [1, 2, 3, 4, 5, 6, 7, 8, 9], \
                   exp(-log(2)*j/tau[bucket])*(log(min(n, (j + 1)*12.8e6)) - log(min(n, j*12.8e6)))))); d in [0, 0.6]; \
                   b in [-1, 0]; tau in [0.3, 60]; log_a in [-8, 0]";

fn recovery(book: &mut Notebook) -> Result<(), Error> {
    let replicas = if book.quick() { 8 } else { 100 };
    let (law, exact, budgets) = (Law::parse(LAW)?, truth(), [32e6, 128e6, 640e6, 1280e6]);
    let (mut right, mut asked, mut correlation) = (0, 0, 0.0f64);
    let mut off = vec![vec![Vec::new(); 4]; budgets.len()];
    for replica in 0..replicas {
        let table = runs(book.seed() + replica)?;
        let fit = Fit::of(&law, &table).noise(Noise::LogNormal).brief().run()?;
        let value = |name: &str| fit.value(name).unwrap_or(f64::NAN);
        let found: Vec<Pool> = POOLS
            .iter()
            .map(|(name, ..)| {
                let own = |p: &str| value(&format!("{p}[\"{name}\"]"));
                Pool { exponent: own("b"), half_life: own("tau"), size: SIZE }
            })
            .collect();
        let fitted = DecayingUtility::with_a_inside(libm::exp(value("log_a")), 1e5, value("d"));
        for (n, off) in budgets.into_iter().zip(&mut off) {
            let (mut best, mut chosen) = ((f64::INFINITY, f64::NAN), f64::INFINITY);
            for m in 1..=4 {
                let (predicted, true_error) = (fitted.error(&found[..m], n)?, exact.error(&pools()[..m], n)?);
                off[m - 1].push(100.0 * (predicted - true_error).abs());
                if predicted < best.0 {
                    best = (predicted, true_error);
                }
                chosen = chosen.min(true_error);
            }
            // What is no worse than the scatter of a run is a tie.
            right += usize::from(best.1 < chosen * 1.003);
            asked += 1;
        }
        let c = &fit.covariance;
        let place = |name: &str| fit.covariance_names.iter().position(|n| n == name);
        if let (Some(i), Some(j)) = (place("log_a"), place("d")) {
            correlation = correlation.max((c[(i, j)] / (c[(i, i)] * c[(j, j)]).sqrt()).abs());
        }
    }
    let quantile = |mut list: Vec<f64>, share: f64| {
        list.sort_by(f64::total_cmp);
        list[((list.len() - 1) as f64 * share) as usize]
    };
    let mut columns = vec![Column::numbers("samples seen")];
    columns.extend(["top 10%", "top 20%", "top 30%", "top 40%"].map(Column::numbers));
    let mut listing = TextTable::new(columns);
    for (n, unions) in budgets.iter().zip(&off) {
        let cell = |list: &Vec<f64>| {
            format!("{} ({})", number(quantile(list.clone(), 0.5), 2), number(quantile(list.clone(), 0.95), 2))
        };
        let mut row = vec![number(*n, 3)];
        row.extend(unions.iter().map(cell));
        listing.row(row);
    }
    book.show("Error of predictions in points of a hundred: median (95%)", listing);
    book.measure("recovery.median", quantile(off.concat().concat(), 0.5));
    book.measure("recovery.union", quantile(off.concat().concat(), 0.95));
    book.measure("recovery.choice", right as f64 / asked as f64);
    book.measure("recovery.correlation", correlation);
    book.say(format!(
        "{replicas} simulated sets of 20 runs. a, b and d trade off against each other (correlation of ln a and d {}), yet \
         what they foretell of unions is sharp: judge the law by its predictions.",
        number(correlation, 3)
    ));
    Ok(())
}
