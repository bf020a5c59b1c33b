//! Singular values and eigenvalues against matrices whose spectra are known in closed form.

use lawful_spectrum::dense::{
    Route, eigenvalues, gram, singular_values, singular_values_by, svd, symmetric_eigen, symmetric_eigenvalues,
};
use lawful_spectrum::{Error, Matrix, MatrixRef};
use std::f64::consts::PI;

mod random;
use random::Random;

/// The discrete sine basis: orthogonal, symmetric, exact but for rounding of its sines.
fn sine_basis(n: usize) -> Matrix {
    let scale = (2.0 / (n + 1) as f64).sqrt();
    Matrix::from_fn(n, n, |i, j| scale * (PI * ((i + 1) * (j + 1) % (2 * n + 2)) as f64 / (n + 1) as f64).sin())
}

/// `U diag(s) V'` with U the sine basis of the rows and V that of the columns.
fn planted(rows: usize, cols: usize, s: &[f64]) -> Matrix {
    let (u, v) = (sine_basis(rows), sine_basis(cols));
    Matrix::from_fn(rows, cols, |i, j| (0..s.len()).map(|k| u[(i, k)] * s[k] * v[(j, k)]).sum())
}

#[test]
fn second_differences_symmetric_and_singular() {
    let n = 200;
    let a = Matrix::from_fn(n, n, |i, j| {
        if i == j {
            2.0
        } else if i.abs_diff(j) == 1 {
            -1.0
        } else {
            0.0
        }
    });
    let exact: Vec<f64> = (1..=n).rev().map(|k| 4.0 * (0.5 * PI * k as f64 / (n + 1) as f64).sin().powi(2)).collect();
    let found = symmetric_eigenvalues(a.view().unwrap()).unwrap();
    let singular = singular_values_by(a.view().unwrap(), Route::Direct).unwrap();
    for i in 0..n {
        assert!((found[i] - exact[i]).abs() < 4e-15 * 10.0);
        assert!((singular.values[i] - exact[i]).abs() < singular.error(i));
    }
}

/// Both routes hold what they state, for tall, wide and square shapes, over sixteen orders of magnitude.
#[test]
fn planted_spectra_within_the_stated_error_of_each_route() {
    for (rows, cols) in [(90, 90), (200, 60), (60, 200), (700, 40)] {
        let k = rows.min(cols);
        let exact: Vec<f64> = (0..k).map(|i| 10f64.powf(-16.0 * i as f64 / k as f64)).collect();
        let a = planted(rows, cols, &exact);
        for route in [Route::Direct, Route::Gram] {
            let found = singular_values_by(a.view().unwrap(), route).unwrap();
            // The planted matrix itself was rounded: about eps in norm.
            let rounding = 2e-15;
            let worst = (0..k)
                .map(|i| ((found.values[i] - exact[i]).abs() - rounding).max(0.0) / found.error(i))
                .fold(0.0, f64::max);
            assert!(worst < 1.0, "{rows} x {cols} {route:?}: {worst} of the stated error");
            // Above the floor the Gram route still has digits.
            let above: Vec<usize> = (0..k).filter(|&i| exact[i] > 1e-6).collect();
            assert!(above.iter().all(|&i| (found.values[i] / exact[i] - 1.0).abs() < 1e-3));
        }
        let gram = singular_values_by(a.view().unwrap(), Route::Gram).unwrap();
        assert!(gram.floor() > 1e-8 && gram.floor() < 1e-6);
    }
}

/// The Hilbert matrix of size 12: the largest and smallest eigenvalues to 17 digits, computed with 60 digits.
#[test]
fn hilbert_matrix() {
    let n = 12;
    let a = Matrix::from_fn(n, n, |i, j| 1.0 / (i + j + 1) as f64);
    let found = singular_values_by(a.view().unwrap(), Route::Direct).unwrap();
    HILBERT_12.iter().enumerate().for_each(|(i, exact)| {
        assert!((found.values[i] - exact).abs() < found.error(i) + 1e-16, "{i}: {}", found.values[i]);
    });
    let gram = singular_values_by(a.view().unwrap(), Route::Gram).unwrap();
    HILBERT_12.iter().enumerate().for_each(|(i, exact)| {
        assert!((gram.values[i] - exact).abs() < gram.error(i), "{i}: {} of {exact}", gram.values[i]);
    });
}

const HILBERT_12: [f64; 12] = [
    1.7953720595619973,
    0.3802752459550371,
    0.044738548752181075,
    0.0037223122378911663,
    0.00023308908902178066,
    1.1163357483224428e-5,
    4.0823761103861773e-7,
    1.122861066751703e-8,
    2.2519645534900769e-10,
    3.1113548972269167e-12,
    2.6490214934448867e-14,
    1.0479463979622267e-16,
];

#[test]
fn f32_data_are_summed_in_f64() {
    let mut rng = Random::new(3);
    let (rows, cols) = (300, 80);
    let single: Vec<f32> = (0..rows * cols).map(|_| rng.normal() as f32).collect();
    let double: Vec<f64> = single.iter().map(|x| f64::from(*x)).collect();
    let a = singular_values(MatrixRef::new(rows, cols, &single).unwrap()).unwrap();
    let b = singular_values_by(MatrixRef::new(rows, cols, &double).unwrap(), Route::Direct).unwrap();
    assert_eq!(a.route, Route::Gram);
    for i in 0..cols {
        assert!((a.values[i] / b.values[i] - 1.0).abs() < 1e-12);
    }
    assert!(a.data_rounding < 6e-8 && a.data_rounding > 5.9e-8);
}

