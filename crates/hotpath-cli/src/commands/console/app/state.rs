//! The state as a whole, and what happens to it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use hotpath_report::{Report, Section, TREE, Thresholds};
use ratatui::crossterm::event::{KeyEvent, MouseEvent};

use super::{Findings, Flame, Lines, Replay, Table, history::History, keying, list::List, mouse, picker, sheet_lines};
use crate::{
    commands::console::{
        keys::Place,
        shape::{Screen, screen},
    },
    programs::{Address, Happened, Program},
};

/// What happens.
#[derive(Debug)]
pub(crate) enum Event {
    Key(KeyEvent),
    Mouse(MouseEvent),
    Resize(u16, u16),
    /// The process is asked to end.
    Signal,
    /// The programs that run are now these.
    Programs(Vec<Program>),
    /// So much time has passed; told while a recording is played.
    Passed(Duration),
    /// Something about the program that is followed.
    Happened(Happened),
}

/// What is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Effect {
    Quit,
    /// Stop the process, until it is continued.
    Stop,
    /// Look for programs, from now on.
    Find,
    /// Follow this program, and no other.
    Follow(Address),
}

/// How things stand with the program that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Connection {
    /// Nothing is followed yet.
    Searching,
    /// What is shown is from a file: a report, or a recording.
    Saved,
    Connecting,
    /// A long report comes, of which so many bytes are there.
    Reading(u64),
    Live,
    /// Not for now, for this reason.
    Away(String),
    Ended(String),
}

/// What can be shown in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tab {
    Programs,
    /// The program that is followed, of which there are no figures.
    Waiting,
    /// The section with this id.
    Section(String),
    Flame,
    Findings,
}

/// What can be before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sheet {
    Help,
    Details,
}

/// The state.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) size: (u16, u16),
    pub(crate) connection: Connection,
    /// Where the program is that is followed.
    pub(crate) address: String,
    /// The programs that run; `None` as long as nobody knows.
    pub(crate) programs: Option<Vec<Program>>,
    pub(super) history: History,
    /// The recording that is shown.
    pub(crate) replay: Option<Replay>,
    /// The report that is shown instead of the latest one.
    pub(super) frozen: Option<Arc<Report>>,
    pub(super) tab: Option<Tab>,
    /// By id of the section.
    pub(super) tables: HashMap<String, Table>,
    /// What is shown of the current section.
    pub(crate) lines: Lines,
    pub(super) lines_of: Option<LinesOf>,
    pub(crate) flame: Flame,
    pub(crate) findings: Findings,
    pub(crate) sheet: Option<Sheet>,
    /// The first line of the sheet that is seen.
    pub(crate) scroll: usize,
    pub(crate) is_typing: bool,
    /// Whether the selection goes with its row, or stays at its place.
    pub(crate) follows: bool,
}

impl App {
    /// A console that looks for programs.
    pub(crate) fn new(size: (u16, u16)) -> Self {
        let mut app = App {
            size,
            connection: Connection::Searching,
            address: String::new(),
            programs: None,
            history: History::default(),
            replay: None,
            frozen: None,
            tab: None,
            tables: HashMap::new(),
            lines: Lines::default(),
            lines_of: None,
            flame: Flame::default(),
            findings: Findings::default(),
            sheet: None,
            scroll: 0,
            is_typing: false,
            follows: true,
        };
        app.refresh();
        app
    }

    /// A console that shows a saved report.
    pub(crate) fn of_saved(size: (u16, u16), report: Report) -> Self {
        let mut app = App::new(size);
        app.connection = Connection::Saved;
        app.history.push(report);
        app.refresh();
        app
    }

    /// The same, where findings are looked for with these thresholds.
    pub(crate) fn with_thresholds(mut self, thresholds: Thresholds) -> Self {
        self.findings = Findings::with(thresholds);
        self.refresh();
        self
    }

    /// A console that shows a recording.
    pub(crate) fn of_recording(size: (u16, u16), replay: Replay) -> Self {
        let mut app = App::new(size);
        app.connection = Connection::Saved;
        app.replay = Some(replay);
        app.refresh();
        app
    }

