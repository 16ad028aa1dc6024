//! Reports in the form that the command line asks for.

use hotpath_render::{Options, Sections};
use hotpath_report::{Report, Selection, parse_percentiles};

use super::{
    arguments::Look,
    format::{Choice, Format},
};
use crate::{color::Color, output::Stream, profile::part};

/// Renders reports as a [`Look`] says.
pub(crate) struct Renderer<'a> {
    look: &'a Look,
    options: Options,
    percentiles: Option<Vec<f64>>,
    selection: Selection,
    has_several: bool,
}

impl Look {
    /// What renders one report, or several of them. Where the result goes to no file it is for that stream.
    ///
    /// # Errors
    ///
    /// When the sections or the percentiles are none, or the form holds one report only.
    pub(crate) fn renderer(&self, has_several: bool, stream: Stream, color: Color) -> Result<Renderer<'_>, String> {
        if has_several && !self.format.holds_several() {
            return Err("this format holds one report; table, tree, json and markdown hold several".into());
        }
        let percentiles = self.percentiles.as_deref().map(parse_percentiles).transpose();
        let percentiles = percentiles.map_err(|error| format!("--percentiles: {error}"))?;
        let is_for_people = self.output.is_none();
        let options = Options {
            width: is_for_people.then(|| stream.width()).flatten(),
            color: is_for_people && color.is_on(stream),
            thresholds: self.findings.clone(),
            is_filtered: self.filter.is_some(),
            sections: if self.format == Format::Csv { Sections::default() } else { Sections::parse(&self.section)? },
        };
        let selection = Selection { limit: self.limit, sort: self.sort.clone(), filter: self.filter.clone() };
        Ok(Renderer { look: self, options, percentiles, selection, has_several })
    }
}

impl Renderer<'_> {
    /// One report, under its name where there are several.
    ///
    /// # Errors
    ///
    /// When it has no row of this name, no column to sort by or no histograms for percentiles, or lacks what the form is made of.
    pub(crate) fn render(&self, name: &str, mut report: Report) -> Result<Vec<u8>, String> {
        let Look { format, section, weight, .. } = self.look;
        let told = |error| format!("{name}: {error}");
        if let Some(percentiles) = &self.percentiles {
            report.recompute_percentiles(percentiles).map_err(told)?;
        }
        part!("select", self.selection.apply(&mut report)).map_err(told)?;
        if let Some(filter) = self.selection.filter.as_ref().filter(|_| is_empty(&report)) {
            return Err(told(format!("no row has `{filter}` in its name")));
        }
        let mut bytes = Vec::new();
        if self.has_several && !matches!(format, Format::Json) {
            bytes.extend_from_slice(format!("== {}\n", hotpath_render::clean(name)).as_bytes());
        }
        let choice = Choice { options: &self.options, weight: *weight, sections: section };
        let mut rendered = part!("render", format.render(&report, &choice)).map_err(told)?;
        if bytes.is_empty() {
            // A large one is in memory once.
            return Ok(rendered);
        }
        bytes.append(&mut rendered);
        Ok(bytes)
    }
}

fn is_empty(report: &Report) -> bool {
    report.sections.iter().all(|section| section.rows.is_empty())
}
