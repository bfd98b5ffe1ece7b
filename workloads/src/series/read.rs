//! Reads counts over time.

use super::counts::CountSeries;
use super::format::{SeriesFormat, detect};
use super::options::SeriesOptions;
use super::pageviews::{PAGEVIEWS_WIDTH_S, hour_in_name};
use super::plain_counts::COUNTS_WIDTH_S;
use super::reader::SeriesReader;
use super::rows::CountRows;
use crate::formats::{Input, Lines};
use crate::{SimTime, SourceError};
use std::path::{Path, PathBuf};

/// Reads counts over time from a file, or from all files of a folder that hold page views.
///
/// # Errors
/// What cannot be read, with its line: a count that is not a whole number, a time before the one
/// before it, the same name twice in a bin; and a file without a count.
pub fn read_series(path: &Path, options: &SeriesOptions) -> Result<CountSeries, SourceError> {
    let shown = path.display().to_string();
    let unusable = |what: String| SourceError::Unusable { path: shown.clone(), what };
    let mut rows = CountRows::default();
    let mut width_s = options.width_s;
    if let Some(width_s) = width_s.filter(|width_s| !(1e-6..=1e9).contains(width_s)) {
        return Err(unusable(format!("found bins of {width_s} s; expected 1e-6 to 1e9 s")));
    }
    for file in files(path)? {
        let mut input = Input::open(&file)?;
        let head = input.peek(1 << 14)?;
        let format =
            detect(&file, &head).or(options.count.is_some().then_some(SeriesFormat::Table));
        let format = format.ok_or_else(|| {
            let expected = "a header with a time and a count, one count a line, or page views";
            unusable(format!("no counts over time; expected {expected}"))
        })?;
        let read = SeriesReader { path: file.display().to_string(), rows: &mut rows };
        let lines = Lines::new(input);
        match format {
            SeriesFormat::Table => read.table(lines, options)?,
            SeriesFormat::Counts => {
                let width_s = *width_s.get_or_insert(COUNTS_WIDTH_S);
                read.counts(lines, width_s)?;
            }
            SeriesFormat::Pageviews => {
                width_s.get_or_insert(PAGEVIEWS_WIDTH_S);
                read.pageviews(lines, &file)?;
            }
        }
    }
    let width_ns = width_s.map(|s| (s * SimTime::NS_PER_S as f64).round() as u64);
    rows.into_series(width_ns).map_err(unusable)
}

pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let io = |error| SourceError::Io { path: path.display().to_string(), error };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(io)? {
        let file = entry.map_err(io)?.path();
        if file.is_file() && hour_in_name(&file).is_some() {
            files.push(file);
        }
    }
    // The hour stands in the name.
    files.sort();
    if files.is_empty() {
        let what = "is a folder without files like pageviews-20240803-060000.gz".to_owned();
        return Err(SourceError::Unusable { path: path.display().to_string(), what });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(text: &str, name: &str, options: &SeriesOptions) -> Result<CountSeries, SourceError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        read_series(&path, options)
    }

    fn plain(text: &str) -> Result<CountSeries, SourceError> {
        read(text, "series.csv", &SeriesOptions::default())
    }

    #[test]
    fn tables_counts_and_page_views_are_read() {
        let minutes = plain(
            "period,count\n1998-04-30 21:30:00,2\n1998-04-30 21:31:00,11\n1998-04-30 21:33:00,7\n",
        )
        .unwrap();
        assert_eq!((minutes.width_ns / 1_000_000_000, minutes.bins), (60, 4));
        assert_eq!(minutes.totals(), [2, 11, 0, 7]);
        assert_eq!(minutes.gaps, 1);
        assert_eq!(minutes.start.as_s(), 893_971_800.0);

        let weeks = plain("article,week_start,views\na,20180601,5\na,20180606,6\na,20180613,7\nb,20180530,1\nb,20180606,2\nb,20180612,3\n").unwrap();
        assert_eq!((weeks.width_ns / 86_400_000_000_000, weeks.bins), (7, 3));
        assert_eq!(weeks.names, ["a", "b"]);
        assert_eq!(weeks.totals(), [6, 8, 10]);

        let counts = plain("3\n0\n5\n").unwrap();
        assert_eq!((counts.width_ns, counts.totals()), (1_000_000_000, vec![3, 0, 5]));

        let hour = read(
            "en Main_Page 7 0\nde.m Hauptseite 2 0\n",
            "pageviews-20240803-060000",
            &SeriesOptions::default(),
        )
        .unwrap();
        assert_eq!(hour.start.as_s(), 1_722_664_800.0);
        assert_eq!((hour.bins, hour.names.len(), hour.totals()), (1, 2, vec![9]));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, expected) in [
            ("time,count\n0,1\n60,-2\n", ":3: found \"-2\""),
            ("time,count\n60,1\n0,2\n", ":3: time runs backwards"),
            ("time,name,count\n0,x,1\n0,y,1\n0,x,2\n", ":4: a bin is there twice"),
            ("time,count\nyesterday,1\n", ":2: found time \"yesterday\""),
            ("time,count\n0,1.5\n", ":2: found \"1.5\""),
            ("time,count\n", "has no counts"),
            ("time,count\n5,1\n", "single bin of unknown width"),
            ("time,count\n0,1\n1,1\n4000000000,1\n", "spans 4000000000 bins"),
        ] {
            let error = plain(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
        }
        assert!(plain("a,b\n1,2\n").unwrap_err().to_string().contains("no counts over time"));
    }
}
