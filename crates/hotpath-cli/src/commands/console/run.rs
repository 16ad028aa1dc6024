//! Joins the state to a terminal, to the keyboard and to what reports come from.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicI32, AtomicU64, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use ratatui::crossterm::event::{self, MouseEventKind};

use super::{
    Arguments,
    app::{App, Effect, Event},
    arguments::ThemeName,
    signals, source,
    terminal::Terminal,
    view::{Theme, draw},
};
use crate::{color::Color, programs::Address, reports};

/// Shows the console until somebody quits.
///
/// # Errors
///
/// When there is no terminal, no such report, or nothing of the kind that the arguments say.
pub(crate) fn run(arguments: Arguments, color: Color) -> Result<(), String> {
    let theme = Theme::new(theme_name(&arguments, color));
    // Before the terminal is taken, so that what is wrong is told where it is seen.
    let saved = arguments.report.as_deref().map(reports::open).transpose()?;
    let address = address(&arguments)?;
    let mut terminal = Terminal::take()?;
    let size = terminal.0.size().map_err(told)?;
    let size = (size.width, size.height);
    let (outside, events) = Outside::new();
    outside.read_terminal().map_err(told)?;
    outside.watch_signals().map_err(told)?;
    let app = match saved {
        Some(report) => App::of_saved(size, report),
        None => App::new(size),
    };
    let mut app = app.with_thresholds(arguments.findings.clone());
    match address {
        Some(address) => {
            let effect = app.open(&address);
            outside.go(&effect).map_err(told)?;
        }
        None if arguments.report.is_none() => outside.find().map_err(told)?,
        None => {}
    }
    let shown = show(&mut app, &theme, &mut terminal, &outside, &events);
    drop(terminal);
    match outside.signal.load(Relaxed) {
        0 => shown,
        signal => {
            signals::end_by(signal);
            Ok(())
        }
    }
}

/// Messages that wait for the screen: who sends more waits.
const MOST_MESSAGES: usize = 64;

fn show(
    app: &mut App,
    theme: &Theme,
    terminal: &mut Terminal,
    outside: &Outside,
    events: &Receiver<Message>,
) -> Result<(), String> {
    loop {
        terminal.0.draw(|frame| draw(app, theme, frame)).map_err(told)?;
        let Ok(first) = events.recv() else { return Err("the terminal is gone".into()) };
        // Everything that waits, and then one screen.
        for message in std::iter::once(first).chain(events.try_iter().take(MOST_MESSAGES)) {
            match message.event_of_now(outside) {
                Some(Ok(event)) => match app.update(event) {
                    Some(Effect::Quit) => return Ok(()),
                    Some(effect) => outside.go(&effect).map_err(told)?,
                    None => {}
                },
                Some(Err(error)) => return Err(format!("the terminal cannot be read: {error}")),
                None => {}
            }
        }
    }
}

fn told(error: io::Error) -> String {
    error.to_string()
}

fn theme_name(arguments: &Arguments, color: Color) -> ThemeName {
    arguments.theme.unwrap_or(if color.is_on() { ThemeName::Dark } else { ThemeName::None })
}

/// The server that the arguments name; `None` where they name none.
fn address(arguments: &Arguments) -> Result<Option<Address>, String> {
    let Arguments { host, port, token, .. } = arguments;
    if host.is_none() && port.is_none() && token.is_none() {
        return Ok(None);
    }
    let host = host.as_deref().unwrap_or(Address::DEFAULT_HOST);
    Address::new(host, port.unwrap_or(Address::DEFAULT_PORT), token.clone()).map(Some)
}

/// What the threads say.
struct Message {
    /// Which program it is about: the number of its [`Effect::Follow`], or `None` if about none.
    program: Option<u64>,
    event: io::Result<Event>,
}

impl Message {
    /// The event, unless it is of a program that is no longer followed.
    fn event_of_now(self, outside: &Outside) -> Option<io::Result<Event>> {
        let is_of_now = self.program.is_none_or(|program| program == outside.program.load(Relaxed));
        is_of_now.then_some(self.event)
    }
}

/// What is outside of the state.
struct Outside {
    messages: SyncSender<Message>,
    /// The number of the program that is followed.
    program: Arc<AtomicU64>,
    /// The signal that has come; 0 for none.
    signal: Arc<AtomicI32>,
}

impl Outside {
    fn new() -> (Self, Receiver<Message>) {
        let (messages, events) = sync_channel(MOST_MESSAGES);
        (Outside { messages, program: Arc::default(), signal: Arc::default() }, events)
    }

    /// Reads the keyboard, the mouse and the size of the terminal, on a thread.
    fn read_terminal(&self) -> io::Result<()> {
        let messages = self.messages.clone();
        let read = move || {
            loop {
                let event = match event::read() {
                    Ok(event::Event::Key(key)) => Ok(Event::Key(key)),
                    // Where the mouse goes is of no interest, and would be told for every step.
                    Ok(event::Event::Mouse(mouse)) if mouse.kind == MouseEventKind::Moved => continue,
                    Ok(event::Event::Mouse(mouse)) => Ok(Event::Mouse(mouse)),
                    Ok(event::Event::Resize(width, height)) => Ok(Event::Resize(width, height)),
                    Ok(_) => continue,
                    Err(error) => Err(error),
                };
                let is_last = event.is_err();
                if messages.send(Message { program: None, event }).is_err() || is_last {
                    return;
                }
            }
        };
        thread::Builder::new().name("hp-terminal".into()).spawn(read).map(drop)
    }

    /// Ends with signals as with a key.
    fn watch_signals(&self) -> io::Result<()> {
        let (messages, signal) = (self.messages.clone(), Arc::clone(&self.signal));
        signals::watch(move |number| {
            signal.store(number, Relaxed);
            let _ = messages.send(Message { program: None, event: Ok(Event::Signal) });
        })
    }

    /// Looks for programs.
    fn find(&self) -> io::Result<()> {
        let messages = self.messages.clone();
        source::find(move |programs| {
            messages.send(Message { program: None, event: Ok(Event::Programs(programs)) }).is_ok()
        })
    }

    /// Does what the state wants done.
    fn go(&self, effect: &Effect) -> io::Result<()> {
        let Effect::Follow(address) = effect else { return Ok(()) };
        // The thread of the program before ends with its next message.
        let number = self.program.fetch_add(1, Relaxed) + 1;
        let (messages, followed) = (self.messages.clone(), Arc::clone(&self.program));
        source::follow(address.clone(), move |happened| {
            let message = Message { program: Some(number), event: Ok(Event::Happened(happened)) };
            followed.load(Relaxed) == number && messages.send(message).is_ok()
        })
    }
}
