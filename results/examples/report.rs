//! Prints the report of an experiment's folder, or writes it to a file:
//! `cargo run --example report -- FOLDER [FILE]`.

#![allow(clippy::print_stdout)]

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("which folder?")?;
    let page = hotset_results::report(Path::new(&folder))?;
    match arguments.next() {
        Some(file) => std::fs::write(file, page)?,
        None => println!("{page}"),
    }
    Ok(())
}
