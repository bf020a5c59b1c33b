//! Effective ranks, their bias from few rows, and covariances from batches.

use lawful_spectrum::{Covariance, Error, Matrix, Shares, finite_sample};
use proptest::prelude::*;

mod random;
use random::Random;

#[test]
fn closed_forms() {
    let flat = Shares::of_eigenvalues(&[2.0; 7]).unwrap();
    for order in [0.0, 0.5, 1.0, 1.0 + 1e-9, 1.5, 2.0, 3.0, 50.0, 1e6, f64::INFINITY] {
        assert!((flat.renyi_rank(order).unwrap() - 7.0).abs() < 1e-9, "{order}");
    }
    assert!((flat.relative_entropy() - 1.0).abs() < 1e-14 && flat.asymmetry().abs() < 1e-14);
    let single = Shares::of_eigenvalues(&[3.0, 0.0, 0.0]).unwrap();
    assert_eq!((single.entropy_rank(), single.participation_ratio(), single.stable_rank()), (1.0, 1.0, 1.0));
    assert_eq!((single.entropy(), single.relative_entropy()), (0.0, 0.0));
    // Shares 1/2, 1/4, 1/8, 1/8: entropy 7/4 ln 2, participation 1/(11/32).
    let s = Shares::of_singular_values(&[2.0, 2f64.sqrt(), 1.0, 1.0]).unwrap();
    assert!((s.entropy_rank() - 2f64.powf(1.75)).abs() < 1e-14);
    assert!((s.participation_ratio() - 32.0 / 11.0).abs() < 1e-14);
    assert!((s.stable_rank() - 2.0).abs() < 1e-14);
    assert!((s.renyi_rank(3.0).unwrap() - (512f64 / 74.0).sqrt()).abs() < 1e-14);
    assert!((s.concentration(2) - 0.75).abs() < 1e-15 && s.concentration(0) == 0.0 && s.concentration(99) == 1.0);
    assert_eq!((s.rank_at(0.75).unwrap(), s.rank_at(0.76).unwrap(), s.rank_at(1.0).unwrap()), (2.0, 3.0, 4.0));
    // Multiplicities count like repeats.
    let repeated = Shares::of_measure(&[4.0, 1.0], &[1.0, 3.0]).unwrap();
    let plain = Shares::of_eigenvalues(&[4.0, 1.0, 1.0, 1.0]).unwrap();
    for order in [0.0, 0.7, 1.0, 2.0, 9.0] {
        assert!((repeated.renyi_rank(order).unwrap() - plain.renyi_rank(order).unwrap()).abs() < 1e-13);
    }
    assert!((repeated.concentration(2) - plain.concentration(2)).abs() < 1e-15);
}

#[test]
fn what_has_no_rank_is_refused() {
    assert!(matches!(Shares::of_eigenvalues(&[0.0, 0.0]), Err(Error::Unanswerable(_))));
    assert!(matches!(Shares::of_eigenvalues(&[]), Err(Error::Unanswerable(_))));
    assert!(Shares::of_eigenvalues(&[1.0, -0.5]).unwrap_err().to_string().contains("eigenvalue 2 is -0.5"));
    assert!(Shares::of_eigenvalues(&[1.0, -1e-12]).is_ok());
    assert!(Shares::of_eigenvalues(&[1.0, f64::NAN]).is_err());
    assert!(Shares::of_singular_values(&[1.0, -1.0]).is_err());
    assert!(Shares::of_measure(&[1.0], &[1.0, 2.0]).is_err());
    let s = Shares::of_eigenvalues(&[1.0, 2.0]).unwrap();
    assert!(s.renyi_rank(-1.0).is_err() && s.renyi_rank(f64::NAN).is_err() && s.rank_at(0.0).is_err());
    assert!(Shares::of_eigenvalues(&[1e308, 1e308]).unwrap().participation_ratio() == 2.0);
    assert!((Shares::of_singular_values(&[1e200, 1e200]).unwrap().entropy_rank() - 2.0).abs() < 1e-14);
}

proptest! {
    /// Ranks fall with the order, lie between 1 and the count, and do not depend on scale.
    #[test]
    fn ranks_fall_with_the_order(values in prop::collection::vec(1e-6f64..1e6, 1..40), scale in 1e-100f64..1e100) {
        let s = Shares::of_eigenvalues(&values).unwrap();
        let scaled: Vec<f64> = values.iter().map(|v| v * scale).collect();
        let t = Shares::of_eigenvalues(&scaled).unwrap();
        let orders = [0.0, 0.3, 0.999_999, 1.0, 1.000_001, 1.4, 1.6, 2.0, 5.0, 300.0, f64::INFINITY];
        let ranks: Vec<f64> = orders.iter().map(|q| s.renyi_rank(*q).unwrap()).collect();
        prop_assert!(ranks.windows(2).all(|w| w[1] <= w[0] * (1.0 + 1e-12)));
        prop_assert!(ranks[0] <= values.len() as f64 + 1e-9 && ranks[10] >= 1.0 - 1e-12);
        for (q, r) in orders.iter().zip(&ranks) {
            prop_assert!((t.renyi_rank(*q).unwrap() / r - 1.0).abs() < 1e-9);
        }
    }
}

