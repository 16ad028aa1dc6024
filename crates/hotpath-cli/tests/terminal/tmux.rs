//! A terminal that can be typed at and read.

use std::{
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// A server of tmux with one terminal, and a shell in it.
pub(super) struct Tmux {
    socket: PathBuf,
}

/// What takes longer than this hangs.
const LONGEST: Duration = Duration::from_secs(60);

impl Tmux {
    /// A shell whose programs are found in `folder`.
    pub(super) fn start(folder: &Path, (width, height): (u16, u16)) -> Self {
        let tmux = Tmux { socket: folder.join("tmux") };
        let runtime = format!("XDG_RUNTIME_DIR={}", folder.display());
        // Where programs of others would be found.
        let temporary = format!("TMPDIR={}", folder.display());
        let (width, height) = (width.to_string(), height.to_string());
        tmux.run(&[
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            &width,
            "-y",
            &height,
            "-e",
            &runtime,
            "-e",
            &temporary,
            "sh",
        ]);
        tmux
    }

    /// Types a line and Enter.
    pub(super) fn type_line(&self, line: &str) {
        self.run(&["send-keys", "-l", line]);
        self.press(&["Enter"]);
    }

    /// Presses keys, as tmux calls them.
    pub(super) fn press(&self, keys: &[&str]) {
        keys.iter().for_each(|key| drop(self.run(&["send-keys", key])));
    }

    pub(super) fn resize(&self, (width, height): (u16, u16)) {
        self.run(&["resize-window", "-x", &width.to_string(), "-y", &height.to_string()]);
    }

    /// Whether a program has the screen for itself, and whether it has the mouse.
    pub(super) fn flags(&self) -> String {
        self.run(&["display-message", "-p", "#{alternate_on} #{mouse_any_flag}"]).trim().to_owned()
    }

    /// Whether anything on the screen has a colour of its own.
    pub(super) fn has_colours(&self) -> bool {
        // Escapes of colours begin with 3 (text), 4 (ground) or 9 and 10 (bright ones), and those of weights do not.
        let screen = self.run(&["capture-pane", "-p", "-e"]);
        let escapes = screen.split("\u{1b}[").skip(1).filter_map(|rest| rest.split_once('m')).map(|(escape, _)| escape);
        escapes
            .flat_map(|escape| escape.split(';'))
            .filter_map(|number| number.parse::<u32>().ok())
            .any(|number| matches!(number, 30..=38 | 40..=48 | 90..=107))
    }

    /// Waits until this is on the screen.
    #[track_caller]
    pub(super) fn wait_for(&self, part: &str) {
        wait(|| self.run(&["capture-pane", "-p"]), |screen| screen.contains(part), part);
    }

    /// Waits until [`flags`](Self::flags) are these.
    #[track_caller]
    pub(super) fn wait_for_flags(&self, flags: &str) {
        wait(|| self.flags(), |now| now == flags, flags);
    }

    fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.arg("-u").arg("-S").arg(&self.socket).args(arguments);
        command.env("LC_ALL", "C.UTF-8").env_remove("TMUX").env_remove("NO_COLOR");
        let output = command.output().expect("tmux runs");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {arguments:?}: {error}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

#[track_caller]
fn wait(look: impl Fn() -> String, is_there: impl Fn(&str) -> bool, expected: &str) {
    let begin = Instant::now();
    loop {
        let seen = look();
        if is_there(&seen) {
            return;
        }
        assert!(begin.elapsed() < LONGEST, "no `{expected}` in\n{seen}");
        thread::sleep(Duration::from_millis(50));
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = Command::new("tmux").arg("-S").arg(&self.socket).arg("kill-server").output();
    }
}

/// Sees to it that tmux is there, or says why it is not.
pub(super) fn install() -> Result<(), String> {
    if runs("tmux", &["-V"]) {
        return Ok(());
    }
    let user = Command::new("id").arg("-u").output().map_err(|error| error.to_string())?;
    if user.stdout.trim_ascii() != b"0" {
        return Err("tmux is not installed, and only root can install it".into());
    }
    let is_installed = runs("apt-get", &["update"])
        && runs("apt-get", &["install", "-y", "--no-install-recommends", "tmux"])
        && runs("tmux", &["-V"]);
    if is_installed { Ok(()) } else { Err("tmux is not installed, and apt-get cannot install it".into()) }
}

fn runs(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).env("DEBIAN_FRONTEND", "noninteractive").output();
    output.is_ok_and(|output| output.status.success())
}
