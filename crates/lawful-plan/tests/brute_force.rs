//! The planner against brute force: random laws, the contour of constant cost sampled finely, the lowest loss kept.

mod random_laws;

use random_laws::disagreement;

/// 200 laws here; `cargo run --release --example brute_force` takes 1,000.
#[test]
fn random_laws_within_1e_9_of_a_fine_grid() {
    let worst = (0..200).map(disagreement).fold(0.0, f64::max);
    assert!(worst < 1e-9, "{worst:e}");
}
