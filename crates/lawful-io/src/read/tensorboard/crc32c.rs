//! CRC-32C (Castagnoli), as TFRecord files use it.

/// The reversed polynomial 0x1EDC6F41.
const POLYNOMIAL: u32 = 0x82f6_3b78;

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut crc = i as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
            bit += 1;
        }
        table[i] = crc;
        i += 1;
    }
    table
};

/// A checksum in the making.
#[derive(Clone, Copy)]
pub(super) struct Crc32c(u32);

impl Crc32c {
    pub fn new() -> Crc32c {
        Crc32c(!0)
    }

    pub fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 >> 8) ^ TABLE[usize::from(self.0 as u8 ^ byte)];
        }
    }

    /// The checksum as TFRecord files store it: rotated and shifted, so that checksums of checksums stay apart.
    pub fn masked(self) -> u32 {
        (!self.0).rotate_right(15).wrapping_add(0xa282_ead8)
    }
}

/// The masked checksum of bytes.
pub(super) fn masked(bytes: &[u8]) -> u32 {
    let mut crc = Crc32c::new();
    crc.add(bytes);
    crc.masked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values() {
        // RFC 3720, appendix B.4: 32 bytes of zeros, of ones, and counting up.
        for (bytes, expected) in [([0u8; 32], 0x8a91_36aa), ([0xff; 32], 0x62a8_ab43)] {
            let mut crc = Crc32c::new();
            crc.add(&bytes);
            assert_eq!(!crc.0, expected);
        }
        let mut crc = Crc32c::new();
        crc.add(&std::array::from_fn::<u8, 32, _>(|i| i as u8));
        assert_eq!(!crc.0, 0x46dd_794e);
    }
}
