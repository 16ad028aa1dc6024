//! Which line of a list is selected, and which is the first on the screen.

/// The one state that lists have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) selected: usize,
    pub(crate) offset: usize,
}

impl List {
    /// Goes so many lines down, or up; no further than the list of `count` lines.
    pub(crate) fn go(&mut self, lines: isize, count: usize) {
        self.selected = self.selected.saturating_add_signed(lines).min(count.saturating_sub(1));
    }

    /// Brings the selected line onto a screen of `height` lines, and leaves no more of it empty than must be.
    pub(crate) fn settle(&mut self, count: usize, height: usize) {
        self.selected = self.selected.min(count.saturating_sub(1));
        let last_offset = count.saturating_sub(height);
        let lowest = (self.selected + 1).saturating_sub(height.max(1));
        self.offset = self.offset.max(lowest).min(self.selected).min(last_offset);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check((selected, offset): (usize, usize), (count, height): (usize, usize), expected: (usize, usize)) {
        let mut list = List { selected, offset };
        list.settle(count, height);
        assert_eq!((list.selected, list.offset), expected);
    }

    #[test]
    fn the_selected_line_is_on_the_screen() {
        check((0, 0), (0, 5), (0, 0));
        check((9, 0), (10, 5), (9, 5));
        check((2, 4), (10, 5), (2, 2));
        check((9, 5), (3, 5), (2, 0));
        check((4, 5), (10, 0), (4, 4));
        check((3, 0), (10, 1), (3, 3));
    }

    #[test]
    fn a_list_has_two_ends() {
        let mut list = List::default();
        list.go(-1, 3);
        assert_eq!(list.selected, 0);
        list.go(isize::MAX, 3);
        assert_eq!(list.selected, 2);
        list.go(1, 0);
        assert_eq!(list.selected, 0);
    }
}
