//! What a name says of a layer: its kind and its block. No list of architectures: layers of one kind have names that
//! differ by numbers only.

/// Endings that say no more than that this is a weight.
const PLAIN_ENDINGS: [&str; 2] = ["weight", "kernel"];

/// Words whose number, joined by `_`, counts blocks (`layers_0` of Flax).
const COUNTED: [&str; 5] = ["layer", "layers", "block", "blocks", "h"];

/// The kind and the block: `h.0.attn.c_attn.weight`, part `q`, is `h.attn.c_attn.q` of block 0.
pub(super) fn of_name(name: &str, part: &str) -> (String, Option<u64>) {
    let mut block = None;
    let mut kept: Vec<&str> = Vec::new();
    for word in name.split(['.', '/']).filter(|w| !w.is_empty()) {
        let (stem, number) = numbered(word);
        block = block.or(number);
        kept.extend(stem);
    }
    if kept.len() > 1 && kept.last().is_some_and(|w| PLAIN_ENDINGS.contains(w)) {
        kept.pop();
    }
    // `expert 3` and `expert 5` are of one kind.
    let part = part.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    if !part.is_empty() {
        kept.push(part);
    }
    (if kept.is_empty() { name.to_string() } else { kept.join(".") }, block)
}

/// A word without the number that counts blocks, and that number.
fn numbered(word: &str) -> (Option<&str>, Option<u64>) {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits(word) {
        return (None, word.parse().ok());
    }
    match word.rsplit_once('_') {
        Some((stem, number)) if digits(number) && COUNTED.contains(&stem) => (Some(stem), number.parse().ok()),
        _ => (Some(word), None),
    }
}

#[cfg(test)]
mod tests {
    use super::of_name;

    #[test]
    fn names_of_several_libraries() {
        for (name, part, kind, block) in [
            ("h.0.attn.c_attn.weight", "q", "h.attn.c_attn.q", Some(0)),
            ("model.layers.31.mlp.gate_proj.weight", "", "model.layers.mlp.gate_proj", Some(31)),
            ("blk.7.ffn_gate_exps.weight", "expert 12", "blk.ffn_gate_exps.expert", Some(7)),
            ("params/layers_3/Dense_0/kernel", "", "params.layers.Dense_0", Some(3)),
            ("features.3.weight", "", "features", Some(3)),
            ("fc1.weight", "", "fc1", None),
            ("weight", "", "weight", None),
            ("0", "", "0", Some(0)),
            ("", "", "", None),
            ("h.99999999999999999999999.w", "", "h.w", None),
        ] {
            assert_eq!(of_name(name, part), (kind.to_string(), block), "{name}");
        }
    }
}
