//! Where the titles of the tabs are.

use unicode_width::UnicodeWidthStr;

/// A title on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TabPlace {
    pub(crate) index: usize,
    pub(crate) x: usize,
    pub(crate) width: usize,
}

/// The titles that fit in `width`, each with a blank on both sides. Those to the left are left out where the current one would not be seen.
pub(crate) fn tabs(titles: &[String], current: usize, width: usize) -> Vec<TabPlace> {
    let widths: Vec<usize> = titles.iter().map(|title| title.width() + 2).collect();
    let needed = |first: usize| widths.iter().take(current + 1).skip(first).sum::<usize>();
    let first = (0..current).find(|&first| needed(first) <= width).unwrap_or(current);
    let mut x = 0;
    let mut places = Vec::new();
    for (index, &tab) in widths.iter().enumerate().skip(first) {
        let shown = tab.min(width.saturating_sub(x));
        if shown == 0 {
            break;
        }
        places.push(TabPlace { index, x, width: shown });
        x += shown;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_current_title_is_seen() {
        let titles: Vec<String> = ["Functions", "Call tree", "Threads"].map(String::from).into();
        let shown = |current, width| tabs(&titles, current, width).iter().map(|tab| tab.index).collect::<Vec<usize>>();
        assert_eq!(shown(0, 80), [0, 1, 2]);
        assert_eq!(shown(0, 20), [0, 1]);
        assert_eq!(shown(2, 20), [1, 2]);
        assert_eq!(shown(2, 5), [2]);
        assert_eq!(shown(1, 0), [0; 0]);
    }
}
