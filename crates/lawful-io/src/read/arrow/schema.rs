//! Arrow's schema (`Schema.fbs`): fields, their types, and what of each lies in a batch.

use super::flatbuffer::{Malformed, Table};

/// The deepest that types lie in each other.
const MAX_DEPTH: usize = 64;

/// A field, with those inside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub name: String,
    pub kind: Kind,
    /// The dictionary that the cells are codes of, and how the codes are stored.
    pub dictionary: Option<(i64, Number)>,
    pub children: Vec<Field>,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Nothing but missing cells.
    Null,
    Boolean,
    Number(Number, Meaning),
    Text(Text),
    Struct,
    /// Not one number or text a row: so many buffers of its own, and whether it has a validity node.
    Other(Skip),
}

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    /// Bytes, whether there is a sign.
    Integer(usize, bool),
    Half,
    Single,
    Double,
}

impl Number {
    /// Bytes of one.
    pub fn width(self) -> usize {
        match self {
            Number::Integer(width, _) => width,
            Number::Half => 2,
            Number::Single => 4,
            Number::Double => 8,
        }
    }
}

/// What a stored number means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meaning {
    /// Stored numbers per one.
    pub per_one: f64,
    pub unit: Option<&'static str>,
}

const PLAIN: Meaning = Meaning { per_one: 1.0, unit: None };

/// How texts are stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Text {
    /// Offsets of so many bytes.
    Offsets(usize),
    Views,
}

/// What a field of another type takes of a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Skip {
    pub buffers: usize,
    pub variadic: bool,
}

impl Field {
    pub fn read(table: Table, depth: usize) -> Result<Field, Malformed> {
        if depth > MAX_DEPTH {
            return Err(Malformed);
        }
        let children = table.tables(5)?.into_iter().map(|child| Field::read(child, depth + 1));
        let dictionary = match table.table(4)? {
            None => None,
            Some(encoding) => {
                let codes = encoding.table(1)?.map_or(Ok(Number::Integer(4, true)), integer)?;
                Some((encoding.i64(0, 0)?, codes))
            }
        };
        Ok(Field {
            name: table.text(0)?.unwrap_or_default().to_string(),
            kind: kind(table.u8(2, 0)?, table.table(3)?)?,
            dictionary,
            children: children.collect::<Result<_, _>>()?,
        })
    }
}

fn integer(table: Table) -> Result<Number, Malformed> {
    match table.i32(0, 0)? {
        bits @ (8 | 16 | 32 | 64) => Ok(Number::Integer(bits as usize / 8, table.u8(1, 0)? != 0)),
        _ => Err(Malformed),
    }
}

/// The type of a number in the union `Type`, and its own table.
fn kind(code: u8, table: Option<Table>) -> Result<Kind, Malformed> {
    let i16 = |index, default| table.map_or(Ok(default), |table| table.i16(index, default));
    let i32 = |index, default| table.map_or(Ok(default), |table| table.i32(index, default));
    let per_second = |unit| Ok([1.0, 1e3, 1e6, 1e9][usize::try_from(unit).ok().filter(|u| *u < 4).ok_or(Malformed)?]);
    let signed = |width| Number::Integer(width, true);
    let skip = |buffers| Kind::Other(Skip { buffers, variadic: false });
    Ok(match code {
        1 => Kind::Null,
        2 => Kind::Number(integer(table.ok_or(Malformed)?)?, PLAIN),
        3 => {
            let number = match i16(0, 0)? {
                0 => Number::Half,
                1 => Number::Single,
                2 => Number::Double,
                _ => return Err(Malformed),
            };
            Kind::Number(number, PLAIN)
        }
        5 => Kind::Text(Text::Offsets(4)),
        6 => Kind::Boolean,
        7 => {
            let (scale, bits) = (i32(1, 0)?, i32(2, 128)?);
            let meaning = Meaning { per_one: 10f64.powi(scale), unit: None };
            match bits {
                32 | 64 | 128 => Kind::Number(signed(bits as usize / 8), meaning),
                _ => skip(2), // 256 bits
            }
        }
        8 => match i16(0, 1)? {
            0 => Kind::Number(signed(4), Meaning { per_one: 1.0, unit: Some("days since 1970-01-01") }),
            _ => Kind::Number(signed(8), Meaning { per_one: 86_400e3, unit: Some("days since 1970-01-01") }),
        },
        9 => {
            let width = if i32(1, 32)? == 64 { 8 } else { 4 };
            Kind::Number(signed(width), Meaning { per_one: per_second(i16(0, 1)?)?, unit: Some("s since midnight") })
        }
        10 => {
            Kind::Number(signed(8), Meaning { per_one: per_second(i16(0, 0)?)?, unit: Some("s since 1970-01-01 UTC") })
        }
        13 => Kind::Struct,
        14 => skip(if i16(0, 0)? == 1 { 2 } else { 1 }), // dense, sparse union
        16 => skip(1),                                   // lists of fixed size
        18 => Kind::Number(signed(8), Meaning { per_one: per_second(i16(0, 1)?)?, unit: Some("s") }),
        20 => Kind::Text(Text::Offsets(8)),
        22 => skip(0), // run-end encoded
        23 => Kind::Other(Skip { buffers: 2, variadic: true }),
        24 => Kind::Text(Text::Views),
        4 | 19 => skip(3),       // binary
        12 | 17 | 21 => skip(2), // lists, maps
        11 | 15 => skip(2),      // intervals, binary of fixed size
        25 | 26 => skip(3),      // list views
        _ => return Err(Malformed),
    })
}
