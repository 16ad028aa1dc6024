//! Joins the state to a terminal, to the keyboard and to what reports come from.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use hotpath_report::Report;
use ratatui::crossterm::event::{self, MouseEventKind};

use super::{
    Arguments,
    app::{App, Effect, Event, Replay},
    arguments::{Look, ThemeName},
    inbox::{Inbox, Input},
    signals::{self, Asked},
    terminal::Terminal,
    view::{Theme, draw},
};
use crate::{
    color::Color,
    output::Stream,
    programs::{self, Address},
    reports::{self, Saved},
};

/// Shows the console until somebody quits.
///
/// # Errors
///
/// When there is no terminal, no such report, or nothing of the kind that the arguments say.
pub(crate) fn run(arguments: Arguments, color: Color) -> Result<(), String> {
    let Arguments { report, server, look } = arguments;
    // Before the terminal is taken, so that what is wrong is told where it is seen.
    let subject = match (report, server.address()?) {
        (Some(path), _) => match reports::read(&path)? {
            Saved::Report(report) => Subject::Report(report),
            Saved::Recording(recording) => Subject::Recording(Replay::at_end(recording)),
        },
        (None, Some(address)) => Subject::Program(address),
        (None, None) => Subject::Any,
    };
    show_until_quit(subject, look, color)
}

/// Plays a recording until somebody quits.
///
/// # Errors
///
/// When there is no terminal.
pub(crate) fn replay(replay: Replay, look: Look, color: Color) -> Result<(), String> {
    show_until_quit(Subject::Recording(replay), look, color)
}

/// What is shown at first.
enum Subject {
    /// The program that runs, or the list of those that do.
    Any,
    Program(Address),
    Report(Box<Report>),
    Recording(Replay),
}

fn show_until_quit(subject: Subject, look: Look, color: Color) -> Result<(), String> {
    let theme = Theme::new(theme_name(&look, color));
    let mut terminal = Terminal::take()?;
    let size = terminal.size()?;
    let outside = Outside::default();
    outside.read_terminal().map_err(told)?;
    outside.watch_signals().map_err(told)?;
    let app = match subject {
        Subject::Any => {
            outside.go(&Effect::Find).map_err(told)?;
            App::new(size)
        }
        Subject::Program(address) => {
            let mut app = App::new(size);
            let effect = app.open(&address);
            outside.go(&effect).map_err(told)?;
            app
        }
        Subject::Report(report) => App::of_saved(size, *report),
        Subject::Recording(replay) => {
            outside.pass_time().map_err(told)?;
            App::of_recording(size, replay)
        }
    };
    let mut app = app.with_thresholds(look.findings);
    let shown = show(&mut app, &theme, &mut terminal, &outside);
    drop(terminal);
    match outside.signal.load(Relaxed) {
        0 => shown,
        signal => {
            signals::end_by(signal);
            Ok(())
        }
    }
}

fn show(app: &mut App, theme: &Theme, terminal: &mut Terminal, outside: &Outside) -> Result<(), String> {
    loop {
        terminal.draw(|frame| draw(app, theme, frame))?;
        for input in outside.inbox.take() {
            let event = match input {
                Input::Event(event) => event,
                Input::Failed(error) => return Err(format!("the terminal cannot be read: {error}")),
                Input::Stop => {
                    terminal.lend();
                    signals::stop();
                    // Before anything is drawn.
                    taken_again(terminal)?
                }
                // Who was stopped without being asked has to take it again, too.
                Input::GoOn => taken_again(terminal)?,
            };
            match app.update(event) {
                Some(Effect::Quit) => return Ok(()),
                Some(effect) => outside.go(&effect).map_err(told)?,
                None => {}
            }
        }
    }
}

/// Takes the terminal after a stop, and says how large it is by now.
fn taken_again(terminal: &mut Terminal) -> Result<Event, String> {
    terminal.take_again()?;
    let (width, height) = terminal.size()?;
    Ok(Event::Resize(width, height))
}

fn told(error: io::Error) -> String {
    error.to_string()
}

fn theme_name(look: &Look, color: Color) -> ThemeName {
    look.theme.unwrap_or(if color.is_on(Stream::Out) { ThemeName::Dark } else { ThemeName::None })
}

/// A recording is shown in steps of so much time.
const BETWEEN_STEPS: Duration = Duration::from_millis(100);

/// What is outside of the state.
#[derive(Default)]
struct Outside {
    /// What the threads say.
    inbox: Arc<Inbox>,
    /// The signal that has come; 0 for none.
    signal: Arc<AtomicI32>,
    /// Whether programs are looked for.
    is_finding: AtomicBool,
}

impl Outside {
    /// Reads the keyboard, the mouse and the size of the terminal, on a thread.
    fn read_terminal(&self) -> io::Result<()> {
        let inbox = Arc::clone(&self.inbox);
        let read = move || {
            loop {
                let event = match event::read() {
                    Ok(event::Event::Key(key)) => Event::Key(key),
                    // Where the mouse goes is of no interest, and would be told for every step.
                    Ok(event::Event::Mouse(mouse)) if mouse.kind == MouseEventKind::Moved => continue,
                    Ok(event::Event::Mouse(mouse)) => Event::Mouse(mouse),
                    Ok(event::Event::Resize(width, height)) => Event::Resize(width, height),
                    Ok(_) => continue,
                    Err(error) => return inbox.put(Input::Failed(error)),
                };
                inbox.put(Input::Event(event));
            }
        };
        thread::Builder::new().name("hp-terminal".into()).spawn(read).map(drop)
    }

    /// Ends and stops with signals as with keys.
    fn watch_signals(&self) -> io::Result<()> {
        let (inbox, signal) = (Arc::clone(&self.inbox), Arc::clone(&self.signal));
        signals::watch(move |asked| {
            inbox.put_first(match asked {
                Asked::Stop => Input::Stop,
                Asked::GoOn => Input::GoOn,
                Asked::End(number) => {
                    signal.store(number, Relaxed);
                    Input::Event(Event::Signal)
                }
            });
        })
    }

    /// Tells again and again how much time has passed, on a thread.
    fn pass_time(&self) -> io::Result<()> {
        let inbox = Arc::clone(&self.inbox);
        let mut last = Instant::now();
        let pass = move || {
            loop {
                thread::sleep(BETWEEN_STEPS);
                let passed = last.elapsed();
                last += passed;
                inbox.put(Input::Event(Event::Passed(passed)));
            }
        };
        thread::Builder::new().name("hp-time".into()).spawn(pass).map(drop)
    }

    /// Does what the state wants done.
    fn go(&self, effect: &Effect) -> io::Result<()> {
        match effect {
            Effect::Quit => Ok(()),
            Effect::Stop => {
                signals::ask_to_stop();
                Ok(())
            }
            Effect::Find if self.is_finding.swap(true, Relaxed) => Ok(()),
            Effect::Find => {
                let inbox = Arc::clone(&self.inbox);
                programs::find(move |programs| inbox.put_programs(programs))
            }
            Effect::Follow(address) => {
                let inbox = Arc::clone(&self.inbox);
                // The thread of the program before ends with the next that it has to tell.
                let number = inbox.follow_another();
                let tell = move |happened| inbox.put_happened(number, happened);
                programs::follow(address.clone(), programs::INTERVAL, tell)
            }
        }
    }
}
