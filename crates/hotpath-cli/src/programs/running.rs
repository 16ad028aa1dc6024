//! Run files: which programs say that they run, and where.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde::Deserialize;

use super::Address;

/// A program that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Program {
    pub(crate) pid: u32,
    pub(crate) program: String,
    pub(crate) caller_name: String,
    pub(crate) started_unix_ms: u64,
    pub(crate) address: Address,
}

/// The time by which it is told when programs have started.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The programs of this user that run and answer, the latest first. Those that are known to answer are not asked again.
pub(crate) fn running(known: &[Program]) -> Vec<Program> {
    running_in(&folders(), known)
}

fn running_in(folders: &[PathBuf], known: &[Program]) -> Vec<Program> {
    let mut programs: Vec<Program> = folders.iter().flat_map(|folder| said_in(folder)).collect();
    programs.retain(|program| is_alive(program.pid));
    let (mut programs, unknown): (Vec<Program>, _) = programs.into_iter().partition(|program| known.contains(program));
    programs.extend(answering(unknown));
    programs.sort_by_key(|program| (std::cmp::Reverse(program.started_unix_ms), program.pid));
    programs.dedup_by_key(|program| program.pid);
    programs
}

/// Those that answer. They are asked side by side: one that is stopped does not, and is waited for.
fn answering(programs: Vec<Program>) -> Vec<Program> {
    let next = AtomicUsize::new(0);
    let answers: Vec<AtomicBool> = programs.iter().map(|_| AtomicBool::new(false)).collect();
    let until = Instant::now() + LONGEST_ASKING;
    let ask = || {
        while let Some((program, answer)) = {
            let index = next.fetch_add(1, Relaxed);
            programs.get(index).zip(answers.get(index)).filter(|_| Instant::now() < until)
        } {
            answer.store(program.address.answers(), Relaxed);
        }
    };
    thread::scope(|scope| {
        // Where there is no thread to be had, those that there are do all.
        let spawn = |_| thread::Builder::new().name("hp-health".into()).spawn_scoped(scope, ask).is_ok();
        let _ = (1..programs.len().min(MOST_ASKED)).all(spawn);
        ask();
    });
    let answered = answers.iter().map(|answer| answer.load(Relaxed)).collect::<Vec<bool>>();
    programs.into_iter().zip(answered).filter(|(_, answers)| *answers).map(|(program, _)| program).collect()
}

/// How long programs are begun to be asked: where very many are stopped, the rest is taken for silent.
const LONGEST_ASKING: Duration = Duration::from_secs(5);
/// Programs that are asked at a time, on a thread each.
const MOST_ASKED: usize = 16;

/// A run file as docs/http.md has it.
#[derive(Deserialize)]
struct RunFile {
    pid: u32,
    #[serde(default)]
    program: String,
    #[serde(default)]
    caller_name: String,
    port: u16,
    url: String,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    started_unix_ms: u64,
}

impl RunFile {
    fn program(self) -> Option<Program> {
        // How this machine reaches the server, also where it listens on all addresses.
        let place = self.url.strip_prefix("http://")?.trim_end_matches('/');
        let (host, _) = place.rsplit_once(':')?;
        let address = Address::new(host, self.port, self.token).ok()?;
        let RunFile { pid, program, caller_name, started_unix_ms, .. } = self;
        Some(Program { pid, program, caller_name, started_unix_ms, address })
    }
}

/// Nobody runs so many.
const MOST_FILES: usize = 10_000;
/// Bytes of a run file.
const MOST_BYTES: u64 = 1 << 20;

/// What the run files in a folder say.
fn said_in(folder: &Path) -> Vec<Program> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.take(MOST_FILES).flatten().map(|entry| entry.path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.filter_map(|path| read(&path)).collect()
}

fn read(path: &Path) -> Option<Program> {
    let is_small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
    let text = is_small.then(|| fs::read(path).ok())??;
    serde_json::from_slice::<RunFile>(&text).ok()?.program()
}

/// Where a program that is started now has its run file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunFolder {
    pub(crate) path: PathBuf,
    /// Whether it is a folder that nobody else reads; `None` where it is not there yet.
    pub(crate) is_private: Option<bool>,
}

