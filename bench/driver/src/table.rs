//! Text in columns.

/// Lines of cells under a heading: the first column left-aligned, the others right-aligned.
pub struct Table {
    title: String,
    lines: Vec<Vec<String>>,
}

impl Table {
    pub fn new(title: String, headings: Vec<String>) -> Self {
        Self { title, lines: vec![headings] }
    }

    pub fn push(&mut self, line: Vec<String>) {
        self.lines.push(line);
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let columns = self.lines.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.lines.iter().filter_map(|line| line.get(column)).map(|cell: &String| cell.chars().count()).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
        writeln!(f, "\n{}", self.title)?;
        for (index, line) in self.lines.iter().enumerate() {
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                if column == 0 { write!(f, "  {cell:<width$}")? } else { write!(f, "  {cell:>width$}")? }
            }
            writeln!(f)?;
            if index == 0 {
                writeln!(f, "  {}", "─".repeat(widths.iter().sum::<usize>() + 2 * columns.saturating_sub(1)))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_right_aligned_under_one_rule() {
        let mut table = Table::new("t".into(), vec!["a".into(), "bb".into()]);
        table.push(vec!["xyz".into(), "1".into()]);
        assert_eq!(table.to_string(), "\nt\n  a    bb\n  ───────\n  xyz   1\n");
    }
}
