use lawful_fit::Fit;
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let a: Vec<String> = std::env::args().collect();
    let mut t = lawful_io::Table::read(&a[1])?;
    if a.len() > 4 && !a[4].is_empty() {
        t = lawful_law::query::keep(&t, &a[4])?.0;
    }
    let law = lawful_law::Law::parse(&a[2])?;
    let mut f = Fit::of(&law, &t).noise(a[3].parse()?);
    if a.len() > 5 {
        f = f.grid(lawful_law::parse::parse_grid(&a[5])?);
    }
    if let Ok(b) = std::env::var("BOOT") {
        f = f.bootstrap(b.parse()?);
    }
    if let Ok(b) = std::env::var("SEED") {
        f = f.seed(b.parse()?);
    }
    let fit = f.run()?;
    println!(
        "objective {:.12e} loglik {:?} n {} k {} starts {:?} cond {:?} conv {} {:.4}s",
        fit.objective, fit.loglik, fit.n, fit.k, fit.starts, fit.condition, fit.converged, fit.seconds
    );
    for p in fit.params.iter().chain(&fit.derived) {
        println!("{:10} {:.10e} {:?} {:?} {:?} {} {}", p.name, p.value, p.stderr, p.lo, p.hi, p.method, p.identified);
    }
    println!("{:?} {:?}", fit.noise_params, fit.rivals);
    for w in &fit.warnings {
        println!("{}: {}", w.code, w.message);
    }
    for (n, l) in &fit.uncertainty {
        for i in l {
            println!("  {n} {} se {:?} {:?} {:?}", i.method, i.stderr, i.lo, i.hi);
        }
    }
    for i in &fit.influence {
        println!("row {} {} {:.2} {:.2}", i.row, i.parameter, i.shift, i.beyond);
    }
    Ok(())
}
