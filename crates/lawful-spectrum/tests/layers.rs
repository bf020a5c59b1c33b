//! A weight matrix from tensor to measures, and spectra that know their likelihood.

use lawful_spectrum::reshape::{FusedQkv, heads, per_position, split_qkv, unrolled};
use lawful_spectrum::spectrum::{Abscissa, Part, Scatter};
use lawful_spectrum::{Error, Layer, LayerOptions, Matrix, MatrixRef, Spectrum};

mod random;
use random::Random;

#[test]
fn a_layer_with_planted_signal() {
    let (rows, cols) = (256, 128);
    let mut rng = Random::new(4);
    let (u, v): (Vec<f64>, Vec<f64>) = {
        let unit = |n: usize, rng: &mut Random| {
            let x: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
            let length = x.iter().map(|x| x * x).sum::<f64>().sqrt();
            x.iter().map(|x| x / length).collect::<Vec<f64>>()
        };
        (unit(rows, &mut rng), unit(cols, &mut rng))
    };
    let data: Vec<f32> =
        (0..rows * cols).map(|e| (0.02 * rng.normal() + 2.0 * u[e / cols] * v[e % cols]) as f32).collect();
    let a = MatrixRef::new(rows, cols, &data).unwrap();
    let layer = Layer::measure(a, LayerOptions { shuffles: 3, seed: 0 }).unwrap();
    let bulk = layer.bulk.as_ref().unwrap();
    assert_eq!(bulk.outliers, 1);
    assert!((bulk.entry_variance / 4e-4 - 1.0).abs() < 5.0 * bulk.entry_variance_error / 4e-4);
    assert_eq!(layer.above_shuffled(), Some(1));
    assert_eq!(layer.hard_rank, cols);
    let exact: f64 = data.iter().map(|x| f64::from(*x).powi(2)).sum();
    assert!((layer.frobenius().powi(2) / exact - 1.0).abs() < 1e-12);
    assert!((layer.stable_rank - exact / layer.spectral_norm().powi(2)).abs() < 1e-10);
    assert!(layer.participation_ratio <= layer.entropy_rank && layer.stable_rank <= layer.participation_ratio);
    assert!(layer.condition.is_finite() && layer.gap_ratio.as_ref().unwrap().mean > 0.4);
    assert!(Layer::measure(a, LayerOptions { shuffles: 0, seed: 0 }).unwrap().above_shuffled().is_none());
}

#[test]
fn odd_layers_are_measured_or_refused_in_words() {
    let options = LayerOptions::default();
    let zero = Matrix::zeros(20, 30);
    assert!(matches!(Layer::measure(zero.view().unwrap(), options), Err(Error::Unanswerable(_))));
    // A vector: one singular value, no bulk, no gaps.
    let vector = Matrix::from_fn(1, 50, |_, j| j as f64);
    let layer = Layer::measure(vector.view().unwrap(), options).unwrap();
    assert!((layer.entropy_rank - 1.0).abs() < 1e-12 && layer.condition == 1.0);
    assert!(layer.bulk.is_err() && layer.gap_ratio.is_err());
    // Rank one: no bulk of noise, the rest of the values below the floor.
    let one = Matrix::from_fn(64, 64, |i, j| (i + 1) as f64 * (j + 2) as f64);
    let layer = Layer::measure(one.view().unwrap(), options).unwrap();
    assert_eq!(layer.hard_rank, 1);
    assert!(layer.bulk.is_err() && layer.condition.is_infinite());
    // Constant weights, tiny and huge ones.
    for scale in [1e-200, 1e-30, 1.0, 1e200] {
        let flat = Matrix::from_fn(40, 40, |_, _| scale);
        let layer = Layer::measure(flat.view().unwrap(), options).unwrap();
        assert!((layer.spectral_norm() / scale / 40.0 - 1.0).abs() < 1e-12);
    }
    // The identity: every value equal, gaps of rounding size only.
    let identity = Matrix::from_fn(50, 50, |i, j| f64::from(u8::from(i == j)));
    let layer = Layer::measure(identity.view().unwrap(), options).unwrap();
    assert!((layer.entropy_rank - 50.0).abs() < 1e-9 && layer.condition - 1.0 < 1e-12);
}

#[test]
fn convolutions_by_convention() {
    // [out 2, in 3, 2, 2], entries numbered in storage order.
    let data: Vec<f32> = (0..24).map(|i| i as f32).collect();
    let whole = unrolled(&[2, 3, 2, 2], &data).unwrap();
    assert_eq!((whole.rows, whole.cols, &whole.data[12]), (2, 12, &12.0));
    let pieces = per_position(&[2, 3, 2, 2], &data).unwrap();
    assert_eq!(pieces.len(), 4);
    assert_eq!(pieces[1].name, "position 0,1");
    assert_eq!(pieces[2].name, "position 1,0");
    assert_eq!(&*pieces[2].data, &[2.0, 6.0, 10.0, 14.0, 18.0, 22.0]);
    assert_eq!(per_position(&[2, 3, 4], &data).unwrap()[3].name, "position 3");
    assert_eq!(unrolled(&[24], &data).unwrap().rows, 1);
    assert!(
        per_position(&[4, 6], &data).is_err() && unrolled(&[5, 5], &data).is_err() && unrolled(&[], &data).is_err()
    );
    assert!(unrolled::<f32>(&[usize::MAX, usize::MAX], &[]).is_err() && unrolled::<f32>(&[0, 4], &[]).is_err());
}

