//! The reference samples of Clauset, Shalizi & Newman, where `LAWFUL_DATA` says where they are.

use lawful_tail::{Kind, Ks, Tail};
use std::path::PathBuf;

fn read(name: &str) -> Option<Vec<f64>> {
    let Some(folder) = std::env::var_os("LAWFUL_DATA") else {
        println!("skipped: no data");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join("heavy-tail").join(name)).unwrap();
    Some(text.split_whitespace().map(|x| x.parse().unwrap()).collect())
}

/// alpha, xmin and D of the table in the samples' SOURCE.md, measured with the package `powerlaw` 2.0.0; for discrete
/// samples the roots of the likelihood's derivative and their distances, found with 15 digits (mpmath): the optimiser of
/// `powerlaw` stops before them, at 1.952718 (D = 0.0082566) and 2.367747 (D = 0.0173149).
#[test]
fn printed_digits() {
    for (name, kind, factor, alpha, xmin, ks) in [
        ("words.txt", Kind::Discrete, 1.0, 1.952_727_511_673, 7.0, 0.008_252_953_085),
        ("terrorism.txt", Kind::Discrete, 1.0, 2.369_947_082_677, 12.0, 0.017_685_630_760),
        ("blackouts.txt", Kind::Continuous, 1e-3, 2.272637, 230.0, 0.0606738),
        ("cities.txt", Kind::Continuous, 1e-3, 2.369952, 52.457, 0.0188480),
        ("surnames.txt", Kind::Continuous, 1e-3, 2.200416, 14.9226, 0.0311408),
    ] {
        let Some(mut values) = read(name) else { return };
        values.iter_mut().for_each(|x| *x *= factor);
        let fitting = Tail::of(&values).sims(0);
        let tail = match kind {
            Kind::Continuous => fitting.continuous(),
            Kind::Discrete => fitting.discrete(),
        }
        .run()
        .unwrap();
        let (alpha_digits, ks_digits) = if kind == Kind::Discrete { (1e-11, 1e-11) } else { (1e-6, 1e-7) };
        assert!((tail.xmin - xmin).abs() < 5e-5, "{name}: {}", tail.xmin);
        assert!((tail.alpha - alpha).abs() < alpha_digits, "{name}: {}", tail.alpha);
        assert!((tail.ks - ks).abs() < ks_digits, "{name}: {}", tail.ks);
    }
}

#[test]
fn the_other_convention() {
    let Some(surnames) = read("surnames.txt") else { return };
    let values: Vec<f64> = surnames.iter().map(|x| x * 1e-3).collect();
    let tail = Tail::of(&values).continuous().ks(Ks::TwoSided).sims(0).run().unwrap();
    assert!((tail.alpha - 2.493).abs() < 5e-4 && (tail.xmin - 111.9).abs() < 0.05, "{} {}", tail.alpha, tail.xmin);
    let tail = Tail::of(&values).continuous().sims(0).run().unwrap();
    assert!(tail.warnings.iter().any(|w| w.code == "ks-convention"));
    let Some(cities) = read("cities.txt") else { return };
    let tail = Tail::of(&cities).continuous().ks(Ks::TwoSided).sims(0).run().unwrap();
    assert!((tail.ks - 0.01942).abs() < 5e-6, "{}", tail.ks);
}
