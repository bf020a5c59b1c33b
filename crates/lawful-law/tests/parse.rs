//! The law language: what each text means, by hand.

use lawful_law::ast::{Bound, Clause, Expr, Key, LawText, ParameterName};
use lawful_law::parse::{
    Statistic, parse_assignment, parse_clause, parse_expression, parse_grid, parse_parameter_value, parse_reduce,
};

/// The expression with every operation in brackets.
fn grouped(expr: &Expr) -> String {
    use lawful_law::ast::{ExprKind::*, UnaryOp};
    match &expr.kind {
        Unary(op, x) => format!("({}{})", if *op == UnaryOp::Negate { "-" } else { "!" }, grouped(x)),
        Binary(op, a, b) => format!("({}{}{})", grouped(a), op.symbol(), grouped(b)),
        _ => expr.to_string(),
    }
}

fn plain(name: &str) -> String {
    name.to_string()
}

#[test]
fn precedence() {
    for (text, meaning) in [
        ("-x^2", "(-(x^2))"),
        ("N^-alpha", "(N^(-alpha))"),
        ("a^b^c", "(a^(b^c))"),
        ("a^-b^c", "(a^(-(b^c)))"),
        ("2^-x*y", "((2^(-x))*y)"),
        ("a - b - c", "((a-b)-c)"),
        ("a/b*c", "((a/b)*c)"),
        ("a - b*c^d", "(a-(b*(c^d)))"),
        ("-a*b", "((-a)*b)"),
        ("a < b + 1 && c == d || !e", "(((a<(b+1))&&(c==d))||(!e))"),
        ("a || b && c", "(a||(b&&c))"),
        ("+a - +b", "(a-b)"),
        ("(a + b)*c", "((a+b)*c)"),
    ] {
        assert_eq!(grouped(&parse_expression(text).unwrap()), meaning, "{text}");
    }
}

#[test]
fn numbers() {
    for (text, value) in [
        ("1.7", 1.7),
        ("1e9", 1e9),
        ("1E-3", 1e-3),
        (".5", 0.5),
        ("2.", 2.0),
        ("2k", 2e3),
        ("1.1M", 1.1e6),
        ("70B", 70e9),
        ("70G", 70e9),
        ("1.5T", 1.5e12),
        ("0.3k", 300.0),
        ("-2/3", -2.0 / 3.0),
        ("2*pi", std::f64::consts::TAU),
        ("2*π", std::f64::consts::TAU),
        ("sqrt(16) + 2^-1", 4.5),
        ("max(1, 3, 2)", 3.0),
    ] {
        assert_eq!(parse_parameter_value(&format!("x={text}")).unwrap().1, value, "{text}");
    }
}

#[test]
fn names() {
    for name in ["train.loss", "_x", "α", "Größe", "x2", "in", "start", "by", "let", "число"] {
        assert_eq!(parse_expression(name).unwrap().to_string(), name);
    }
    let text = "`Training FLOP` + `a``b` + col(E) + par(F)";
    assert_eq!(parse_expression(text).unwrap().to_string(), "`Training FLOP` + `a``b` + `E` + par(F)");
    let used = parse_expression(
        "y + p[group, \"a\"] + sum(i in [1], i*x*c[i]) + root(u = u*z + y, u, lo, 3) + log(`u`) + par(E)",
    );
    let used = used.unwrap();
    assert_eq!(used.names().collect::<Vec<_>>(), ["y", "group", "x", "z", "lo", "u"]);
}

