//! Slopes between groups against separate regressions by hand.

use lawful_fit::{Fit, slopes::Slopes};
use lawful_io::{Column, Table};
use lawful_law::Law;

/// Rows of a straight line per group, as (group, x, y).
type Rows = Vec<(&'static str, f64, f64)>;

fn table(rows: &Rows) -> Table {
    let names: Vec<&str> = rows.iter().map(|r| r.0).collect();
    Table::from_columns(vec![
        Column::category("o", &names),
        Column::number("x", rows.iter().map(|r| r.1).collect()),
        Column::number("y", rows.iter().map(|r| r.2).collect()),
    ])
    .unwrap()
}

/// Slope, residual sum of squares, Sxx and rows of one group.
fn regression(rows: &Rows, name: &str) -> (f64, f64, f64, f64) {
    let own: Vec<(f64, f64)> = rows.iter().filter(|r| r.0 == name).map(|r| (r.1, r.2)).collect();
    let n = own.len() as f64;
    let (mx, my) = (own.iter().map(|r| r.0).sum::<f64>() / n, own.iter().map(|r| r.1).sum::<f64>() / n);
    let sxx: f64 = own.iter().map(|r| (r.0 - mx).powi(2)).sum();
    let slope = own.iter().map(|r| (r.0 - mx) * (r.1 - my)).sum::<f64>() / sxx;
    let rss = own.iter().map(|r| (r.1 - my - slope * (r.0 - mx)).powi(2)).sum();
    (slope, rss, sxx, n)
}

fn rows() -> Rows {
    let mut rows: Rows = Vec::new();
    for i in 0..12 {
        let x = f64::from(i);
        let wiggle = |k: f64| (k * (x + 1.0) * (x + 2.0)).sin();
        rows.push(("muon", x, 1.0 + 0.50 * x + 0.1 * wiggle(1.7)));
        if i < 8 {
            rows.push(("adamw", x, 2.0 + 0.55 * x + 0.4 * wiggle(2.3)));
            rows.push(("sgd", 2.0 * x, 0.5 + 0.90 * 2.0 * x + 0.2 * wiggle(3.1)));
        }
    }
    rows
}

fn fit(t: &Table) -> Fit {
    Fit::of(&Law::parse("y ~ a[o] + b[o]*x").unwrap(), t).brief().run().unwrap()
}

#[test]
fn pooled_and_separate_scatter_by_hand() {
    let rows = rows();
    let t = table(&rows);
    let f = fit(&t);
    let s = Slopes::of(&f, &t, "b").permutations(0).run().unwrap();
    assert_eq!(s.contrasts.len(), 3);
    let names = ["muon", "adamw", "sgd"];
    let all: Vec<_> = names.iter().map(|n| regression(&rows, n)).collect();
    let dof: f64 = all.iter().map(|r| r.3 - 2.0).sum();
    let pooled = all.iter().map(|r| r.1).sum::<f64>() / dof;
    for c in &s.contrasts {
        let find = |name: &str| all[names.iter().position(|n| name == format!("b[\"{n}\"]")).unwrap()];
        let (a, b) = (find(&c.first), find(&c.second));
        assert!((c.difference - (a.0 - b.0)).abs() < 1e-9);
        assert!((c.pooled.stderr - (pooled * (1.0 / a.2 + 1.0 / b.2)).sqrt()).abs() < 1e-9);
        assert_eq!(c.pooled.dof, dof);
        let (va, vb) = (a.1 / (a.3 - 2.0) / a.2, b.1 / (b.3 - 2.0) / b.2);
        let welch = c.separate.unwrap();
        assert!((welch.stderr - (va + vb).sqrt()).abs() < 1e-9);
        let satterthwaite = (va + vb).powi(2) / (va * va / (a.3 - 2.0) + vb * vb / (b.3 - 2.0));
        assert!((welch.dof - satterthwaite).abs() < 1e-6 * satterthwaite);
        assert!((welch.t - (a.0 - b.0) / (va + vb).sqrt()).abs() < 1e-6);
        assert!(welch.p_holm >= welch.p && c.pooled.lo < c.difference && c.difference < c.pooled.hi);
    }
    // .05 apart, against errors of .04 and more; .4 apart.
    assert!(s.contrasts[0].separate.unwrap().p > 0.05);
    assert!(s.contrasts[1].separate.unwrap().p < 1e-6);
}

/// Residuals here have no tails, so permutation and t agree.
#[test]
fn permutation_tells_and_repeats() {
    let t = table(&rows());
    let f = fit(&t);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Slopes::of(&f, &t, "b").permutations(999).seed(5).run().unwrap())
    };
    let s = run(1);
    assert_eq!(s, run(3), "the same for any number of threads");
    let p: Vec<f64> = s.contrasts.iter().map(|c| c.permutation.unwrap().p).collect();
    let welch: Vec<f64> = s.contrasts.iter().map(|c| c.separate.unwrap().p).collect();
    assert!((p[0] - welch[0]).abs() < 0.06, "{p:?} {welch:?}");
    assert_eq!(p[1], 1.0 / 1000.0);
    let within = Slopes::of(&f, &t, "b").within("x").permutations(99).run().unwrap();
    assert!(within.contrasts[0].permutation.unwrap().p > 0.0);
}

#[test]
fn thin_groups_have_no_scatter_of_their_own() {
    let mut rows = rows();
    rows.push(("lion", 1.0, 2.0));
    rows.push(("lion", 3.0, 4.0));
    let t = table(&rows);
    let f = fit(&t);
    let s = Slopes::of(&f, &t, "b").permutations(99).run().unwrap();
    let lion = s.contrasts.iter().find(|c| c.second == "b[\"lion\"]").unwrap();
    assert!(lion.separate.is_none() && lion.permutation.is_none());
    assert!(lion.pooled.stderr > 0.0);
    assert_eq!(s.groups[3].n, 2);
    assert!(s.groups[3].scatter.is_none());
}

#[test]
fn errors_name_the_way_out() {
    let t = table(&rows());
    let f = fit(&t);
    let message = Slopes::of(&f, &t, "x").run().unwrap_err().to_string();
    assert!(message.contains("'x' has no groups") && message.contains("x[column]"), "{message}");
    let message = Slopes::of(&f, &t.take(&[0, 1, 2, 3]), "b").run().unwrap_err().to_string();
    assert!(message.contains("give the table that was fitted"), "{message}");
    let message = Slopes::of(&f, &t, "b").within("z").run().unwrap_err().to_string();
    assert!(message.contains("no column 'z'"), "{message}");
}