#[test]
fn vectors_rebuild_the_matrix() {
    let mut rng = Random::new(5);
    let a = Matrix::from_fn(30, 12, |_, _| rng.normal());
    let d = svd(&a).unwrap();
    for i in 0..30 {
        for j in 0..12 {
            let back: f64 = (0..12).map(|k| d.u[(i, k)] * d.values[k] * d.v[(j, k)]).sum();
            assert!((back - a[(i, j)]).abs() < 1e-13);
        }
    }
    let g = gram(a.view().unwrap()).unwrap();
    let e = symmetric_eigen(g.view().unwrap()).unwrap();
    for k in 0..12 {
        assert!((e.values[k] - d.values[k].powi(2)).abs() < 1e-12 * e.values[0]);
        for i in 0..12 {
            let image: f64 = (0..12).map(|j| g[(i, j)] * e.vectors[(j, k)]).sum();
            assert!((image - e.values[k] * e.vectors[(i, k)]).abs() < 1e-12 * e.values[0]);
        }
    }
}

/// A circulant matrix: eigenvalues are the Fourier transform of its first column.
#[test]
fn complex_eigenvalues_of_a_circulant() {
    let n = 60;
    let mut rng = Random::new(11);
    let c: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
    let a = Matrix::from_fn(n, n, |i, j| c[(i + n - j) % n]);
    let found = eigenvalues(a.view().unwrap()).unwrap();
    for k in 0..n {
        let angle = |m: usize| -2.0 * PI * (k * m % n) as f64 / n as f64;
        let (re, im) = (0..n).fold((0.0, 0.0), |(r, i), m| (r + c[m] * angle(m).cos(), i + c[m] * angle(m).sin()));
        let nearest = found.iter().map(|v| (v.re - re).hypot(v.im - im)).fold(f64::INFINITY, f64::min);
        assert!(nearest < 1e-12);
    }
    assert!(found.windows(2).all(|w| w[0].modulus() >= w[1].modulus() * (1.0 - 1e-14)));
}

/// A Jordan block moves by the n-th root of rounding: found eigenvalues may not be finer than that, nor coarser.
#[test]
fn defective_matrices_pass_the_checks() {
    let n = 8;
    let a = Matrix::from_fn(n, n, |i, j| if i == j || j == i + 1 { 1.0 } else { 0.0 });
    let found = eigenvalues(a.view().unwrap()).unwrap();
    assert!(found.iter().all(|v| (v.re - 1.0).hypot(v.im) < 0.1));
}

#[test]
fn scale_is_no_obstacle() {
    for scale in [1e-300, 1e-160, 1e160, 1e290] {
        let a = Matrix::from_fn(40, 50, |i, j| if i == j { scale * (i + 1) as f64 } else { 0.0 });
        for route in [Route::Direct, Route::Gram] {
            let s = singular_values_by(a.view().unwrap(), route).unwrap();
            assert!((s.values[0] / scale / 40.0 - 1.0).abs() < 1e-14);
            assert!((s.values[39] / scale - 1.0).abs() < 1e-12);
        }
    }
    let huge = Matrix::from_fn(40, 40, |_, _| 1.7e308);
    assert!(matches!(singular_values(huge.view().unwrap()), Err(Error::Unanswerable(_))));
    let tiny = Matrix::from_fn(3, 3, |_, _| 5e-324);
    assert!(singular_values(tiny.view().unwrap()).unwrap().values[0] > 0.0);
}

#[test]
fn bad_matrices_get_one_clear_line() {
    let nan = [1.0, 2.0, f64::NAN, 4.0];
    let error = MatrixRef::new(2, 2, &nan).unwrap_err();
    assert_eq!(error.to_string(), "the entry at row 2, column 1 is NaN: a spectrum needs finite numbers");
    assert!(MatrixRef::new(2, 2, &[f32::INFINITY, 0.0, 0.0, 0.0]).is_err());
    assert!(MatrixRef::<f64>::new(0, 5, &[]).is_err());
    assert!(MatrixRef::new(usize::MAX, 2, &nan).is_err());
    let a = Matrix::from_fn(2, 3, |_, _| 1.0);
    assert!(symmetric_eigenvalues(a.view().unwrap()).is_err());
    assert!(eigenvalues(a.view().unwrap()).is_err());
    let skew = Matrix::from_fn(2, 2, |i, j| i as f64 - j as f64);
    assert!(symmetric_eigenvalues(skew.view().unwrap()).unwrap_err().to_string().contains("row 2, column 1"));
    let zero = Matrix::zeros(50, 50);
    assert!(singular_values(zero.view().unwrap()).unwrap().values.iter().all(|s| *s == 0.0));
    assert!(eigenvalues(zero.view().unwrap()).unwrap().iter().all(|v| v.modulus() == 0.0));
    let one = Matrix::from_fn(1, 1, |_, _| -3.0);
    assert_eq!(singular_values(one.view().unwrap()).unwrap().values, [3.0]);
    assert_eq!(symmetric_eigenvalues(one.view().unwrap()).unwrap(), [-3.0]);
}

/// Sums over blocks are cut by size alone: one thread and many give the same bits.
#[test]
fn same_bits_for_any_number_of_threads() {
    let mut rng = Random::new(17);
    let (rows, cols) = (20_000, 40);
    let data: Vec<f32> = (0..rows * cols).map(|_| rng.normal() as f32).collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let a = MatrixRef::new(rows, cols, &data).unwrap();
            let layer = lawful_spectrum::Layer::measure(a, Default::default()).unwrap();
            (layer.singular.values.clone(), layer.shuffled.clone())
        })
    };
    assert_eq!(run(1), run(3));
}
