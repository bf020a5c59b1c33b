//! A fit's numbers have the same bits for any number of threads, below and above the row count where rows are shared
//! out.

mod simulate;

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use simulate::Random;

fn table(rows: usize) -> Table {
    let mut random = Random::new(rows as u64);
    let names = ["adamw", "muon", "lion"];
    let (mut n, mut d, mut loss, mut g) = (vec![], vec![], vec![], vec![]);
    for i in 0..rows {
        n.push((16.0 + 6.0 * random.uniform()).exp());
        d.push((20.0 + 5.0 * random.uniform()).exp());
        let law = 1.7 + 400.0 * n[i].powf(-0.34) + 2000.0 * d[i].powf(-0.37) * (1.0 + 0.1 * (i % 3) as f64);
        loss.push(law * (0.01 * random.student(3.0)).exp());
        g.push(names[i % 3]);
    }
    Table::from_columns(vec![
        Column::number("N", n),
        Column::number("D", d),
        Column::number("loss", loss),
        Column::category("g", &g),
    ])
    .unwrap()
}

/// Every number of the fit that is not a time.
fn bits(fit: &Fit) -> Vec<u64> {
    let mut list = vec![fit.objective, fit.loglik.unwrap_or(0.0), fit.condition.unwrap_or(0.0)];
    for p in fit.params.iter().chain(&fit.derived) {
        list.extend([p.value, p.stderr.unwrap_or(0.0), p.lo.unwrap_or(0.0), p.hi.unwrap_or(0.0)]);
    }
    list.extend(fit.noise_params.iter().map(|p| p.1));
    for i in 0..fit.covariance.size() {
        list.extend((0..fit.covariance.size()).map(|j| fit.covariance[(i, j)]));
    }
    list.extend(fit.rivals.iter().flat_map(|r| r.params.iter().map(|p| p.1)));
    list.extend(&fit.fitted);
    list.extend([fit.starts.tried, fit.starts.converged, fit.starts.reached].map(|n| n as f64));
    list.into_iter().map(f64::to_bits).collect()
}

fn check(rows: usize, law: &str, noise: &str) {
    let table = table(rows);
    let law = Law::parse(law).unwrap();
    let noise: Noise = noise.parse().unwrap();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        bits(&pool.install(|| Fit::of(&law, &table).noise(noise.clone()).run()).unwrap())
    };
    let one = on(1);
    for threads in [2, 3] {
        assert_eq!(on(threads), one, "{rows} rows, {noise}, {threads} threads");
    }
}

const CHINCHILLA: &str = "loss ~ E + A*N^-alpha + B*D^-beta";
const LOGS: &str = "log(loss) ~ logsumexp(e, a - alpha*log(N), b - beta*log(D))";
const GROUPED: &str = "loss ~ E + A*N^-alpha + B[g]*D^-beta; let gap = B[\"muon\"] - B[\"lion\"]";

#[test]
fn hundreds_of_rows() {
    for noise in ["gaussian", "huber(1e-3)", "laplace", "student(4)", "lognormal"] {
        check(240, CHINCHILLA, noise);
    }
    check(240, LOGS, "huber(1e-3)");
    check(240, GROUPED, "gaussian");
}

#[test]
fn a_hundred_thousand_rows() {
    for noise in ["gaussian", "huber(1e-3)", "laplace", "student(4)"] {
        check(100_000, CHINCHILLA, noise);
    }
    check(100_000, GROUPED, "lognormal");
}
