//! The uncertainty of a prediction, split by an ensemble: total, of the world, of the model.

use crate::Error;

/// Class probabilities of an ensemble's members at a set of test points.
#[derive(Debug, Clone, Copy)]
pub struct Members<'a> {
    members: usize,
    points: usize,
    classes: usize,
    probabilities: &'a [f64],
}

/// Entropies in nats, means over the test points (Depeweg et al. 2018, arXiv 1710.07283):
/// `total = H[mean of members]`, `aleatoric = mean of H[member]`, `epistemic = total - aleatoric`, which is the mutual
/// information of label and member and never negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entropies {
    /// Of the mean prediction.
    pub total: f64,
    /// Mean of the members' own.
    pub aleatoric: f64,
    /// Their difference.
    pub epistemic: f64,
}

impl<'a> Members<'a> {
    /// `probabilities[(m*points + i)*classes + k]` is what member `m` gives class `k` at point `i`.
    ///
    /// # Errors
    /// The length does not fit, a number is no probability, the classes of a point don't sum to 1 within 1e-6.
    pub fn new(members: usize, points: usize, classes: usize, probabilities: &'a [f64]) -> Result<Members<'a>, Error> {
        let size = members.checked_mul(points).and_then(|n| n.checked_mul(classes));
        if members == 0 || points == 0 || classes == 0 || size != Some(probabilities.len()) {
            return Err(Error::new(format!(
                "{} probabilities are not those of {members} members at {points} points for {classes} classes",
                probabilities.len()
            )));
        }
        for (at, row) in probabilities.chunks(classes).enumerate() {
            let sum: f64 = row.iter().sum();
            if row.iter().any(|p| !(*p >= 0.0)) || !((sum - 1.0).abs() <= 1e-6) {
                let (member, point) = (at / points + 1, at % points + 1);
                return Err(Error::new(format!(
                    "member {member}, point {point}: the probabilities sum to {sum}, not 1; give those after the softmax"
                )));
            }
        }
        Ok(Members { members, points, classes, probabilities })
    }

    /// What a member gives at a point.
    pub fn at(&self, member: usize, point: usize) -> &'a [f64] {
        let from = (member * self.points + point) * self.classes;
        &self.probabilities[from..from + self.classes]
    }

    /// The mean over members at a point.
    pub fn mean(&self, point: usize) -> Vec<f64> {
        self.mean_without(point, None)
    }

    fn mean_without(&self, point: usize, left_out: Option<usize>) -> Vec<f64> {
        let kept = self.members - usize::from(left_out.is_some());
        let mut mean = vec![0.0; self.classes];
        for member in (0..self.members).filter(|m| Some(*m) != left_out) {
            mean.iter_mut().zip(self.at(member, point)).for_each(|(sum, p)| *sum += p);
        }
        mean.iter_mut().for_each(|p| *p /= kept as f64);
        mean
    }

    /// The entropies at one point.
    pub fn entropies_at(&self, point: usize) -> Entropies {
        let total = entropy(&self.mean(point));
        let aleatoric = (0..self.members).map(|m| entropy(self.at(m, point))).sum::<f64>() / self.members as f64;
        // Rounding alone can make it negative.
        Entropies { total, aleatoric, epistemic: (total - aleatoric).max(0.0) }
    }

    /// Means over the test points.
    pub fn entropies(&self) -> Entropies {
        let mut sum = Entropies { total: 0.0, aleatoric: 0.0, epistemic: 0.0 };
        for point in 0..self.points {
            let at = self.entropies_at(point);
            sum.total += at.total;
            sum.aleatoric += at.aleatoric;
            sum.epistemic += at.epistemic;
        }
        let n = self.points as f64;
        Entropies { total: sum.total / n, aleatoric: sum.aleatoric / n, epistemic: sum.epistemic / n }
    }

    /// The entropies with the bias of few members removed by the jackknife: a mean of `M` members differs from the mean
    /// of all by order `1/M`, so that `M` members see about `1 - 1/M` of the epistemic part (Quenouille 1956).
    /// `O(M^2)` in the members. The mean of members' own entropies has no such bias and stays.
    ///
    /// # Errors
    /// Fewer than three members.
    pub fn unbiased_entropies(&self) -> Result<Entropies, Error> {
        if self.members < 3 {
            return Err(Error::new(format!("the jackknife needs three members or more, not {}", self.members)));
        }
        let plain = self.entropies();
        let m = self.members as f64;
        let without = |left_out| -> f64 {
            (0..self.points).map(|i| entropy(&self.mean_without(i, Some(left_out)))).sum::<f64>() / self.points as f64
        };
        let mean = (0..self.members).map(without).sum::<f64>() / m;
        let total = m * plain.total - (m - 1.0) * mean;
        Ok(Entropies { total, epistemic: total - plain.aleatoric, ..plain })
    }
}

/// `-sum p ln p` in nats, with `0 ln 0 = 0`.
fn entropy(probabilities: &[f64]) -> f64 {
    -probabilities.iter().filter(|p| **p > 0.0).map(|p| p * libm::log(*p)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_and_contradiction() {
        // Equal members: nothing epistemic. Certain and contradictory ones: nothing but.
        let same = Members::new(2, 1, 2, &[0.3, 0.7, 0.3, 0.7]).unwrap().entropies();
        assert_eq!(same.epistemic, 0.0);
        let opposed = Members::new(2, 1, 2, &[1.0, 0.0, 0.0, 1.0]).unwrap().entropies();
        assert!(opposed.aleatoric == 0.0 && (opposed.epistemic - std::f64::consts::LN_2).abs() < 1e-15);
    }

    #[test]
    fn what_are_no_probabilities() {
        assert!(Members::new(1, 1, 2, &[0.5, 0.6]).is_err() && Members::new(1, 1, 2, &[1.5, -0.5]).is_err());
        assert!(Members::new(2, 1, 2, &[0.5, 0.5]).is_err() && Members::new(1, 1, 2, &[f64::NAN, 1.0]).is_err());
        assert!(Members::new(2, 1, 1, &[1.0, 1.0]).unwrap().unbiased_entropies().is_err());
    }
}
