//! Diffusion spectral entropy against the tables of the dossier and against exact cases.

use lawful_spectrum::diffusion_entropy::{DiffusionEntropy, Form, median_distance, suggested_time};
use lawful_spectrum::{Matrix, Shares};

mod random;
use random::Random;

const CODE: DiffusionEntropy = DiffusionEntropy { sigma: 10.0, time: 1.0, form: Form::Code };

fn of(points: &Matrix, sigma: f64, time: f64, form: Form) -> f64 {
    DiffusionEntropy { sigma, time, form }.of(points.view().unwrap()).unwrap()
}

#[test]
fn exact_cases() {
    for form in [Form::Code, Form::Definition] {
        let same = Matrix::from_fn(40, 3, |_, j| j as f64);
        assert!(of(&same, 1.0, 1.0, form).abs() < 1e-10);
        let mut rng = Random::new(1);
        let apart = rng.matrix(64, 5);
        assert!((of(&apart, 1e-6, 1.0, form) - 6.0).abs() < 1e-12);
    }
}

/// k tight blobs far apart: log2 k bits at t = 2, to 0.02 bits.
#[test]
fn tight_blobs_give_the_logarithm_of_their_number() {
    for (k, at_two, at_one) in [(1, 0.0, 0.09), (2, 1.0, 1.10), (4, 2.0, 2.10), (8, 3.0, 3.10)] {
        let mut rng = Random::new(50 + k as u64);
        let dimension = 20;
        // Blobs of deviation 1 at corners 50 sigma apart.
        let points = Matrix::from_fn(400, dimension, |i, j| rng.normal() * 0.1 + if j == i % k { 500.0 } else { 0.0 });
        assert!((of(&points, 10.0, 2.0, Form::Code) - at_two).abs() < 0.02);
        // At t = 1 the tail of small eigenvalues adds a little, by the spread of the blobs.
        let one = of(&points, 10.0, 1.0, Form::Code);
        assert!(one >= at_two && one < at_one + 0.1, "{one}");
    }
}

/// n = 500, D = 20 standard normal, sigma 3: 7.604 and 7.599 bits at t = 1, 2.392 and 2.833 at t = 2. Draws scatter by
/// .045 at t = 1, by .075 and .098 at t = 2 (ten draws of our own); the dossier's are one draw as well,
/// so three times the scatter of a difference.
#[test]
fn both_forms_as_measured_in_the_dossier() {
    let points = Random::new(77).matrix(500, 20);
    for (time, form, bits, scatter) in [
        (1.0, Form::Code, 7.604, 0.045),
        (1.0, Form::Definition, 7.599, 0.045),
        (2.0, Form::Code, 2.392, 0.075),
        (2.0, Form::Definition, 2.833, 0.098),
    ] {
        let found = of(&points, 3.0, time, form);
        assert!((found - bits).abs() < 3.0 * 2f64.sqrt() * scatter, "{time} {form:?}: {found}");
    }
    assert!((of(&points, 10.0, 1.0, Form::Code) - of(&points, 10.0, 1.0, Form::Definition)).abs() < 0.007);
}

/// k-dimensional Gaussian of deviation 3 in 128 dimensions with noise .05, n = 500, sigma 3.
#[test]
fn dimension_of_a_cloud() {
    for (k, bits) in [(1, 2.32), (2, 3.94), (4, 6.50), (8, 8.41), (16, 8.96)] {
        let mut rng = Random::new(k as u64);
        let points =
            Matrix::from_fn(500, 128, |_, j| rng.normal() * 0.05 + if j < k { 3.0 * rng.normal() } else { 0.0 });
        let found = of(&points, 3.0, 1.0, Form::Code);
        assert!((found / bits - 1.0).abs() < 0.04, "{k}: {found}");
    }
}

