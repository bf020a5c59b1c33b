//! Patterns of names: `*` stands for any text, `?` for one character.

/// Whether a whole name has the form of a pattern. Takes at most the product of the lengths.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n) = (0, 0);
    // The last star, and where the text that it stands for ends so far.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(&c) if c == '?' || c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match &mut star {
                Some((at, end)) => {
                    *end += 1;
                    (p, n) = (*at + 1, *end);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, name) in [
            ("*", ""),
            ("h.0.*", "h.0.mlp.c_fc.weight"),
            ("*mlp*", "h.0.mlp.c_fc.weight"),
            ("h.?.attn", "h.3.attn"),
            ("*a*b", "aab"),
            ("exact", "exact"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("h.0", "h.0.mlp"), ("?", ""), ("*b", "ba"), ("", "x"), ("h.?.attn", "h.10.attn")] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
        // Would take for ever by plain backtracking.
        assert!(!matches(&"*a".repeat(60), &"a".repeat(59)));
    }
}
