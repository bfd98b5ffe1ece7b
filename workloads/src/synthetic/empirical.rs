//! Popularity and sizes as measured: read from a file, stretched over any catalog.
//!
//! Two kinds of files are read. A table with a header, one row an object, with requests (`requests`,
//! `count`, `views`, `weight`) or sizes (`bytes`, `size`) or both, as `hotset analyze` writes
//! `popularity.csv`. And the JSON of CacheBench's distributions (facebook/CacheLib): `popularityBuckets`
//! (objects) with `popularityWeights` (requests of all of them), and `valSizeRange` (bytes, or
//! the ends of ranges of bytes) with `valSizeRangeProbability` (weights).

use crate::SourceError;
use crate::files::read_text;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// A distribution over objects: steps of equal values.
#[derive(Clone, Debug, PartialEq)]
pub struct EmpiricalDistribution {
    /// Value of each step, and objects up to its end, as a running share of all.
    steps: Vec<(f64, f64)>,
}

/// No file of a distribution is larger.
const BYTES_MAX: u64 = 1 << 30;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CacheBench {
    popularity_buckets: Option<Vec<f64>>,
    popularity_weights: Option<Vec<f64>>,
    val_size_range: Option<Vec<f64>>,
    val_size_range_probability: Option<Vec<f64>>,
}

/// Steps of a range of sizes.
const PARTS: usize = 16;

/// Names of the columns of a table.
const POPULARITY: [&str; 5] = ["requests", "count", "views", "weight", "popularity"];
const SIZES: [&str; 4] = ["bytes", "size", "object_bytes", "obj_size"];

impl EmpiricalDistribution {
    /// Uniform: the placeholder of a file that was not read yet.
    pub fn uniform() -> Arc<Self> {
        Arc::new(Self { steps: vec![(1.0, 1.0)] })
    }

    /// Steps of values, each with how many objects have it.
    fn new(mut steps: Vec<(f64, f64)>) -> Option<Self> {
        steps.retain(|&(value, objects)| value > 0.0 && objects > 0.0);
        let fine = |&(value, objects): &(f64, f64)| value.is_finite() && objects.is_finite();
        if steps.is_empty() || !steps.iter().all(fine) {
            return None;
        }
        steps.sort_by(|a, b| b.0.total_cmp(&a.0));
        let total: f64 = steps.iter().map(|step| step.1).sum();
        let mut running = 0.0;
        for step in &mut steps {
            running += step.1;
            step.1 = running / total;
        }
        steps.dedup_by(|next, step| {
            let same = next.0 == step.0;
            if same {
                step.1 = next.1;
            }
            same
        });
        Some(Self { steps })
    }

    /// The requests for each object in a file, most first.
    ///
    /// # Errors
    /// If it cannot be read, or holds none.
    pub fn popularity(path: &Path) -> Result<Arc<Self>, SourceError> {
        read(path, "requests of objects", &POPULARITY, |file| {
            let (buckets, weights) = (file.popularity_buckets?, file.popularity_weights?);
            let each = |(&objects, &weight): (&f64, &f64)| (weight / objects, objects);
            (buckets.len() == weights.len())
                .then(|| buckets.iter().zip(&weights).map(each).collect())
        })
    }

    /// The size of each object in a file.
    ///
    /// # Errors
    /// If it cannot be read, or holds none.
    pub fn sizes(path: &Path) -> Result<Arc<Self>, SourceError> {
        read(path, "sizes of objects", &SIZES, |file| {
            let (sizes, weights) = (file.val_size_range?, file.val_size_range_probability?);
            if sizes.len() == weights.len() {
                return Some(sizes.into_iter().zip(weights).collect());
            }
            // One more: the weights are of what lies between, evenly.
            let ranges = sizes.windows(2).zip(&weights);
            let parts = ranges.flat_map(|(ends, weight)| {
                let (from, to) = (ends[0], ends[1]);
                let at = move |part: usize| from + (to - from) * (part as f64 + 0.5) / PARTS as f64;
                (0..PARTS).map(move |part| (at(part), weight / PARTS as f64))
            });
            (sizes.len() == weights.len() + 1).then(|| parts.collect())
        })
    }

