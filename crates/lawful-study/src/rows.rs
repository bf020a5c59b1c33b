//! Tables made of points, and of other tables.

use crate::{Error, Select};
use lawful_io::{Column, ColumnData, Table};

/// The rows of `table`, then those of `more`, in the columns that both have.
///
/// # Errors
/// A column holds numbers in one and text in the other.
pub fn append(table: &Table, more: &Table) -> Result<Table, Error> {
    let rows = table.rows() + more.rows();
    let mut columns = Vec::new();
    for (own, other) in table.columns().iter().filter_map(|c| Some((c, more.column(&c.name)?))) {
        let mut column = own.clone();
        join(&mut column, other);
        if column.len() != rows {
            let (first, second) = (&table.source.path, &more.source.path);
            return Err(Error::new(format!("column '{}' is of different kinds in {first} and {second}", own.name)));
        }
        columns.push(column);
    }
    let mut joined = Table::from_columns(columns)?;
    joined.source = table.source.clone();
    Ok(joined)
}

/// One table of the rows of several points, each written `params = 6.9e9; token_multiplier = 20; corpus = "rpj"`.
///
/// # Errors
/// A point is no such list, points have different columns.
pub fn points(points: &[&str]) -> Result<Table, Error> {
    let mut columns: Vec<Column> = Vec::new();
    let rows = Column::number(" ", vec![0.0]);
    for (row, point) in points.iter().enumerate() {
        let mut table = Table::from_columns(vec![rows.clone()])?;
        for assignment in point.split(';').map(str::trim) {
            table = table.derive(assignment)?;
        }
        for column in &table.columns()[1..] {
            match columns.iter().position(|c| c.name == column.name) {
                None if row == 0 => columns.push(column.clone()),
                Some(place) => join(&mut columns[place], column),
                None => return Err(Error::new(format!("'{point}' has a column that '{}' lacks", points[0]))),
            }
        }
    }
    if columns.iter().any(|c| c.len() != points.len()) {
        return Err(Error::new("the points have different columns"));
    }
    Ok(Table::from_columns(columns)?)
}

fn join(column: &mut Column, more: &Column) {
    use ColumnData::{Category, Number};
    match (&mut column.data, &more.data) {
        (Number(values), Number(more)) => values.extend(more),
        (Category(c), Category(more)) => {
            let mut place = |name: &String| {
                c.names.iter().position(|n| n == name).unwrap_or_else(|| {
                    c.names.push(name.clone());
                    c.names.len() - 1
                }) as u32
            };
            let places: Vec<u32> = more.names.iter().map(&mut place).collect();
            let code = |code: &u32| places.get(*code as usize).copied().unwrap_or(lawful_io::MISSING_CODE);
            c.codes.extend(more.codes.iter().map(code));
        }
        // Another kind: left short, so that the lengths tell.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_one_below_the_other() {
        let a = points(&["N = 1; corpus = \"rpj\"", "N = 2; corpus = \"c4\""]).unwrap();
        let b = points(&["N = 3; corpus = \"c4\"; other = 7"]).unwrap();
        let all = append(&a, &b).unwrap();
        assert_eq!(all.numbers("N").unwrap(), [1.0, 2.0, 3.0]);
        let c = all.categories("corpus").unwrap();
        assert_eq!(c.codes.iter().map(|i| c.names[*i as usize].as_str()).collect::<Vec<_>>(), ["rpj", "c4", "c4"]);
        assert!(append(&a, &points(&["N = \"x\"; corpus = \"y\""]).unwrap()).is_err());
        assert!(points(&["N = 1", "D = 2"]).is_err());
    }
}
