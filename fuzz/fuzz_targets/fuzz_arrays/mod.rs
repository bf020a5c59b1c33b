//! What must hold for any bytes that are opened as arrays.

use lawful_io::arrays::Checkpoint;

/// Tensors and values that are read; more only take time.
const TENSORS: usize = 20;
const VALUES: usize = 1 << 20;

/// An error of one line, or tensors that can be read, whole and in blocks with the same number of values; never a
/// panic, never memory out of proportion.
pub fn check(name: &str, bytes: &[u8]) {
    let checkpoint = match Checkpoint::from_bytes(name, bytes.to_vec()) {
        Err(error) => return assert!(!error.message.contains('\n')),
        Ok(checkpoint) => checkpoint,
    };
    for tensor in checkpoint.tensors().iter().filter(|t| t.len() <= VALUES).take(TENSORS) {
        let whole = match checkpoint.read(tensor) {
            Err(error) => {
                assert!(!error.message.contains('\n'));
                continue;
            }
            Ok(array) => array,
        };
        assert_eq!(whole.values.len(), tensor.len());
        assert_eq!(whole.shape, tensor.shape);
        let Ok(blocks) = checkpoint.blocks(tensor, (tensor.rows() / 3).max(1)) else { continue };
        let values: usize = blocks.map(|block| block.expect("what is read whole is read in blocks").values.len()).sum();
        assert_eq!(values, tensor.len());
    }
}
