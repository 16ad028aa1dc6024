//! The comparison as Markdown for CI: the verdict first, then every gate, then the tables.

use hotpath_report::{Basis, Broken, Comparison, Gate};

use super::gates;
use super::markdown::{Changes, LONGEST_PAGE, escaped, figures_of, fitting, gate_code, notes};
use crate::text::{clean, shorten};

/// How a page for CI is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiPage<'a> {
    /// What is above it, beside our name: the benchmark. Default: nothing.
    pub heading: &'a str,
    /// The change in hundredths of a percent from which on a row is marked: red where it got worse, green where it got better. Default:
    /// `None`, no marks.
    pub mark_from: Option<i64>,
    /// Bytes that it has at most; rows are left out until it fits. Default: 60 000, which fits in a comment on GitHub.
    pub most_bytes: usize,
}

impl Default for CiPage<'_> {
    fn default() -> Self {
        CiPage { heading: "", mark_from: None, most_bytes: LONGEST_PAGE }
    }
}

impl CiPage<'_> {
    /// The page of a comparison: whether the gates hold, each gate with what it rests on and what broke it, and what changed. What
    /// is not [certain](Broken::is_certain) breaks no gate here, and is counted. Names are escaped, as by [`diff_markdown`](crate::diff_markdown).
    ///
    /// ```
    /// use hotpath_render::CiPage;
    /// use hotpath_report::{Comparison, Gate, Report};
    ///
    /// let report = |calls: u64| -> Report {
    ///     serde_json::from_str(&format!(r#"{{"output": {{"app::a": {{"calls": {calls}}}}}}}"#)).unwrap()
    /// };
    /// let (before, after) = (report(400), report(420));
    /// let comparison = Comparison::between(&before, &after).unwrap();
    /// let gates = [Gate::parse("calls>0%").unwrap()];
    /// let page = CiPage { heading: "parse", ..CiPage::default() };
    /// let text = page.compared(&comparison, &gates, &comparison.broken(&gates).unwrap());
    /// assert!(text.starts_with("### hotpath · parse\n\n❌ **The gate broke**; "), "{text}");
    /// ```
    #[must_use]
    pub fn compared(&self, comparison: &Comparison<'_>, gates: &[Gate], broken: &[Broken]) -> String {
        let changes = Changes::of(comparison);
        let (certain, chance): (Vec<Broken>, Vec<Broken>) = broken.iter().cloned().partition(Broken::is_certain);
        let (sign, verdict) = match (gates, certain.as_slice()) {
            ([], _) => ("", "There are no gates".into()),
            (_, []) => ("✅ ", capital(&gates::summary(gates, &certain))),
            _ => ("❌ ", capital(&gates::summary(gates, &certain))),
        };
        fitting(self.most_bytes, |rows| {
            let mut text = format!("{}{sign}**{verdict}**; {}\n", self.title(), changes.first());
            text += if gates.is_empty() { "" } else { "\n" };
            for gate in gates {
                let figures = figures_of(gate, &certain, comparison, rows);
                let sign = if figures.is_empty() { "✅" } else { "❌" };
                let code = gate.to_string();
                let unknown = match chance.iter().filter(|broken| broken.gate == code).count() {
                    0 => String::new(),
                    count => format!("; {count} beyond it have too few calls to tell"),
                };
                text += &format!("- {sign} {} ({}){unknown}\n", gate_code(gate), basis(comparison, gate));
                text.extend(figures.iter().map(|figure| format!("  -{figure}\n")));
            }
            text + &changes.tables(rows, self.mark_from) + &notes(comparison)
        })
    }

    /// The page where there is no comparison: why not, in a sentence.
    ///
    /// ```
    /// let text = hotpath_render::CiPage::default().not_compared("a.json: no such file");
    /// assert_eq!(text, "### hotpath\n\n⚠️ **Not compared**: a.json: no such file\n");
    /// ```
    #[must_use]
    pub fn not_compared(&self, reason: &str) -> String {
        let reason = |most| escaped(&shorten(&clean(reason), most));
        let page = |most| format!("{}⚠️ **Not compared**: {}\n", self.title(), reason(most));
        // A character is as much as six bytes.
        let room = self.most_bytes.saturating_sub(page(0).len()) / 6;
        page(LONGEST_REASON.min(room))
    }

    fn title(&self) -> String {
        match escaped(&clean(self.heading)) {
            heading if heading.is_empty() => "### hotpath\n\n".into(),
            heading => format!("### hotpath · {heading}\n\n"),
        }
    }
}

/// Columns of a reason.
const LONGEST_REASON: usize = 1_000;

/// Which figures a gate is about, and so what breaks it.
fn basis(comparison: &Comparison<'_>, gate: &Gate) -> String {
    let word = |basis: &Basis| match basis {
        Basis::Exact => "exact",
        Basis::Interval => "times by interval",
        Basis::Chance => "other in every run",
    };
    let bases = comparison.bases(gate).unwrap_or_default();
    bases.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
