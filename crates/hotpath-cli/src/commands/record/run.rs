//! Follows the program, and writes.

use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    time::{Duration, Instant},
};

use hotpath_render::{clean, format};
use hotpath_report::Report;

use super::Arguments;
use crate::{
    messages::Messages,
    programs::{self, Happened},
    recording::{RecordingFile, Tape},
};

/// Records the program until it ends, somebody has enough, or the time is over.
///
/// # Errors
///
/// When there is no such program, or the recording cannot be written. What could be written is a recording.
pub(crate) fn run(arguments: &Arguments, messages: Messages) -> Result<(), String> {
    let address = arguments.server.or_chosen(arguments.program.as_deref())?;
    let (tell, told) = sync_channel(MOST_MESSAGES);
    watch_signals(tell.clone()).map_err(|error| error.to_string())?;
    let follow = move |happened| tell.send(Message::Happened(happened)).is_ok();
    programs::follow(address, arguments.interval, follow).map_err(|error| error.to_string())?;
    let first = loop {
        match told.recv() {
            Ok(Message::Happened(Happened::Report(report))) => break report,
            Ok(Message::Happened(Happened::Reading(_))) => {}
            Ok(Message::Happened(Happened::Away(reason) | Happened::Ended(reason))) => {
                return Err(format!("nothing is recorded: {}", in_small_letters(&reason)));
            }
            Ok(Message::Enough) | Err(_) => return Err("nothing is recorded: no report has come yet".into()),
        }
    };
    let mut recorder = Recorder::begin(arguments, *first, messages)?;
    let ended = recorder.follow(&told, arguments.longest);
    recorder.tell_what_is_recorded();
    ended.map(|reason| messages.say(&clean(&reason)))
}

/// Messages that wait for the disk: who sends more waits.
const MOST_MESSAGES: usize = 16;

/// What the threads say.
enum Message {
    Happened(Happened),
    /// Somebody has pressed Ctrl-C.
    Enough,
}

/// A recording that is made.
struct Recorder {
    path: PathBuf,
    file: RecordingFile,
    tape: Tape,
    begin: Instant,
    /// Reports that have come, and the time of the latest one.
    reports: u64,
    latest: Duration,
    /// Whether older ones had to be left out.
    is_cut: bool,
    messages: Messages,
}

impl Recorder {
    /// A recording with its first report.
    fn begin(arguments: &Arguments, first: Report, messages: Messages) -> Result<Self, String> {
        let path = arguments.output.clone();
        let path = path.unwrap_or_else(|| format!("recording-{}.jsonl", first.process.pid).into());
        let file = RecordingFile::create(&path, Tape::header(programs::now_ms()), arguments.max_size, arguments.force);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                format!("{} is there already: --force overwrites it, --output names another file", path.display())
            }
            _ => told(&path, &error),
        })?;
        let shown = clean(&path.display().to_string());
        let process = first.process.pid;
        let name = clean(&first.caller_name);
        messages.say(&format!("Recording {name} (process {process}) to {shown}. Ctrl-C ends it."));
        let (tape, begin) = (Tape::within(arguments.max_size), Instant::now());
        let mut recorder =
            Recorder { path, file, tape, begin, reports: 0, latest: Duration::ZERO, is_cut: false, messages };
        // A recording without a report is none. What is no file stays.
        recorder.take(first).inspect_err(|_| recorder.file.remove())?;
        Ok(recorder)
    }

    /// Records what comes; says why it ended.
    fn follow(&mut self, told: &Receiver<Message>, longest: Option<Duration>) -> Result<String, String> {
        loop {
            let left = longest.map_or(Duration::MAX, |longest| longest.saturating_sub(self.begin.elapsed()));
            match told.recv_timeout(left) {
                Ok(Message::Happened(Happened::Report(report))) => {
                    if !self.take(*report)? {
                        return Ok("Nobody reads it any more.".into());
                    }
                }
                Ok(Message::Happened(Happened::Reading(_))) => {}
                Ok(Message::Happened(Happened::Away(reason))) => {
                    self.messages.say(&format!("{}; trying again.", clean(&reason)))
                }
                Ok(Message::Happened(Happened::Ended(reason))) => return Ok(format!("{reason}.")),
                Ok(Message::Enough) => return Ok("Ended with Ctrl-C.".into()),
                Err(RecvTimeoutError::Timeout) => return Ok("The time is over.".into()),
                Err(RecvTimeoutError::Disconnected) => return Ok("Nobody follows the program any more.".into()),
            }
        }
    }

    /// Adds a report; false where it goes to a pipe that nobody reads any more.
    fn take(&mut self, report: Report) -> Result<bool, String> {
        let at = self.begin.elapsed();
        let at_ms = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        let mut line = self.tape.line(at_ms, report);
        if !self.file.has_room(&line) {
            line = self.tape.whole(at_ms);
            let has_room = self.file.make_room(&line).map_err(|error| told(&self.path, &error))?;
            if !has_room {
                let bytes = format::bytes(line.bytes.len() as u64);
                return Err(format!("--max-size has no room for a report, which takes {bytes}"));
            }
            self.is_cut = true;
        }
        match self.file.push(&line) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(false),
            pushed => pushed.map_err(|error| told(&self.path, &error))?,
        }
        (self.reports, self.latest) = (self.reports + 1, at);
        Ok(true)
    }

    fn tell_what_is_recorded(&self) {
        let Recorder { path, file, reports, latest, is_cut, messages, .. } = self;
        let cut = if *is_cut { " The oldest of them are left out, because of --max-size." } else { "" };
        let duration = format::duration(u64::try_from(latest.as_nanos()).unwrap_or(u64::MAX));
        let reports = if *reports == 1 { "1 report".into() } else { format!("{reports} reports in {duration}") };
        let (bytes, path) = (format::bytes(file.bytes()), clean(&path.display().to_string()));
        messages.say(&format!("Recorded {reports}: {bytes} in {path}.{cut}"));
    }
}

fn told(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

fn in_small_letters(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Tells of Ctrl-C, and of a polite end by another program. A terminal that goes needs no telling: the file is whole at any time.
#[cfg(unix)]
fn watch_signals(tell: SyncSender<Message>) -> io::Result<()> {
    use signal_hook::{
        consts::{SIGINT, SIGTERM},
        iterator::Signals,
    };
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let watch = move || drop(signals.forever().try_for_each(|_| tell.send(Message::Enough)));
    std::thread::Builder::new().name("hp-signals".into()).spawn(watch).map(drop)
}

/// Ctrl-C ends the process, and the file is whole at any time.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as where there are signals")]
fn watch_signals(_: SyncSender<Message>) -> io::Result<()> {
    Ok(())
}
