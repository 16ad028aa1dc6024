//! `hotpath list`: the programs that run.

use clap::Args;
use hotpath_render::{clean, format};
use unicode_width::UnicodeWidthStr;

use crate::{
    messages::Messages,
    output,
    programs::{self, Entry, Program},
};

/// How the list looks.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hotpath list
  hotpath list --json | jq '.[0].pid'")]
pub(crate) struct Arguments {
    /// One JSON document: a list of objects with pid, program, caller_name, started_unix_ms and address
    #[arg(long)]
    json: bool,
}

/// Lists the measured programs of this user that run, the latest first.
///
/// # Errors
///
/// When the list cannot be written.
pub(crate) fn run(arguments: &Arguments, messages: Messages) -> Result<(), String> {
    let programs = programs::running(&[]);
    let text = if arguments.json { json(&programs) } else { table(&programs, programs::now_ms()) };
    if programs.is_empty() && !arguments.json {
        messages.say("No measured program runs. Start one with `cargo run --features hotpath`.");
    }
    output::write(None, text.as_bytes())
}

fn json(programs: &[Program]) -> String {
    let entries: Vec<Entry<'_>> = programs.iter().map(Entry::of).collect();
    let text = serde_json::to_string_pretty(&entries).unwrap_or_default();
    hotpath_render::safe_json(text + "\n")
}

/// Columns with two blanks between them; nothing where there is no program.
fn table(programs: &[Program], now_ms: u64) -> String {
    if programs.is_empty() {
        return String::new();
    }
    let heading = ["PID", "Address", "Running for", "Session", "Program"].map(String::from);
    let row = |program: &Program| {
        let running_ns = now_ms.saturating_sub(program.started_unix_ms).saturating_mul(1_000_000);
        [
            program.pid.to_string(),
            program.address.to_string(),
            format::duration(running_ns),
            clean(&program.caller_name),
            clean(&program.program),
        ]
    };
    let rows: Vec<[String; 5]> = [heading].into_iter().chain(programs.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; 5] = std::array::from_fn(width);
    let line = |row: &[String; 5]| {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| cell.clone() + &" ".repeat(width - cell.width())).collect();
        cells.join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programs::Address;

    fn programs() -> Vec<Program> {
        let program = |pid, name: &str, caller_name: &str| Program {
            pid,
            program: name.into(),
            caller_name: caller_name.into(),
            started_unix_ms: 1_000,
            address: Address::new("127.0.0.1", 6770, Some("secret".into())).unwrap(),
        };
        vec![program(4711, "target/debug/shop", "shop::main"), program(12, "x", "evil\u{1b}[31m\u{202e}")]
    }

    #[test]
    fn columns_are_aligned_and_names_are_text() {
        let expected = "\
PID   Address         Running for  Session                 Program
4711  127.0.0.1:6770  2.50 s       shop::main              target/debug/shop
12    127.0.0.1:6770  2.50 s       evil\\u{1b}[31m\\u{202e}  x
";
        assert_eq!(table(&programs(), 3_500), expected);
        assert_eq!(table(&[], 0), "");
    }

    #[test]
    fn json_has_no_tokens() {
        let text = json(&programs());
        assert!(!text.contains("secret") && !text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        let entries: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(entries[0]["address"], "127.0.0.1:6770");
        assert_eq!(entries[1]["pid"], 12);
        assert_eq!(json(&[]), "[]\n");
    }
}
