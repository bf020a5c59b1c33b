//! The formula language on tables: every result known by hand.

use lawful_io::{Categories, Column};
use lawful_io::{ColumnData, Level, MISSING, Table, is_missing};
use lawful_law::parse::{parse_expression, parse_reduce};
use lawful_law::query::{Dropped, Values, derive, evaluate, keep, reduce, scalar, split_by};

/// Five runs; the last has no tokens and no optimizer.
fn runs() -> Table {
    let optimizer = Categories { codes: vec![0, 1, 0, 1, u32::MAX], names: vec!["muon".into(), "adamw".into()] };
    let mut runs = Table::from_columns(vec![
        Column::number("N", vec![1e6, 1e6, 2e6, 2e6, 2e6]),
        Column::number("tokens", vec![10.0, 20.0, 30.0, 40.0, MISSING]),
        Column::number("loss", vec![3.0, 2.5, f64::NAN, 2.0, 2.0]),
        Column::new("optimizer", ColumnData::Category(optimizer)),
        Column::number("Training FLOP", vec![1.0, 2.0, 3.0, 4.0, 5.0]),
    ])
    .unwrap();
    runs.source.path = "runs.csv".into();
    runs
}

fn numbers(text: &str) -> Vec<f64> {
    match evaluate(&parse_expression(text).unwrap(), text, &runs()).unwrap() {
        Values::Numbers(values) => values,
        other => panic!("{other:?}"),
    }
}

fn truths(text: &str) -> Vec<bool> {
    match evaluate(&parse_expression(text).unwrap(), text, &runs()).unwrap() {
        Values::Truths(values) => values,
        other => panic!("{other:?}"),
    }
}

fn error(text: &str) -> String {
    let outcome = parse_expression(text).and_then(|expr| evaluate(&expr, text, &runs()));
    outcome.expect_err(text).render()
}

#[test]
fn arithmetic_passes_missing_on() {
    assert_eq!(numbers("`Training FLOP`*2 - 1"), [1.0, 3.0, 5.0, 7.0, 9.0]);
    assert_eq!(numbers("sum(i in [1, 2], i*N^0)"), [3.0; 5]);
    assert_eq!(numbers("max(N/1M, 1.5, 0)"), [1.5, 1.5, 2.0, 2.0, 2.0]);
    for text in
        ["-tokens", "tokens + 1", "1 - tokens", "log(tokens)", "min(tokens, 1)", "tokens^0", "sum(i in [1], tokens)"]
    {
        let values = numbers(text);
        assert!(is_missing(values[4]) && values[..4].iter().all(|x| x.is_finite()), "{text}: {values:?}");
    }
    // What is not chosen does not count; a NaN of the file is not missing.
    assert_eq!(numbers("where(missing(tokens), 0, tokens)"), [10.0, 20.0, 30.0, 40.0, 0.0]);
    assert!(numbers("loss + 1")[2].is_nan() && !is_missing(numbers("loss + 1")[2]));
}

#[test]
fn comparisons_with_missing_are_false() {
    assert_eq!(truths("tokens > 15"), [false, true, true, true, false]);
    assert_eq!(truths("tokens != 20"), [true, false, true, true, false]);
    assert_eq!(truths("missing(tokens) || tokens <= 10"), [true, false, false, false, true]);
    assert_eq!(truths("optimizer == \"muon\""), [true, false, true, false, false]);
    assert_eq!(truths("optimizer != \"muon\""), [false, true, false, true, false]);
    assert_eq!(truths("optimizer < \"b\" && !(N == 1M)"), [false, false, false, true, false]);
    assert_eq!(truths("missing(optimizer)"), [false, false, false, false, true]);
    // IEEE 754: a NaN is unequal to everything and neither less nor greater.
    assert_eq!(truths("loss != 3"), [false, true, true, true, true]);
    assert_eq!(truths("loss < 9"), [true, true, false, true, true]);
}

#[test]
fn a_column_of_true_and_false_is_a_condition() {
    let converged = Column { boolean: true, ..Column::number("converged", vec![1.0, 0.0, MISSING]) };
    let table = Table::from_columns(vec![converged]).unwrap();
    for (predicate, rows) in [("converged", 1), ("!converged", 2), ("converged == true", 1), ("converged == false", 1)]
    {
        assert_eq!(keep(&table, predicate).unwrap().0.rows(), rows, "{predicate}");
    }
}

