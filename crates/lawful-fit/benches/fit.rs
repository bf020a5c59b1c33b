//! Time of whole fits, warm: `cargo bench -p lawful-fit --bench fit`.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use lawful_fit::{Fit, Noise};
use lawful_io::Table;
use lawful_law::{Law, query};

fn example(name: &str) -> Table {
    let path = format!("{}/../../examples/{name}", env!("CARGO_MANIFEST_DIR"));
    Table::read(path).expect("an example of this repository")
}

/// Least squares from given starts: NIST's Misra1a.
fn given_starts(criterion: &mut Criterion) {
    let table = example("misra1a.csv");
    let law = Law::parse("y ~ b1*(1 - exp(-b2*x)); b1 start 500; b2 start 1e-4").expect("a law");
    criterion.bench_function("misra1a from NIST's first start", |b| {
        b.iter(|| Fit::of(&law, &table).brief().run().expect("a fit"));
    });
}

/// Chinchilla's law on 240 runs, as a search and with refits.
fn chinchilla(criterion: &mut Criterion) {
    let mut table = example("chinchilla.csv");
    for column in ["N = params", "D = tokens"] {
        query::derive(&mut table, column).expect("a column");
    }
    let (table, _) = query::keep(&table, "outlier == 0").expect("rows");
    let plain = Law::parse("loss ~ E + A*N^-alpha + B*D^-beta").expect("a law");
    let logs = Law::parse("log(loss) ~ logsumexp(e, a - alpha*log(N), b - beta*log(D))").expect("a law");
    let mut group = criterion.benchmark_group("chinchilla");
    for (name, noise) in [("gaussian", Noise::Gaussian), ("huber(1e-3)", "huber(1e-3)".parse().expect("a noise"))] {
        group.bench_with_input(BenchmarkId::new("as typed", name), &noise, |b, noise| {
            b.iter(|| Fit::of(&plain, &table).noise(noise.clone()).brief().run().expect("a fit"));
        });
    }
    let huber: Noise = "huber(1e-3)".parse().expect("a noise");
    group.bench_function("log-sum-exp", |b| {
        b.iter(|| Fit::of(&logs, &table).noise(huber.clone()).brief().run().expect("a fit"));
    });
    group.sample_size(10);
    group.bench_function("4000 refits", |b| {
        b.iter(|| Fit::of(&plain, &table).noise(huber.clone()).brief().bootstrap(4000).run().expect("a fit"));
    });
    group.finish();
}

criterion_group!(benches, given_starts, chinchilla);
criterion_main!(benches);
