//! Any text, given to every parser of formulas: an answer or one clear line, never a panic, a hang or a deep stack.
#![no_main]

use lawful_law::ast::LawText;
use lawful_law::parse::{
    parse_assignment, parse_clause, parse_expression, parse_grid, parse_parameter_value, parse_reduce,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let errors = [
        LawText::parse(text).err(),
        parse_assignment(text).err(),
        parse_clause(text).err(),
        parse_parameter_value(text).err(),
        parse_grid(text).err(),
        parse_reduce(text).err(),
    ];
    for error in errors.into_iter().flatten() {
        assert!(!error.to_string().contains('\n'));
        assert!(error.text.get(error.span.start..error.span.end).is_some());
        assert!(error.render().lines().count() <= 3);
    }
    match parse_expression(text) {
        Err(error) => assert!(!error.to_string().contains('\n')),
        Ok(expr) => {
            // What is printed is read again, and printed the same.
            let printed = expr.to_string();
            if printed.len() <= lawful_law::parse::MAX_TEXT {
                assert_eq!(parse_expression(&printed).expect("printed text parses").to_string(), printed);
            }
        }
    }
});
