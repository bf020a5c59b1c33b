//! Plans from published fits.

use lawful_plan::{FittedLaw, Fixed, PlanOptions, Planner};

/// Tokens per parameter of the Chinchilla budget under four published fits of the same runs: rounding alone turns 59
/// into 93 (recomputed from arXiv 2203.15556 and 2404.10102). The printed digits of `besiroglu2024` give 18.4, the fit
/// itself 18.3.
#[test]
fn tokens_per_parameter_at_the_chinchilla_budget() {
    for (source, expected) in
        [("hoffmann2022", 92.8), ("hoffmann2022_tex", 59.0), ("besiroglu2024", 18.3), ("besiroglu2024_huber", 17.9)]
    {
        let law = FittedLaw::published(&format!("chinchilla@{source}")).unwrap();
        let plan = Planner::new(&law, &PlanOptions::default()).unwrap().budget(5.88e23).unwrap();
        let ratio = plan.ratio.unwrap().value;
        assert!((ratio - expected).abs() < if source == "besiroglu2024" { 0.1 } else { 0.05 }, "{source}: {ratio}");
        let spent = 6.0 * plan.columns[0].value * plan.columns[1].value;
        assert!((spent / 5.88e23 - 1.0).abs() < 1e-12);
    }
}

fn chinchilla(text: &str) -> FittedLaw {
    let parameters = [("E", 1.8172), ("A", 477.84), ("B", 2143.86), ("alpha", 0.34731), ("beta", 0.36718)];
    FittedLaw::new(text, &parameters).unwrap()
}

/// The same law written so that no closed form is seen gives the same optimum by the search.
#[test]
fn the_search_agrees_with_the_closed_form() {
    let plain = chinchilla("loss ~ E + A*N^-alpha + B*D^-beta");
    let hidden = chinchilla("loss ~ E + exp(log(A) - alpha*log(N)) + B/D^beta");
    for budget in [1e15, 1e20, 5.88e23, 1e30] {
        let options = PlanOptions::default();
        let a = Planner::new(&plain, &options).unwrap().budget(budget).unwrap();
        let b = Planner::new(&hidden, &options).unwrap().budget(budget).unwrap();
        assert!(a.closed_form && !b.closed_form);
        for (x, y) in a.columns.iter().zip(&b.columns) {
            assert!((x.value / y.value - 1.0).abs() < 1e-7, "{x:?} {y:?}");
        }
        for (x, y) in a.growth.iter().zip(&b.growth) {
            assert!((x.value - y.value).abs() < 1e-7, "{x:?} {y:?}");
        }
        assert!((a.response.value - b.response.value).abs() < 1e-12);
        // The equation of the optimum: alpha A N^-alpha = beta B D^-beta.
        let (n, d) = (a.columns[0].value, a.columns[1].value);
        let sides = (0.34731 * 477.84 * n.powf(-0.34731), 0.36718 * 2143.86 * d.powf(-0.36718));
        assert!((sides.0 / sides.1 - 1.0).abs() < 1e-10);
    }
}

/// The inverse finds the budget that the optimum's loss came from.
#[test]
fn the_least_budget_of_a_loss() {
    for text in ["loss ~ E + A*N^-alpha + B*D^-beta", "log(loss) ~ log(E + A*N^-alpha + B*D^-beta)"] {
        let law = chinchilla(text);
        let planner = Planner::new(&law, &PlanOptions::default()).unwrap();
        for budget in [1e18, 1e24] {
            let there = planner.budget(budget).unwrap();
            let back = planner.target(there.response.value).unwrap();
            assert!((back.cost.value / budget - 1.0).abs() < 1e-9, "{text}: {} {budget}", back.cost.value);
        }
        let why = planner.target(1.8).unwrap_err().to_string();
        assert!(why.contains("no budget reaches loss = 1.8"), "{why}");
    }
}

/// Along the contour N = k N*, D = D*/k; the ends of the flat region lose just the share allowed.
#[test]
fn the_flat_region_ends_where_the_loss_is_one_per_cent_worse() {
    let law = chinchilla("loss ~ E + A*N^-alpha + B*D^-beta");
    let plan = Planner::new(&law, &PlanOptions::default()).unwrap().budget(1e22).unwrap();
    let flat = &plan.flat[0];
    for n in [flat.lo.unwrap(), flat.hi.unwrap()] {
        let d = 1e22 / (6.0 * n);
        let loss = 1.8172 + 477.84 * n.powf(-0.34731) + 2143.86 * d.powf(-0.36718);
        assert!((loss / plan.response.value - 1.01).abs() < 1e-9, "{n} {loss}");
    }
    assert!(flat.lo.unwrap() < plan.columns[0].value && plan.columns[0].value < flat.hi.unwrap());
}

/// Czech et al., arXiv 2603.22339: the wasted compute of training at the wrong size, by the closed form.
#[test]
fn a_wrong_allocation_wastes_compute() {
    let law = chinchilla("loss ~ E + A*N^-alpha + B*D^-beta");
    let planner = Planner::new(&law, &PlanOptions::default()).unwrap();
    let best = planner.budget(1e22).unwrap();
    let n = 3.0 * best.columns[0].value;
    let waste = planner.waste(&[("N", n)], Some(1e22)).unwrap();
    let (alpha, beta): (f64, f64) = (0.34731, 0.36718);
    let g = (alpha * 477.84 / (beta * 2143.86)).powf(1.0 / (alpha + beta));
    let k = 477.84 * g.powf(-alpha) + 2143.86 * g.powf(beta);
    let least = 6.0 * ((waste.response - 1.8172) / k).powf(-(alpha + beta) / (alpha * beta));
    assert!((waste.wasted / (1e22 - least) - 1.0).abs() < 1e-8, "{waste:?}");
    assert!(waste.share > 0.05 && waste.share < 0.5);
}

