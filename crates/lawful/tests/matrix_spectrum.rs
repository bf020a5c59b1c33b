//! Spectra of matrices with known eigenvalues, and of values that are given.

use lawful::document::SpectrumDocument;
use lawful::{Levels, MatrixSpectrum, figure, summary};
use lawful_spectrum::MatrixRef;

fn measuring() -> lawful::Measuring {
    MatrixSpectrum::measuring().sims(0)
}

#[test]
fn ranks_in_closed_form() {
    let found = measuring().eigenvalues(&[1.0, 4.0, 1.0, 2.0], None).unwrap();
    assert_eq!((found.levels, &found.values[..]), (Levels::Eigen, &[4.0, 2.0, 1.0, 1.0][..]));
    let document = SpectrumDocument::of(&found, "values", "");
    // p = 1/2, 1/4, 1/8, 1/8.
    assert_eq!(document.stable_rank.unwrap().0, 2.0);
    assert_eq!((document.estimator.as_str(), document.norm.as_str()), ("given", "eigenvalues"));
    assert!((document.participation_ratio.unwrap().0 - 64.0 / 22.0).abs() < 1e-14);
    assert!((document.entropy_rank.unwrap().0 - 2f64.powf(1.75)).abs() < 1e-13);
    assert!(document.null.no_bulk.unwrap().contains("shape"));
    let singular = measuring().singular_values(&[2.0, 1.0], None).unwrap();
    assert_eq!(singular.eigenvalues(), [4.0, 1.0]);
}

#[test]
fn a_chain_of_springs() {
    // 2 on the diagonal, -1 beside it: eigenvalues 2 - 2 cos(k pi/(n+1)).
    let n = 60;
    let entry = |i: usize, j: usize| if i == j { 2.0 } else { -f64::from(u8::from(i.abs_diff(j) == 1)) };
    let entries: Vec<f64> = (0..n * n).map(|k| entry(k / n, k % n)).collect();
    let matrix = MatrixRef::new(n, n, &entries).unwrap();
    let found = measuring().symmetric(matrix).unwrap();
    for (k, value) in found.values.iter().rev().enumerate() {
        let want = 2.0 - 2.0 * (std::f64::consts::PI * (k + 1) as f64 / (n + 1) as f64).cos();
        assert!((value - want).abs() < 1e-13, "{k}: {value} {want}");
    }
    assert_eq!((found.shape, found.computed), (Some((n, n)), true));
    // A symmetric positive matrix is its own: singular values are the eigenvalues.
    let singular = measuring().singular(matrix).unwrap();
    assert!(singular.values.iter().zip(&found.values).all(|(s, e)| (s - e).abs() < 1e-12));
}

#[test]
fn turns_in_the_plane() {
    let (c, s) = (0.6, 0.8);
    let found = measuring().general(MatrixRef::new(2, 2, &[c, -s, s, c]).unwrap()).unwrap();
    assert_eq!(found.levels, Levels::Complex);
    assert!(found.values.iter().all(|re| (re - c).abs() < 1e-14));
    assert!((found.imaginary[0] - s).abs() < 1e-14 && (found.imaginary[1] + s).abs() < 1e-14);
    assert!(found.shares.is_err() && found.tail.is_err() && found.disk.is_some());
    assert_eq!(figure::spectrum(&found)[0].0, "plane");
}

#[test]
fn words_and_figures() {
    let values: Vec<f64> = (1..=300).map(|k| f64::from(k).powi(-2)).collect();
    let found = measuring().eigenvalues(&values, Some((300, 300))).unwrap();
    let document = SpectrumDocument::of(&found, "values", "");
    assert_eq!(summary::spectrum_head(&document), "values: 300 eigenvalues of a 300 x 300 matrix");
    assert!(
        summary::spectrum(&document).to_terminal(&lawful::TerminalStyle::default()).contains("participation ratio")
    );
    let figures: Vec<String> = figure::spectrum(&found).into_iter().map(|(name, _)| name).collect();
    assert_eq!(figures[..2], ["ranks", "tail"]);
    let signed = measuring().eigenvalues(&[1.0, -0.5, 0.25], None).unwrap();
    assert!(signed.shares.is_err() && figure::spectrum(&signed)[0].1.to_svg().starts_with("<svg"));
}

#[test]
fn what_has_no_spectrum() {
    assert!(measuring().eigenvalues(&[], None).is_err());
    assert!(measuring().eigenvalues(&[0.0, 0.0], None).is_err());
    let error = measuring().eigenvalues(&[1.0, f64::NAN], None).unwrap_err().to_string();
    assert_eq!(error, "value 2 is NaN: a spectrum needs finite numbers");
    assert!(measuring().singular_values(&[1.0, -1.0], None).is_err());
    assert!(measuring().level(1.0).eigenvalues(&[1.0], None).is_err());
    assert!(measuring().general(MatrixRef::new(1, 2, &[1.0, 2.0]).unwrap()).is_err());
    // Two values are not those of a 3 x 3 matrix: the ranks are there, the noise is not.
    assert!(measuring().eigenvalues(&[2.0, 1.0], Some((3, 3))).unwrap().bulk.is_err());
}
