//! Runs studies from Rust: `cargo run --example claims -- chinchilla [DIR]`.

use lawful_study::{Settings, find, listing};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_else(|| "time-series".into());
    let study = find(&name).ok_or_else(|| format!("no study '{name}'"))?;
    let outcome = study.run(&Settings { data: words.next().map(Into::into), ..Settings::default() })?;
    let plain = |t: lawful_report::TextTable| t.render(lawful_report::Format::Table);
    println!("{}\n{}", plain(listing::claims(&outcome.answers)), plain(listing::forecasts(&outcome.forecasts)));
    for (heading, table) in outcome.sections.iter().flat_map(|s| &s.tables) {
        println!("{}", plain(table.clone().titled(heading.as_str())));
    }
    outcome.sections.iter().filter(|s| !s.lack.is_empty()).for_each(|s| println!("{}: {}", s.title, s.lack));
    println!("{} in {:.2} s", outcome.in_words(), outcome.seconds);
    Ok(())
}
