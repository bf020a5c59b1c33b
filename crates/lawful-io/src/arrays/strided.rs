//! Values that are not stored in row-major order: Fortran's order, transposed and sliced views.

use super::decode::swap_bytes;
use super::source::Source;
use super::tensor::row_major;
use super::{DType, Values};
use crate::Error;

/// Bytes read at once.
const CHUNK: u64 = 1 << 22;

/// Bytes that are read at once even if few of them are wanted.
const SMALL: u64 = 1 << 16;

/// Values of a plain type that lie apart by fixed strides.
pub(super) struct Strided<'a> {
    pub source: &'a Source,
    /// Byte of the first value.
    pub offset: u64,
    pub dtype: DType,
    pub big_endian: bool,
}

/// An axis: its length, and the distance of neighbours in the file and in row-major order, in values.
#[derive(Debug, Clone, Copy)]
struct Axis {
    length: u64,
    stride: u64,
    step: u64,
}

impl Strided<'_> {
    /// The values of an array with this shape and these strides, in row-major order. `values` has room for them.
    ///
    /// Beside them memory is a few MiB: the file is read in pieces, each of a run of bytes that holds mostly wanted
    /// values.
    pub fn read(&self, shape: &[u64], strides: &[u64], values: &mut Values) -> Result<(), Error> {
        let mut axes: Vec<Axis> = shape
            .iter()
            .zip(strides)
            .zip(row_major(shape))
            .map(|((&length, &stride), step)| Axis { length, stride, step })
            .collect();
        axes.sort_by_key(|axis| std::cmp::Reverse(axis.stride));
        values.fill_with_zeros(shape.iter().product::<u64>() as usize);
        self.piece(&axes, 0, 0, values)
    }

    /// Reads the part of the array that these axes span, from value `from` of the file to value `to` of the result.
    fn piece(&self, axes: &[Axis], from: u64, to: u64, values: &mut Values) -> Result<(), Error> {
        let size = self.dtype.block().1 as u64;
        let count: u64 = axes.iter().map(|axis| axis.length).product();
        if count == 0 {
            return Ok(());
        }
        let span = span(axes);
        let Some((&outer, inner)) = axes.split_first() else {
            return self.scatter(axes, from, to, span, values);
        };
        if span * size <= SMALL || (span * size <= CHUNK && span / 4 <= count) {
            return self.scatter(axes, from, to, span, values);
        }
        // As many entries of the slowest axis as one read may hold, if what lies between them is wanted too.
        let dense = self::span(inner) >= outer.stride / 4;
        let most = if dense { (CHUNK / size).checked_div(outer.stride).unwrap_or(1).max(1) } else { 1 };
        let mut first = 0;
        while first < outer.length {
            let length = most.min(outer.length - first);
            let (from, to) = (from + first * outer.stride, to + first * outer.step);
            if length == 1 {
                self.piece(inner, from, to, values)?;
            } else {
                let part: Vec<Axis> = [Axis { length, ..outer }].iter().chain(inner).copied().collect();
                let span = self::span(&part);
                self.scatter(&part, from, to, span, values)?;
            }
            first += length;
        }
        Ok(())
    }

    /// Reads a run of bytes and puts its values where they belong.
    fn scatter(&self, axes: &[Axis], from: u64, to: u64, span: u64, values: &mut Values) -> Result<(), Error> {
        let size = self.dtype.block().1;
        let mut raw = self.source.bytes(self.offset + from * size as u64, span * size as u64)?;
        if self.big_endian {
            swap_bytes(&mut raw, size);
        }
        let short = || self.source.error("not enough memory for a part of an array");
        let mut run = Values::with_room(self.dtype, span as usize).ok_or_else(short)?;
        run.decode(self.dtype, &raw);
        match (&run, values) {
            (Values::F32(run), Values::F32(values)) => place(axes, run, &mut values[to as usize..]),
            (Values::F64(run), Values::F64(values)) => place(axes, run, &mut values[to as usize..]),
            _ => {}
        }
        Ok(())
    }
}

/// Values from the first to the last that the axes reach, both counted.
fn span(axes: &[Axis]) -> u64 {
    axes.iter().map(|axis| (axis.length - 1) * axis.stride).sum::<u64>() + 1
}

fn place<T: Copy>(axes: &[Axis], run: &[T], values: &mut [T]) {
    match axes {
        [] => values[0] = run[0],
        [axis] => {
            let from = run.iter().step_by((axis.stride as usize).max(1)).take(axis.length as usize);
            if axis.stride == 0 {
                values.iter_mut().step_by(axis.step as usize).take(axis.length as usize).for_each(|x| *x = run[0]);
            } else {
                values.iter_mut().step_by((axis.step as usize).max(1)).zip(from).for_each(|(x, &value)| *x = value);
            }
        }
        [axis, inner @ ..] => {
            for i in 0..axis.length {
                place(inner, &run[(i * axis.stride) as usize..], &mut values[(i * axis.step) as usize..]);
            }
        }
    }
}

impl Values {
    fn fill_with_zeros(&mut self, count: usize) {
        match self {
            Values::F32(values) => values.resize(count, 0.0),
            Values::F64(values) => values.resize(count, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of the numbers 0, 1, 2, …, and an array's values as the index formula gives them.
    fn check(shape: &[u64], strides: &[u64], offset: u64) {
        let reach: u64 = shape.iter().zip(strides).map(|(n, s)| (n - 1) * s).sum();
        let bytes: Vec<u8> = (0..=offset + reach).flat_map(|i| (i as f32).to_le_bytes()).collect();
        let source = Source::memory("test", bytes).unwrap();
        let strided = Strided { source: &source, offset: offset * 4, dtype: DType::F32, big_endian: false };
        let mut values = Values::with_room(DType::F32, 0).unwrap();
        strided.read(shape, strides, &mut values).unwrap();
        let count: u64 = shape.iter().product();
        let expected: Vec<f32> = (0..count)
            .map(|mut flat| {
                let mut at = offset;
                for (n, stride) in shape.iter().zip(strides).rev() {
                    at += flat % n * stride;
                    flat /= n;
                }
                at as f32
            })
            .collect();
        assert_eq!(values, Values::F32(expected), "{shape:?} {strides:?}");
    }

    #[test]
    fn every_order() {
        check(&[2, 3, 4], &[1, 2, 6], 0);
        check(&[2, 3, 4], &[4, 8, 1], 5);
        check(&[3], &[7], 2);
        check(&[4, 3], &[0, 1], 0);
        check(&[], &[], 3);
        // More than one read: dense columns, and columns far apart of which little is wanted.
        check(&[3000, 700], &[1, 3000], 0);
        check(&[10, 700], &[1, 3000], 20);
        check(&[2, 3], &[1_200_000, 3], 1);
    }
}
