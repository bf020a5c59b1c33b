//! Any table, written and read again, is the same table.

use lawful_io::{Categories, Column, ColumnData, Format, MISSING, ReadOptions, Table};
use proptest::prelude::*;

/// Columns of numbers (any bits), booleans and texts, with missing cells.
fn tables() -> impl Strategy<Value = Table> {
    (1usize..20, 1usize..5).prop_flat_map(|(rows, columns)| {
        prop::collection::vec((column(rows), "[^\\p{Cc}]{0,6}"), columns).prop_map(|columns| {
            let columns = columns.into_iter().enumerate().map(|(i, (data, suffix))| {
                let (data, boolean) = data;
                // Distinct names, which no white space surrounds and which are not numbers.
                Column { boolean, ..Column::new(format!("c{i}{suffix}."), data) }
            });
            Table::from_columns(columns.collect()).unwrap()
        })
    })
}

fn column(rows: usize) -> impl Strategy<Value = (ColumnData, bool)> {
    let number = prop_oneof![
        8 => any::<f64>().prop_map(|x| if x.is_nan() { f64::NAN } else { x }),
        1 => Just(MISSING),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(-0.0)],
    ];
    // A text that is no number, no boolean and no token for a missing cell, and that no white space surrounds.
    let text = "t[ -~äλ😀\n\"]{0,8}x";
    prop_oneof![
        prop::collection::vec(number, rows).prop_map(|v| (ColumnData::Number(v), false)),
        // The first cell tells booleans from a column that is missing altogether.
        prop::collection::vec(prop_oneof![Just(0.0), Just(1.0), Just(MISSING)], rows).prop_map(|mut v| {
            v[0] = 1.0;
            (ColumnData::Number(v), true)
        }),
        prop::collection::vec(prop::option::weighted(0.8, text), rows).prop_map(|mut texts| {
            texts[0] = Some("text".into());
            let mut c = Categories::default();
            for text in texts {
                let code = match text {
                    None => u32::MAX,
                    Some(text) => match c.names.iter().position(|n| *n == text) {
                        Some(code) => code as u32,
                        None => {
                            c.names.push(text);
                            c.names.len() as u32 - 1
                        }
                    },
                };
                c.codes.push(code);
            }
            (ColumnData::Category(c), false)
        }),
    ]
}

/// Bits of numbers, so that NaNs compare.
fn bits(table: &Table) -> Vec<(String, bool, Vec<u64>, Vec<String>)> {
    let columns = table.columns().iter().map(|c| {
        let (cells, names) = match &c.data {
            ColumnData::Number(v) => (v.iter().map(|x| x.to_bits()).collect(), Vec::new()),
            ColumnData::Category(k) => (k.codes.iter().map(|&code| code.into()).collect(), k.names.clone()),
        };
        (c.name.clone(), c.boolean, cells, names)
    });
    columns.collect()
}

proptest! {
    #[test]
    fn csv(table in tables()) {
        let mut text = Vec::new();
        table.write_csv(&mut text).unwrap();
        let options = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
        let again = Table::from_bytes("t", text, Format::Csv, &options).unwrap();
        prop_assert_eq!(bits(&again), bits(&table));
    }

    #[test]
    fn tsv(table in tables()) {
        let mut text = Vec::new();
        table.write_tsv(&mut text).unwrap();
        let again = Table::from_bytes("t", text, Format::Tsv, &ReadOptions::default()).unwrap();
        prop_assert_eq!(bits(&again), bits(&table));
    }

    #[test]
    fn jsonl(table in tables()) {
        let mut text = Vec::new();
        table.write_jsonl(&mut text).unwrap();
        let again = Table::from_bytes("t", text, Format::Json, &ReadOptions::default()).unwrap();
        prop_assert_eq!(bits(&again), bits(&table));
    }

    #[test]
    fn parquet(table in tables()) {
        let mut bytes = Vec::new();
        table.write_parquet(&mut bytes).unwrap();
        let again = Table::from_bytes("t", bytes, Format::Parquet, &ReadOptions::default()).unwrap();
        prop_assert_eq!(bits(&again), bits(&table));
    }

    #[test]
    fn any_bytes_are_a_table_or_an_error_of_one_line(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in [Format::Csv, Format::Tsv, Format::Json, Format::Parquet] {
            if let Err(error) = Table::from_bytes("t", bytes.clone(), format, &ReadOptions::default()) {
                prop_assert!(!error.message.contains('\n'));
            }
        }
    }
}
