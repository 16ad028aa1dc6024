//! The blocks of a flame graph: callers above what they call, as wide as what they take.

use hotpath_report::Row;

/// What each call path takes, and what it calls, the largest first.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    pub(crate) weights: Vec<u128>,
    pub(crate) children: Vec<Vec<usize>>,
    pub(crate) parents: Vec<Option<usize>>,
    pub(crate) roots: Vec<usize>,
}

/// A call path on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) row: usize,
    pub(crate) x: usize,
    pub(crate) width: usize,
    pub(crate) level: usize,
}

impl Weights {
    /// From what each row takes: with what it calls, if `is_inclusive`, or by itself. A row is never narrower than what is below it:
    /// what a path waits for in the wall time of several futures at once may exceed its own.
    pub(crate) fn new(rows: &[Row], number: impl Fn(&Row) -> Option<i64>, is_inclusive: bool) -> Self {
        let parents: Vec<Option<usize>> =
            rows.iter().enumerate().map(|(index, row)| row.parent.filter(|&parent| parent < index)).collect();
        let own = |row: &Row| number(row).and_then(|number| u128::try_from(number).ok()).unwrap_or(0);
        let mut weights: Vec<u128> = rows.iter().map(own).collect();
        let mut below = vec![0_u128; rows.len()];
        let mut children = vec![Vec::new(); rows.len()];
        let mut roots = Vec::new();
        // From the last to the first, so that what is below a row is known before the row.
        for index in (0..rows.len()).rev() {
            weights[index] =
                if is_inclusive { weights[index].max(below[index]) } else { weights[index] + below[index] };
            match parents[index] {
                Some(parent) => {
                    below[parent] += weights[index];
                    children[parent].push(index);
                }
                None => roots.push(index),
            }
        }
        let largest_first = |&row: &usize| (std::cmp::Reverse(weights[row]), row);
        children.iter_mut().for_each(|siblings: &mut Vec<usize>| siblings.sort_by_key(largest_first));
        roots.sort_by_key(largest_first);
        Weights { weights, children, parents, roots }
    }

    /// The callers of a row, outermost first, without the row itself.
    pub(crate) fn callers(&self, row: usize) -> Vec<usize> {
        let above = |&row: &usize| self.parents.get(row).copied().flatten();
        let mut callers: Vec<usize> = std::iter::successors(above(&row), above).collect();
        callers.reverse();
        callers
    }

    /// The rows beside a row, itself among them.
    pub(crate) fn siblings(&self, row: usize) -> &[usize] {
        match self.parents.get(row).copied().flatten() {
            Some(parent) => &self.children[parent],
            None => &self.roots,
        }
    }
}

/// The blocks that are seen in `width` and so many levels, where `zoom` has the whole width below its callers.
pub(crate) fn blocks(weights: &Weights, zoom: Option<usize>, width: usize, levels: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let callers = zoom.map_or_else(Vec::new, |zoom| weights.callers(zoom));
    let shown_callers = callers.len().min(levels.saturating_sub(1) / 2);
    for (level, &row) in callers[callers.len() - shown_callers..].iter().enumerate() {
        blocks.push(Block { row, x: 0, width, level });
    }
    let first = match zoom {
        Some(zoom) => vec![zoom],
        None => weights.roots.clone(),
    };
    let total = first.iter().map(|&row| weights.weights[row]).sum();
    let mut pending = vec![(first, 0, width, total, shown_callers)];
    while let Some((rows, x, width, total, level)) = pending.pop() {
        if level >= levels || total == 0 {
            continue;
        }
        let mut before = 0_u128;
        let at = |weight: u128| x + usize::try_from(weight * width as u128 / total).unwrap_or(width);
        for row in rows {
            let (begin, end) = (at(before), at(before + weights.weights[row]));
            before += weights.weights[row];
            if end > begin {
                blocks.push(Block { row, x: begin, width: end - begin, level });
                let below = weights.children[row].clone();
                // What is below may be as wide as the row at most, and its own part is empty.
                pending.push((below, begin, end - begin, weights.weights[row], level + 1));
            }
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use hotpath_report::Cell;

    use super::*;

    fn rows() -> Vec<Row> {
        let row = |parent, own| Row { parent, cells: vec![Cell::Number(own)], ..Row::default() };
        vec![row(None, 10), row(Some(0), 30), row(Some(1), 20), row(Some(0), 40), row(None, 0)]
    }

    fn own(row: &Row) -> Option<i64> {
        match row.cell(0) {
            Cell::Number(number) => Some(*number),
            _ => None,
        }
    }

    #[test]
    fn a_block_is_as_wide_as_what_it_takes() {
        let weights = Weights::new(&rows(), own, false);
        assert_eq!(weights.weights, [100, 50, 20, 40, 0]);
        let shown = |zoom, levels| {
            let mut blocks = blocks(&weights, zoom, 10, levels);
            blocks.sort_by_key(|block| (block.level, block.x));
            blocks.iter().map(|block| (block.row, block.x, block.width, block.level)).collect::<Vec<_>>()
        };
        assert_eq!(shown(None, 9), [(0, 0, 10, 0), (1, 0, 5, 1), (3, 5, 4, 1), (2, 0, 2, 2)]);
        assert_eq!(shown(None, 1), [(0, 0, 10, 0)]);
        assert_eq!(shown(Some(1), 9), [(0, 0, 10, 0), (1, 0, 10, 1), (2, 0, 4, 2)]);
        assert_eq!(shown(None, 0), []);
    }

    #[test]
    fn no_block_is_narrower_than_what_is_below_it() {
        let weights = Weights::new(&rows(), own, true);
        assert_eq!(weights.weights, [70, 30, 20, 40, 0]);
        assert!(blocks(&Weights::default(), None, 10, 10).is_empty());
    }
}
