//! Reads texts from the standard input, a form feed between them, on one thread, and says how fast:
//! `cargo run --release -p rashomon-syntax --example speed -- fast|full < texts`.
#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use rashomon_syntax::{Model, Setting};
use std::io::Read;
use std::time::Instant;

fn main() -> Result<(), std::io::Error> {
    let setting = match std::env::args().nth(1).as_deref() {
        Some("full") => Setting::Full,
        _ => Setting::Fast,
    };
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let texts: Vec<&str> = input.split('\u{c}').collect();
    // The first text loads the model.
    let _ = Model::builtin().parse_with(texts[0], setting);
    let start = Instant::now();
    let tokens: usize = texts
        .iter()
        .map(|text| Model::builtin().parse_with(text, setting).tokens().len())
        .sum();
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} texts, {tokens} tokens, {seconds:.2} s, {:.0} tokens a second",
        texts.len(),
        tokens as f64 / seconds
    );
    Ok(())
}
