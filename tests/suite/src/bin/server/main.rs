//! A program with a live server, which does what it is told on standard input, a line each, and says `ok` when it has.

mod told;
mod work;

use std::io::{self, BufRead, Write};

use told::Told;

fn main() {
    let mut told = Told::new();
    say("ok");
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        told.run(&line);
        say("ok");
    }
}

fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
