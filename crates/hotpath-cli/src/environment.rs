//! The environment variables that measured programs read, as the help has them.

/// The table that the engine makes of its options. A test of the engine holds it against them: this crate does not depend on `hotpath`.
const TABLE: &str = include_str!("environment.md");

/// What stands above it.
pub(crate) const HEADING: &str = "Environment of a measured program, which goes before what the program says:";

/// What the help of the command ends with.
pub(crate) fn help() -> String {
    let mut text = String::from(HEADING);
    // Below the names of the columns and the line of dashes.
    for line in TABLE.lines().skip(2) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        if let [names, takes, default, effect] = cells[..] {
            let names = names.replace('`', "").replace(" = ", ", ");
            text += &format!("\n  {names}\n          {effect}\n          takes {takes} [default: {default}]");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_in_the_help() {
        let help = help();
        let rows = TABLE.lines().skip(2);
        assert_eq!(help.matches("[default: ").count(), rows.clone().count());
        for row in rows {
            let name = row.split('`').nth(1).unwrap();
            assert!(help.contains(&format!("\n  {name}")), "{name}");
        }
        let port = "\n  HOTPATH_HTTP_PORT, HOTPATH_METRICS_PORT\n          port of the live server, or else the next free one \
                    above it\n          takes a port, 0 for any that is free [default: 6770]\n";
        assert!(help.contains(port), "{help}");
    }
}