    /// Takes notice of what has happened, and says what is to be done.
    pub(crate) fn update(&mut self, event: Event) -> Option<Effect> {
        let effect = match event {
            Event::Key(key) => keying::press(self, &key),
            Event::Mouse(mouse) => mouse::click(self, mouse),
            Event::Resize(width, height) => {
                self.size = (width, height);
                None
            }
            Event::Signal => Some(Effect::Quit),
            Event::Programs(programs) => self.take_programs(programs),
            Event::Passed(time) => {
                if let Some(replay) = &mut self.replay {
                    replay.pass(time);
                }
                None
            }
            Event::Happened(happened) => {
                self.take(happened);
                None
            }
        };
        self.refresh();
        effect
    }

    /// Begins to follow another program.
    pub(crate) fn open(&mut self, address: &Address) -> Effect {
        self.connection = Connection::Connecting;
        self.address = address.to_string();
        self.history = History::default();
        self.replay = None;
        self.frozen = None;
        self.tab = None;
        self.sheet = None;
        Effect::Follow(address.clone())
    }

    /// The report that is shown.
    pub(crate) fn report(&self) -> Option<&Report> {
        self.frozen.as_ref().or_else(|| self.history.latest()).map(|report| &**report)
    }

    /// How much older than the latest report the one that is shown is, in nanoseconds; `None` if it is not held.
    pub(crate) fn age_ns(&self) -> Option<u64> {
        let frozen = self.frozen.as_ref()?;
        Some(self.history.latest()?.elapsed_ns.saturating_sub(frozen.elapsed_ns))
    }

    /// What there is to be shown.
    pub(crate) fn tabs(&self) -> Vec<Tab> {
        let is_list = self.tab == Some(Tab::Programs) || self.connection == Connection::Searching;
        let report = match self.report() {
            _ if is_list => return vec![Tab::Programs],
            None => return vec![Tab::Waiting],
            Some(report) => report,
        };
        let mut tabs = Vec::new();
        for section in &report.sections {
            tabs.push(Tab::Section(section.id.clone()));
            if section.id == TREE {
                tabs.push(Tab::Flame);
            }
        }
        // Who looks at them is not sent elsewhere when there are none any more.
        if !self.findings.all.is_empty() || self.tab == Some(Tab::Findings) {
            tabs.insert(1.min(tabs.len()), Tab::Findings);
        }
        tabs
    }

    /// Which of [`tabs`](Self::tabs) is shown; the first one, where the chosen one is not there.
    pub(crate) fn tab_index(&self) -> usize {
        self.tabs().iter().position(|tab| Some(tab) == self.tab.as_ref()).unwrap_or(0)
    }

    /// What is shown; `None` of a report without sections.
    pub(crate) fn tab(&self) -> Option<Tab> {
        self.tabs().into_iter().nth(self.tab_index())
    }

    /// Heading of a tab.
    pub(crate) fn title(&self, tab: &Tab) -> String {
        match tab {
            Tab::Programs => "Programs".into(),
            Tab::Waiting => hotpath_render::clean(&self.address),
            Tab::Flame => "Flame graph".into(),
            Tab::Findings => format!("Findings ({})", self.findings.count()),
            Tab::Section(id) => {
                let title = self.report().and_then(|report| report.section(id)).map(|section| section.title.as_str());
                hotpath_render::clean(title.filter(|title| !title.is_empty()).unwrap_or(id))
            }
        }
    }

    /// The table of the current section; `None` where none is shown.
    pub(crate) fn table(&self) -> Option<&Table> {
        self.tables.get(&self.lines.section.id)
    }

    /// Where keys go.
    pub(crate) fn place(&self) -> Place {
        match self.tab() {
            _ if self.is_typing => Place::Filter,
            _ if self.sheet.is_some() => Place::Sheet,
            Some(Tab::Flame) => Place::Flame,
            Some(Tab::Findings) => Place::Findings,
            _ => Place::Table,
        }
    }

