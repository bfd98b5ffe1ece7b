//! For each request, the previous and the next one for its object; computed when first needed, and kept
//! beside the trace.

use super::column_names::{NEXT, OBJECT, PREVIOUS, USES_SUMS, VERSION_OF};
use super::columns::{BLOCK_ROWS, ColumnWriter, MappedColumn, file_of};
use super::errors::{io_error, unusable};
use super::manifest::checksum;
use super::mapping::map;
use super::partial::new_beside;
use super::trace::DenseTrace;
use crate::SourceError;
use crate::files::read_text;
use arrow_buffer::ScalarBuffer;
use std::path::Path;

/// What `uses.xxh3` says is shorter.
const SUMS_BYTES_MAX: u64 = 1 << 10;

/// The place of a use that there is not.
pub const NO_USE: u32 = u32::MAX;

/// For each request, where its object was requested before and where it will be next: request
/// numbers, or [`NO_USE`]. In blocks, all but the last of the same length.
#[derive(Debug)]
pub struct Uses {
    /// The use before, of any version of the object.
    pub previous: Vec<ScalarBuffer<u32>>,
    /// The use after, of the same version.
    pub next: Vec<ScalarBuffer<u32>>,
}

impl Uses {
    /// Requests in a block, but for the last: a power of two.
    pub const BLOCK: usize = BLOCK_ROWS;
}

/// A column in blocks.
fn cut(values: &ScalarBuffer<u32>) -> Vec<ScalarBuffer<u32>> {
    let starts = (0..values.len()).step_by(BLOCK_ROWS);
    starts.map(|start| values.slice(start, BLOCK_ROWS.min(values.len() - start))).collect()
}

impl DenseTrace {
    /// The uses of every object, from the file beside the requests; made if it is not there.
    ///
    /// # Errors
    /// If there are 2^32 requests or more, or the file cannot be written or read.
    pub fn uses(&self) -> Result<Uses, SourceError> {
        if self.len() >= NO_USE as usize {
            let what = "has 2^32 requests or more: their numbers need more than 4 bytes";
            return Err(unusable(&self.folder, what));
        }
        if let Ok(found) = self.read_uses(&self.folder) {
            return Ok(found);
        }
        if self.write_uses(&self.folder).is_ok() {
            return self.read_uses(&self.folder);
        }
        // A folder that others keep for us to read.
        let elsewhere = tempfile::tempdir().map_err(io_error(&self.folder))?;
        self.write_uses(elsewhere.path())?;
        self.read_uses(elsewhere.path())
    }

    fn read_uses(&self, folder: &Path) -> Result<Uses, SourceError> {
        let columns = [MappedColumn::open(folder, PREVIOUS)?, MappedColumn::open(folder, NEXT)?];
        let sums = read_text(&folder.join(USES_SUMS), SUMS_BYTES_MAX).unwrap_or_default();
        if sums != self.uses_sums([columns[0].bytes(), columns[1].bytes()]) {
            return Err(unusable(folder, "has uses that are damaged, or of other requests"));
        }
        let column = |column: &MappedColumn| -> Result<Vec<ScalarBuffer<u32>>, SourceError> {
            let values = column.values()?;
            match values.len() == self.len() {
                true => Ok(cut(&values)),
                false => Err(unusable(folder, "has other uses than requests")),
            }
        };
        Ok(Uses { previous: column(&columns[0])?, next: column(&columns[1])? })
    }

    /// What `uses.xxh3` says: which requests the uses are of, and their own checksums.
    fn uses_sums(&self, mappings: [&[u8]; 2]) -> String {
        let of =
            |column: &str| self.manifest.checksums.get(&file_of(column)).map_or("", String::as_str);
        let [previous, next] = mappings.map(checksum);
        format!("{} {} {previous} {next}\n", of(OBJECT), of(VERSION_OF))
    }

    /// The versions of a block; empty if there are none.
    fn versions(&self, block: usize) -> &[u16] {
        let column = self.blocks[block].version.as_ref().filter(|_| self.manifest.versions);
        column.map_or(&[], |column| &column[..])
    }

