//! Names in the order that people count in.

/// Compares names: runs of digits compare as numbers.
pub(crate) fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    loop {
        let (a_text, b_text) = (split_digits(&mut a_rest), split_digits(&mut b_rest));
        let by_text = a_text.0.cmp(b_text.0);
        // Without leading zeros the longer number is the larger one.
        let by_number = a_text.1.len().cmp(&b_text.1.len()).then(a_text.1.cmp(b_text.1));
        match by_text.then(by_number) {
            std::cmp::Ordering::Equal if a_rest.is_empty() || b_rest.is_empty() => {
                return a_rest.len().cmp(&b_rest.len()).then_with(|| a.cmp(b));
            }
            std::cmp::Ordering::Equal => {}
            different => return different,
        }
    }
}

/// Takes the text before the next number and that number, without leading zeros, off the front.
fn split_digits<'a>(rest: &mut &'a str) -> (&'a str, &'a str) {
    let start = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
    let (text, tail) = rest.split_at(start);
    let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
    let (digits, after) = tail.split_at(end);
    *rest = after;
    (text, digits.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_order() {
        let mut names = ["h.10.w", "h.2.w", "a", "h.2.b", "h.02.b", "h", "h.2"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a", "h", "h.2", "h.02.b", "h.2.b", "h.2.w", "h.10.w"]);
    }
}
