//! Wide to long: columns `loss_c4`, `loss_wiki`, … become rows of two columns.

use std::str::FromStr;

use crate::cell::CellReader;
use crate::infer::ColumnBuilder;
use crate::table::take;
use crate::{Column, Error, Table, concatenate, matches_pattern};

/// Names of the new columns if none are given.
const VALUE: &str = "value";
const KEY: &str = "name";

/// Which columns to stack, and what the new ones are called: `loss_* as loss by set`.
///
/// Before `as` stand names and patterns with one `*`, separated by commas. The column after `as` (`value` if it is left
/// out) holds their cells, the one after `by` (`name`) what `*` stands for, or the whole name where there is no `*`; it is
/// one of numbers if all are. Names that hold spaces or commas stand in backquotes.
///
/// ```
/// use lawful_io::{Column, Stack, Table};
/// let wide = Table::from_columns(vec![
///     Column::number("N", vec![1e8, 1e9]),
///     Column::number("loss_c4", vec![3.2, 2.8]),
///     Column::number("loss_wiki", vec![3.5, 3.0]),
/// ])?;
/// let long = wide.stack(&"loss_* as loss by set".parse::<Stack>()?)?;
/// assert_eq!(long.numbers("N")?, [1e8, 1e8, 1e9, 1e9]);
/// assert_eq!(long.numbers("loss")?, [3.2, 3.5, 2.8, 3.0]);
/// assert_eq!(long.categories("set")?.names, ["c4", "wiki"]);
/// # Ok::<(), lawful_io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// Names, and patterns with one `*`.
    pub columns: Vec<String>,
    /// The new column of cells.
    pub value: String,
    /// The new column that says which column a cell comes from.
    pub key: String,
}

impl Stack {
    /// Whether a column is stacked.
    pub fn takes(&self, column: &str) -> bool {
        self.columns.iter().any(|pattern| matches_pattern(&literal_but_star(pattern), column))
    }

    /// What the key says of a column that is stacked.
    fn key_of<'a>(&self, column: &'a str) -> &'a str {
        let part = |pattern: &String| {
            let (before, after) = pattern.split_once('*')?;
            column.strip_prefix(before)?.strip_suffix(after)
        };
        // A name of its own comes before a pattern that has it as well.
        if self.columns.iter().any(|name| name == column) {
            return column;
        }
        self.columns.iter().find_map(part).unwrap_or(column)
    }
}

/// A pattern in which nothing but `*` stands for something else.
fn literal_but_star(pattern: &str) -> String {
    pattern.replace('[', "[[]").replace('?', "[?]")
}

impl FromStr for Stack {
    type Err = Error;

    fn from_str(text: &str) -> Result<Stack, Error> {
        let wrong = |why: &str| Error::new(format!("'{text}' {why}; write it as 'loss_* as loss by set'"));
        let (rest, key) = split_word(text, " by ");
        let (columns, value) = split_word(rest, " as ");
        let names = [key.map_or(KEY.to_string(), bare), value.map_or(VALUE.to_string(), bare)];
        let columns: Vec<String> = outside_quotes(columns, ',').into_iter().map(bare).collect();
        if columns.iter().chain(&names).any(String::is_empty) {
            return Err(wrong("leaves a name empty"));
        }
        if columns.iter().any(|pattern| pattern.matches('*').count() > 1) {
            return Err(wrong("has more than one * in a name"));
        }
        let [key, value] = names;
        if key == value {
            return Err(wrong("calls both new columns the same"));
        }
        Ok(Stack { columns, value, key })
    }
}

/// The text before the last `word` outside backquotes, and that after it.
fn split_word<'a>(text: &'a str, word: &str) -> (&'a str, Option<&'a str>) {
    let outside = |at: &usize| text[..*at].matches('`').count().is_multiple_of(2);
    match text.rmatch_indices(word).map(|(at, _)| at).find(outside) {
        Some(at) => (&text[..at], Some(&text[at + word.len()..])),
        None => (text, None),
    }
}

/// The parts between separators outside backquotes.
fn outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '`';
        c == separator && !quoted
    })
    .collect()
}

/// A name without backquotes.
fn bare(name: &str) -> String {
    name.trim().trim_matches('`').to_string()
}