/// The folder that a program with our environment would take.
///
/// # Errors
///
/// When it cannot be looked at.
pub(crate) fn run_folder() -> io::Result<RunFolder> {
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute() && is_own(path));
    let path = runtime.map_or_else(temporary_folder, |path| path.join("hotpath"));
    let is_private = match fs::symlink_metadata(&path) {
        Ok(file) => Some(is_own(&path) && is_closed(&file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    };
    Ok(RunFolder { path, is_private })
}

/// Where run files may be. Both places are looked at: a program may have been started with another environment than ours.
fn folders() -> Vec<PathBuf> {
    let runtime = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    let runtime = runtime.map(|path| path.join("hotpath"));
    runtime.into_iter().chain([temporary_folder()]).filter(|folder| is_own(folder)).collect()
}

fn temporary_folder() -> PathBuf {
    env::temp_dir().join(format!("hotpath-{}", user()))
}

#[cfg(unix)]
fn user() -> String {
    rustix::process::getuid().as_raw().to_string()
}

#[cfg(not(unix))]
fn user() -> String {
    String::new()
}

/// Whether nobody else can have put files there, which would have our terminal show what they like.
#[cfg(unix)]
fn is_own(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let own = |file: fs::Metadata| file.is_dir() && file.uid() == rustix::process::getuid().as_raw();
    fs::symlink_metadata(folder).is_ok_and(own)
}

#[cfg(not(unix))]
fn is_own(folder: &Path) -> bool {
    folder.is_dir()
}

#[cfg(unix)]
fn is_closed(folder: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::mode(folder) & 0o077 == 0
}

#[cfg(not(unix))]
fn is_closed(_: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn is_alive(pid: u32) -> bool {
    let process = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    // Another user's process is alive, too, and its server says whether it is the one that is meant.
    process.is_some_and(|process| {
        !matches!(rustix::process::test_kill_process(process), Err(error) if error == rustix::io::Errno::SRCH)
    })
}

#[cfg(not(unix))]
fn is_alive(_pid: u32) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let program = serde_json::from_str::<RunFile>(text).ok().and_then(RunFile::program);
        assert_eq!(program.map(|program| program.address.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn a_run_file_says_how_this_machine_reaches_the_server() {
        check(
            r#"{"pid":4711,"program":"app","caller_name":"app::main","host":"0.0.0.0","port":6770,"url":"http://127.0.0.1:6770",
                "token":"open-sesame-7","started_unix_ms":1,"version":"0.1.0","later":[]}"#,
            Some("127.0.0.1:6770"),
        );
        check(r#"{"pid":1,"port":80,"url":"http://[::1]:80"}"#, Some("[::1]:80"));
        check(r#"{"pid":1,"port":80,"url":"http://a\r\nb:80"}"#, None);
        check(r#"{"pid":1,"port":80,"url":"http://a:80","token":"a b"}"#, None);
        check(r#"{"pid":1}"#, None);
        check("", None);
    }

    #[test]
    fn files_of_programs_that_are_no_more_are_passed_over() {
        let folder = env::temp_dir().join(format!("hp-run-files-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        // A port that nobody has any more.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port();
        drop(silent);
        let alive = std::process::id();
        let write = |name: &str, pid: u32| {
            let text = format!(r#"{{"pid":{pid},"port":{port},"url":"http://127.0.0.1:{port}"}}"#);
            fs::write(folder.join(name), text).unwrap();
        };
        write("dead.json", i32::MAX as u32);
        write("silent.json", alive);
        write("half.tmp", alive);
        fs::write(folder.join("broken.json"), "{").unwrap();
        let folders = [folder.clone(), folder.join("none")];
        let said = said_in(&folder);
        assert_eq!(said.len(), 2);
        assert_eq!(running_in(&folders, &[]), []);
        // One that has answered is not asked again, and a dead one is dead.
        let pids: Vec<u32> = running_in(&folders, &said).iter().map(|program| program.pid).collect();
        assert_eq!(pids, if cfg!(unix) { vec![alive] } else { vec![i32::MAX as u32, alive] });
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn programs_are_asked_side_by_side_and_silent_ones_left_out() {
        let patient = |stream: &mut std::net::TcpStream| {
            use std::io::{Read, Write};
            assert!(stream.read(&mut [0; 1024]).unwrap() > 0);
            stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n").unwrap();
        };
        // The first ones answer when the last one has been asked, which, one after the other, would be never.
        let listeners: Vec<_> = (0..MOST_ASKED).map(|_| std::net::TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let program = |pid: u32, listener: &std::net::TcpListener| {
            let port = listener.local_addr().unwrap().port();
            let address = Address::new("127.0.0.1", port, None).unwrap();
            Program { pid, program: String::new(), caller_name: String::new(), started_unix_ms: 0, address }
        };
        let programs: Vec<Program> = (0..).zip(&listeners).map(|(pid, listener)| program(pid, listener)).collect();
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut streams: Vec<_> = listeners.iter().map(|listener| listener.accept().unwrap().0).collect();
                // One says nothing.
                streams.iter_mut().skip(1).for_each(patient);
            });
            let expected: Vec<Program> = programs[1..].to_vec();
            assert_eq!(answering(programs.clone()), expected);
        });
        assert_eq!(answering(Vec::new()), []);
    }

    #[test]
    fn a_number_that_is_no_process_is_not_alive() {
        assert!(is_alive(std::process::id()));
        assert!(!cfg!(unix) || !is_alive(i32::MAX as u32));
    }
}
