//! Which percentiles a report has: how a list of them is written, and other ones of a report that is there.

use crate::diff::Spread;
use crate::{Cell, Column, Report, Row, Section, percentile_id, percentile_title};

/// How many percentiles a report has at most.
pub const MAX_PERCENTILES: usize = 10;

/// Percentiles as they are written, `50,95,99.9`, in ascending order.
///
/// # Errors
///
/// When they are not 1 to 10 different numbers from 0 to 100.
///
/// ```
/// use hotpath_report::parse_percentiles;
///
/// assert_eq!(parse_percentiles("99.9, 50").unwrap(), [50.0, 99.9]);
/// assert!(parse_percentiles("95,101").is_err() && parse_percentiles("NaN").is_err());
/// ```
pub fn parse_percentiles(value: &str) -> Result<Vec<f64>, String> {
    let wrong =
        || format!("`{value}` is not 1 to {MAX_PERCENTILES} different numbers from 0 to 100, such as 50,95,99.9");
    let parts: Result<Vec<f64>, _> = value.split(',').map(|part| part.trim().parse()).collect();
    let mut percentiles = parts.map_err(|_| wrong())?;
    let count = percentiles.len();
    sort_percentiles(&mut percentiles);
    let is_usable = percentiles.len() == count && count <= MAX_PERCENTILES;
    is_usable.then_some(percentiles).ok_or_else(wrong)
}

/// Sorts percentiles, and drops those that are no percentile and those said twice.
pub fn sort_percentiles(percentiles: &mut Vec<f64>) {
    percentiles.retain(|percentile| (0.0..=100.0).contains(percentile));
    // -0 would be a column of its own.
    percentiles.iter_mut().for_each(|percentile| *percentile += 0.0);
    percentiles.sort_by(f64::total_cmp);
    percentiles.dedup();
}

impl Report {
    /// Gives the report these percentiles, in ascending order, instead of those it has. One that it has stays as it is; others
    /// come of the histograms of the rows, of what these are of: the calls' durations, the time in a queue, the holds of a lock, the bytes of a
    /// call. A row without a histogram does not know them, unless its shortest and its longest call are equal. Percentiles of other figures, such as those
    /// of the waits for a lock, have no histogram in a report, and stay as they are.
    ///
    /// # Errors
    ///
    /// When no row of the report has a histogram that they could come of, as in those of hotpath 0.9. The report is as it was.
    ///
    /// ```
    /// use hotpath_report::Report;
    ///
    /// let saved = r#"{"output": {"app::load": {"calls": 2, "avg": 5, "p95": 6}}}"#;
    /// let mut report: Report = serde_json::from_str(saved).unwrap();
    /// let message = report.recompute_percentiles(&[50.0]).unwrap_err();
    /// assert!(message.ends_with("no other percentiles can be had of it than its own: 95"), "{message}");
    /// ```
    pub fn recompute_percentiles(&mut self, percentiles: &[f64]) -> Result<(), String> {
        let spreads: Vec<Option<Spreads>> = self.sections.iter().map(Spreads::of).collect();
        let of_rows = || {
            let known = self.sections.iter().zip(&spreads);
            known.filter_map(|(section, spreads)| Some((section, spreads.as_ref()?)))
        };
        let is_known = |p: &f64| self.percentiles.contains(p);
        let has_rows = of_rows().any(|(section, _)| !section.rows.is_empty());
        let has_any = of_rows().any(|(section, spreads)| section.rows.iter().any(|row| spreads.is_told_by(row)));
        if !percentiles.iter().all(is_known) && has_rows && !has_any {
            let own: Vec<String> = self.percentiles.iter().map(f64::to_string).collect();
            return Err(format!(
                "the report holds no histograms (those of hotpath 0.9 hold none), so no other percentiles can be had of it than \
                 its own: {}",
                if own.is_empty() { "none".to_owned() } else { own.join(", ") }
            ));
        }
        for (section, spreads) in self.sections.iter_mut().zip(&spreads) {
            if let Some(spreads) = spreads {
                spreads.recompute(section, percentiles);
            }
        }
        self.percentiles = percentiles.to_vec();
        Ok(())
    }
}

