//! Laws of noise against published figures and simulations; tolerances come from the number of draws.

use lawful_spectrum::bulk;
use lawful_spectrum::circular_law::CircularLaw;
use lawful_spectrum::dense::{eigenvalues, singular_values, symmetric_eigenvalues};
use lawful_spectrum::level_spacing::{GOE, POISSON, complex_gap_ratio, gap_ratio};
use lawful_spectrum::semicircle::Semicircle;
use lawful_spectrum::spiked::{additive_signal, additive_spike, covariance_spike, population_spike};
use lawful_spectrum::tracy_widom::{Beta, EdgeScale, cdf, survival, upper_quantile};
use lawful_spectrum::{MarchenkoPastur, Matrix, NullModel, kolmogorov_distance};

mod random;
use random::Random;

/// Simpson's rule: independent of the closed forms.
fn integral(f: impl Fn(f64) -> f64, a: f64, b: f64, n: usize) -> f64 {
    let h = (b - a) / n as f64;
    (0..=n).map(|i| if i == 0 || i == n { 1.0 } else if i % 2 == 1 { 4.0 } else { 2.0 } * f(a + h * i as f64)).sum::<f64>()
        * h
        / 3.0
}

/// `F(x)` by integrating the density over the angle, which removes the square roots at the edges.
fn cdf_by_quadrature(law: &impl NullModel, x: f64) -> f64 {
    let (a, b) = law.support();
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let end = ((middle - x) / half).acos();
    integral(|t| law.density(middle - half * t.cos()) * half * t.sin(), 0.0, end, 4000)
}

#[test]
fn marchenko_pastur_closed_form_is_the_integral_of_its_density() {
    for (y, s) in [(0.01, 1.0), (0.25, 2.0), (0.9, 0.3), (1.0, 1.0), (4.0, 1.5)] {
        let law = MarchenkoPastur::new(y, s).unwrap();
        let (a, b) = law.support();
        assert!((law.cdf(b) - 1.0).abs() < 1e-15 && (law.cdf(b * 1.1) - 1.0).abs() < 1e-15);
        assert!((law.cdf(a * 0.5) - law.atom()).abs() < 1e-15);
        for share in [1e-3, 0.1, 0.5, 0.9, 0.999] {
            let x = a + (b - a) * share;
            // At y = 1 the density has a pole at 0, where the quadrature is coarser.
            let tolerance = if y == 1.0 { 1e-3 } else { 1e-9 };
            assert!((law.cdf(x) - law.atom() - cdf_by_quadrature(&law, x)).abs() < tolerance, "y {y}, x {x}");
        }
        // The mean is the variance.
        if y != 1.0 {
            let mean = integral(
                |t| {
                    let x = 0.5 * (a + b) - 0.5 * (b - a) * t.cos();
                    x * law.density(x) * 0.5 * (b - a) * t.sin()
                },
                0.0,
                std::f64::consts::PI,
                4000,
            );
            assert!((mean - s).abs() < 1e-9);
        }
    }
    // y = 1: singular values follow the quarter circle on [0, 2].
    let law = MarchenkoPastur::new(1.0, 1.0).unwrap();
    for s in [0.1f64, 0.7, 1.3, 1.9] {
        assert!((law.singular_density(s) - (4.0 - s * s).sqrt() / std::f64::consts::PI).abs() < 1e-14);
        let quarter = (s * (4.0 - s * s).sqrt() / 2.0 + 2.0 * (s / 2.0).asin()) / std::f64::consts::PI;
        assert!((law.cdf(s * s) - quarter).abs() < 1e-14);
    }
}

/// Gavish and Donoho (2014): omega(1) = 2.858, and their table of omega for other ratios.
#[test]
fn optimal_hard_threshold_as_published() {
    for (ratio, omega) in [(1.0, 2.8582), (0.5, 2.1711), (0.25, 1.8371), (0.05, 1.5194)] {
        let found = MarchenkoPastur::hard_threshold(ratio).unwrap();
        assert!((found - omega).abs() < 6e-4, "{ratio}: {found}");
    }
    // Their cubic is good to .02.
    for ratio in [0.01f64, 0.1, 0.3, 0.75, 0.95] {
        let cubic = 0.56 * ratio.powi(3) - 0.95 * ratio.powi(2) + 1.82 * ratio + 1.43;
        assert!((MarchenkoPastur::hard_threshold(ratio).unwrap() - cubic).abs() < 0.02);
    }
}

