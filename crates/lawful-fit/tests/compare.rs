//! Comparisons against closed forms and known truth.

use lawful_fit::Fit;
use lawful_fit::compare::{Candidate, Comparison, Constraint, Criterion, HoldOut, Nesting, Rolling, Test};
use lawful_io::{Column, MISSING, Table};
use lawful_law::Law;

fn law(text: &str) -> Law {
    Law::parse(text).unwrap()
}

fn candidate(text: &str, noise: &str) -> Candidate {
    Candidate::new(law(text), noise.parse().unwrap())
}

fn table(columns: &[(&str, &[f64])]) -> Table {
    let mut table = Table::from_columns(columns.iter().map(|(n, v)| Column::number(*n, v.to_vec())).collect()).unwrap();
    table.source.path = "runs.csv".into();
    table
}

/// A power law with errors of a few percent that follow no pattern.
fn power_law(n: usize) -> Table {
    let x: Vec<f64> = (0..n).map(|i| 10.0 * 1.3_f64.powi(i as i32)).collect();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| 5.0 * x.powf(-0.3) * (0.03 * (12.9898 * i as f64).sin()).exp()).collect();
    table(&[("x", &x), ("y", &y)])
}

/// Anscombe's first data set: intercept 3.0001, slope .50009, residual sum of squares 13.76269 (published).
#[test]
fn criteria_of_a_straight_line() {
    let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    let t = table(&[("x", &x), ("y", &y)]);
    let c = Comparison::of(&t, vec![candidate("y ~ a + b*x", "gaussian")]).run().unwrap();
    let m = c.best();
    // R: logLik(lm(y1 ~ x1, anscombe)) -16.84069 (df=3), AIC 39.68137, BIC 40.87506.
    assert_eq!(m.k, 3);
    assert!((m.fit.loglik.unwrap() + 16.840_69).abs() < 1e-5);
    let criteria = m.criteria.unwrap();
    assert!((criteria.aic - 39.681_37).abs() < 1e-5);
    assert!((criteria.bic - 40.875_06).abs() < 1e-5);
    assert!((criteria.aicc - (criteria.aic + 24.0 / 7.0)).abs() < 1e-12);
    assert!((m.in_sample.rms_error - (13.762_69_f64 / 11.0).sqrt()).abs() < 1e-6);
    assert!(m.in_sample.mean_error.abs() < 1e-12);
    // The log densities of the rows add up to the likelihood.
    assert!((m.in_sample.loglik.unwrap() - m.fit.loglik.unwrap()).abs() < 1e-10);
    assert_eq!((m.delta, m.weight), (Some(0.0), Some(1.0)));
}

/// The log density of every row is that of the raw response, for every noise and for transformed left sides.
#[test]
fn log_densities_of_rows_add_up_to_the_likelihood() {
    let x: Vec<f64> = (1..=30).map(f64::from).collect();
    let counts: Vec<f64> = x.iter().enumerate().map(|(i, x)| (40.0 / x).round() + (i % 3) as f64).collect();
    let hits: Vec<f64> = x.iter().enumerate().map(|(i, x)| (50.0 / (1.0 + 5.0 / x)).round() - (i % 2) as f64).collect();
    let y: Vec<f64> =
        x.iter().enumerate().map(|(i, x)| 3.0 / x.sqrt() + 0.1 * ((i * i % 7) as f64 - 2.0) / x).collect();
    let t = table(&[("x", &x), ("y", &y), ("counts", &counts), ("hits", &hits)]);
    for (text, noise) in [
        ("y ~ c*x^k", "gaussian"),
        ("y ~ c*x^k", "lognormal"),
        ("log(y) ~ log(c*x^k)", "gaussian"),
        ("log1p(y) ~ log1p(c*x^k)", "gaussian"),
        ("1/y ~ c*x^k", "student(4)"),
        ("y ~ c*x^k", "laplace"),
        ("y ~ c*x^k", "student(4)"),
        ("y ~ c*x^k", "gamma(3)"),
        ("y ~ c*x^k", "whittle"),
        ("counts ~ c*x^k", "poisson"),
        ("counts ~ c*x^k", "negbinomial"),
        ("hits ~ sigmoid(a + b*log(x))", "binomial(50)"),
    ] {
        let fit = Fit::of(&law(text), &t).noise(noise.parse().unwrap()).brief().run().unwrap();
        let sum = fit.accuracy(&t, 0.95).unwrap().loglik.unwrap();
        let loglik = fit.loglik.unwrap();
        assert!((sum - loglik).abs() < 1e-9 * (1.0 + loglik.abs()), "{text} {noise}: {sum} against {loglik}");
    }
}