#[test]
fn many_rows_are_evaluated_in_order() {
    let n = 5000;
    let table = Table::from_columns(vec![Column::number("x", (0..n).map(f64::from).collect())]).unwrap();
    let text = "where(x < 2500, x, -x)";
    let expected: Vec<f64> = (0..n).map(|i| if i < 2500 { f64::from(i) } else { -f64::from(i) }).collect();
    assert_eq!(evaluate(&parse_expression(text).unwrap(), text, &table).unwrap(), Values::Numbers(expected));
}

#[test]
fn kept_rows_and_the_reasons_of_the_others() {
    let (kept, dropped) = keep(&runs(), "tokens > 15").unwrap();
    assert_eq!(kept.numbers("tokens").unwrap(), [20.0, 30.0, 40.0]);
    assert_eq!(kept.file_row(0), 2);
    let entry = |reason: &str, rows| Dropped { reason: reason.into(), rows };
    assert_eq!(dropped, [entry("--where 'tokens > 15'", 1), entry("--where 'tokens > 15': a value is missing", 1)]);
    let (all, dropped) = keep(&runs(), "N > 0").unwrap();
    assert_eq!((all.rows(), dropped), (5, vec![]));
    assert_eq!(keep(&runs(), "N < 0").unwrap().0.rows(), 0);
}

#[test]
fn derived_columns() {
    let mut table = runs();
    derive(&mut table, "loss = loss/2").unwrap();
    derive(&mut table, "big = N > 1.5M").unwrap();
    derive(&mut table, "`who is` = where(N > 1.5M, optimizer, \"small\")").unwrap();
    assert_eq!(table.numbers("loss").unwrap()[..2], [1.5, 1.25]);
    assert_eq!(table.numbers("big").unwrap(), [0.0, 0.0, 1.0, 1.0, 1.0]);
    let who = table.categories("who is").unwrap();
    assert_eq!(
        (who.codes.as_slice(), who.names.join(" ")),
        ([0, 0, 1, 2, u32::MAX].as_slice(), "small muon adamw".into())
    );
}

#[test]
fn one_row_per_group() {
    let of = |text: &str| reduce(&runs(), &parse_reduce(text).unwrap()).unwrap();
    let (least, dropped) = of("min(loss) by N");
    assert_eq!(least.numbers("loss").unwrap(), [2.5, 2.0]);
    assert_eq!(least.numbers("tokens").unwrap()[1], 40.0, "the first of equals, whole");
    let counts: Vec<_> = dropped.iter().map(|d| (d.reason.as_str(), d.rows)).collect();
    assert_eq!(counts, [("--reduce 'min(loss) by N': loss is missing or NaN", 1), ("--reduce 'min(loss) by N'", 2)]);

    assert_eq!(of("max(loss)").0.numbers("loss").unwrap(), [3.0]);
    assert_eq!(of("last(N)").0.numbers("Training FLOP").unwrap(), [5.0], "the last of equals");
    let (by_optimizer, dropped) = of("mean(tokens) by optimizer");
    assert_eq!(by_optimizer.numbers("tokens").unwrap(), [20.0, 30.0]);
    assert_eq!((dropped[0].rows, dropped[1].rows), (1, 2));
    let (median, _) = of("median(`Training FLOP`) by N");
    assert_eq!(median.numbers("Training FLOP").unwrap(), [1.5, 4.0]);
    let names: Vec<&str> = median.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["N", "Training FLOP"], "columns that vary within a group are left out");
    assert_eq!(median.source.path, "runs.csv");
}

#[test]
fn one_table_per_group() {
    let (groups, dropped) = split_by(&runs(), &["optimizer", "N"]).unwrap();
    let keys: Vec<String> = groups.iter().map(|g| format!("{} {}", g.by[0].1, g.by[1].1)).collect();
    assert_eq!(keys, ["muon 1000000", "adamw 1000000", "muon 2000000", "adamw 2000000"]);
    assert_eq!(groups[0].by[1], ("N".into(), Level::Number(1e6)));
    assert_eq!(groups[2].table.numbers("tokens").unwrap(), [30.0]);
    assert_eq!(dropped, [Dropped { reason: "--by optimizer,N: a value is missing".into(), rows: 1 }]);
}

