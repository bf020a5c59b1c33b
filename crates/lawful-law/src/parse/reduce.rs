//! `--reduce`: one row per group.

use super::cursor::Cursor;
use super::lexer::TokenKind;
use crate::Error;
use crate::ast::Span;

/// How the rows of a group become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// The row where the column is least.
    Min,
    /// The row where the column is greatest.
    Max,
    /// The row where the column (a step or a time) is greatest; of equals the last.
    Last,
    /// A new row with the column's median.
    Median,
    /// A new row with the column's arithmetic mean.
    Mean,
}

const STATISTICS: [(&str, Statistic); 5] = [
    ("min", Statistic::Min),
    ("max", Statistic::Max),
    ("last", Statistic::Last),
    ("median", Statistic::Median),
    ("mean", Statistic::Mean),
];

/// `min(loss) by N,D`, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Reduce {
    /// How rows become one.
    pub statistic: Statistic,
    /// The column it looks at.
    pub column: (String, Span),
    /// The columns that group; none for the whole table as one group.
    pub by: Vec<(String, Span)>,
    /// The text itself.
    pub text: String,
}

/// Parses `min(loss) by N,D`; also `max`, `last(step)`, `median`, `mean`; without `by` the whole table is one group.
pub fn parse_reduce(text: &str) -> Result<Reduce, Error> {
    let example = "'min(loss) by N,D'";
    let mut cursor = Cursor::new(text, example)?;
    let place = cursor.span();
    let word = cursor.bare_name(&format!("min, max, last, median or mean, as in {example},"))?;
    let Some((_, statistic)) = STATISTICS.iter().find(|(name, _)| *name == word) else {
        let near = crate::suggest::nearest(&word, STATISTICS.map(|(name, _)| name));
        let advice =
            near.map_or("it is min, max, last, median or mean".into(), |near| format!("did you mean '{near}'?"));
        return Err(cursor.error(place, format!("there is no reduction '{word}'; {advice}")));
    };
    cursor.expect("(", &format!("a column in brackets, as in {word}(loss) by N,D,"))?;
    let column = cursor.name("a column's name")?;
    cursor.expect(")", "')'")?;
    let mut by = Vec::new();
    if !cursor.at_end() {
        if !cursor.eat_word("by") {
            return Err(match cursor.peek() {
                TokenKind::Name(word) => cursor.error_here(format!("'by' belongs here, not '{word}': {example}")),
                _ => cursor.unexpected("'by' and the columns that group"),
            });
        }
        by.push(cursor.name("a column that groups")?);
        while cursor.eat(",") {
            by.push(cursor.name("a column that groups")?);
        }
        if !cursor.at_end() {
            return Err(cursor.error_here(format!("between the columns that group stands ',', as in {example}")));
        }
    }
    cursor.expect_end()?;
    for (i, (name, span)) in by.iter().enumerate() {
        if by[..i].iter().any(|(other, _)| other == name) {
            return Err(cursor.error(*span, format!("'{name}' groups twice; delete one of them")));
        }
    }
    Ok(Reduce { statistic: *statistic, column, by, text: text.to_string() })
}