/// Training plus inference: 6 N D + 2 N T. By Lagrange, alpha A N^-alpha / (6D + 2T) N = beta B D^-beta / (6 N D).
#[test]
fn inference_tokens_make_the_best_model_smaller() {
    let law = chinchilla("loss ~ E + A*N^-alpha + B*D^-beta");
    let options = PlanOptions {
        cost: "6*N*D + 2*N*served".into(),
        fixed: vec![("served".into(), Fixed::Number(1e13))],
        allocate: vec!["N".into(), "D".into()],
        ..PlanOptions::default()
    };
    let plan = Planner::new(&law, &options).unwrap().budget(1e24).unwrap();
    let (n, d) = (plan.columns[0].value, plan.columns[1].value);
    assert!((n * (6.0 * d + 2e13) / 1e24 - 1.0).abs() < 1e-12);
    let multiplier = (
        0.34731 * 477.84 * n.powf(-0.34731) / (n * (6.0 * d + 2e13)),
        0.36718 * 2143.86 * d.powf(-0.36718) / (6.0 * n * d),
    );
    assert!((multiplier.0 / multiplier.1 - 1.0).abs() < 1e-8);
    let without = Planner::new(&law, &PlanOptions::default()).unwrap().budget(1e24).unwrap();
    assert!(n < without.columns[0].value);
}

/// Muennighoff et al. 2023, arXiv 2305.16264: 1e22 FLOP on 25e9 unique tokens are best spent on about 9.5 epochs.
#[test]
fn unique_data_limit() {
    let law = FittedLaw::published("data_constrained@muennighoff2023").unwrap();
    let options = PlanOptions {
        allocate: vec!["N".into(), "D".into()],
        fixed: vec![("U".into(), Fixed::Number(25e9))],
        ..PlanOptions::default()
    };
    let plan = Planner::new(&law, &options).unwrap().budget(1e22).unwrap();
    assert!((plan.columns[0].value / 7.02e9 - 1.0).abs() < 0.02, "{:?}", plan.columns);
    assert!((plan.columns[1].value / 237.3e9 - 1.0).abs() < 0.02, "{:?}", plan.columns);
}

/// Four columns, one power each, cost their product: the multipliers alpha_i A_i x_i^-alpha_i are all equal.
#[test]
fn four_columns() {
    let terms = [("W", "w", 30.0, 0.4), ("X", "x", 80.0, 0.3), ("Y", "y", 500.0, 0.35), ("Z", "z", 9.0, 0.2)];
    let text: Vec<String> = terms.iter().map(|t| format!("{0}*{1}^-a{1}", t.0, t.1)).collect();
    let names: Vec<String> = terms.iter().map(|t| format!("a{}", t.1)).collect();
    let mut parameters = vec![("E", 1.0)];
    for (t, n) in terms.iter().zip(&names) {
        parameters.push((t.0, t.2));
        parameters.push((n, t.3));
    }
    let law = FittedLaw::new(&format!("loss ~ E + {}", text.join(" + ")), &parameters).unwrap();
    let options = PlanOptions { cost: "w*x*y*z".into(), ..PlanOptions::default() };
    let plan = Planner::new(&law, &options).unwrap().budget(1e24).unwrap();
    let sides: Vec<f64> = terms.iter().zip(&plan.columns).map(|(t, q)| t.3 * t.2 * q.value.powf(-t.3)).collect();
    assert!(sides.iter().all(|s| (s / sides[0] - 1.0).abs() < 1e-7), "{sides:?}");
    let product: f64 = plan.columns.iter().map(|q| q.value).product();
    assert!((product / 1e24 - 1.0).abs() < 1e-12);
    assert!((plan.growth.iter().map(|g| g.value).sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn questions_without_an_answer() {
    let law = chinchilla("loss ~ E + A*N^-alpha + B*D^-beta");
    let ask = |options: PlanOptions, budget: f64| {
        Planner::new(&law, &options).and_then(|p| p.budget(budget)).unwrap_err().to_string()
    };
    let cost = |text: &str| PlanOptions { cost: text.into(), ..PlanOptions::default() };
    assert_eq!(ask(cost("6*N*D"), -1.0), "a budget must be a positive number, not -1");
    assert!(ask(cost("6*N*D*"), 1e20).starts_with("character "));
    assert!(ask(cost("6*N*D*price; price = x"), 1e20).contains("character"));
    let allocate = PlanOptions { allocate: vec!["N".into(), "D".into()], ..cost("6*N*D*price") };
    assert!(ask(allocate, 1e20).contains("--fixed price="));
    assert!(ask(cost("6*N"), 1e20).contains("'D'"));
    assert!(
        ask(PlanOptions { allocate: vec!["N".into(), "D".into()], ..cost("6*N") }, 1e20)
            .contains("does not depend on D")
    );
    let onesided = FittedLaw::new("loss ~ E + A*N^-alpha", &[("E", 1.0), ("A", 400.0), ("alpha", 0.3)]).unwrap();
    let why = Planner::new(&onesided, &cost("6*N*D")).unwrap().budget(1e20).unwrap_err().to_string();
    assert!(why.contains("falls all the way as N goes to infinity"), "{why}");
    assert!(FittedLaw::published("chinchilla@nobody").unwrap_err().to_string().contains("hoffmann2022"));
}
