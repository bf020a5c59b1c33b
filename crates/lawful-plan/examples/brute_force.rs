//! The planner against brute force for 1,000 random laws: prints the largest difference of the loss.

#[path = "../tests/random_laws/mod.rs"]
mod random_laws;

fn main() {
    let worst = (0..1000)
        .map(|seed| (random_laws::disagreement(seed), seed))
        .fold((0.0, 0), |a, b| if b.0 > a.0 { b } else { a });
    println!("largest difference {:.1e} (law {})", worst.0, worst.1);
}