/// The columns of a section that say how what its histograms hold is distributed.
struct Spreads {
    /// Where the percentiles stand.
    place: usize,
    /// The percentiles, each with the index of its column.
    percentiles: Vec<(f64, usize)>,
    /// The smallest and the largest of the distribution.
    bounds: [Option<usize>; 2],
    /// A column of which the new ones are made, and what its id and its title have before those of the percentile.
    like: (Column, String, String),
}

/// Where a column of the new section comes from.
enum Origin {
    Kept(usize),
    Computed(f64),
}

impl Spreads {
    /// `None` of sections that are without, such as the call tree.
    fn of(section: &Section) -> Option<Self> {
        let spreads: Vec<Option<Spread>> =
            section.columns.iter().map(|column| Spread::of(&section.id, column)).collect();
        let place = match spreads.iter().position(|spread| *spread == Some(Spread::Mean)) {
            Some(mean) => mean + 1,
            None => spreads.iter().position(Option::is_some)?,
        };
        let of_percentile = |(index, spread): (usize, &Option<Spread>)| match spread {
            Some(Spread::Percentile(p)) => Some((*p, index)),
            _ => None,
        };
        let percentiles: Vec<(f64, usize)> = spreads.iter().enumerate().filter_map(of_percentile).collect();
        let of_what = Spread::of_what(&section.id);
        let like = match percentiles.first() {
            Some(&(p, index)) => {
                let column = section.columns[index].clone();
                let title = column.title.strip_suffix(&percentile_title(p)).unwrap_or_default().to_owned();
                (column, of_what.to_owned(), title)
            }
            None => (Column::percentile(0.0, section.columns[place - 1].unit), of_what.to_owned(), String::new()),
        };
        let bounds = ["min", "max"].map(|bound| section.column(&format!("{of_what}{bound}")));
        Some(Spreads { place, percentiles, bounds, like })
    }

    fn is_told_by(&self, row: &Row) -> bool {
        row.histogram.is_some() || self.percentile(row, 50.0) != Cell::Absent
    }

    fn recompute(&self, section: &mut Section, percentiles: &[f64]) {
        let index_of = |p: f64| self.percentiles.iter().find(|(known, _)| *known == p).map(|(_, index)| *index);
        let is_dropped = |index: usize| {
            let column = &section.columns[index];
            let goes = |p: &f64| !percentiles.contains(p);
            self.percentiles.iter().any(|(p, own)| {
                let beside = section.columns[*own].beside.as_deref();
                *own == index || (goes(p) && beside == Some(column.id.as_str()))
            })
        };
        let kept = |range: std::ops::Range<usize>| range.filter(|index| !is_dropped(*index)).map(Origin::Kept);
        let wanted = percentiles.iter().map(|p| index_of(*p).map_or(Origin::Computed(*p), Origin::Kept));
        let origins: Vec<Origin> =
            kept(0..self.place).chain(wanted).chain(kept(self.place..section.columns.len())).collect();
        let column = |origin: &Origin| match origin {
            Origin::Kept(index) => section.columns[*index].clone(),
            Origin::Computed(p) => self.column(*p),
        };
        let columns = origins.iter().map(column).collect();
        for row in &mut section.rows {
            let cell = |origin: &Origin| match origin {
                Origin::Kept(index) => row.cell(*index).clone(),
                Origin::Computed(p) => self.percentile(row, *p),
            };
            row.cells = origins.iter().map(cell).collect();
        }
        section.columns = columns;
    }

    fn column(&self, p: f64) -> Column {
        let (like, of_what, title) = &self.like;
        let (id, title) = (format!("{of_what}{}", percentile_id(p)), format!("{title}{}", percentile_title(p)));
        // What may stand beside the others, such as the count of allocations, has no histogram.
        Column { id, title, beside: None, ..like.clone() }
    }

    fn percentile(&self, row: &Row, p: f64) -> Cell {
        let [least, most] = self.bounds.map(|index| match row.cell(index?) {
            Cell::Number(number) => Some(*number),
            Cell::Absent | Cell::Text(_) => None,
        });
        let number = match &row.histogram {
            _ if p <= 0.0 => least,
            _ if p >= 100.0 => most,
            None => least.filter(|_| least == most),
            Some(histogram) => {
                let bounds = (least.unwrap_or(0) as f64, most.unwrap_or(i64::MAX) as f64);
                histogram.percentile(p, bounds.0, bounds.1).map(|value| value.round() as i64)
            }
        };
        number.map_or(Cell::Absent, Cell::Number)
    }
}
