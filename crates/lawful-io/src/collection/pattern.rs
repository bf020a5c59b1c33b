//! Patterns of names: `*` stands for any text, `?` for one character, `[a-z]` for one of a class, `[!a-z]` for one that is
//! not of it.

/// Whether a text is a pattern, not only a name.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether a whole name has the form of a pattern. Takes at most the product of the lengths.
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (tokens(pattern), name.chars().collect::<Vec<char>>());
    let (mut p, mut n) = (0, 0);
    // The last star, and where the text that it stands for ends so far.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(Token::Any) => {
                star = Some((p, n));
                p += 1;
            }
            Some(token) if token.is(name[n]) => {
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
    pattern[p..].iter().all(|token| matches!(token, Token::Any))
}

enum Token {
    /// Any text.
    Any,
    /// Any character.
    One,
    This(char),
    /// A character in one of the ranges, or, if `true`, in none.
    Class(bool, Vec<(char, char)>),
}

impl Token {
    fn is(&self, c: char) -> bool {
        match self {
            Token::Any => false,
            Token::One => true,
            Token::This(this) => *this == c,
            Token::Class(none, ranges) => ranges.iter().any(|(from, to)| (from..=to).contains(&&c)) != *none,
        }
    }
}

fn tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let (mut tokens, mut i) = (Vec::new(), 0);
    while i < chars.len() {
        let (token, length) = match chars[i] {
            '*' => (Token::Any, 1),
            '?' => (Token::One, 1),
            // A bracket that is never closed stands for itself.
            '[' => class(&chars[i + 1..]).map_or((Token::This('['), 1), |(token, length)| (token, length + 1)),
            c => (Token::This(c), 1),
        };
        tokens.push(token);
        i += length;
    }
    tokens
}

/// The class after a bracket, and its length up to and with the closing one.
fn class(chars: &[char]) -> Option<(Token, usize)> {
    let none = matches!(chars.first(), Some('!' | '^'));
    let start = usize::from(none);
    // A closing bracket at once is one of the class.
    let end = start + 1 + chars.get(start + 1..)?.iter().position(|c| *c == ']')?;
    let (mut ranges, mut i) = (Vec::new(), start);
    while i < end {
        let to = if chars[i + 1] == '-' && i + 2 < end { i + 2 } else { i };
        ranges.push((chars[i], chars[to]));
        i = to + 1;
    }
    Some((Token::Class(none, ranges), end + 1))
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn stars_question_marks_and_classes() {
        for (pattern, name) in [
            ("*", ""),
            ("h.0.*", "h.0.mlp.c_fc.weight"),
            ("*mlp*", "h.0.mlp.c_fc.weight"),
            ("h.?.attn", "h.3.attn"),
            ("*a*b", "aab"),
            ("exact", "exact"),
            ("run[0-9]", "run7"),
            ("run[!0-9]", "runs"),
            ("[]a]", "]"),
            ("a[-b]", "a-"),
            ("a[b", "a[b"),
        ] {
            assert!(matches_pattern(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("h.0", "h.0.mlp"), ("?", ""), ("*b", "ba"), ("", "x"), ("h.?.attn", "h.10.attn"), ("run[0-9]", "runs")]
        {
            assert!(!matches_pattern(pattern, name), "{pattern} {name}");
        }
        // Would take for ever by plain backtracking.
        assert!(!matches_pattern(&"*a".repeat(60), &"a".repeat(59)));
    }
}