    pub(crate) fn screen(&self) -> Screen {
        screen(self.size.0, self.size.1)
    }

    fn take_programs(&mut self, programs: Vec<Program>) -> Option<Effect> {
        let effect = match (&self.connection, programs.as_slice()) {
            // The only one is the one that is meant.
            (Connection::Searching, [only]) => Some(self.open(&only.address)),
            _ => None,
        };
        self.programs = Some(programs);
        effect
    }

    /// Shows a section as a table. What has been made of the same report for the same table is not made again: in a report of 100 000
    /// call paths a key would take most of a second.
    fn show(&mut self, section: &Section, report: Option<&Arc<Report>>) {
        let table = self.tables.entry(section.id.clone()).or_default();
        let is_of =
            |of: &LinesOf| report.is_some_and(|report| Arc::ptr_eq(&of.report, report)) && of.table.shows_what(table);
        if self.lines.section.id != section.id || !self.lines_of.as_ref().is_some_and(is_of) {
            self.lines = Lines::new(section, table);
            self.lines_of = report.map(|report| LinesOf { report: Arc::clone(report), table: table.clone() });
        }
        let height = usize::from(screen(self.size.0, self.size.1).rows().height);
        settle(table, &self.lines, self.follows, height);
    }

    fn show_no_table(&mut self) {
        (self.lines, self.lines_of) = (Lines::default(), None);
    }

    fn take(&mut self, happened: Happened) {
        match happened {
            Happened::Report(report) => {
                self.history.push(*report);
                self.connection = Connection::Live;
            }
            // Nobody is told more by the next failure.
            Happened::Away(_) if matches!(self.connection, Connection::Ended(_)) => {}
            Happened::Away(reason) => self.connection = Connection::Away(reason),
            Happened::Ended(reason) => self.connection = Connection::Ended(reason),
            Happened::Reading(bytes) => self.connection = Connection::Reading(bytes),
        }
    }

    /// Makes what is shown agree with everything else.
    pub(super) fn refresh(&mut self) {
        if let Some(replay) = &self.replay {
            self.frozen = Some(Arc::clone(replay.shown()));
        }
        let report = self.frozen.clone().or_else(|| self.history.latest().cloned());
        self.findings.refresh(report.as_ref());
        let body = self.screen().body;
        self.findings.settle(usize::from(body.width), usize::from(body.height));
        match (self.tab(), &report) {
            (Some(Tab::Programs), _) => self.show(&picker::section(self.programs.as_deref().unwrap_or_default()), None),
            (Some(Tab::Section(id)), Some(report)) => match report.section(&id) {
                Some(section) => self.show(section, Some(report)),
                None => self.show_no_table(),
            },
            (Some(Tab::Flame), Some(report)) => {
                self.flame.refresh(report);
                self.show_no_table();
            }
            _ => self.show_no_table(),
        }
        if let Some(sheet) = self.sheet {
            let lines = sheet_lines(self, sheet, usize::from(body.width)).len();
            self.scroll = self.scroll.min(lines.saturating_sub(usize::from(body.height)));
        }
    }
}

/// What the lines were made of: a report, and what was chosen for the table.
#[derive(Debug)]
pub(super) struct LinesOf {
    report: Arc<Report>,
    table: Table,
}

/// Brings the selection to its row, or the other way round.
fn settle(table: &mut Table, lines: &Lines, follows: bool, height: usize) {
    let List { selected, .. } = table.list;
    if let Some(line) = table.key.filter(|_| follows).and_then(|key| lines.line_of(key)) {
        table.list.selected = line;
    }
    table.list.settle(lines.lines.len(), height);
    // A row that is gone for now is selected again when it is back, unless somebody has gone elsewhere meanwhile.
    let is_gone =
        follows && table.key.is_some_and(|key| lines.line_of(key).is_none()) && selected == table.list.selected;
    if !is_gone {
        table.key = lines.key_at(table.list.selected);
    }
}
