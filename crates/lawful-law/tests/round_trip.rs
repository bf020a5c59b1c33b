//! Printing and parsing are inverse, and no text brings the parser down.

use lawful_law::ast::{Arg, BinaryOp, Expr, ExprKind, Key, LawText, Span, UnaryOp};
use lawful_law::parse::{
    parse_assignment, parse_clause, parse_expression, parse_grid, parse_parameter_value, parse_reduce,
};
use proptest::prelude::*;

fn node(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

/// The tree without its places.
fn unplaced(expr: Expr) -> Expr {
    let unboxed = |e: Box<Expr>| Box::new(unplaced(*e));
    node(match expr.kind {
        ExprKind::Indexed(name, keys) => {
            let unplaced_key = |key| match key {
                Key::Name(name, _) => Key::Name(name, Span::default()),
                key => key,
            };
            ExprKind::Indexed(name, keys.into_iter().map(unplaced_key).collect())
        }
        ExprKind::Unary(op, x) => ExprKind::Unary(op, unboxed(x)),
        ExprKind::Binary(op, a, b) => ExprKind::Binary(op, unboxed(a), unboxed(b)),
        ExprKind::Call(name, args) => {
            let args = args.into_iter().map(|arg| Arg { name: arg.name, value: unplaced(arg.value) });
            ExprKind::Call(name, args.collect())
        }
        ExprKind::Sum { index, values, body } => ExprKind::Sum { index, values, body: unboxed(body) },
        ExprKind::Root { equation, unknown, lo, hi } => {
            ExprKind::Root { equation: unboxed(equation), unknown, lo: unboxed(lo), hi: unboxed(hi) }
        }
        leaf => leaf,
    })
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_map(f64::abs).prop_filter("finite", |x| x.is_finite()),
        (0..1000u32).prop_map(f64::from),
        Just(5e-324),
        Just(f64::MAX),
    ]
}

fn identifier() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z_αβ][a-zA-Z0-9_]{0,5}", Just("train.loss".into()), Just("in".into()), Just("let".into())]
        .prop_map(|name: String| if name == "π" { "p".into() } else { name })
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        identifier().prop_map(|name| Key::Name(name, Span::default())),
        ".{1,6}".prop_map(|name: String| Key::Name(name, Span::default())),
        ".{0,6}".prop_map(Key::Text),
        number().prop_map(|x| Key::Number(-x)),
        number().prop_map(Key::Number),
    ]
}

fn expression() -> impl Strategy<Value = Expr> {
    let leaf = prop_oneof![
        number().prop_map(ExprKind::Number),
        identifier().prop_map(ExprKind::Name),
        ".{1,8}".prop_map(ExprKind::Column),
        ".{1,8}".prop_map(ExprKind::Parameter),
        "(.|\\\\|\"){0,8}".prop_map(ExprKind::Text),
        (identifier(), prop::collection::vec(key(), 1..3)).prop_map(|(name, keys)| ExprKind::Indexed(name, keys)),
    ]
    .prop_map(node);
    let ops = prop::sample::select(vec![
        BinaryOp::Add,
        BinaryOp::Subtract,
        BinaryOp::Multiply,
        BinaryOp::Divide,
        BinaryOp::Power,
        BinaryOp::Equal,
        BinaryOp::NotEqual,
        BinaryOp::Less,
        BinaryOp::LessEqual,
        BinaryOp::Greater,
        BinaryOp::GreaterEqual,
        BinaryOp::And,
        BinaryOp::Or,
    ]);
    leaf.prop_recursive(7, 80, 4, move |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let values = prop::collection::vec(prop_oneof![number(), number().prop_map(|x| -x)], 1..4);
        let known = prop::sample::select(vec!["exp", "log", "lgamma"]);
        let label = prop::option::of(prop_oneof![identifier(), ".{1,5}"]);
        prop_oneof![
            4 => (ops.clone(), boxed.clone(), boxed.clone()).prop_map(|(op, a, b)| ExprKind::Binary(op, a, b)),
            2 => (prop::bool::ANY, boxed.clone())
                .prop_map(|(not, x)| ExprKind::Unary(if not { UnaryOp::Not } else { UnaryOp::Negate }, x)),
            1 => (known, inner.clone())
                .prop_map(|(name, value)| ExprKind::Call(name.into(), vec![Arg { name: None, value }])),
            1 => (label, inner.clone(), inner).prop_map(|(name, first, value)| {
                ExprKind::Call("chinchilla".into(), vec![Arg { name: None, value: first }, Arg { name, value }])
            }),
            1 => (identifier(), values, boxed.clone())
                .prop_map(|(index, values, body)| ExprKind::Sum { index, values, body }),
            1 => (boxed.clone(), identifier(), boxed.clone(), boxed)
                .prop_filter("an equation with == is an error", |(e, ..)| {
                    !matches!(e.kind, ExprKind::Binary(BinaryOp::Equal, ..))
                })
                .prop_map(|(equation, unknown, lo, hi)| ExprKind::Root { equation, unknown, lo, hi }),
        ]
        .prop_map(node)
    })
}

/// Texts of pieces that the grammar knows, in any order.
fn almost_a_law() -> impl Strategy<Value = String> {
    let pieces = vec![
        "x",
        "loss",
        "N",
        "~",
        "+",
        "-",
        "*",
        "/",
        "^",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        "\n",
        "=",
        "==",
        "<",
        ">=",
        "!",
        "&&",
        "||",
        "1",
        "2B",
        ".5",
        "1e",
        "in",
        "start",
        "let",
        "sum(i in [1, 2],",
        "root(",
        "log(",
        "\"a\"",
        "\"",
        "`b`",
        "`",
        "par(",
        "col(",
        "#",
        " ",
        "é",
        "損",
        "−",
        "²",
        "\t",
        ":",
        "by",
        "min(",
        "e\u{301}",
        "\r",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

fn check_all(text: &str) -> Result<(), TestCaseError> {
    let errors = [
        LawText::parse(text).err(),
        parse_expression(text).err(),
        parse_assignment(text).err(),
        parse_clause(text).err(),
        parse_parameter_value(text).err(),
        parse_grid(text).err(),
        parse_reduce(text).err(),
    ];
    for error in errors.into_iter().flatten() {
        prop_assert!(!error.to_string().contains('\n'));
        prop_assert!(error.text.get(error.span.start..error.span.end).is_some(), "{:?}", error);
        prop_assert!(error.render().lines().count() <= 3);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_printed_parses_to_the_same_tree(expr in expression()) {
        let text = expr.to_string();
        let parsed = parse_expression(&text).map_err(|error| TestCaseError::fail(error.render()))?;
        prop_assert_eq!(unplaced(parsed), expr, "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![".{0,60}", almost_a_law()]) {
        check_all(&text)?;
    }
}