#[test]
fn laws_for_a_column_and_for_its_log_compare() {
    let t = power_law(20);
    let c = Comparison::of(
        &t,
        vec![candidate("y ~ c*x^k", "lognormal"), candidate("log(y) ~ log(c) + k*log(x)", "gaussian")],
    )
    .run()
    .unwrap();
    // The same model said in two ways.
    let delta: Vec<f64> = c.models.iter().map(|m| m.delta.unwrap()).collect();
    assert!(delta.iter().all(|d| d.abs() < 1e-8), "{delta:?}");
    assert!(c.models.iter().all(|m| (m.weight.unwrap() - 0.5).abs() < 1e-8));
}

#[test]
fn only_rows_complete_for_all_laws_are_used() {
    let mut t = power_law(12);
    let mut z: Vec<f64> = (0..12).map(f64::from).collect();
    (z[3], z[7]) = (MISSING, MISSING);
    t.set(Column::number("z", z)).unwrap();
    let laws = vec![candidate("y ~ c*x^k", "lognormal"), candidate("y ~ c*x^k*exp(d*z)", "lognormal")];
    let c = Comparison::of(&t, laws).run().unwrap();
    assert_eq!(c.n, 10);
    assert_eq!(c.rows, [0, 1, 2, 4, 5, 6, 8, 9, 10, 11]);
    assert_eq!(c.dropped.len(), 1);
    assert_eq!((c.dropped[0].rows, c.dropped[0].reason.as_str()), (2, "incomplete for some law (z is missing)"));
    assert!(c.models.iter().all(|m| m.fit.n == 10));
}

#[test]
fn held_out_rows_rank_losses_too() {
    let t = power_law(24);
    let laws = vec![
        candidate("y ~ c - d*log(x)", "gaussian"),
        candidate("y ~ c*x^k", "huber(1e-3)"),
        candidate("y ~ c*x^k", "lognormal"),
    ];
    let c = Comparison::of(&t, laws).holdout(HoldOut::Where("x > 1000".into())).resamples(500).run().unwrap();
    assert_eq!(c.criterion, Criterion::HeldOut);
    // 10 * 1.3^i > 1000 from i = 18.
    assert_eq!((c.n, c.n_heldout), (18, 6));
    assert_eq!(c.models[2].index, 0, "the straight line in ln x extrapolates worst");
    let best = c.best();
    assert!(best.score_error.unwrap() < 0.05 && best.behind_best.is_none());
    let worst = c.models[2].behind_best.unwrap();
    assert!(worst.difference > 0.0 && worst.lo > 0.0 && worst.units == 6);
    for m in &c.models {
        let held = m.heldout.unwrap();
        assert_eq!(held.n, 6);
        assert_eq!(held.loglik.is_none(), m.fit.noise.is_loss());
        assert_eq!(m.criteria.is_none(), m.fit.noise.is_loss());
        assert!(held.coverage.is_some());
    }
}

#[test]
fn held_out_errors_by_hand() {
    // y = 2 exactly where it is fitted; 3 and 1 beyond.
    let t = table(&[("x", &[1.0, 2.0, 3.0, 4.0, 5.0]), ("y", &[2.0, 2.0, 2.0, 3.0, 1.0])]);
    let c = Comparison::of(&t, vec![candidate("y ~ a", "gaussian")])
        .holdout(HoldOut::Largest { column: "x".into(), values: 2 })
        .run()
        .unwrap();
    let h = c.best().heldout.unwrap();
    assert_eq!((h.n, h.mean_error, h.rms_error), (2, 0.0, 1.0));
    // |2 - 3|/3 and |2 - 1|/1.
    assert!((h.median_relative_error - 0.5 * (1.0 / 3.0 + 1.0)).abs() < 1e-12);
    assert_eq!(h.coverage, Some(0.0));
}