#[test]
fn entropy_falls_with_time_and_does_not_feel_motion() {
    let mut rng = Random::new(6);
    let points = rng.matrix(120, 6);
    let entropies: Vec<f64> =
        [0.5, 1.0, 2.0, 4.0, 16.0, 1e4].iter().map(|t| of(&points, 2.0, *t, Form::Code)).collect();
    assert!(entropies.windows(2).all(|w| w[1] <= w[0] + 1e-12));
    let (c, s) = (0.6, 0.8);
    let moved = Matrix::from_fn(120, 6, |i, j| match j {
        0 => c * points[(i, 0)] - s * points[(i, 1)] + 100.0,
        1 => s * points[(i, 0)] + c * points[(i, 1)] - 50.0,
        _ => points[(i, j)] + 3.0,
    });
    assert!((of(&moved, 2.0, 1.0, Form::Definition) - of(&points, 2.0, 1.0, Form::Definition)).abs() < 1e-9);
    let dse = DiffusionEntropy { sigma: 2.0, ..CODE };
    let values = dse.eigenvalues(points.view().unwrap()).unwrap();
    // The largest eigenvalue of a diffusion is 1; the entropy is the log of the soft rank.
    assert!(
        (DiffusionEntropy { form: Form::Definition, ..dse }.eigenvalues(points.view().unwrap()).unwrap()[0] - 1.0)
            .abs()
            < 1e-12
    );
    let moduli: Vec<f64> = values.iter().map(|x| x.abs()).collect();
    let soft = Shares::of_eigenvalues(&moduli).unwrap().entropy_rank().log2();
    assert!((dse.of(points.view().unwrap()).unwrap() - soft).abs() < 1e-12);
    assert_eq!(suggested_time(&[1.0, 0.5, 0.1, 0.001], 50), 50);
    let decaying: Vec<f64> = (0..200).map(|i| 0.5f64.powi(i)).collect();
    // 0.5^(i t) > 0.01 for i < 6.64/t: two of 200 are left at t = 4.
    assert_eq!(suggested_time(&decaying, 50), 4);
    assert!(DiffusionEntropy { sigma: 0.0, ..CODE }.of(points.view().unwrap()).is_err());
    assert!(DiffusionEntropy { time: f64::NAN, ..CODE }.of(points.view().unwrap()).is_err());
}

/// Five classes in 20 dimensions: labels that mean something inform, shuffled ones do not, a constant one is exactly 0.
#[test]
fn information_of_labels() {
    let (n, classes) = (300, 5u32);
    let mut rng = Random::new(12);
    let labels: Vec<u32> = (0..n).map(|i| i % classes).collect();
    let points =
        Matrix::from_fn(n as usize, 20, |i, j| rng.normal() + if j == labels[i] as usize { 12.0 } else { 0.0 });
    let dse = DiffusionEntropy { sigma: 4.0, time: 2.0, form: Form::Code };
    let view = points.view().unwrap();
    let true_labels = dse.information(view, &labels, 5, 0).unwrap();
    assert!(true_labels.value > 1.0 && true_labels.error < 0.1, "{true_labels:?}");
    let mut mixed = labels.clone();
    for i in (1..mixed.len()).rev() {
        mixed.swap(i, (rng.uniform() * (i + 1) as f64) as usize);
    }
    let none = dse.information(view, &mixed, 5, 0).unwrap();
    assert!(none.value.abs() < 0.1, "{none:?}");
    assert_eq!(dse.information(view, &vec![1; 300], 5, 0).unwrap().value, 0.0);
    assert!(dse.information(view, &labels[1..], 5, 0).is_err());
    let mut lonely = labels;
    lonely[0] = 99;
    assert!(dse.information(view, &lonely, 5, 0).is_err());
}

#[test]
fn median_distances() {
    let line = Matrix::from_fn(3, 1, |i, _| (i * i) as f64); // 1, 3, 4
    assert_eq!(median_distance(line.view().unwrap()).unwrap(), 3.0);
    let line = Matrix::from_fn(4, 1, |i, _| i as f64); // 1 1 1 2 2 3
    assert_eq!(median_distance(line.view().unwrap()).unwrap(), 1.5);
    assert!(median_distance(Matrix::zeros(1, 2).view().unwrap()).is_err());
}