#[test]
fn fused_attention_by_convention() {
    let data: Vec<i32> = (0..24).collect();
    let q_k_v = |p: Vec<lawful_spectrum::reshape::Piece<'_, i32>>| -> Vec<Vec<i32>> {
        assert_eq!([&*p[0].name, &*p[1].name, &*p[2].name], ["q", "k", "v"]);
        assert!(p.iter().all(|p| p.rows * p.cols == p.data.len()));
        p.iter().map(|p| p.data.to_vec()).collect()
    };
    let rows = q_k_v(split_qkv(6, 4, &data, FusedQkv::Rows).unwrap());
    assert_eq!(rows[1], (8..16).collect::<Vec<i32>>());
    let columns = q_k_v(split_qkv(4, 6, &data, FusedQkv::Columns).unwrap());
    assert_eq!(columns[2], [4, 5, 10, 11, 16, 17, 22, 23]);
    // Two heads of size one: rows q0 k0 v0 q1 k1 v1.
    let per_head = q_k_v(split_qkv(6, 4, &data, FusedQkv::PerHead { heads: 2 }).unwrap());
    assert_eq!(per_head[0], [0, 1, 2, 3, 12, 13, 14, 15]);
    let grouped = q_k_v(split_qkv(8, 3, &data, FusedQkv::Grouped { query: 4, key_value: 2 }).unwrap());
    assert_eq!((grouped[0].len(), grouped[1].clone()), (12, (12..18).collect()));
    assert!(split_qkv(8, 3, &data, FusedQkv::Rows).is_err());
    assert!(split_qkv(6, 4, &data, FusedQkv::PerHead { heads: 4 }).is_err());
    assert!(split_qkv(8, 3, &data, FusedQkv::Grouped { query: 4, key_value: usize::MAX }).is_err());
    let parts = heads(6, 4, &data, 3).unwrap();
    assert_eq!((parts[2].name.as_str(), parts[2].rows, parts[2].data[0]), ("head 2", 2, 16));
    assert!(heads(6, 4, &data, 4).is_err());
}

#[test]
fn a_spectrum_knows_its_likelihood() {
    let x = vec![1.0, 2.0];
    let frequency = || Abscissa::Frequency("Hz".into());
    // Two degrees of freedom: exponential, -ln S - P/S.
    let powers = Spectrum::new(
        "one-sided power density",
        frequency(),
        x.clone(),
        vec![3.0, 0.5],
        Scatter::ChiSquared { dof: vec![2.0; 2] },
    )
    .unwrap();
    let exact = -(2f64.ln()) - 1.5 - 2f64.ln() - 0.25;
    assert!((powers.log_likelihood(&[2.0, 2.0]).unwrap() - exact).abs() < 1e-14);
    assert!(powers.log_likelihood(&[0.0, 1.0]).is_err() && powers.log_likelihood(&[1.0]).is_err());
    // Poisson: 4 events where 2.5 were expected, e^-2.5 2.5^4/24; none where 1 was.
    let counts =
        Spectrum::new("events", Abscissa::Energy("keV".into()), x.clone(), vec![4.0, 0.0], Scatter::Counts).unwrap();
    let exact = 4.0 * 2.5f64.ln() - 2.5 - 24f64.ln() - 1.0;
    assert!((counts.log_likelihood(&[2.5, 1.0]).unwrap() - exact).abs() < 1e-13);
    let gaussian =
        Spectrum::new("flux", frequency(), x.clone(), vec![1.0, -1.0], Scatter::Gaussian { sigma: vec![2.0, 1.0] })
            .unwrap();
    let exact = -0.125 - 2f64.ln() - 0.5 - (2.0 * std::f64::consts::PI).ln();
    assert!((gaussian.log_likelihood(&[0.0, 0.0]).unwrap() - exact).abs() < 1e-14);
    let a = Matrix::from_fn(3, 2, |i, j| (i + 2 * j) as f64);
    let singular = lawful_spectrum::dense::singular_values(a.view().unwrap()).unwrap();
    let spectrum = Spectrum::of_singular_values(&singular);
    assert!(matches!(&spectrum.scatter, Scatter::OrderStatistics { rows: 3, cols: 2, part: Part::Exact, .. }));
    assert_eq!(spectrum.x, [1.0, 2.0]);
    assert!(spectrum.log_likelihood(&[1.0, 1.0]).unwrap_err().to_string().contains("repel"));
    assert!(Spectrum::new("p", frequency(), x.clone(), vec![1.0], Scatter::Counts).is_err());
    assert!(Spectrum::new("p", frequency(), x.clone(), vec![1.0, f64::NAN], Scatter::Counts).is_err());
    assert!(Spectrum::new("p", frequency(), x, vec![1.0; 2], Scatter::ChiSquared { dof: vec![2.0, 0.0] }).is_err());
}