#[test]
fn special_cases_are_found() {
    let n = 40;
    let x: Vec<f64> = (0..n).map(|i| 10.0 * 1.2_f64.powi(i)).collect();
    let z: Vec<f64> = (0..n).map(|i| 1.0 + (i * 7 % 11) as f64).collect();
    let mut t = table(&[("x", &x), ("z", &z), ("y", &x)]);
    let names: Vec<&str> = (0..n).map(|i| ["muon", "adamw"][i as usize % 2]).collect();
    t.set(Column::category("o", &names)).unwrap();
    let find = |full: &str, restricted: &str| {
        Nesting::find(&candidate(full, "gaussian"), &candidate(restricted, "gaussian"), &t).unwrap()
    };
    let value = |p: &str, v: f64| (p.to_string(), Constraint::Value(v));
    let equal = |p: &str, q: &str| (p.to_string(), Constraint::Equal(q.to_string()));

    let floor = find("y ~ E + A*x^-alpha; E >= 0", "y ~ A*x^-alpha").unwrap();
    assert_eq!((floor.constraints, floor.boundary), (vec![value("E", 0.0)], 1));
    assert!(floor.vanishing.is_empty());
    let free = find("y ~ E + A*x^-alpha", "y ~ A*x^-alpha").unwrap();
    assert_eq!(free.boundary, 0);
    let tied = find("y ~ E + A*x^-alpha + B*z^-beta", "y ~ E + A*x^-alpha + B*z^-alpha").unwrap();
    assert_eq!(tied.constraints, [equal("beta", "alpha")]);
    let shared = find("y ~ c[o]*x^b[o]", "y ~ c[o]*x^b").unwrap();
    assert_eq!(shared.constraints, [equal("b[\"muon\"]", "b"), equal("b[\"adamw\"]", "b")]);
    let fixed = find("y ~ A*x^-alpha", "y ~ A*x^-alpha; alpha = 0.5").unwrap();
    assert_eq!((fixed.constraints, fixed.boundary), (vec![value("alpha", 0.5)], 0));
    let at_end = find("y ~ A*x^-alpha; alpha in [0.5, 2]", "y ~ A*x^-alpha; alpha = 0.5").unwrap();
    assert_eq!(at_end.boundary, 1);
    // With A = 0 any alpha will do.
    let gone = find("y ~ E + A*x^-alpha", "y ~ E").unwrap();
    assert_eq!(gone.vanishing, ["alpha"]);
    // Not nested.
    assert!(find("y ~ a + b*x", "y ~ c*z^d").is_none());
    assert!(find("y ~ a + b*x + d*z", "y ~ c*z^e").is_none());
    assert!(find("y ~ a + b*x", "y ~ a + b*z").is_none());
}