/// D = 200, N = 1000 Gaussian rows of a flat spectrum: 181.0 and 166.7, as the dossier measured 180.8 and 166.5.
#[test]
fn few_rows_lower_both_ranks_as_the_formulas_say() {
    let (d, n) = (200, 1000);
    assert!((finite_sample::flat_entropy_rank(d, n) - 180.97).abs() < 0.01);
    assert!((finite_sample::flat_participation_ratio(d, n) - 166.67).abs() < 0.01);
    let mut covariance = Covariance::new(d).unwrap();
    let mut rng = Random::new(9);
    for _ in 0..10 {
        let batch = rng.matrix(n / 10, d);
        covariance.push(batch.view().unwrap()).unwrap();
    }
    let s = Shares::of_eigenvalues(&covariance.eigenvalues().unwrap()).unwrap();
    // Both are sums over d^2 entries: they scatter by well below .2.
    assert!((s.entropy_rank() - 180.97).abs() < 0.8, "{}", s.entropy_rank());
    assert!((s.participation_ratio() - 166.67).abs() < 0.8, "{}", s.participation_ratio());
    let rows = covariance.rows() as usize - 1;
    assert!((finite_sample::entropy_rank(s.entropy_rank(), rows).unwrap() - 200.0).abs() < 1.5);
    assert!((finite_sample::participation_ratio(s.participation_ratio(), rows).unwrap() - 200.0).abs() < 1.5);
    // D > N: the formula with the two exchanged.
    let wide = rng.matrix(300, 600);
    let s = lawful_spectrum::dense::singular_values(wide.view().unwrap()).unwrap();
    let s = Shares::of_singular_values(&s.values).unwrap();
    assert!((s.entropy_rank() - finite_sample::flat_entropy_rank(600, 300)).abs() < 1.0);
    assert!((s.participation_ratio() - finite_sample::flat_participation_ratio(600, 300)).abs() < 1.0);
    assert!(finite_sample::participation_ratio(100.0, 100).is_err());
    assert!(finite_sample::entropy_rank(70.0, 100).is_err());
    assert!(finite_sample::entropy_rank(0.5, 100).is_err());
}

/// A decaying spectrum, true participation ratio known: the correction removes the bias of few rows.
#[test]
fn participation_ratio_of_a_decaying_spectrum_is_recovered() {
    let (d, n) = (100, 150);
    let scale: Vec<f64> = (1..=d).map(|i| (i as f64).powf(-0.5)).collect();
    let truth = Shares::of_singular_values(&scale).unwrap().participation_ratio();
    let draws = 30;
    let found: Vec<f64> = (0..draws)
        .map(|seed| {
            let mut rng = Random::new(seed);
            let x = Matrix::from_fn(n, d, |_, j| rng.normal() * scale[j]);
            let s = lawful_spectrum::dense::singular_values(x.view().unwrap()).unwrap();
            finite_sample::participation_ratio(Shares::of_singular_values(&s.values).unwrap().participation_ratio(), n)
                .unwrap()
        })
        .collect();
    let mean = found.iter().sum::<f64>() / draws as f64;
    let sd = (found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (draws - 1) as f64).sqrt();
    // A ratio of estimates is biased by about its variance over itself.
    assert!((mean - truth).abs() < 4.0 * sd / (draws as f64).sqrt() + 2.0 * sd * sd / truth, "{mean} {truth} {sd}");
}

#[test]
fn batches_merge_to_the_whole_even_far_from_zero() {
    let (n, d) = (500, 6);
    let mut rng = Random::new(2);
    let x = Matrix::from_fn(n, d, |_, j| rng.normal() * (j + 1) as f64 + 1e8);
    // Two passes in f64 on the differences from the offset, which are exact.
    let mean: Vec<f64> = (0..d).map(|j| (0..n).map(|i| x[(i, j)] - 1e8).sum::<f64>() / n as f64).collect();
    let direct = Matrix::from_fn(d, d, |a, b| {
        (0..n).map(|i| (x[(i, a)] - 1e8 - mean[a]) * (x[(i, b)] - 1e8 - mean[b])).sum::<f64>() / (n - 1) as f64
    });
    for sizes in [vec![500], vec![1, 499], vec![100; 5], vec![7, 200, 293]] {
        let (mut left, mut right) = (Covariance::new(d).unwrap(), Covariance::new(d).unwrap());
        let mut start = 0;
        for (k, size) in sizes.iter().enumerate() {
            let batch = Matrix::from_fn(*size, d, |i, j| x[(start + i, j)]);
            if k % 2 == 0 { left.push(batch.view().unwrap()) } else { right.push(batch.view().unwrap()) }.unwrap();
            start += size;
        }
        left.merge(&right).unwrap();
        assert_eq!(left.rows(), n as u64);
        let c = left.matrix().unwrap();
        for i in 0..d {
            for j in 0..d {
                assert!((c[(i, j)] - direct[(i, j)]).abs() < 1e-6 * (d * d) as f64);
            }
        }
    }
    let mut one = Covariance::new(2).unwrap();
    assert!(one.matrix().is_err() && Covariance::new(0).is_err());
    assert!(one.push(x.view().unwrap()).is_err());
    assert!(one.merge(&Covariance::new(3).unwrap()).is_err());
}
