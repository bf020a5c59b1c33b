//! An array in a file: what it is called, its shape and type, and where its bytes are.

use super::DType;

/// An array in a checkpoint; its values are still in the file.
#[derive(Debug, Clone)]
pub struct Tensor {
    /// Its name in the file, as `h.0.attn.c_attn.weight`.
    pub name: String,
    /// Lengths of the axes, the last one running fastest; empty for a single number.
    pub shape: Vec<usize>,
    /// How its values are stored.
    pub dtype: DType,
    /// Which file of the checkpoint.
    pub(super) file: usize,
    pub(super) place: Place,
}

/// Where the bytes of a tensor are.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub stored: Stored,
    pub big_endian: bool,
    pub order: Order,
}

/// Bytes as they are, or packed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stored {
    /// As they are, from this offset on.
    Plain(u64),
    /// Packed by deflate.
    Deflated(Deflated),
}

/// A run of bytes packed by deflate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deflated {
    /// First packed byte in the file.
    pub offset: u64,
    /// Length in the file.
    pub packed: u64,
    /// Length when unpacked.
    pub unpacked: u64,
    /// CRC-32 of the unpacked bytes.
    pub crc: u32,
    /// Unpacked bytes before the values.
    pub skip: u64,
}

/// The order of a tensor's values in the file.
#[derive(Debug, Clone)]
pub(super) enum Order {
    /// The last axis runs fastest.
    RowMajor,
    /// How many values lie between neighbours along each axis.
    Strided(Vec<u64>),
}

impl Tensor {
    /// A tensor of the first file of a checkpoint, row-major and little-endian from `offset` on.
    ///
    /// The error is a sentence about the shape.
    pub(super) fn plain(name: String, shape: &[u64], dtype: DType, offset: u64) -> Result<Tensor, String> {
        count(shape).ok_or_else(|| format!("its shape {shape:?} has more values than a computer can address"))?;
        let shape = shape.iter().map(|&n| n as usize).collect();
        let place = Place { stored: Stored::Plain(offset), big_endian: false, order: Order::RowMajor };
        Ok(Tensor { name, shape, dtype, file: 0, place })
    }

    /// How many values it has: the product of its shape.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether it has no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Length of its first axis; 1 for a single number.
    pub fn rows(&self) -> usize {
        self.shape.first().copied().unwrap_or(1)
    }

    /// Values in one entry of its first axis: the product of the other lengths.
    pub fn row_len(&self) -> usize {
        self.shape.iter().skip(1).product()
    }
}

/// The number of values of a shape; `None` beyond what memory can address as f64.
pub(super) fn count(shape: &[u64]) -> Option<usize> {
    // Lengths beside a 0 must be sane too: `Tensor` multiplies any part of them.
    let mut lengths = shape.iter().map(|&n| n.max(1));
    let most = lengths.try_fold(1u64, u64::checked_mul)?;
    let most = usize::try_from(most).ok().filter(|&n| n <= isize::MAX as usize / 8)?;
    Some(if shape.contains(&0) { 0 } else { most })
}

/// The bytes that values of a type take; `None` if they are not whole blocks.
pub(super) fn stored_bytes(count: usize, dtype: DType) -> Option<u64> {
    let (values, bytes) = dtype.block();
    count.is_multiple_of(values).then(|| (count / values) as u64)?.checked_mul(bytes as u64)
}

/// Strides of a row-major array of this shape.
pub(super) fn row_major(shape: &[u64]) -> Vec<u64> {
    let mut strides = vec![1u64; shape.len()];
    for axis in (1..shape.len()).rev() {
        strides[axis - 1] = strides[axis].saturating_mul(shape[axis]);
    }
    strides
}

/// The order that these strides are; those along axes of length 1 do not matter.
pub(super) fn order(shape: &[u64], strides: &[u64]) -> Order {
    let plain = row_major(shape);
    let same = shape.iter().zip(strides).zip(&plain).all(|((&n, stride), plain)| n <= 1 || stride == plain);
    if same || shape.contains(&0) { Order::RowMajor } else { Order::Strided(strides.to_vec()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(count(&[]), Some(1));
        assert_eq!(count(&[3, 4]), Some(12));
        assert_eq!(count(&[0, 4]), Some(0));
        assert_eq!(count(&[1 << 32, 1 << 32]), None);
        assert_eq!(count(&[0, u64::MAX, 2]), None);
        assert_eq!(stored_bytes(64, DType::Q4_0), Some(36));
        assert_eq!(stored_bytes(65, DType::Q4_0), None);
    }

    #[test]
    fn orders() {
        assert!(matches!(order(&[2, 3], &[3, 1]), Order::RowMajor));
        assert!(matches!(order(&[1, 3], &[77, 1]), Order::RowMajor));
        assert!(matches!(order(&[2, 3], &[1, 2]), Order::Strided(_)));
    }
}