#[test]
fn pairs_get_the_test_that_suits_them() {
    let t = power_law(30);
    let laws = vec![
        candidate("y ~ A*x^-alpha", "lognormal"),
        candidate("y ~ E + A*x^-alpha; E >= 0", "lognormal"),
        candidate("y ~ c - d*log(x)", "lognormal"),
        candidate("y ~ A*x^-alpha", "huber(1e-3)"),
    ];
    let c = Comparison::of(&t, laws).run().unwrap();
    assert_eq!(c.criterion, Criterion::Aicc);
    assert_eq!(c.models.last().unwrap().index, 3, "a loss has no criterion and comes last");
    assert_eq!(c.tests.len(), 3);
    match &c.tests[0].test {
        Test::LikelihoodRatio { nesting, ratio } => {
            assert_eq!((c.tests[0].first, c.tests[0].second), (1, 0));
            assert_eq!((nesting.boundary, ratio.df, ratio.reference), (1, 1, "F"));
            assert!(ratio.statistic >= 0.0 && ratio.p.unwrap() > 0.0);
        }
        other => panic!("{other:?}"),
    }
    match &c.tests[1].test {
        Test::Vuong(v) => assert!(v.z > 2.0 && v.p < 0.05, "{v:?}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn rolling_fits_keep_their_distance() {
    let t = power_law(24);
    let fits =
        Rolling::of(&t, vec![candidate("y ~ c*x^k", "lognormal"), candidate("y ~ c - d*log(x)", "gaussian")], "x")
            .cuts(vec![100.0, 400.0])
            .run()
            .unwrap();
    assert_eq!(fits.cuts.len(), 2);
    // 10 * 1.3^i <= 100 up to i = 8.
    assert_eq!((fits.cuts[0].n_fitted, fits.cuts[0].n_tested), (9, 15));
    let power = &fits.cuts[0].fits[0];
    let rows: usize = power.distances.iter().map(|d| d.accuracy.n).sum();
    assert_eq!(rows, 15);
    // 106.0, 137.9, 179.2 lie within twice the cut.
    assert_eq!((power.distances[0].from, power.distances[0].to, power.distances[0].accuracy.n), (1.0, 2.0, 3));
    let line = &fits.cuts[0].fits[1];
    let far = |f: &lawful_fit::compare::RollingFit| f.distances.last().unwrap().accuracy.median_relative_error;
    assert!(far(power) < 0.1 && far(line) > 0.3, "{} {}", far(power), far(line));
    // By default the cuts leave larger rows.
    let fits = Rolling::of(&t, vec![candidate("y ~ c*x^k", "lognormal")], "x").run().unwrap();
    assert_eq!(fits.cuts.len(), 5);
    // Two rows can't determine three parameters: the reason is kept.
    let few = Rolling::of(&t, vec![candidate("y ~ E + c*x^k", "lognormal")], "x").cuts(vec![13.0]).run().unwrap();
    assert!(few.cuts[0].fits[0].fit.as_ref().unwrap_err().contains("2 rows can't determine 3 parameters"));
}

#[test]
fn errors_name_the_way_out() {
    let t = power_law(10);
    let run = |laws: Vec<Candidate>| Comparison::of(&t, laws).run().unwrap_err().to_string();
    assert_eq!(run(vec![]), "there is no law to compare");
    let message = run(vec![candidate("y ~ a", "gaussian"), candidate("x ~ a", "gaussian")]);
    assert!(message.contains("'y' and 'x' are not the same response"), "{message}");
    let hold =
        |h| Comparison::of(&t, vec![candidate("y ~ c*x^k", "gaussian")]).holdout(h).run().unwrap_err().to_string();
    assert!(hold(HoldOut::Where("x > 1e9".into())).contains("holds out no row"));
    assert!(hold(HoldOut::Where("x > 0".into())).contains("holds out every row"));
    assert!(hold(HoldOut::Where("x + 1".into())).contains("is no condition"));
    assert!(hold(HoldOut::Largest { column: "z".into(), values: 1 }).contains("no column 'z'"));
    let roll = |column: &str, cuts: Vec<f64>| {
        let r = Rolling::of(&t, vec![candidate("y ~ c*x^k", "gaussian")], column).cuts(cuts).run();
        r.unwrap_err().to_string()
    };
    assert!(roll("x", vec![1e9]).contains("leaves no row on one side"));
    assert!(roll("w", vec![1.0]).contains("no column 'w'"));
}

#[test]
fn flat_and_perfect_data_end_in_a_verdict() {
    let x: Vec<f64> = (1..=8).map(f64::from).collect();
    let exact: Vec<f64> = x.iter().map(|x| 2.0 * x).collect();
    for y in [vec![3.0; 8], exact] {
        let t = table(&[("x", &x), ("y", &y)]);
        let c = Comparison::of(&t, vec![candidate("y ~ a + b*x", "gaussian"), candidate("y ~ c*x^k", "lognormal")])
            .holdout(HoldOut::Where("x > 6".into()))
            .run()
            .unwrap();
        assert_eq!(c.models.len(), 2);
        assert!(c.models.iter().all(|m| m.score_error.is_some_and(|e| e < 1e-6)));
    }
}
