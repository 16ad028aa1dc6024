//! The file of a recording, while it is written: a valid recording at any moment, and within its bound.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use super::tape::Line;
use crate::output;

/// A file that lines are added to.
#[derive(Debug)]
pub(crate) struct RecordingFile {
    path: PathBuf,
    file: File,
    header: Vec<u8>,
    bytes: u64,
    /// Where each line is that can be read without those before.
    wholes: Vec<u64>,
    /// How long it may be; `None` for a pipe or a device, which keeps nothing.
    most_bytes: Option<u64>,
}

impl RecordingFile {
    /// Begins a recording. `overwrites` if it may take the place of a file.
    ///
    /// # Errors
    ///
    /// When there is such a file already, or none can be written.
    pub(crate) fn create(path: &Path, header: Vec<u8>, most_bytes: u64, overwrites: bool) -> io::Result<Self> {
        let is_standard_output = output::is_standard_output(path);
        let is_stream = is_standard_output || output::is_stream(path);
        let mut options = OpenOptions::new();
        options.read(!is_stream).write(true);
        let most_bytes = (!is_stream).then_some(most_bytes);
        let mut file = if is_standard_output {
            output::standard_output()?
        } else if overwrites && !is_stream {
            // Another recorder may be writing to the one that is there.
            output::replace(path, &[])?;
            options.open(path)?
        } else {
            options.create_new(!is_stream).open(path)?
        };
        if let Err(error) = file.write_all(&header) {
            if !is_stream {
                let _ = fs::remove_file(path);
            }
            return Err(error);
        }
        Ok(RecordingFile {
            // Of a link the file that it leads to.
            path: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
            file,
            bytes: header.len() as u64,
            header,
            wholes: Vec::new(),
            most_bytes,
        })
    }

    /// How long it is.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether a line of so many bytes can be added as it is.
    pub(crate) fn has_room(&self, line: &Line) -> bool {
        self.most_bytes.is_none_or(|most| self.bytes + line.bytes.len() as u64 <= most)
    }

    /// Adds a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written. What has been written of it is taken back.
    pub(crate) fn push(&mut self, line: &Line) -> io::Result<()> {
        if line.is_whole {
            self.wholes.push(self.bytes);
        }
        let written = self.file.write_all(&line.bytes);
        match written {
            Ok(()) => self.bytes += line.bytes.len() as u64,
            // A disk that is full may have taken a part of it.
            Err(_) => drop(self.file.set_len(self.bytes)),
        }
        written
    }

    /// Leaves out the older half, so that there is room for a line that stands for itself. The new file takes the place of the old
    /// one when it is whole. False if there is no room even in an empty one.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the file is as it was.
    pub(crate) fn make_room(&mut self, line: &Line) -> io::Result<bool> {
        let Some(most) = self.most_bytes else { return Ok(true) };
        let least = (self.header.len() + line.bytes.len()) as u64;
        if least > most {
            return Ok(false);
        }
        let from = self.wholes.iter().copied().find(|from| *from >= self.bytes / 2);
        let from = from.filter(|from| least + (self.bytes - from) <= most).unwrap_or(self.bytes);
        let beside = output::beside(&self.path);
        let shorter = self.copied(from, &beside).and_then(|file| fs::rename(&beside, &self.path).map(|()| file));
        match shorter {
            Ok(file) => {
                let header_bytes = self.header.len() as u64;
                self.file = file;
                self.wholes.retain(|whole| *whole >= from);
                self.wholes.iter_mut().for_each(|whole| *whole = *whole - from + header_bytes);
                self.bytes = self.bytes - from + header_bytes;
                Ok(true)
            }
            Err(error) => {
                let _ = fs::remove_file(&beside);
                Err(error)
            }
        }
    }

    /// The header, and what is from there on, in another file.
    fn copied(&mut self, from: u64, path: &Path) -> io::Result<File> {
        let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
        file.set_permissions(self.file.metadata()?.permissions())?;
        file.write_all(&self.header)?;
        self.file.seek(SeekFrom::Start(from))?;
        io::copy(&mut self.file, &mut file)?;
        Ok(file)
    }

    /// Takes the file away again.
    pub(crate) fn remove(&self) {
        if self.most_bytes.is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}
