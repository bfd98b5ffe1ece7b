//! Wikimedia's hourly page views.

use super::dates::{date, whole_number};
use super::reader::SeriesReader;
use crate::formats::Lines;
use crate::{SimTime, SourceError};
use std::path::Path;

pub(super) const PAGEVIEWS_WIDTH_S: f64 = 3_600.0;

/// Whether a name is a project and a title, which hold no spaces.
pub(super) fn plain(name: &[u8]) -> bool {
    name.iter().filter(|&&byte| byte == b' ').count() == 1 && !name.starts_with(b" ")
}

/// Project with title, and views.
pub(super) fn pageview(line: &[u8]) -> Option<(&[u8], u64)> {
    let mut parts = line.rsplitn(3, |&byte| byte == b' ');
    whole_number(parts.next()?)?;
    let views = whole_number(parts.next()?)?;
    parts.next().filter(|name| name.contains(&b' ')).map(|name| (name, views))
}

/// The hour in the name of a file of page views, as `…20240803-06…` or `…20240803-060000…`.
pub fn hour_in_name(file: &Path) -> Option<SimTime> {
    let name = file.file_name()?.to_str()?;
    let parts: Vec<&str> = name.split(['-', '.', '_']).collect();
    parts.windows(2).find_map(|pair| {
        let hour = pair[1].get(..2)?.parse::<u64>().ok().filter(|&hour| hour < 24)?;
        let day = (pair[0].len() == 8).then(|| date(pair[0].as_bytes())).flatten()?;
        Some(SimTime(day.0 + hour * 3_600 * SimTime::NS_PER_S))
    })
}

impl SeriesReader<'_> {
    /// Page views come without an order; a title can stand twice, once by each project's name.
    pub(super) fn pageviews(self, mut lines: Lines, file: &Path) -> Result<(), SourceError> {
        let hour = hour_in_name(file).ok_or_else(|| SourceError::Unusable {
            path: self.path.clone(),
            what: "no hour in the file's name; expected one like pageviews-20240803-060000.gz"
                .to_owned(),
        })?;
        let mut number = 0;
        while let Some(line) = lines.next()? {
            number += 1;
            let Some((name, views)) = pageview(line) else {
                let found = String::from_utf8_lossy(line).chars().take(80).collect::<String>();
                let what = format!("found {found:?}; expected project, title, views and bytes");
                return Err(self.line(number, what));
            };
            if let Err(what) = self.rows.push(hour, name, views) {
                return Err(self.line(number, what));
            }
        }
        Ok(())
    }
}
