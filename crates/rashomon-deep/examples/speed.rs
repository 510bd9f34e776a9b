//! Reads texts from the standard input, a form feed between them, and says how fast:
//! `cargo run --release -p rashomon-deep --features candle --example speed -- DIR < texts`.
#![allow(clippy::print_stdout, reason = "an example talks to the terminal")]

use rashomon_deep::Reader;
use std::error::Error;
use std::io::Read;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("name the reader's folder")?;
    let reader = Reader::open(folder)?;
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let start = Instant::now();
    let (mut n_texts, mut n_tokens) = (0, 0);
    for text in input.split('\u{c}') {
        n_texts += 1;
        n_tokens += reader.parse(text)?.tokens().len();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{n_texts} texts, {n_tokens} tokens, {seconds:.2} s, {:.0} tokens a second",
        n_tokens as f64 / seconds
    );
    Ok(())
}
