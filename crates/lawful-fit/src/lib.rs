//! Fits laws to data.