#[test]
fn laws_with_clauses() {
    // A line that starts with an operator does not go on from the one before.
    assert!(LawText::parse("loss ~ E\n + A").is_err());

    let law = LawText::parse(
        "log(loss) ~ log(E +  # the floor\n A*N^-alpha\n ) +\n p[g1,g2]\n\n# a comment\nalpha in (0, 2];; E >= 0; E start 1.7
         gamma = 1/2\n beta[\"muon\", 512] ~ normal(0.3, 0.1)\nlet `a b` = beta/(alpha+beta); 2 > par(`x y`) >= -1;",
    )
    .unwrap();
    assert_eq!(law.response.to_string(), "log(loss)");
    assert_eq!(law.law.to_string(), "log(E + A*N^-alpha) + p[g1,g2]");
    let [domain, lower, start, fixed, prior, derived, both] = law.clauses.as_slice() else {
        panic!("seven clauses, not {:?}", law.clauses)
    };
    let bound = |value, closed| Bound { value, closed };
    let inf = f64::INFINITY;
    for (clause, name, ends) in [
        (domain, "alpha", (bound(0.0, false), bound(2.0, true))),
        (lower, "E", (bound(0.0, true), bound(inf, false))),
        (both, "`x y`", (bound(-1.0, true), bound(2.0, false))),
    ] {
        let Clause::Domain { parameter, lo, hi } = clause else { panic!("{clause:?}") };
        assert_eq!((parameter.to_string(), (*lo, *hi)), (plain(name), ends));
    }
    assert!(matches!(start, Clause::Start { value: 1.7, .. }));
    assert!(matches!(fixed, Clause::Fixed { value: 0.5, .. }));
    let Clause::Prior { parameter, distribution, arguments } = prior else { panic!("{prior:?}") };
    assert_eq!(parameter.to_string(), "beta[\"muon\",512]");
    assert_eq!((distribution.as_str(), arguments.as_slice()), ("normal", [0.3, 0.1].as_slice()));
    let Clause::Let { name, value, span } = derived else { panic!("{derived:?}") };
    assert_eq!((name.as_str(), value.to_string()), ("a b", plain("beta/(alpha + beta)")));
    assert_eq!(&law.text[span.start..span.end], "let `a b` = beta/(alpha+beta)");
}

#[test]
fn domains() {
    let (open, closed, inf) = (false, true, f64::INFINITY);
    for (text, lo, hi) in [
        ("x in [0, 1)", (0.0, closed), (1.0, open)),
        ("x in (-inf, inf)", (-inf, open), (inf, open)),
        ("x > 1", (1.0, open), (inf, open)),
        ("x <= 1e3", (-inf, open), (1e3, closed)),
        ("0 < x", (0.0, open), (inf, open)),
        ("0 < x <= 2", (0.0, open), (2.0, closed)),
        ("2 > x >= -1", (-1.0, closed), (2.0, open)),
        ("-1/2 <= x < pi", (-0.5, closed), (std::f64::consts::PI, open)),
        ("pi > x", (-inf, open), (std::f64::consts::PI, open)),
    ] {
        let Ok(Clause::Domain { parameter, lo: l, hi: h }) = parse_clause(text) else { panic!("{text}") };
        assert_eq!(parameter, ParameterName { name: "x".into(), keys: vec![], span: parameter.span });
        assert_eq!(((l.value, l.closed), (h.value, h.closed)), (lo, hi), "{text}");
    }
}

#[test]
fn roots_sums_and_catalogue_laws() {
    for text in [
        "root(S/y = y^-2 - 2, y, 0.1, 3)",
        "root(exp(y) + x*y, y, lo, hi)",
        "sum(i in [1, 2.5, -3], c[i]*x^i)",
        "log(chinchilla(N=params, D=`Training FLOP`))",
        "where(x > 1 && !missing(y), log(x), logsumexp(a, b, c))",
        "beta[\"muon\"] - beta[\"say \\\"hi\\\" \\\\\"]",
    ] {
        assert_eq!(parse_expression(text).unwrap().to_string(), text);
    }
}

#[test]
fn spans_cover_their_source() {
    let text = "1 + log( αβ ) * (c - d)";
    let sum = parse_expression(text).unwrap();
    let lawful_law::ast::ExprKind::Binary(_, _, product) = &sum.kind else { panic!() };
    let lawful_law::ast::ExprKind::Binary(_, call, bracket) = &product.kind else { panic!() };
    let source = |e: &Expr| &text[e.span.start..e.span.end];
    assert_eq!((source(&sum), source(call), source(bracket)), (text, "log( αβ )", "(c - d)"));
}

#[test]
fn flags() {
    let (name, expr) = parse_assignment("`D over N` = C/(6*N)/N").unwrap();
    assert_eq!((name.as_str(), expr.to_string()), ("D over N", plain("C/(6*N)/N")));
    let (parameter, value) = parse_parameter_value("c[-512] = -1.5k").unwrap();
    assert_eq!((parameter.keys, value), (vec![Key::Number(-512.0)], -1500.0));

    let grid = parse_grid("alpha=0:2:0.5, E=-1:1:0.7, `b`=[0, 1/2]").unwrap();
    let grid: Vec<_> = grid.into_iter().map(|(name, values)| (name.to_string(), values)).collect();
    assert_eq!(grid[0], (plain("alpha"), vec![0.0, 0.5, 1.0, 1.5, 2.0]));
    assert_eq!(grid[1], (plain("E"), vec![-1.0, -1.0 + 0.7, -1.0 + 1.4]));
    assert_eq!(grid[2], (plain("b"), vec![0.0, 0.5]));
    // 0.1 is not exact: the last of 0, 0.1, …, 1 must be there all the same, and must not exceed 1.
    let (_, tenths) = &parse_grid("a=0:1:0.1").unwrap()[0];
    assert_eq!((tenths.len(), tenths[10]), (11, 1.0));

    let reduce = parse_reduce("min(`val loss`) by N,D").unwrap();
    assert_eq!((reduce.statistic, reduce.column.0.as_str()), (Statistic::Min, "val loss"));
    assert_eq!(reduce.by.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["N", "D"]);
    let last = parse_reduce("last(step)").unwrap();
    assert_eq!((last.statistic, last.by.len()), (Statistic::Last, 0));
}

#[test]
fn limits_give_one_line() {
    let nested = |n: usize| format!("y ~ {}x{}", "(".repeat(n), ")".repeat(n));
    assert!(LawText::parse(&nested(200)).is_ok());
    let sum = |n: usize| format!("y ~ x{}", " + x".repeat(n));
    assert!(LawText::parse(&sum(250)).is_ok());
    let deep = [
        nested(10_000),
        format!("y ~ {}", "(".repeat(10_000)),
        format!("y ~ {}", "log(".repeat(10_000)),
        format!("y ~ {}x", "-".repeat(99_000)),
        format!("y ~ x{}", "^x".repeat(49_000)),
        format!("y ~ x{}", "+x".repeat(49_990)),
        format!("y ~ {}1{}", "f(a, ".repeat(9_000), ")".repeat(9_000)),
        format!("y ~ {}", "x".repeat(100_000)),
    ];
    for text in deep {
        let line = LawText::parse(&text).unwrap_err().to_string();
        assert!(!line.contains('\n') && line.len() < 400, "{line}");
    }
}
