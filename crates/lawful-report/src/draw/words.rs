//! Breaks and shortens lines of words to a width in pixels.

use crate::font::{self, Weight};

/// The words in lines that are at most `width` wide, the last of at most `lines` ending in `…` if
/// more words remain.
pub(crate) fn wrap(text: &str, size: f64, weight: Weight, width: f64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let is_last = out.len() == lines;
        match out.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), weight) * size <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if is_last => {
                line.push(' ');
                line.push_str(word);
                break;
            }
            _ => out.push(word.into()),
        }
    }
    out.iter().map(|line| shorten(line, size, weight, width)).collect()
}

/// The text, or as much of its beginning as fits before `…`.
pub(crate) fn shorten(text: &str, size: f64, weight: Weight, width: f64) -> String {
    // No figure has room for more: keeps the search short.
    const LONGEST: usize = 1000;
    let whole = text.chars().count() <= LONGEST;
    if whole && font::width(text, weight) * size <= width {
        return text.into();
    }
    let chars: Vec<char> = text.chars().take(LONGEST).collect();
    let cut = |n: usize| -> String { chars[..n].iter().chain(&['…']).collect() };
    let fits = |n: &usize| font::width(&cut(*n), weight) * size <= width;
    // Widths grow with the count, so the last count that fits is found by bisection.
    let (mut least, mut most) = (0, chars.len());
    while least < most {
        let middle = (least + most).div_ceil(2);
        match fits(&middle) {
            true => least = middle,
            false => most = middle - 1,
        }
    }
    cut(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit() {
        let text = "three points are not drawn: not finite or not positive on a logarithmic axis";
        let lines = wrap(text, 10.0, Weight::Regular, 120.0, 3);
        assert_eq!(lines.len(), 3);
        for line in &lines {
            assert!(font::width(line, Weight::Regular) * 10.0 <= 120.0);
        }
        assert!(lines[2].ends_with('…'));
        let whole = wrap(text, 10.0, Weight::Regular, 1e6, 3);
        assert_eq!(whole, [text]);
        assert_eq!(shorten(&"x".repeat(100_000), 10.0, Weight::Regular, 5.0), "…");
    }
}
