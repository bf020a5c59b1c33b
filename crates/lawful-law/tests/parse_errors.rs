//! What the parser says of mistakes, as drawn for the user.

use lawful_law::Error;
use lawful_law::ast::LawText;
use lawful_law::parse::{
    parse_assignment, parse_clause, parse_expression, parse_grid, parse_parameter_value, parse_reduce,
};

/// The renderings of the errors of `texts`, which must all be wrong.
fn drawings<T>(parse: impl Fn(&str) -> Result<T, Error>, texts: &[&str]) -> String {
    let draw = |text: &&str| match parse(text) {
        Ok(_) => panic!("'{text}' is accepted"),
        Err(error) => {
            assert!(!error.to_string().contains('\n'), "{error}");
            error.render()
        }
    };
    texts.iter().map(draw).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn laws() {
    insta::assert_snapshot!(drawings(
        LawText::parse,
        &[
            "",
            "  # only a comment",
            "loss",
            "loss = E + A*N^-alpha",
            "loss ~ a ~ b",
            "~ a",
            "loss ~",
            "loss ~ E + A*N**-alpha",
            "loss ~ 2N",
            "loss ~ 2Bx",
            "loss ~ 6 N D",
            "loss ~ (a + b)(c + d)",
            "loss ~ ln(N)",
            "loss ~ pow(N, 2)",
            "loss ~ E − A",
            "loss ~ A×N",
            "loss ~ N²",
            "loss ~ p[“muon”]",
            "loss ~ p['muon']",
            "loss ~ log(x",
            "loss ~ log(x; alpha > 0",
            "loss ~ log x)",
            "loss ~ [a + b]",
            "loss ~ {a + b}",
            "loss ~ (a + b]",
            "loss ~ f(a,,b)",
            "loss ~ f(a,)",
            "loss ~ ()",
            "loss ~ N^",
            "loss ~ a + * b",
            "loss ~ * b",
            "loss ~ p[]",
            "loss ~ p[a+b]",
            "loss ~ `p`[a]",
            "loss ~ \"abc",
            "loss ~ `abc",
            "loss ~ ``",
            "loss ~ 2m",
            "loss ~ 2K",
            "loss ~ 1e9k",
            "loss ~ 2e",
            "loss ~ 1.2.3",
            "loss ~ 1e999",
            "loss ~ 1_000*N",
            "loss ~ 0,5*N",
            "loss ~ 50%",
            "loss ~ 0 < a < 2",
            "loss ~ a & b",
            "loss ~ log(x, 2)",
            "loss ~ log()",
            "loss ~ min(x)",
            "loss ~ where(a, b)",
            "loss ~ log(x=3)",
            "loss ~ chinchilla(N=a, N=b)",
            "loss ~ chinchilla(N=a, b)",
            "loss ~ sum(x)",
            "loss ~ sum(i in 1, x^i)",
            "loss ~ sum(i in [], x^i)",
            "loss ~ sum(i in [a], x^i)",
            "loss ~ root(y == x, y, 0, 1)",
            "loss ~ root(y = x, 0, 1)",
            "loss ~ root(y = x, y, 0)",
            "loss ~ par(p)[g]",
            "loss ~ E alpha in (0, 2)",
            "loss ~ a\u{200b}b",
            "loss ~ a\u{1}b",
            "loss ~ a ? b : c",
        ],
    ));
}

#[test]
fn clauses() {
    insta::assert_snapshot!(drawings(
        parse_clause,
        &[
            "alpha",
            "alpha between 0 and 2",
            "alpha strat 0.5",
            "alpha in 0, 2",
            "alpha in (2, 0)",
            "alpha in (1, 1)",
            "alpha in (0, 2",
            "alpha in (0 2)",
            "alpha in (0, b)",
            "alpha start = 1.7",
            "alpha start",
            "alpha start b",
            "alpha start 1/0",
            "alpha == 0.5",
            "alpha = 0.5 0.6",
            "fix alpha = 0.5",
            "0 < alpha > 2",
            "0 <",
            "3",
            "0 < alpha < 2 < 3",
            "alpha > 0 < 2",
            "alpha[muon] = 2",
            "alpha ~ 3",
            "alpha ~ normal",
            "alpha ~ normal(0, x)",
            "let a",
            "let a ~ b",
            "let = b",
            "loss(alpha)",
        ],
    ));
}

#[test]
fn flags() {
    insta::assert_snapshot!(drawings(
        parse_expression,
        &["outlier = 0", "a and b", "loss is missing", "a ~ b", "a => b", "a; b"]
    ));
    insta::assert_snapshot!(drawings(parse_assignment, &["C/6", "D == C/6", "D = ", "3 = x", "= x"]));
    insta::assert_snapshot!(drawings(parse_parameter_value, &["E", "E=", "E=a", "E 3", "1=E", "E=1,5", "p[g]=1"]));
    insta::assert_snapshot!(drawings(
        parse_grid,
        &["a=0:1", "a=1:0:0.1", "a=0:1:0", "a=0:1:1e-9", "a=0:1:0.1,a=[1]", "a=0:1e3:1,b=0:1e3:1", "a=[]", "a=3"]
    ));
    insta::assert_snapshot!(drawings(
        parse_reduce,
        &[
            "loss",
            "min",
            "min()",
            "avg(loss)",
            "mni(loss)",
            "min(loss) N",
            "min(loss) group N",
            "min(loss) by",
            "min(loss) by N N",
            "min(loss) by N,N"
        ]
    ));
}

#[test]
fn carets_stand_under_the_character() {
    let long = format!("loss ~ {}$ + {}", "abcde + ".repeat(30), "vwxyz + ".repeat(30));
    insta::assert_snapshot!(drawings(
        LawText::parse,
        &[
            "loss ~ E +\n\tA*N$beta +\n B",
            "\tx ~\ta $ b",
            "loss ~ `損失` + 日本 $ c",
            "loss ~ e\u{301} + $",
            "loss ~ a\r\nalpha in (2, 0)\r\n",
            &long,
            "loss ~ p[\"損\n失",
        ],
    ));
}
