//! Printed numbers against each other: no table.

use lawful_audit::{Audit, Publication};
use lawful_io::{Column, Table};
use lawful_law::Law;

fn printed(parameters: &[&str]) -> Publication {
    let mut printed = Publication::default();
    printed.parameters(parameters.iter().copied()).unwrap();
    printed
}

fn messages(law: &str, paper: &Publication) -> Vec<String> {
    let law = Law::parse(law).unwrap();
    let audited = Audit::of(&law, paper).run().unwrap();
    audited.findings.iter().map(|f| format!("{}: {}", f.code, f.message)).collect()
}

/// Li et al. 2024 (2404.02883), section 5: 0.77 N^0.11 against Fig. 11, whose axes go from .4 to 4 billion and from .82
/// to .85. The laws of compute and data beside it agree with their axes.
#[test]
fn an_exponent_that_its_figure_contradicts() {
    let mut paper = printed(&["a=0.77", "p=0.11"]);
    paper.x_range("N=400:4000").unwrap();
    paper.y_range(".82:.85").unwrap();
    let found = messages("score ~ a*N^p", &paper);
    assert!(found.len() == 1 && found[0].contains("with p = 0.011 it goes"), "{found:?}");
    let mut billions = printed(&["a=0.77", "p=0.11"]);
    billions.x_range("N=.4:4").unwrap();
    billions.y_range(".82:.85").unwrap();
    let found = messages("score ~ a*N^p", &billions);
    assert!(found.len() == 1 && found[0].contains("p = 0.011 and N multiplied by 1000"), "{found:?}");
    let sound = [("a=0.47", "p=0.02", "N=1e11:1.2e12", ".76:.85"), ("a=0.64", "p=0.03", "N=1800:7300", ".80:.85")];
    for (a, p, x, y) in sound {
        let mut paper = printed(&[a, p]);
        paper.x_range(x).unwrap();
        paper.y_range(y).unwrap();
        assert_eq!(messages("score ~ a*N^p", &paper), Vec::<String>::new());
    }
}

/// .28/(.34 + .28) = .4516, and between .4435 and .4597 with the rounding of both.
#[test]
fn derived_numbers_within_the_rounding() {
    let law = "loss ~ E + A*N^-alpha + B*D^-beta; let a = beta/(alpha+beta)";
    for (derived, wrong) in [("a=.46", false), ("a=.45", false), ("a=.50", true), ("beta/(alpha+beta)=.40", true)] {
        let mut paper = printed(&["alpha=.34", "beta=.28"]);
        paper.derived(derived).unwrap();
        let found = messages(law, &paper);
        assert_eq!(found.len(), usize::from(wrong), "{derived}: {found:?}");
    }
}

#[test]
fn intervals_that_contradict_themselves() {
    for (interval, says) in [("alpha=.4:.5", "lies below"), ("alpha=.36:.32", "upside down"), ("alpha=.32:.36", "")] {
        let mut paper = printed(&["alpha=.34"]);
        paper.interval(interval).unwrap();
        let found = messages("loss ~ N^-alpha", &paper);
        assert_eq!(found.len(), usize::from(!says.is_empty()), "{found:?}");
        assert!(found.iter().all(|f| f.contains(says)), "{found:?}");
    }
}

/// Hoffmann et al. 2022, Table A3, approach 3: the budget of 175B is printed ten times too small. Rows of the form of the
/// printed ones, C = 6 N D to three digits.
#[test]
fn a_misprinted_row() {
    let params = [1e9, 1e10, 6.7e10, 1.75e11, 2.8e11];
    let tokens = [2.71e10, 4.5e11, 4.1e12, 1.2e13, 2.01e13];
    let flops = [1.63e20, 2.7e22, 1.65e24, 1.26e24, 3.38e25];
    let table = Table::from_columns(vec![
        Column::number("params", params.to_vec()),
        Column::number("tokens", tokens.to_vec()),
        Column::number("flops", flops.to_vec()),
    ]);
    let law = Law::parse("tokens ~ c*params^k").unwrap();
    let mut paper = Publication::default();
    paper.relation("flops = 6*params*tokens").unwrap();
    let audited = Audit::of(&law, &paper).table(&table.unwrap()).run().unwrap();
    assert_eq!(audited.findings.len(), 1);
    let message = &audited.findings[0].message;
    assert!(message.contains("1 of 5 rows (row 4)") && message.contains("1e-1 times"), "{message}");
}

#[test]
fn mistyped_texts_are_answered() {
    for text in ["", "a", "a=", "a=1", "a=1:2@", "a=1:2@120%", "a=x:2", "=1:2"] {
        let mut paper = Publication::default();
        let refused =
            paper.interval(text).is_err() || Audit::of(&Law::parse("y ~ x^k").unwrap(), &paper).run().is_err();
        assert!(refused, "{text}");
    }
    for text in ["", "flops", "a = b = c = ", "a = ", "= a", "a = b @ x", "a = b @ -1"] {
        assert!(Publication::default().relation(text).is_err(), "{text}");
    }
    let mut twice = Publication::default();
    assert!(twice.parameters(["a=1", "a=2"]).is_err());
    let mut range = Publication::default();
    assert!(range.x_range("N=4:.4").is_err() && range.y_range("1:1").is_err());
}