    /// The values of `objects` objects, the largest first: that of each is the one at the middle of its
    /// share of all.
    pub(super) fn descending(&self, objects: usize) -> Vec<f64> {
        let mut steps = self.steps.iter().peekable();
        (0..objects)
            .map(|index| {
                let at = (index as f64 + 0.5) / objects as f64;
                while steps.peek().is_some_and(|step| step.1 < at) && steps.len() > 1 {
                    steps.next();
                }
                steps.peek().map_or(1.0, |step| step.0)
            })
            .collect()
    }

    /// The value that this share of all objects exceed.
    pub(super) fn exceeded_by(&self, share: f64) -> f64 {
        let place = self.steps.partition_point(|step| step.1 < share);
        self.steps[place.min(self.steps.len() - 1)].0
    }

    /// The mean value.
    pub(super) fn mean(&self) -> f64 {
        let mut before = 0.0;
        let weighed = self.steps.iter().map(|&(value, end)| {
            let share = end - before;
            before = end;
            value * share
        });
        weighed.sum()
    }
}

fn read(
    path: &Path,
    what: &str,
    columns: &[&str],
    of_json: impl Fn(CacheBench) -> Option<Vec<(f64, f64)>>,
) -> Result<Arc<EmpiricalDistribution>, SourceError> {
    let shown = path.display().to_string();
    let text = read_text(path, BYTES_MAX)
        .map_err(|error| SourceError::Io { path: shown.clone(), error })?;
    let unusable = |what: String| SourceError::Unusable { path: shown.clone(), what };
    let steps = if text.trim_start().starts_with('{') {
        let file = serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))?;
        of_json(file)
    } else {
        of_table(&text, columns).map_err(|(line, what)| SourceError::Line {
            path: shown.clone(),
            line,
            what,
        })?
    };
    steps.and_then(EmpiricalDistribution::new).map(Arc::new).ok_or_else(|| {
        unusable(format!(
            "holds no {what}; expected a table with a column {}, or CacheBench's JSON",
            columns.join(" or ")
        ))
    })
}

type Steps = Option<Vec<(f64, f64)>>;

fn of_table(text: &str, columns: &[&str]) -> Result<Steps, (u64, String)> {
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let wrong =
        |error: csv::Error| (error.position().map_or(1, csv::Position::line), error.to_string());
    let header = rows.headers().map_err(wrong)?.clone();
    let is = |name: &str| columns.contains(&name.trim().to_ascii_lowercase().as_str());
    let Some(column) = header.iter().position(is) else { return Ok(None) };
    let mut steps = Vec::new();
    for row in rows.records() {
        let row = row.map_err(wrong)?;
        let line = row.position().map_or(0, csv::Position::line);
        let text = row.get(column).unwrap_or_default().trim();
        let value: f64 = text
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite() && *value >= 0.0)
            .ok_or_else(|| (line, format!("found {text:?}; expected a number, at least 0")))?;
        steps.push((value, 1.0));
    }
    Ok(Some(steps))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("measured");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn tables_and_distributions_are_stretched_over_any_number_of_objects() {
        let (_folder, path) = written("rank,requests,object\n1,8,a\n2,2,b\n3,2,c\n4,0,d\n");
        let measured = EmpiricalDistribution::popularity(&path).unwrap();
        assert_eq!(measured.descending(3), [8.0, 2.0, 2.0]);
        assert_eq!(measured.descending(6), [8.0, 8.0, 2.0, 2.0, 2.0, 2.0]);
        let (_folder, path) =
            written(r#"{"popularityBuckets":[1,2],"popularityWeights":[8,4],"oneHits":0.1}"#);
        assert_eq!(EmpiricalDistribution::popularity(&path).unwrap(), measured);
        assert!(EmpiricalDistribution::sizes(&path).is_err());
        let (_folder, path) =
            written(r#"{"valSizeRange":[100,300],"valSizeRangeProbability":[1,3]}"#);
        let sizes = EmpiricalDistribution::sizes(&path).unwrap();
        assert_eq!(
            (sizes.mean(), sizes.exceeded_by(0.5), sizes.exceeded_by(0.9)),
            (250.0, 300.0, 100.0)
        );
    }

    #[test]
    fn what_is_no_distribution_says_where() {
        let (_folder, path) = written("rank,requests\n1,8\n2,x\n");
        assert!(
            EmpiricalDistribution::popularity(&path).unwrap_err().to_string().contains(":3: found")
        );
        let (_folder, path) = written("a,b\n1,8\n");
        assert!(
            EmpiricalDistribution::popularity(&path)
                .unwrap_err()
                .to_string()
                .contains("no requests")
        );
    }
}
