//! Plans under the costs that people have, each against a fine grid of the formula written out here.

use lawful_plan::{FittedLaw, Fixed, Plan, PlanOptions, Planner};

fn plan(law: &str, cost: &str, fixed: &[(&str, f64)], budget: f64) -> Result<Plan, lawful_plan::Error> {
    let law = FittedLaw::published(law)?;
    let fixed = fixed.iter().map(|(name, x)| (name.to_string(), Fixed::Number(*x))).collect();
    let options = PlanOptions { cost: cost.into(), fixed, ..PlanOptions::default() };
    Planner::new(&law, &options)?.budget(budget)
}

/// The lowest value of `of` on a fine grid of exponents of ten, refined once.
fn lowest(of: impl Fn(f64) -> f64) -> f64 {
    let best = |from: f64, to: f64| {
        let at = |k: u32| from + (to - from) * f64::from(k) / 20_000.0;
        (0..=20_000).map(at).min_by(|a, b| of(10f64.powf(*a)).total_cmp(&of(10f64.powf(*b)))).unwrap()
    };
    let rough = best(4.0, 16.0);
    of(10f64.powf(best(rough - 0.002, rough + 0.002)))
}

/// Besiroglu et al. 2024, arXiv 2404.10102.
fn besiroglu(n: f64, d: f64) -> f64 {
    1.8169 + 482.01 * n.powf(-0.3478) + 2085.43 * d.powf(-0.3658)
}

fn agrees(plan: &Plan, brute: f64) {
    // The grid's last step is 4e-7 decades, and the law is flat at its optimum: far below 1e-9.
    assert!((plan.response.value - brute).abs() < 1e-9, "{} against {brute}", plan.response.value);
}

/// Training and serving: `6 N D + 2 N served` (Sardana et al. 2024, arXiv 2401.00448).
#[test]
fn tokens_that_will_be_served() {
    let served = 1e13;
    let found = plan("chinchilla@besiroglu2024", "6*N*D + 2*N*served; served = 1e13", &[], 1e24).unwrap();
    agrees(
        &found,
        lowest(|n| {
            let d = (1e24 - 2.0 * n * served) / (6.0 * n);
            if d > 0.0 { besiroglu(n, d) } else { f64::INFINITY }
        }),
    );
    let without = plan("chinchilla@besiroglu2024", "6*N*D", &[], 1e24).unwrap();
    assert!(found.columns[0].value < without.columns[0].value, "what is served makes small models better");
}

/// Money: GPU-hours at a stated throughput (FLOP/s) and price (per hour).
#[test]
fn money_is_another_unit_of_compute() {
    let cost = "6*N*D/(rate*3600)*price; rate = 4e14; price = 2";
    let found = plan("chinchilla@besiroglu2024", cost, &[], 1e6).unwrap();
    let flops = 1e6 / 2.0 * 3600.0 * 4e14;
    agrees(&found, lowest(|n| besiroglu(n, flops / 6.0 / n)));
}

/// A size that is given leaves the tokens that the budget pays for.
#[test]
fn a_fixed_size() {
    let found = plan("chinchilla@besiroglu2024", "6*N*D", &[("N", 7e9)], 1e24).unwrap();
    assert!((found.columns[0].value / (1e24 / 6.0 / 7e9) - 1.0).abs() < 1e-12);
    agrees(&found, besiroglu(7e9, 1e24 / 6.0 / 7e9));
}

/// Unique tokens that run out: Muennighoff et al. 2023, arXiv 2305.16264, equations 5 to 7.
#[test]
fn data_that_run_out() {
    let (a, b, e): (f64, f64, f64) = (520.8249516599187, 1487.716093782861, 1.8691436784054858);
    let (r_d, r_n, k): (f64, f64, f64) = (15.387756, 5.309743, 0.3526596);
    let unique: f64 = 1e11;
    let law = |n: f64, d: f64| {
        let u_d = unique.min(d);
        // The size that is best for the unique tokens.
        let u_n = (a / b).powf(1.0 / k) * u_d;
        let worth = |x: f64, u: f64, r: f64| u + u * r * (1.0 - (-(x / u - 1.0).max(0.0) / r).exp());
        let n_eff = if n < u_n { n } else { worth(n, u_n, r_n) };
        e + a * n_eff.powf(-k) + b * worth(d, u_d, r_d).powf(-k)
    };
    for budget in [1e20, 1e23, 1e24] {
        let found = plan("data_constrained@muennighoff2023", "6*N*D", &[("U", unique)], budget).unwrap();
        agrees(&found, lowest(|n| law(n, budget / 6.0 / n)));
    }
}

/// Steps and batches: a step costs something beside its tokens, so that neither many small nor few large ones are best.
/// Without that nothing speaks against ever smaller batches, and the plan says so.
#[test]
fn batch_against_steps() {
    let found = plan("kaplan_batch@kaplan2020", "6*N*B*S + 1e17*S", &[], 1e22).unwrap();
    let value = |name: &str| found.columns.iter().find(|c| c.name == name).unwrap().value;
    let (n, b, s) = (value("N"), value("B"), value("S"));
    assert!(((6.0 * n * b * s + 1e17 * s) / 1e22 - 1.0).abs() < 1e-9);
    // No neighbour at the same cost is better.
    let at = |n: f64, b: f64| {
        let law = FittedLaw::published("kaplan_batch@kaplan2020").unwrap();
        let column = |name: &str, x: f64| lawful_io::Column::number(name, vec![x]);
        let s = 1e22 / (6.0 * n * b + 1e17);
        let table = lawful_io::Table::from_columns(vec![column("N", n), column("B", b), column("S", s)]).unwrap();
        law.band(&table, 0.95).unwrap()[0].value
    };
    assert!((at(n, b) - found.response.value).abs() < 1e-9);
    for (dn, db) in
        [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99), (1.01, 0.99), (0.99, 1.01), (1.5, 1.0), (1.0, 3.0)]
    {
        assert!(at(n * dn, b * db) >= found.response.value - 1e-12);
    }
    let never = plan("kaplan_batch@kaplan2020", "6*N*B*S", &[], 1e22).unwrap_err().to_string();
    assert!(never.contains("there is no best allocation") && never.contains("--fixed"), "{never}");
}
