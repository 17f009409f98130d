//! One look at the transcripts: all of them, or those that an event named.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::Receiver;
use segue_meter::price::PriceTable;
use segue_store::{FileBatch, Ingested, SourceFile, Store};

use super::read::{self, Context};
use super::{Found, find};
use crate::Problem;
use crate::world::Places;

/// Responses taken in per transaction, about. Each transaction writes every page it touched once more, so few large
/// ones are cheap; other writers wait for a fraction of a second.
const RESPONSES_PER_TRANSACTION: usize = 20_000;
/// Other writers wait no longer than about this while files are read.
const LONGEST_TRANSACTION: Duration = Duration::from_millis(700);
/// When no file was read for so long, what there is is made to last.
const LONGEST_PAUSE: Duration = Duration::from_millis(50);
/// After this many files the write-ahead log is folded in.
const MANY_FILES: usize = 100;
/// Batches that wait for the writer, a few kilobytes each: readers go on while a transaction is written.
const WAITING_BATCHES: usize = 512;
/// The writer reads no larger file itself: batches wait meanwhile, and so do other writers.
const LARGEST_OF_WRITER: u64 = 4 << 20;

/// What a look found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Files on disk.
    pub files: usize,
    /// Files that were read because they were new or had changed.
    pub read: usize,
    /// Files that could not be read this time.
    pub failed: usize,
    /// Files that went away.
    pub gone: usize,
    /// What changed in the rows.
    pub ingested: Ingested,
}

/// A look at the transcripts, into one store.
pub(crate) struct Pass<'a> {
    pub store: &'a mut Store,
    pub places: &'a Places,
    pub prices: &'a PriceTable,
    /// Set from outside to stop between two files.
    pub stop: &'a AtomicBool,
    /// Told after each transaction: files done, files to do.
    pub progress: &'a mut dyn FnMut(&mut Store, usize, usize),
}

