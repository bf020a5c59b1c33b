//! Sums whose order is fixed, so that they have the same bits on any number of threads.

/// Fixed lanes of a sum of products: many, so that the loop over them is vectorised as a loop and not unrolled.
const LANES: usize = 128;

/// The sum of products, in fixed lanes.
#[inline(always)]
pub(crate) fn dot<const FMA: bool>(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    for (x, y) in a.chunks(LANES).zip(b.chunks(LANES)) {
        let lanes = &mut lanes[..x.len()];
        let y = &y[..x.len()];
        for l in 0..lanes.len() {
            lanes[l] = if FMA { x[l].mul_add(y[l], lanes[l]) } else { x[l] * y[l] + lanes[l] };
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        let (left, right) = lanes.split_at_mut(width);
        for l in 0..width {
            left[l] += right[l];
        }
        width /= 2;
    }
    lanes[0]
}
