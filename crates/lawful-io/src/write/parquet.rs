//! Parquet, in row groups of about a million rows.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::column::MISSING_CODE;
use crate::read::UNIT_KEY;
use crate::{Column, ColumnData, Table, is_missing};

const ROWS_PER_GROUP: usize = 1 << 20;

pub(super) fn write(table: &Table, out: impl Write + Send) -> io::Result<()> {
    write_groups(table, out).map_err(io::Error::other)
}

fn write_groups(table: &Table, out: impl Write + Send) -> Result<()> {
    let units = table.columns().iter().filter_map(|c| {
        let unit = c.unit.clone()?;
        Some(KeyValue::new(format!("{UNIT_KEY}{}", c.name), unit))
    });
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(units.collect()))
        .build();
    let mut writer = SerializedFileWriter::new(out, schema(table)?, Arc::new(properties))?;
    for start in (0..table.rows()).step_by(ROWS_PER_GROUP) {
        let rows = start..table.rows().min(start + ROWS_PER_GROUP);
        let mut group = writer.next_row_group()?;
        for column in table.columns() {
            if let Some(mut sink) = group.next_column()? {
                write_column(column, rows.clone(), sink.untyped())?;
                sink.close()?;
            }
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn schema(table: &Table) -> Result<TypePtr> {
    let field = |column: &Column| {
        let (physical, logical) = match &column.data {
            ColumnData::Number(_) if column.boolean => (Physical::BOOLEAN, None),
            ColumnData::Number(_) => (Physical::DOUBLE, None),
            ColumnData::Category(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let fields = table.columns().iter().map(field).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder("table").with_fields(fields).build()?))
}

/// Writes rows of a column: for each a level, 1 if the cell is there and 0 if it is missing, and the cells there.
fn write_column(column: &Column, rows: std::ops::Range<usize>, sink: &mut ColumnWriter) -> Result<()> {
    match (&column.data, sink) {
        (ColumnData::Number(v), ColumnWriter::DoubleColumnWriter(sink)) => {
            let levels: Vec<i16> = v[rows.clone()].iter().map(|&x| i16::from(!is_missing(x))).collect();
            let values: Vec<f64> = v[rows].iter().copied().filter(|&x| !is_missing(x)).collect();
            sink.write_batch(&values, Some(&levels), None)?;
        }
        (ColumnData::Number(v), ColumnWriter::BoolColumnWriter(sink)) => {
            let levels: Vec<i16> = v[rows.clone()].iter().map(|&x| i16::from(!is_missing(x))).collect();
            let values: Vec<bool> = v[rows].iter().filter(|&&x| !is_missing(x)).map(|&x| x == 1.0).collect();
            sink.write_batch(&values, Some(&levels), None)?;
        }
        (ColumnData::Category(c), ColumnWriter::ByteArrayColumnWriter(sink)) => {
            let names: Vec<ByteArray> = c.names.iter().map(|name| ByteArray::from(name.as_str())).collect();
            let codes = &c.codes[rows];
            let levels: Vec<i16> = codes.iter().map(|&code| i16::from(code != MISSING_CODE)).collect();
            let there = codes.iter().filter(|&&code| code != MISSING_CODE);
            let values: Vec<ByteArray> = there.map(|&code| names[code as usize].clone()).collect();
            sink.write_batch(&values, Some(&levels), None)?;
        }
        _ => {
            return Err(parquet::errors::ParquetError::General(format!("column '{}' has two types", column.name)));
        }
    }
    Ok(())
}