impl Table {
    /// Wide to long: for each row one per stacked column, in the order of the columns, with the other columns repeated.
    ///
    /// # Errors
    /// No column has one of the names or patterns; a new name is one that stays; columns have different units.
    pub fn stack(&self, stack: &Stack) -> Result<Table, Error> {
        let (stacked, kept): (Vec<&Column>, Vec<&Column>) = self.columns().iter().partition(|c| stack.takes(&c.name));
        for pattern in &stack.columns {
            if !self.columns().iter().any(|c| matches_pattern(&literal_but_star(pattern), &c.name)) {
                return Err(self.error(format!("no column has the form '{pattern}' to be stacked")));
            }
        }
        if let Some(clash) = kept.iter().find(|c| c.name == stack.value || c.name == stack.key) {
            let (name, columns) = (&clash.name, stack.columns.join(", "));
            return Err(self.error(format!(
                "there is a column '{name}' already; name the new ones, as in '{columns} as stacked by which'"
            )));
        }
        if let Some(other) = stacked.iter().find(|c| c.unit != stacked[0].unit) {
            let (one, two) = (&stacked[0].name, &other.name);
            return Err(self.error(format!("'{one}' and '{two}' are not in the same unit; stack them apart")));
        }
        let (rows, count) = (self.rows(), stacked.len());
        let all: Vec<usize> = (0..rows).collect();
        let below = concatenate::column(&stack.value, stacked.iter().map(|c| (Some(*c), all.as_slice())));
        let by_row: Vec<usize> = (0..rows).flat_map(|row| (0..count).map(move |c| c * rows + row)).collect();
        let names: Vec<&str> = kept.iter().map(|c| c.name.as_str()).collect();
        let repeated: Vec<usize> = (0..rows).flat_map(|row| std::iter::repeat_n(row, count)).collect();
        let mut long = if kept.is_empty() { self.select(&[]) } else { self.select(&names).take(&repeated) };
        let mut key = ColumnBuilder::new(&stack.key);
        let cells = CellReader::default();
        stacked.iter().for_each(|c| key.push_text(stack.key_of(&c.name), &cells));
        let key = if key.is_mixed() {
            let mut texts = ColumnBuilder::text(&stack.key);
            stacked.iter().for_each(|c| texts.push_text(stack.key_of(&c.name), &cells));
            texts.finish()
        } else {
            key.finish()
        };
        let which: Vec<usize> = (0..rows).flat_map(|_| 0..count).collect();
        long.set(take(&key, &which))?;
        long.set(take(&below, &by_row))?;
        // Every row of the file is as many as columns were stacked.
        long.source.rows = self.source.rows.saturating_mul(count);
        Ok(long)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(text: &str) -> Stack {
        text.parse().unwrap()
    }

    #[test]
    fn names_patterns_and_quotes() {
        let full = stack("train_loss, `val loss` , eval_* as loss by `which set`");
        assert_eq!(full.columns, ["train_loss", "val loss", "eval_*"]);
        assert_eq!((full.value.as_str(), full.key.as_str()), ("loss", "which set"));
        assert_eq!(
            stack("loss_*"),
            Stack { columns: vec!["loss_*".into()], value: "value".into(), key: "name".into() }
        );
        for (wrong, why) in
            [("", "leaves a name empty"), ("a_*_*", "more than one *"), ("a as x by x", "both new columns the same")]
        {
            assert!(wrong.parse::<Stack>().unwrap_err().message.contains(why), "{wrong}");
        }
    }

    #[test]
    fn keys_that_are_numbers_are_numbers() {
        let wide = Table::from_columns(vec![
            Column::category("run", &["a", "b"]),
            Column::number("loss@1000", vec![3.0, 2.9]),
            Column::number("loss@2000", vec![2.5, crate::MISSING]),
        ])
        .unwrap();
        let long = wide.stack(&stack("loss@* as loss by step")).unwrap();
        assert_eq!(long.numbers("step").unwrap(), [1000.0, 2000.0, 1000.0, 2000.0]);
        let loss = long.numbers("loss").unwrap();
        assert_eq!(&loss[..3], [3.0, 2.5, 2.9]);
        assert!(crate::is_missing(loss[3]));
        assert_eq!(long.column("run").unwrap().levels().codes, [0, 0, 1, 1]);
        assert_eq!(long.file_row(3), 2);
    }

    #[test]
    fn what_cannot_be_stacked_says_so() {
        let mut wide =
            Table::from_columns(vec![Column::number("loss", vec![1.0]), Column::number("loss_a", vec![1.0])]).unwrap();
        let message = |wide: &Table, text: &str| wide.stack(&stack(text)).unwrap_err().message;
        assert!(message(&wide, "acc_*").contains("no column has the form 'acc_*'"));
        assert!(message(&wide, "loss_* as loss by set").contains("there is a column 'loss' already"));
        wide.set_unit("loss", "bits").unwrap();
        assert!(message(&wide, "loss, loss_a as x by y").contains("not in the same unit"));
    }
}