#[test]
fn mistakes() {
    let texts = [
        "token > 3",
        "training_flop > 3",
        "banana > 3",
        "optimizer == 3",
        "N == \"big\"",
        "\"1000000\" != N",
        "optimizer == muon",
        "log(optimizer)",
        "optimizer + 1",
        "N + (N > 1)",
        "!N",
        "N && N > 1",
        "(N > 1) == (N > 2)",
        "where(N > 1, 1, \"a\")",
        "where(N, 1, 2)",
        "lgo(N)",
        "chinchilla(N=N, D=tokens)",
        "beta[optimizer]*N",
        "par(N) + 1",
        "root(y = N, y, 0, 1)",
        "missing(N, loss)",
        "sum(i in [1,1,1,1,1,1,1,1,1,1], sum(j in [1,1,1,1,1,1,1,1,1,1], sum(k in [1,1,1,1,1,1,1,1,1,1], sum(l in [1,1,1,1,1,1,1,1,1,1], sum(m in [1,1,1,1,1,1,1,1,1,1], N)))))",
    ];
    insta::assert_snapshot!(texts.map(error).join("\n\n"));
    let mut failures = vec![
        keep(&runs(), "N").unwrap_err(),
        derive(&mut runs(), "x = y").unwrap_err(),
        reduce(&runs(), &parse_reduce("min(los) by N").unwrap()).unwrap_err(),
        reduce(&runs(), &parse_reduce("min(optimizer) by N").unwrap()).unwrap_err(),
    ];
    failures.push(split_by(&runs(), &["N", "optimiser"]).unwrap_err());
    insta::assert_snapshot!(failures.iter().map(|e| e.render()).collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn functions_at_known_points() {
    use std::f64::consts::{E, LN_2, PI};
    for (name, args, value) in [
        ("exp", vec![1.0], E),
        ("log", vec![E], 1.0),
        ("log2", vec![8.0], 3.0),
        ("log10", vec![1e-3], -3.0),
        ("log1p", vec![1e-20], 1e-20),
        ("expm1", vec![1e-20], 1e-20),
        ("sqrt", vec![9.0], 3.0),
        ("cbrt", vec![-27.0], -3.0),
        ("abs", vec![-2.0], 2.0),
        ("sin", vec![PI / 6.0], 0.5),
        ("cos", vec![PI / 3.0], 0.5),
        ("tan", vec![PI / 4.0], 1.0),
        ("atan", vec![1.0], PI / 4.0),
        ("sinh", vec![LN_2], 0.75),
        ("cosh", vec![LN_2], 1.25),
        ("tanh", vec![LN_2], 0.6),
        ("erf", vec![0.5], 0.520_499_877_813_046_5),
        ("erfc", vec![2.0], 0.004_677_734_981_047_266),
        ("lgamma", vec![0.5], 0.572_364_942_924_700_1),
        ("sigmoid", vec![-3_f64.ln()], 0.25),
        ("sigmoid", vec![-800.0], 0.0),
        ("logit", vec![0.75], 3_f64.ln()),
        ("softplus", vec![0.0], LN_2),
        ("softplus", vec![1000.0], 1000.0),
        ("logsumexp", vec![1000.0, 1000.0], 1000.0 + LN_2),
        ("min", vec![2.0, -1.0, 3.0], -1.0),
        ("max", vec![2.0, -1.0, 3.0], 3.0),
        ("clamp", vec![5.0, 0.0, 1.0], 1.0),
    ] {
        let got = scalar::call(name, &args).unwrap();
        assert!((got - value).abs() <= 4.0 * f64::EPSILON * value.abs(), "{name}({args:?}) = {got}, not {value}");
    }
    assert!(
        lawful_law::ast::FUNCTIONS
            .iter()
            .all(|f| f.name == "where" || scalar::call(f.name, &vec![0.5; f.least]).is_some())
    );
}
