//! What the stored values of a column mean, and how they become cells.

use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{DataType, Int96};
use parquet::schema::types::ColumnDescriptor;

use crate::cell::{Cell, CellReader};
use crate::infer::ColumnBuilder;

/// What the values of a column mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    Number,
    /// An integer without a sign.
    Unsigned,
    /// An integer times 10^-scale.
    Decimal {
        scale: i32,
    },
    /// IEEE half precision.
    Half,
    Boolean,
    Text,
    /// Days since 1970.
    Date,
    /// So many units a second, since midnight.
    Time {
        per_second: f64,
    },
    /// So many units a second, since 1970 (UTC).
    Timestamp {
        per_second: f64,
    },
}

impl Meaning {
    /// The meaning of a column, or why it cannot be a column of a table.
    pub fn of(column: &ColumnDescriptor) -> Result<Meaning, String> {
        if column.max_rep_level() > 0 {
            return Err("is a list or map, not one value a row".into());
        }
        let per_second = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1e3,
            TimeUnit::MICROS => 1e6,
            TimeUnit::NANOS => 1e9,
        };
        let decimal = || Meaning::Decimal { scale: column.type_scale().max(0) };
        let logical = match column.logical_type_ref() {
            Some(LogicalType::Decimal(_)) => Some(decimal()),
            Some(LogicalType::Timestamp(t)) => Some(Meaning::Timestamp { per_second: per_second(&t.unit) }),
            Some(LogicalType::Time(t)) => Some(Meaning::Time { per_second: per_second(&t.unit) }),
            Some(LogicalType::Date) => Some(Meaning::Date),
            Some(LogicalType::Integer(i)) if !i.is_signed => Some(Meaning::Unsigned),
            Some(LogicalType::Float16) => Some(Meaning::Half),
            _ => match column.converted_type() {
                ConvertedType::DECIMAL => Some(decimal()),
                ConvertedType::DATE => Some(Meaning::Date),
                ConvertedType::TIME_MILLIS => Some(Meaning::Time { per_second: 1e3 }),
                ConvertedType::TIME_MICROS => Some(Meaning::Time { per_second: 1e6 }),
                ConvertedType::TIMESTAMP_MILLIS => Some(Meaning::Timestamp { per_second: 1e3 }),
                ConvertedType::TIMESTAMP_MICROS => Some(Meaning::Timestamp { per_second: 1e6 }),
                ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64 => {
                    Some(Meaning::Unsigned)
                }
                _ => None,
            },
        };
        match (column.physical_type(), logical) {
            (Type::BOOLEAN, _) => Ok(Meaning::Boolean),
            (Type::INT32 | Type::INT64, meaning) => Ok(meaning.unwrap_or(Meaning::Number)),
            (Type::INT96, _) => Ok(Meaning::Timestamp { per_second: 1e9 }),
            (Type::FLOAT | Type::DOUBLE, _) => Ok(Meaning::Number),
            (Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY, Some(Meaning::Decimal { scale })) => {
                Ok(Meaning::Decimal { scale })
            }
            (Type::BYTE_ARRAY, _) => Ok(Meaning::Text),
            (Type::FIXED_LEN_BYTE_ARRAY, Some(Meaning::Half)) if column.type_length() == 2 => Ok(Meaning::Half),
            (Type::FIXED_LEN_BYTE_ARRAY, _) => Err("holds bytes, not numbers or text".into()),
        }
    }

    /// The unit of the numbers, where the meaning fixes it.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Meaning::Date => Some("days since 1970-01-01"),
            Meaning::Time { .. } => Some("s since midnight"),
            Meaning::Timestamp { .. } => Some("s since 1970-01-01 UTC"),
            _ => None,
        }
    }

    fn integer(self, x: i64, unsigned: u64) -> f64 {
        match self {
            Meaning::Unsigned => unsigned as f64,
            Meaning::Decimal { scale } => scaled(x as f64, scale),
            Meaning::Time { per_second } | Meaning::Timestamp { per_second } => x as f64 / per_second,
            _ => x as f64,
        }
    }
}

/// x 10^-scale. The power is exact up to 10^22, so that 12345 with scale 2 is the f64 nearest to 123.45.
fn scaled(x: f64, scale: i32) -> f64 {
    x / 10f64.powi(scale)
}