impl Pass<'_> {
    /// Looks at every transcript of every config folder.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(crate) fn everything(&mut self) -> Result<Looked, Problem> {
        let store = &*self.store;
        let homes = &self.places.claude;
        // What the rows know is read while the folders are walked.
        let (known, on_disk) = std::thread::scope(|scope| {
            let walk = scope.spawn(|| homes.iter().flat_map(|home| find(&home.projects())).collect());
            let known = known_files(store);
            // A panic over there is one here.
            let on_disk: Vec<Found> = walk.join().unwrap_or_else(|panic| resume_unwind(panic));
            (known, on_disk)
        });
        let mut known = known?;
        let looked = Looked {
            files: on_disk.len(),
            ..Looked::default()
        };
        let mut todo = Vec::new();
        for found in on_disk {
            let before = known.remove(found.path.to_string_lossy().as_ref());
            if before.as_ref().is_none_or(|before| changed(before, &found)) {
                todo.push((found, before));
            }
        }
        // A file may have come after its folder was walked, and be known already.
        let is_gone = |path: &String| Found::look(Path::new(path)).is_none();
        let gone: Vec<String> = known.into_keys().filter(is_gone).collect();
        self.finish(todo, &gone, looked)
    }

    /// Looks at the files that an event named.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(crate) fn only(&mut self, paths: &[PathBuf]) -> Result<Looked, Problem> {
        let mut looked = Looked::default();
        let mut todo = Vec::new();
        let mut gone = Vec::new();
        for path in paths {
            let before = self.store.source_file(&path.to_string_lossy())?;
            match Found::look(path) {
                Some(found) if before.as_ref().is_none_or(|before| changed(before, &found)) => {
                    looked.files += 1;
                    todo.push((found, before));
                }
                None if before.is_some() => gone.push(path.to_string_lossy().into_owned()),
                Some(_) | None => {}
            }
        }
        self.finish(todo, &gone, looked)
    }

    /// Notes what went away and reads what has changed.
    fn finish(
        &mut self,
        todo: Vec<(Found, Option<SourceFile>)>,
        gone: &[String],
        mut looked: Looked,
    ) -> Result<Looked, Problem> {
        if !gone.is_empty() {
            self.store.mark_gone(gone)?;
            looked.gone = gone.len();
            looked.ingested.sessions = true;
        }
        self.read_all(todo, &mut looked)?;
        Ok(looked)
    }

    /// Reads files on all cores but one, largest first; this thread writes, and reads too while nothing waits for it.
    fn read_all(
        &mut self,
        mut todo: Vec<(Found, Option<SourceFile>)>,
        looked: &mut Looked,
    ) -> Result<(), Problem> {
        let total = todo.len();
        if total <= 2 {
            return self.read_few(todo, looked);
        }
        todo.sort_by_key(|(found, _)| std::cmp::Reverse(found.size));
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let (send, receive) = crossbeam_channel::bounded(WAITING_BATCHES);
        let shared = Unread {
            files: Mutex::new(todo.iter()),
            places: self.places,
            prices: self.prices,
            stop: self.stop,
        };
        self.store.set_bulk(true)?;
        let result = std::thread::scope(|scope| {
            for _ in 0..(cores - 1).clamp(1, 7) {
                let (send, shared) = (send.clone(), &shared);
                scope.spawn(move || {
                    let mut buffer = Vec::new();
                    while let Some(batch) = shared.read_largest(&mut buffer) {
                        if send.send(batch).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(send);
            // Readers that still wait to hand over end when the channel is gone.
            let batches = Batches {
                receive,
                unread: &shared,
                buffer: Vec::new(),
            };
            self.write_all(batches, total, looked)
        });
        self.store.set_bulk(false)?;
        if total > MANY_FILES {
            self.store.fold_log()?;
            crate::give_memory_back();
        }
        result
    }

    /// Takes batches in as they come, so that little is left to write when the last file has been read.
    fn write_all(
        &mut self,
        mut batches: Batches<'_>,
        total: usize,
        looked: &mut Looked,
    ) -> Result<(), Problem> {
        while let Some(first) = batches.next(None) {
            let mut intake = self.store.intake()?;
            let mut next = Some(first);
            while let Some(batch) = next {
                match batch {
                    Some(batch) => intake.add(&batch)?,
                    None => looked.failed += 1,
                }
                if intake.responses() >= RESPONSES_PER_TRANSACTION || intake.age() >= LONGEST_TRANSACTION {
                    break;
                }
                next = batches.next(Some(LONGEST_PAUSE));
            }
            looked.read += intake.files();
            looked.ingested.add(intake.commit()?);
            (self.progress)(self.store, looked.read, total);
        }
        Ok(())
    }

    fn read_few(
        &mut self,
        todo: Vec<(Found, Option<SourceFile>)>,
        looked: &mut Looked,
    ) -> Result<(), Problem> {
        let (mut batches, mut buffer) = (Vec::new(), Vec::new());
        for (found, before) in &todo {
            match read_one(found, before.as_ref(), self.places, self.prices, &mut buffer) {
                Some(batch) => batches.push(batch),
                None => looked.failed += 1,
            }
        }
        self.take_in(&mut batches, looked)
    }

    fn take_in(&mut self, batches: &mut Vec<FileBatch>, looked: &mut Looked) -> Result<(), Problem> {
        if batches.is_empty() {
            return Ok(());
        }
        let ingested = self.store.ingest(batches)?;
        looked.read += batches.len();
        looked.ingested.add(ingested);
        batches.clear();
        Ok(())
    }
}

/// A file to read, and how far it was read before.
type Changed = (Found, Option<SourceFile>);
type Files<'a> = slice::Iter<'a, Changed>;

/// What one file said; `None` when it cannot be read now.
type Read = Option<FileBatch>;

/// Files that nobody reads yet, largest first.
struct Unread<'a> {
    files: Mutex<Files<'a>>,
    places: &'a Places,
    prices: &'a PriceTable,
    stop: &'a AtomicBool,
}

impl<'a> Unread<'a> {
    fn read_largest(&self, buffer: &mut Vec<u8>) -> Option<Read> {
        self.read(buffer, Iterator::next)
    }

    /// For the writer: what waits for it never waits long.
    fn read_smallest(&self, buffer: &mut Vec<u8>) -> Option<Read> {
        self.read(buffer, |files| {
            let (smallest, _) = files.as_slice().last()?;
            (smallest.size <= LARGEST_OF_WRITER).then(|| files.next_back())?
        })
    }

    /// Reads the file that `take` takes; `None` when it takes none, or reading was stopped from outside.
    fn read(
        &self,
        buffer: &mut Vec<u8>,
        take: impl FnOnce(&mut Files<'a>) -> Option<&'a Changed>,
    ) -> Option<Read> {
        if self.stop.load(Ordering::Relaxed) {
            return None;
        }
        // The lock is held for this one statement, in which nothing panics.
        let (found, before) = take(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some(read_one(found, before.as_ref(), self.places, self.prices, buffer))
    }
}

/// What the writer takes in.
struct Batches<'a> {
    receive: Receiver<Read>,
    unread: &'a Unread<'a>,
    buffer: Vec<u8>,
}

impl Batches<'_> {
    /// The next batch, read by this thread itself when none waits. `None` when all is read, or when none comes for
    /// `longest`.
    fn next(&mut self, longest: Option<Duration>) -> Option<Read> {
        let waiting = self.receive.try_recv().ok();
        let batch = waiting.or_else(|| self.unread.read_smallest(&mut self.buffer));
        batch.or_else(|| match longest {
            Some(longest) => self.receive.recv_timeout(longest).ok(),
            None => self.receive.recv().ok(),
        })
    }
}

/// `None` when the file cannot be read now: it is found again at the next look.
fn read_one(
    found: &Found,
    before: Option<&SourceFile>,
    places: &Places,
    prices: &PriceTable,
    buffer: &mut Vec<u8>,
) -> Option<FileBatch> {
    let home = places.claude_home_of(&found.path)?.key();
    read::read(found, before, Context { home: &home, prices }, buffer).ok()
}

/// The files that the rows know, by path.
fn known_files(store: &Store) -> Result<HashMap<String, SourceFile>, Problem> {
    let files = store.source_files()?.into_iter();
    Ok(files.map(|file| (file.path.clone(), file)).collect())
}

fn changed(before: &SourceFile, found: &Found) -> bool {
    before.size != found.size || before.mtime_ns != found.mtime_ns || before.inode != found.inode
}
