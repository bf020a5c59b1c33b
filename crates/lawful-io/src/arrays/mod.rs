//! Arrays in files: weights of models, activations, matrices.
//!
//! ```
//! # fn main() -> Result<(), lawful_io::Error> {
//! # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/arrays/weights.npz");
//! use lawful_io::arrays::Checkpoint;
//!
//! let model = Checkpoint::open(path)?; // a file, a folder, an index of shards; headers only
//! for tensor in model.tensors() {
//!     let array = model.read(tensor)?; // one tensor at a time
//!     assert_eq!(array.values.len(), tensor.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! **Formats**, told by content: safetensors, alone or sharded with an index; npy 1.0 to 3.0 in either order and byte
//! order, npz stored or deflated; GGUF 2 and 3, quantised blocks turned into f32; PyTorch zip archives, whose pickle is
//! followed but never run.
//!
//! **Order.** A shape lists the slowest axis first, as NumPy and PyTorch do, and values are row-major, whatever the file
//! has. Values come as f32 where that holds them all, else as f64 ([`Values`]); NaN and infinities are passed on
//! ([`Values::not_finite`]).
//!
//! **Memory** is the headers, and one tensor as f32 or f64 while it is read. Bytes are read by position, never mapped.
//!
//! **Trust.** Every size and offset of a header is checked against the file before memory is taken. Bytes of one tensor
//! never lie over those of another, but for views that PyTorch saved so. CRCs are checked where a zip archive is deflated.

mod array;
mod checkpoint;
mod decode;
mod dtype;
mod float8;
mod folder;
mod ggml;
mod gguf;
mod inflate;
mod memory;
mod npy;
mod npy_header;
mod read;
mod safetensors;
pub(crate) mod source;
mod strided;
mod tensor;
mod torch;
pub(crate) mod zip;

pub use array::{Array, Values};
pub use bytes::Bytes;
pub use checkpoint::{ArrayFormat, Checkpoint};
pub use dtype::DType;
pub use memory::HeldArray;
pub use read::Blocks;
pub use tensor::Tensor;
