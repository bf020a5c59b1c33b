//! Learning curves with known constants: those of Kaplan et al. 2020, Table 3 and section 5.1.

use lawful_fit::{Fit, Noise};
use lawful_io::{Column, Table};
use lawful_law::Law;
use lawful_plan::{CurveColumns, critical_batch, four_steps, steps_to_loss};

const TRUTH: [(&str, f64); 6] =
    [("Nc", 6.5e13), ("alphaN", 0.077), ("Sc", 2.1e3), ("alphaS", 0.76), ("Bstar", 2.1e8), ("alphaB", 0.21)];

/// The loss by bisection: the right side falls as the loss rises.
fn loss(n: f64, s: f64, b: f64) -> f64 {
    let [nc, an, sc, a_s, bs, ab] = TRUTH.map(|t| t.1);
    let converged = (nc / n).powf(an);
    let right = |l: f64| converged + (sc / s * (1.0 + bs / (b * l.powf(1.0 / ab)))).powf(a_s);
    let (mut lo, mut hi) = (converged, 1e6);
    for _ in 0..200 {
        let middle = 0.5 * (lo + hi);
        if right(middle) > middle { lo = middle } else { hi = middle }
    }
    lo
}

fn runs(sizes: &[f64], batches: &[f64], checkpoints: u32) -> Table {
    let mut columns: [Vec<f64>; 4] = Default::default();
    for n in sizes {
        for b in batches {
            for k in 0..checkpoints {
                let s = 3e3 * (2.5e5_f64 / 3e3).powf(f64::from(k) / f64::from(checkpoints - 1));
                [*n, s, *b, loss(*n, s, *b)].into_iter().zip(&mut columns).for_each(|(v, c)| c.push(v));
            }
        }
    }
    let names = ["N", "S", "B", "loss"];
    Table::from_columns(names.into_iter().zip(columns).map(|(n, c)| Column::number(n, c)).collect()).unwrap()
}

const BATCHES: [f64; 4] = [32768.0, 131_072.0, 524_288.0, 2_097_152.0];

/// Without noise every level's hyperbola is exact but for the interpolation of curves, and so is the critical batch's law.
#[test]
fn exact_curves() {
    let table = runs(&[1e6, 1e7], &BATCHES, 200);
    let found = critical_batch(&table, &CurveColumns::default(), 6).unwrap();
    assert_eq!(found.levels.len(), 12);
    for level in &found.levels {
        let truth = 2.1e8 * level.loss.powf(-1.0 / 0.21);
        assert!((level.critical / truth - 1.0).abs() < 2e-3, "{level:?} {truth}");
        let steps = 2.1e3 * (level.loss - (6.5e13 / level.size).powf(0.077)).powf(-1.0 / 0.76);
        assert!((level.min_steps / steps - 1.0).abs() < 2e-3, "{level:?} {steps}");
    }
    assert!((found.alpha_b.value - 0.21).abs() < 1e-3 && (found.b_star.value / 2.1e8 - 1.0).abs() < 0.01);
    assert!((found.at(2.5) / (2.1e8 * 2.5_f64.powf(-1.0 / 0.21)) - 1.0).abs() < 2e-3);
}

/// At the critical batch twice the fewest steps are taken.
#[test]
fn steps_to_a_loss() {
    let level = 3.5;
    let batch = 2.1e8 * level_power(level);
    let table = runs(&[1e7], &[batch, 1e3 * batch], 400);
    let found = steps_to_loss(&table, &CurveColumns::default(), level).unwrap();
    assert_eq!(found.len(), 2);
    assert!((found[0].steps / found[1].steps - 2.0 / 1.001).abs() < 1e-3, "{found:?}");
    assert!(steps_to_loss(&table, &CurveColumns::default(), 1.0).unwrap().is_empty());
}

fn level_power(loss: f64) -> f64 {
    loss.powf(-1.0 / 0.21)
}

/// The four steps come near, and a joint fit that starts there is exact.
#[test]
fn four_steps_start_the_joint_fit() {
    let table = runs(&[1e6, 2.3e6, 5.1e6, 1.2e7, 2.6e7, 6e7], &BATCHES, 25);
    let steps = four_steps(&table, &CurveColumns::default(), 6).unwrap();
    // Losses that have not converged: the size exponent and what follows are biased, by less than a third.
    assert!((steps.alpha_n / 0.077 - 1.0).abs() < 0.1 && (steps.alpha_s / 0.76 - 1.0).abs() < 0.35, "{steps:?}");
    let law = Law::parse(&format!("loss ~ kaplan_batch(N, S, B){}", steps.starts())).unwrap();
    let fit = Fit::of(&law, &table).noise(Noise::LogNormal).brief().run().unwrap();
    for (name, value) in TRUTH {
        assert!((fit.value(name).unwrap() / value - 1.0).abs() < 1e-6, "{name}");
    }
}

#[test]
fn what_can_not_be_answered() {
    let columns = CurveColumns::default();
    let two = critical_batch(&runs(&[1e6], &BATCHES[..2], 10), &columns, 4).unwrap_err().to_string();
    assert!(two.contains("three batches"), "{two}");
    let one = four_steps(&runs(&[1e6], &BATCHES, 10), &columns, 4).unwrap_err().to_string();
    assert!(one.contains("two sizes"), "{one}");
    let mut table = runs(&[1e6], &BATCHES, 10);
    let mut losses = table.numbers("loss").unwrap().to_vec();
    losses[3] = -1.0;
    table.set(Column::number("loss", losses)).unwrap();
    let negative = critical_batch(&table, &columns, 4).unwrap_err().to_string();
    assert!(negative.contains("row 4") && negative.contains("'loss'"), "{negative}");
    assert!(critical_batch(&table, &CurveColumns { batch: "batch".into(), ..columns }, 4).is_err());
}
