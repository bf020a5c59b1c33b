//! Published numbers, from the tables that come with the project.

use lawful::{Fit, Law, Noise, Steps, Table, parse};

const LAW: &str = "loss ~ E + A*params^-alpha + B*tokens^-beta";

/// The 240 runs of the replication, or those of them that meet a condition.
fn runs(also: Option<&str>) -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/chinchilla.csv");
    let mut steps = Steps::new().keep("outlier == 0");
    steps.keep.extend(also.map(String::from));
    steps.apply(Table::read(path).unwrap()).unwrap().table
}

fn noise(text: &str) -> Noise {
    text.parse().unwrap()
}

fn assert_near(fit: &Fit, expected: &[(&str, f64)], relative: f64) {
    for (name, value) in expected {
        let found = fit.value(name).unwrap();
        assert!((found / value - 1.0).abs() <= relative, "{name}: {found}, expected {value}");
    }
}

/// Besiroglu et al. 2024, released notebook: Huber loss with delta 1e-3 on log loss.
#[test]
fn chinchilla_huber() {
    let fit = Fit::of(&Law::parse(LAW).unwrap(), &runs(None)).noise(noise("huber(1e-3)")).run().unwrap();
    assert_eq!(fit.n, 240);
    assert!((fit.objective / 1.01827402e-3 - 1.0).abs() < 1e-6, "{}", fit.objective);
    let expected = [("A", 477.84), ("B", 2143.86), ("E", 1.8172), ("alpha", 0.34731), ("beta", 0.36718)];
    assert_near(&fit, &expected, 1e-3);
    assert!(fit.loglik.is_none(), "a loss has no likelihood");
}

/// Besiroglu et al. 2024: what was published is the fit of least absolute deviations of log loss.
#[test]
fn chinchilla_laplace() {
    let fit = Fit::of(&Law::parse(LAW).unwrap(), &runs(None)).noise(noise("laplace")).run().unwrap();
    let expected = [("A", 482.01), ("B", 2085.44), ("E", 1.81686), ("alpha", 0.34781), ("beta", 0.36585)];
    assert_near(&fit, &expected, 1e-4);
}

/// The published log-likelihoods are those of log loss; that of the loss itself is lower by the sum of log loss.
#[test]
fn chinchilla_likelihoods() {
    let table = runs(None);
    let jacobian: f64 = table.numbers("loss").unwrap().iter().map(|l| l.ln()).sum();
    assert!((jacobian - 231.90).abs() < 0.01);
    let tex = [6.0073404f64.exp(), 6.0179186f64.exp(), 0.5267228f64.exp(), 0.33917084, 0.2849083];
    let rounded = [406.4, 410.7, 1.69, 0.34, 0.28];
    let cases = [(None, 879.77, 647.87), (Some(tex), 837.78, 605.88), (Some(rounded), 562.25, 330.36)];
    for law in [LAW, "log(loss) ~ log(E + A*params^-alpha + B*tokens^-beta)"] {
        for (fixed, of_log, of_loss) in cases {
            let law = Law::parse(law).unwrap();
            let mut fitting = Fit::of(&law, &table).noise(noise("laplace"));
            for (name, value) in ["A", "B", "E", "alpha", "beta"].iter().zip(fixed.iter().flatten()) {
                fitting = fitting.clause(parse::parse_clause(&format!("{name} = {value:?}")).unwrap());
            }
            let fit = fitting.run().unwrap();
            let loglik = fit.loglik.unwrap();
            assert!((loglik - of_loss).abs() <= 0.01, "{law}: {loglik}, expected {of_loss}");
            assert!((loglik + jacobian - of_log).abs() <= 0.01, "{law}: {}, expected {of_log}", loglik + jacobian);
        }
    }
}

/// Variable projection on the 217 runs below 1e21 FLOP (2603.22339), to the digits it prints.
#[test]
fn chinchilla_least_squares() {
    let law = Law::parse("loss ~ E + A*(params/1e6)^-alpha + B*(tokens/1e9)^-beta").unwrap();
    let fit = Fit::of(&law, &runs(Some("flops < 1e21"))).run().unwrap();
    assert_eq!(fit.n, 217);
    for (name, value) in [("E", 1.9051), ("A", 4.0005), ("B", 1.0509), ("alpha", 0.3511), ("beta", 0.4587)] {
        let found = fit.value(name).unwrap();
        assert!((found - value).abs() <= 0.5001e-4, "{name}: {found}, expected {value}");
    }
    assert!((fit.objective - 0.062414).abs() <= 0.5001e-6, "{}", fit.objective);
}

/// Kepler's third law: period in days, axis in au, so that the factor is the Gaussian year.
#[test]
fn planets() {
    let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/planets.csv")).unwrap();
    let fit = Fit::of(&Law::parse("period ~ c*axis^k").unwrap(), &table).noise(Noise::LogNormal).run().unwrap();
    let exponent = fit.estimate("k").unwrap();
    assert!((exponent.value - 1.5).abs() < 4.0 * exponent.stderr.unwrap());
    assert_near(&fit, &[("c", 365.2569)], 1e-4);
}