    /// Next uses are found from the end on, and kept in a file of their own until their turn to be
    /// written: memory holds a few bytes per object, not per request.
    fn write_uses(&self, folder: &Path) -> Result<(), SourceError> {
        let new_file = |path: &Path| std::fs::File::create_new(path).map(|_| ());
        let targets = [file_of(PREVIOUS), file_of(NEXT), USES_SUMS.to_owned()];
        let targets = targets.map(|file| folder.join(file));
        let mut partial = Vec::new();
        for target in &targets {
            partial.push(new_beside(target, new_file)?);
        }
        let result = self.write_uses_to(&partial[0], &partial[1], folder).and_then(|()| {
            let sums = self.uses_sums([&map(&partial[0])?, &map(&partial[1])?]);
            std::fs::write(&partial[2], sums).map_err(io_error(&partial[2]))?;
            // What is complete says so last; until then it is of no use to others.
            for (partial, target) in partial.iter().zip(&targets) {
                std::fs::rename(partial, target).map_err(io_error(target))?;
            }
            Ok(())
        });
        if result.is_err() {
            partial.iter().for_each(|partial| drop(std::fs::remove_file(partial)));
        }
        result
    }

    fn write_uses_to(
        &self,
        previous_path: &Path,
        next_path: &Path,
        folder: &Path,
    ) -> Result<(), SourceError> {
        let spill = self.spill_next_uses(folder)?;
        let mut previous_file = ColumnWriter::create_at::<u32>(previous_path)?;
        let mut next_file = ColumnWriter::create_at::<u32>(next_path)?;
        let mut last = vec![NO_USE; self.objects()];
        for (index, block) in self.blocks.iter().enumerate() {
            let first = (index * BLOCK_ROWS) as u32;
            let previous = block.object.iter().zip(first..);
            let previous = previous
                .map(|(&object, number)| std::mem::replace(&mut last[object as usize], number));
            previous_file.write(&previous.collect::<Vec<u32>>())?;
            let next = spill.read(index, block.object.len()).map_err(io_error(next_path))?;
            next_file.write(&next)?;
        }
        previous_file.finish()?;
        next_file.finish()
    }

    fn spill_next_uses(&self, path: &Path) -> Result<Spill, SourceError> {
        let mut spill = Spill::new(path).map_err(io_error(path))?;
        let mut following = vec![NO_USE; self.objects()];
        // The versions of those uses: to a cache, another version is another object.
        let mut version_of = vec![0; if self.manifest.versions { self.objects() } else { 0 }];
        for (index, block) in self.blocks.iter().enumerate().rev() {
            let versions = self.versions(index);
            let first = index * BLOCK_ROWS;
            let mut next = vec![NO_USE; block.object.len()];
            for (at, (&object, next)) in block.object.iter().zip(&mut next).enumerate().rev() {
                *next = std::mem::replace(&mut following[object as usize], (first + at) as u32);
                if let Some(&version) = versions.get(at) {
                    let behind = std::mem::replace(&mut version_of[object as usize], version);
                    if behind != version {
                        *next = NO_USE;
                    }
                }
            }
            spill.write(index, &next).map_err(io_error(path))?;
        }
        Ok(spill)
    }
}

/// Blocks of numbers in a file without a name, which goes when it is closed.
struct Spill {
    file: std::fs::File,
}

impl Spill {
    fn new(folder: &Path) -> std::io::Result<Self> {
        tempfile::tempfile_in(folder).map(|file| Self { file })
    }

    fn write(&mut self, index: usize, values: &[u32]) -> std::io::Result<()> {
        use std::io::{Seek, SeekFrom, Write};
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.file.seek(SeekFrom::Start((index * BLOCK_ROWS * 4) as u64))?;
        self.file.write_all(&bytes)
    }

    fn read(&self, index: usize, length: usize) -> std::io::Result<Vec<u32>> {
        use std::io::{Read, Seek, SeekFrom};
        let mut bytes = vec![0; length * 4];
        let mut file = &self.file;
        file.seek(SeekFrom::Start((index * BLOCK_ROWS * 4) as u64))?;
        file.read_exact(&mut bytes)?;
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|&word| u32::from_le_bytes(word)).collect())
    }
}