#[test]
fn noise_follows_the_marchenko_pastur_law() {
    let (rows, cols) = (400, 100);
    let mut rng = Random::new(1);
    let a = rng.matrix(rows, cols);
    let s = singular_values(a.view().unwrap()).unwrap();
    let mut squared = s.squared();
    squared.reverse();
    let law = MarchenkoPastur::of_matrix(rows, cols, 1.0).unwrap();
    // Eigenvalues are rigid: the distance is of order 1/p, not 1/sqrt p.
    assert!(kolmogorov_distance(&squared, &law) < 3.0 / cols as f64);
}

/// n = 800, p = 200, population spikes 16, 9 and 4 on unit noise: the fit sees all three and the noise.
#[test]
fn bulk_fit_with_spikes_as_in_the_dossier() {
    let (n, p) = (800, 200);
    let spikes = [16.0f64, 9.0, 4.0];
    let mut variances = vec![];
    let draws = 20;
    for seed in 0..draws {
        let mut rng = Random::new(100 + seed);
        let x = Matrix::from_fn(n, p, |_, j| rng.normal() * spikes.get(j).map_or(1.0, |t| t.sqrt()));
        let squared = singular_values(x.view().unwrap()).unwrap().squared();
        let fit = bulk::fit(&squared, n, p).unwrap();
        // Each fourth draw at most has a fourth value by chance: the level is 1 %.
        assert!(fit.outliers == 3 || fit.outliers == 4, "{}", fit.outliers);
        assert!(fit.largest_p < 1e-100 || fit.largest_p == 0.0);
        assert!(fit.distance < 4.0 / p as f64);
        for (k, t) in spikes.iter().enumerate() {
            let spike = covariance_spike(*t, 0.25, 1.0).unwrap().unwrap();
            // The eigenvalue of a spike scatters by about t sqrt(2/n).
            assert!((squared[k] / n as f64 - spike.position).abs() < 5.0 * t * (2.0 / n as f64).sqrt());
        }
        variances.push((fit.entry_variance - 1.0) / fit.entry_variance_error);
    }
    let mean = variances.iter().sum::<f64>() / draws as f64;
    let sd = (variances.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / (draws - 1) as f64).sqrt();
    // Unbiased within its error, and the error is neither too small nor twice too large (20 draws: sd +- 16 %).
    assert!(mean.abs() < 1.0, "mean {mean}, sd {sd}");
    assert!(sd > 0.4 && sd < 1.5, "mean {mean}, sd {sd}");
}

#[test]
fn pure_noise_has_no_outliers_but_by_chance() {
    let (n, p) = (120, 60);
    let draws = 200;
    let count: usize = (0..draws)
        .map(|seed| {
            let a = Random::new(seed).matrix(n, p);
            let squared = singular_values(a.view().unwrap()).unwrap().squared();
            bulk::fit(&squared, n, p).unwrap().outliers
        })
        .sum();
    // Expected 2 of 200 at the level of 1 %; the fitted variance adds a little. Poisson: 10 is beyond five sigma.
    assert!(count < 10, "{count}");
}

