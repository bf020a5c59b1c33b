//! "Did you mean": the known name that a misspelt one is nearest to.

/// The candidate that `name` most likely means, or `None` if none is close.
///
/// A candidate equal but for letter case comes first; else the one with the smallest [`edit_distance`] (case ignored),
/// which must not exceed a third of the name's letters (at least 1). The first of equals wins.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    let limit = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.to_lowercase().chars().collect();
        // A one-letter name is one edit from every other one-letter name: that says nothing.
        if letters.len().abs_diff(wanted.len()) > limit || (wanted.len() < 2 && letters != wanted) {
            continue;
        }
        let distance = alignment_distance(&wanted, &letters);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Number of letters to insert, delete, replace or swap with their neighbour to turn `a` into `b`
/// (optimal string alignment distance). Time and memory grow as the product of the lengths and the shorter length.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    alignment_distance(&a, &b)
}

fn alignment_distance(a: &[char], b: &[char]) -> usize {
    let (a, b) = if a.len() < b.len() { (b, a) } else { (a, b) };
    // Rows i-2, i-1 and i of the table of distances between prefixes.
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        std::mem::swap(&mut before, &mut above);
        std::mem::swap(&mut above, &mut row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_known_pairs() {
        for (a, b, d) in [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("lgo", "log", 1), ("ca", "abc", 3)] {
            assert_eq!(edit_distance(a, b), d, "{a} {b}");
            assert_eq!(edit_distance(b, a), d, "{b} {a}");
        }
    }

    #[test]
    fn nearest_prefers_case_and_refuses_the_far() {
        assert_eq!(nearest("Loss", ["boss", "loss"]), Some("loss"));
        assert_eq!(nearest("sqtr", ["sqrt", "cbrt"]), Some("sqrt"));
        assert_eq!(nearest("tokens", ["params", "flops"]), None);
        assert_eq!(nearest("x", ["y", "z"]), None);
        assert_eq!(nearest("n", ["D", "N"]), Some("N"));
    }
}
