//! A recording that is played: which of its reports is shown, and how time passes.

use std::{ops::RangeInclusive, sync::Arc, time::Duration};

use hotpath_report::Report;

use crate::{commands::console::keys::Action, recording::Recording};

/// A recording, and a place in it.
#[derive(Debug)]
pub(crate) struct Replay {
    recording: Recording,
    /// Since the first report.
    position: Duration,
    index: usize,
    shown: Arc<Report>,
    is_playing: bool,
    speed: f64,
}

/// How far a long step goes.
const LONG_STEP: Duration = Duration::from_secs(30);

impl Replay {
    /// How many times as fast as it went a recording can be played.
    pub(crate) const SPEEDS: RangeInclusive<f64> = 0.1..=1000.0;

    /// One that is played from its beginning on.
    pub(crate) fn from_start(mut recording: Recording, speed: f64) -> Self {
        let shown = Arc::new(recording.report(0, None));
        Replay { recording, position: Duration::ZERO, index: 0, shown, is_playing: true, speed }
    }

    /// One of which the last report is seen.
    pub(crate) fn at_end(recording: Recording) -> Self {
        let mut replay = Replay::from_start(recording, 1.0);
        replay.go_to_end();
        replay
    }

    /// The report that is shown.
    pub(super) fn shown(&self) -> &Arc<Report> {
        &self.shown
    }

    /// Where it is, since the first report.
    pub(crate) fn position(&self) -> Duration {
        self.position
    }

    /// How long it takes as it went.
    pub(crate) fn duration(&self) -> Duration {
        self.recording.duration()
    }

    pub(crate) fn is_playing(&self) -> bool {
        self.is_playing
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.index + 1 == self.recording.len()
    }

    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    /// Why the recording ends within a line, if it does.
    pub(crate) fn problem(&self) -> Option<&str> {
        self.recording.problem()
    }

    /// So much time has passed.
    pub(super) fn pass(&mut self, time: Duration) {
        if self.is_playing {
            self.go_to(self.position.saturating_add(time.mul_f64(self.speed)));
            self.is_playing = !self.is_at_end();
        }
    }

    /// Does what a key of time stands for.
    pub(super) fn travel(&mut self, action: Action) {
        match action {
            Action::Pause if self.is_playing => self.is_playing = false,
            Action::Pause => {
                if self.is_at_end() {
                    self.go_to(Duration::ZERO);
                }
                self.is_playing = true;
            }
            Action::Earlier => self.step_to(self.index.saturating_sub(1)),
            Action::Later => self.step_to((self.index + 1).min(self.recording.len() - 1)),
            Action::MuchEarlier => self.go_to(self.position.saturating_sub(LONG_STEP)),
            Action::MuchLater => self.go_to(self.position.saturating_add(LONG_STEP)),
            Action::Latest => self.go_to_end(),
            Action::Faster => self.play_at(self.speed * 2.0),
            Action::Slower => self.play_at(self.speed / 2.0),
            _ => {}
        }
    }

    fn play_at(&mut self, speed: f64) {
        if Self::SPEEDS.contains(&speed) {
            self.speed = speed;
        }
    }

    fn go_to_end(&mut self) {
        self.step_to(self.recording.len() - 1);
    }

    /// Goes to a report, and stays there.
    fn step_to(&mut self, index: usize) {
        self.is_playing = false;
        self.position = self.recording.at(index);
        self.show(index);
    }

    fn go_to(&mut self, position: Duration) {
        self.position = position.min(self.recording.duration());
        self.show(self.recording.index_at(self.position));
    }

    fn show(&mut self, index: usize) {
        if index != self.index {
            self.shown = Arc::new(self.recording.report(index, Some((self.index, &self.shown))));
            // It may have turned out that the recording ends before.
            self.index = index.min(self.recording.len() - 1);
            self.position = self.position.min(self.recording.duration());
        }
    }
}