/// Upper points, means and variances: Bornemann (2010), table 3, and Johnstone (2001).
#[test]
fn tracy_widom_as_published() {
    for (beta, upper, point) in [
        (Beta::One, 0.10, 0.4501),
        (Beta::One, 0.05, 0.9793),
        (Beta::One, 0.01, 2.0234),
        (Beta::Two, 0.05, -0.2325),
        (Beta::Two, 0.01, 0.4776),
    ] {
        let found = upper_quantile(beta, upper).unwrap();
        assert!((found - point).abs() < 1e-4, "{beta:?} {upper}: {found}");
    }
    // Moments by integrating by parts: mean = hi - int F, second likewise.
    for (beta, mean, variance) in
        [(Beta::One, -1.206_533_574_582, 1.607_781_034_581), (Beta::Two, -1.771_086_807_411, 0.813_194_792_832_9)]
    {
        let (low, high) = (-9.5, 14.0);
        let first = high - integral(|s| cdf(beta, s), low, high, 400);
        let second = high * high - integral(|s| 2.0 * s * cdf(beta, s), low, high, 400);
        assert!((first - mean).abs() < 1e-9, "{beta:?} {first}");
        assert!((second - first * first - variance).abs() < 1e-8, "{beta:?} {}", second - first * first);
    }
    // F2(-2), F1(-2): Prahofer and Spohn's tables.
    assert!((cdf(Beta::Two, -2.0) - 0.413_224_142_505_12).abs() < 1e-11, "{}", cdf(Beta::Two, -2.0));
    // Far tail of F2: 1 - F2(s) ~ exp(-4/3 s^1.5)/(16 pi s^1.5).
    let s: f64 = 30.0;
    let asymptotic = (-4.0 / 3.0 * s.powf(1.5)).exp() / (16.0 * std::f64::consts::PI * s.powf(1.5));
    assert!((survival(Beta::Two, s) / asymptotic - 1.0).abs() < 0.02);
    assert_eq!(cdf(Beta::One, -20.0), 0.0);
    assert_eq!(cdf(Beta::One, 1e9), 1.0);
    assert!(cdf(Beta::One, f64::NAN).is_nan());
}

/// The largest eigenvalue of 100 x 25 noise exceeds the 10, 5 and 1 % points as often as it should.
#[test]
fn largest_eigenvalues_of_noise_are_tracy_widom() {
    let (n, p, draws) = (100, 25, 2000);
    let scale = EdgeScale::of_matrix(n, p).unwrap();
    let statistics: Vec<f64> = (0..draws)
        .map(|seed| {
            let a = Random::new(7_000 + seed).matrix(n, p);
            scale.statistic(singular_values(a.view().unwrap()).unwrap().values[0].powi(2), 1.0)
        })
        .collect();
    let m = draws as f64;
    for (level, point) in [(0.10, 0.4501), (0.05, 0.9793), (0.01, 2.0234)] {
        let share = statistics.iter().filter(|s| **s > point).count() as f64 / m;
        // Four binomial standard errors, and a twentieth of the level for finite size.
        assert!((share - level).abs() < 4.0 * (level * (1.0 - level) / m).sqrt() + 0.05 * level, "{level}: {share}");
    }
    let mean = statistics.iter().sum::<f64>() / m;
    assert!((mean + 1.2065).abs() < 4.0 * (1.6078f64 / m).sqrt() + 0.02, "{mean}");
}

#[test]
fn wigner_matrices_follow_the_semicircle_and_repel() {
    let n = 200;
    let mut ratios = vec![];
    for seed in 0..10 {
        let mut rng = Random::new(40 + seed);
        let mut a = Matrix::zeros(n, n);
        for i in 0..n {
            for j in 0..=i {
                let x = rng.normal() * if i == j { std::f64::consts::SQRT_2 } else { 1.0 };
                a[(i, j)] = x;
                a[(j, i)] = x;
            }
        }
        let mut values = symmetric_eigenvalues(a.view().unwrap()).unwrap();
        let ratio = gap_ratio(&values, 0.8).unwrap();
        assert!((ratio.mean - GOE).abs() < 5.0 * ratio.error);
        ratios.push(ratio.mean);
        values.reverse();
        let law = Semicircle::of_matrix(n, 1.0).unwrap();
        assert!(kolmogorov_distance(&values, &law) < 4.0 / n as f64);
    }
    let mean = ratios.iter().sum::<f64>() / 10.0;
    // The ratio scatters by .27 per level pair: 1,600 of them.
    assert!((mean - GOE).abs() < 4.0 * 0.27 / 1600f64.sqrt(), "{mean}");
    // Independent levels do not repel.
    let mut rng = Random::new(4);
    let levels: Vec<f64> = (0..5000).map(|_| rng.uniform()).collect();
    let ratio = gap_ratio(&levels, 1.0).unwrap();
    assert!((ratio.mean - POISSON).abs() < 4.0 * ratio.error && ratio.error < 0.006);
    assert!(gap_ratio(&levels[..10], 1.0).is_err());
    let law = Semicircle::new(2.0).unwrap();
    for x in [-1.9, -0.3, 0.0, 1.2] {
        assert!((law.cdf(x) - cdf_by_quadrature(&law, x)).abs() < 1e-10);
    }
}

