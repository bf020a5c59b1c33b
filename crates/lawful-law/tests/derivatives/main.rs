//! Values, gradients and Hessians of compiled laws against hyper-dual numbers carried through the syntax tree.
//!
//! The two sides share the parser and nothing else: ours is a graph, differentiated symbolically and run over blocks of
//! rows; the other walks the tree with the numbers of the crate `num-dual`, which differentiate as they go.

mod catalogue;
mod check;
mod functions;
mod hyper_dual;
mod random;
mod roots;
mod walk;