/// Adds the values of a column in one row group to `column`; an error unless there are exactly `rows`.
pub(super) fn read(
    reader: ColumnReader,
    meaning: Meaning,
    rows: usize,
    max_level: i16,
    column: &mut ColumnBuilder,
    cells: &CellReader,
) -> Result<(), String> {
    // One NaN for all: the payloads of this crate must not come from a file.
    let number = |x: f64| Ok(cells.number(if x.is_nan() { f64::NAN } else { x }));
    let mut rows = Rows { rows, max_level, column };
    match reader {
        ColumnReader::BoolColumnReader(r) => rows.read(r, |&v| Ok(Cell::Number(f64::from(u8::from(v))))),
        ColumnReader::Int32ColumnReader(r) => {
            rows.read(r, |&v| number(meaning.integer(i64::from(v), u64::from(v as u32))))
        }
        ColumnReader::Int64ColumnReader(r) => rows.read(r, |&v| number(meaning.integer(v, v as u64))),
        ColumnReader::Int96ColumnReader(r) => rows.read(r, |v| number(seconds(v))),
        ColumnReader::FloatColumnReader(r) => rows.read(r, |&v| number(f64::from(v))),
        ColumnReader::DoubleColumnReader(r) => rows.read(r, |&v| number(v)),
        ColumnReader::ByteArrayColumnReader(r) => match meaning {
            Meaning::Decimal { scale } => rows.read(r, |v| number(decimal(v.data(), scale)?)),
            _ => rows.read(r, |v| text(v.data())),
        },
        ColumnReader::FixedLenByteArrayColumnReader(r) => match meaning {
            Meaning::Decimal { scale } => rows.read(r, |v| number(decimal(v.data(), scale)?)),
            _ => rows.read(r, |v| number(half(v.data())?)),
        },
    }
}

/// Where the values of a row group go.
struct Rows<'a> {
    rows: usize,
    /// Definition level of a value that is there; a lower one means a missing cell.
    max_level: i16,
    column: &'a mut ColumnBuilder,
}

impl Rows<'_> {
    fn read<T: DataType>(
        &mut self,
        mut reader: ColumnReaderImpl<T>,
        cell: impl for<'v> Fn(&'v T::T) -> Result<Cell<'v>, String>,
    ) -> Result<(), String> {
        const BATCH: usize = 4096;
        let mut left = self.rows;
        let (mut levels, mut values) = (Vec::with_capacity(BATCH), Vec::with_capacity(BATCH));
        while left > 0 {
            levels.clear();
            values.clear();
            let batch = BATCH.min(left);
            let (records, _, _) =
                reader.read_records(batch, Some(&mut levels), None, &mut values).map_err(|e| e.to_string())?;
            if records == 0 {
                return Err(format!("{left} rows of the row group are not there"));
            }
            left -= records;
            let mut values = values.iter();
            for i in 0..records {
                if self.max_level > 0 && levels.get(i) != Some(&self.max_level) {
                    self.column.push(Cell::Missing);
                } else {
                    self.column.push(cell(values.next().ok_or("fewer values than rows")?)?);
                }
            }
        }
        Ok(())
    }
}

fn text(bytes: &[u8]) -> Result<Cell<'_>, String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cell::Text(text)),
        Err(_) => Err("text that is not UTF-8".into()),
    }
}

/// A big-endian integer in two's complement times 10^-scale.
fn decimal(bytes: &[u8], scale: i32) -> Result<f64, String> {
    if bytes.len() > 16 {
        return Err("a decimal of more than 16 bytes".into());
    }
    let sign = if bytes.first().is_some_and(|b| *b >= 0x80) { -1i128 } else { 0 };
    let x = bytes.iter().fold(sign, |x, &byte| (x << 8) | i128::from(byte));
    Ok(scaled(x as f64, scale))
}

/// IEEE 754 binary16: 1 sign bit, 5 bits of exponent, 10 of fraction.
fn half(bytes: &[u8]) -> Result<f64, String> {
    let &[low, high] = bytes else {
        return Err("a half-precision number that is not 2 bytes long".into());
    };
    let bits = u16::from_le_bytes([low, high]);
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let size = match (bits >> 10) & 0x1f {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1.0 + fraction) * 2f64.powi(i32::from(exponent) - 15),
    };
    Ok(if bits >> 15 == 1 { -size } else { size })
}

/// The old 12-byte timestamp, nanoseconds of a day and a Julian day, as seconds since 1970 (Julian day 2440588).
fn seconds(v: &Int96) -> f64 {
    let &[low, high, day] = v.data() else {
        return f64::NAN;
    };
    let nanoseconds = i64::from(high) << 32 | i64::from(low);
    (f64::from(day) - 2_440_588.0) * 86_400.0 + nanoseconds as f64 / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision() {
        // From the examples in IEEE 754's table of binary16.
        for (bits, x) in
            [(0x3c00u16, 1.0), (0xc000, -2.0), (0x7bff, 65504.0), (0x0001, 2f64.powi(-24)), (0x3555, 0.33325195)]
        {
            assert!((half(&bits.to_le_bytes()).unwrap() - x).abs() <= 1e-8 * x.abs());
        }
        assert_eq!(half(&0x7c00u16.to_le_bytes()).unwrap(), f64::INFINITY);
    }

    #[test]
    fn decimals() {
        assert_eq!(decimal(&12345i32.to_be_bytes(), 2).unwrap(), 123.45);
        assert_eq!(decimal(&(-1i16).to_be_bytes(), 0).unwrap(), -1.0);
        assert_eq!(decimal(&[], 0).unwrap(), 0.0);
        assert!(decimal(&[0; 17], 0).is_err());
    }

    #[test]
    fn julian_days() {
        let mut noon = Int96::new();
        noon.set_data(0, 10, 2_440_589); // 10 2^32 ns into the second day of 1970
        assert_eq!(seconds(&noon), 86_400.0 + 10.0 * 4.294967296);
    }
}