#[test]
fn square_noise_fills_the_disk() {
    let n = 300;
    let (mut moduli, mut cosines, mut real) = (vec![], vec![], 0.0);
    for seed in 0..4 {
        let a = Random::new(60 + seed).matrix(n, n);
        let values = eigenvalues(a.view().unwrap()).unwrap();
        let frobenius = a.view().unwrap().frobenius();
        let disk = CircularLaw::compare(&values, frobenius).unwrap();
        assert!(disk.distance < 1.2 / (n as f64).sqrt(), "{}", disk.distance);
        assert!((disk.spectral_radius - 1.0).abs() < 4.0 / (n as f64).sqrt());
        assert_eq!(disk.outliers, 0);
        real += disk.real as f64 / 4.0;
        let (r, c) = complex_gap_ratio(&values).unwrap();
        moduli.push(r.mean);
        cosines.push(c.mean);
    }
    // Edelman, Kostlan and Shub (1994): sqrt(2n/pi) real ones on average, variance (2 - sqrt 2) times that.
    let expected = (2.0 * n as f64 / std::f64::consts::PI).sqrt();
    assert!((real - expected).abs() < 4.0 * (0.586 * expected / 4.0).sqrt() + 0.6, "{real} of {expected}");
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    // Ginibre: .738 and -.24, pooled over 600 points; edges pull by .01.
    assert!((mean(&moduli) - 0.738).abs() < 0.04, "{}", mean(&moduli));
    assert!((mean(&cosines) + 0.24).abs() < 0.1, "{}", mean(&cosines));
}

/// Positions and overlaps of planted signals, and silence below the threshold.
#[test]
fn spikes_appear_where_theory_puts_them() {
    let spike = covariance_spike(2.0, 0.25, 1.0).unwrap().unwrap();
    assert!((spike.position - 2.5).abs() < 1e-15 && (spike.overlap - 0.75 / 1.25).abs() < 1e-15);
    assert!(covariance_spike(1.5, 0.25, 1.0).unwrap().is_none());
    assert!((population_spike(2.5, 0.25, 1.0).unwrap().unwrap() - 2.0).abs() < 1e-14);
    assert!(population_spike(2.2, 0.25, 1.0).unwrap().is_none());
    assert!(covariance_spike(-1.0, 0.25, 1.0).is_err());

    let (rows, cols) = (300, 150);
    let threshold = ((rows * cols) as f64).powf(0.25);
    assert!(additive_spike(threshold * 0.99, rows, cols, 1.0).unwrap().is_none());
    let edge = additive_spike(threshold * 1.000_001, rows, cols, 1.0).unwrap().unwrap();
    assert!((edge.position / ((rows as f64).sqrt() + (cols as f64).sqrt()) - 1.0).abs() < 1e-9);
    for factor in [1.5, 2.0, 4.0] {
        let theta = factor * threshold;
        let expected = additive_spike(theta, rows, cols, 1.0).unwrap().unwrap();
        assert!((additive_signal(expected.position, rows, cols, 1.0).unwrap().unwrap() / theta - 1.0).abs() < 1e-12);
        let mut rng = Random::new((factor * 10.0) as u64);
        let a = Matrix::from_fn(rows, cols, |i, j| {
            rng.normal() + if i == 0 { theta / (cols as f64).sqrt() * if j % 2 == 0 { 1.0 } else { -1.0 } } else { 0.0 }
        });
        let d = lawful_spectrum::dense::svd(&a).unwrap();
        // A singular value of a spike scatters by about 1, the deviation of the entries.
        assert!((d.values[0] - expected.position).abs() < 4.0);
        let overlap: f64 =
            (0..cols).map(|j| d.v[(j, 0)] * if j % 2 == 0 { 1.0 } else { -1.0 }).sum::<f64>().powi(2) / cols as f64;
        assert!((overlap - expected.overlap).abs() < 0.1, "{overlap} {}", expected.overlap);
    }
}
