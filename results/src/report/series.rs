//! Time series: what happens bin by bin, in so few numbers that the page stays small.

use super::error::ReportError;
use super::folder::{Folder, read_error};
use super::parameters::point_name;
use crate::compare::is_base;
use crate::layouts::VARIATION;
use crate::metrics::LOAD_PER_S;
use crate::summary::PointOfRun;
use crate::tables::{CsvFile, RUN_ID, point_of_summary};
use crate::{Row, Table};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;

/// Longer series, uncompressed, are left to their file.
const TEXT_BYTES_MAX: u64 = 1 << 28;
const TOO_LONG: &str = "is too long for a report";
/// More points than this cannot be distinguished.
const POINTS_MAX: usize = 24;
/// The page shows no more bins of a point.
const BINS_MAX: usize = 360;
/// Numbers that the page has room for.
const NUMBERS_MAX: usize = 180_000;

/// How the value of a bin comes from its columns.
enum Of {
    /// A total of the bin, per second.
    Rate(&'static str),
    /// A column as it is.
    Value(&'static str),
    /// A part of the sum of two columns.
    Share(&'static str, [&'static str; 2]),
}

/// What can be shown over time: label, unit, and where it comes from.
const QUANTITIES: [(&str, &str, Of); 12] = [
    ("Origin traffic", "bytes_per_s", Of::Rate("origin_bytes")),
    ("Inter-server traffic", "bytes_per_s", Of::Rate("inter_server_bytes")),
    ("Migration traffic", "bytes_per_s", Of::Rate("migration_bytes")),
    ("Egress traffic", "bytes_per_s", Of::Rate("egress_bytes")),
    ("Requests", "count_per_s", Of::Rate("requests")),
    ("Requests answered from the origin", "share", Of::Share("origin_requests", ["requests", ""])),
    (
        "Requests dropped",
        "share",
        Of::Share("dropped_requests", ["answered_requests", "dropped_requests"]),
    ),
    ("Latency, median", "ns", Of::Value("latency_ns_p50")),
    ("Latency, 99th percentile", "ns", Of::Value("latency_ns_p99")),
    ("Offered load of a server", "ratio", Of::Value("server_utilisation")),
    ("Offered load of the origin", "ratio", Of::Value("origin_utilisation")),
    ("Load (1/s)", "count_per_s", Of::Value("load_per_s")),
];

/// The mean over replications, the least and the greatest value.
#[derive(Clone, Copy)]
struct Spread {
    sum: f64,
    count: f64,
    low: f64,
    high: f64,
}

impl Spread {
    const NONE: Self = Self { sum: 0.0, count: 0.0, low: f64::INFINITY, high: f64::NEG_INFINITY };

    fn add(&mut self, value: f64) {
        self.merge(&Self { sum: value, count: 1.0, low: value, high: value });
    }

    fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.count += other.count;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }
}

/// One bin of a point, over all replications.
#[derive(Clone)]
struct Bin {
    time_s: f64,
    values: Vec<Spread>,
}

/// The time series for the page; null without them.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn series(folder: &Folder) -> Result<Value, ReportError> {
    let Some(file) = &folder.series else { return Ok(Value::Null) };
    let without = |why: &str| Ok(json!({"lines": [], "note": format!("{} {why}.", file.name())}));
    let path = file.path();
    let bytes = path.metadata().map_err(|error| read_error(path, error))?.len();
    if bytes == 0 {
        return Ok(Value::Null);
    }
    if bytes > TEXT_BYTES_MAX {
        return without(TOO_LONG);
    }
    let mut points = match read(file, folder, &shown_points(&folder.summary))? {
        Read::Points(points) => points,
        Read::TooLong => return without(TOO_LONG),
        Read::WithoutIds => {
            return without("has no column run_id: it is of an earlier version, and not shown");
        }
    };
    points.retain(|_, bins| bins.len() > 1);
    if points.is_empty() {
        return Ok(Value::Null);
    }
    Ok(series_json(&folder.summary, &points))
}

/// The points that are shown: the first of the base experiment.
fn shown_points(summary: &Table) -> Vec<usize> {
    let base = (0..summary.rows.len()).filter(|&place| is_base(&summary.rows[place]));
    base.take(POINTS_MAX).collect()
}

/// The last bin is the remainder of the run, shorter than the others.
fn drop_remainder(bins: &mut Vec<Bin>) {
    bins.pop();
}

/// Where the columns of a series are.
struct Columns {
    run_id: usize,
    time: usize,
    /// Whether the last bin is the remainder of a run; hours of the day are whole.
    has_remainder: bool,
    /// By quantity: its column, and those of its whole.
    quantities: Vec<Option<(usize, [Option<usize>; 2])>>,
}

impl Columns {
    fn new(header: &csv::StringRecord) -> Option<Self> {
        let find = |name: &str| header.iter().position(|column| column == name);
        let place = |of: &Of| match of {
            Of::Rate(column) | Of::Value(column) => Some((find(column)?, [None, None])),
            Of::Share(part, whole) => Some((find(part)?, whole.map(find))),
        };
        let quantities = QUANTITIES.iter().map(|(.., of)| place(of)).collect();
        let has_remainder = find(LOAD_PER_S.name).is_none();
        let (run_id, time) = (find(RUN_ID)?, find("time_s")?);
        Some(Self { run_id, time, has_remainder, quantities })
    }

    /// The value of a quantity in a bin; a rate is still the total of the bin.
    fn value(&self, quantity: usize, record: &csv::StringRecord) -> Option<f64> {
        let number = |place: usize| record.get(place)?.parse::<f64>().ok();
        let (column, whole) = self.quantities[quantity]?;
        let value = number(column)?;
        match QUANTITIES[quantity].2 {
            Of::Rate(_) | Of::Value(_) => Some(value),
            Of::Share(..) => {
                let whole: f64 = whole.iter().filter_map(|place| number((*place)?)).sum();
                (whole > 0.0).then_some(value / whole)
            }
        }
    }
}

/// What was read.
enum Read {
    /// The bins of the points that are shown, by their place in the summary.
    Points(BTreeMap<usize, Vec<Bin>>),
    /// More text than a report reads.
    TooLong,
    /// A table that cannot be joined with the runs.
    WithoutIds,
}

fn read(file: &CsvFile, folder: &Folder, shown: &[usize]) -> Result<Read, ReportError> {
    let path = file.path();
    let wrong = |error| ReportError::Table { file: path.display().to_string(), error };
    let text = file.open().map_err(|error| read_error(path, error))?;
    let mut reader = csv::Reader::from_reader(text);
    let columns = Columns::new(reader.headers().map_err(wrong)?);
    let Some(columns) = columns else { return Ok(Read::WithoutIds) };
    let runs = points_of_runs(folder, shown)?;
    let mut points: BTreeMap<usize, Vec<Bin>> = BTreeMap::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(wrong)? {
        // How long a compressed table is is known only as it is read.
        if reader.position().byte() > TEXT_BYTES_MAX {
            return Ok(Read::TooLong);
        }
        let place = record.get(columns.run_id).and_then(|id| runs.place(id));
        if let Some(place) = place {
            add_record(points.entry(place).or_default(), &columns, &record);
        }
    }
    if columns.has_remainder {
        points.values_mut().for_each(drop_remainder);
    }
    Ok(Read::Points(points))
}

/// The points of the runs that are shown; of none where `runs.csv` is missing.
fn points_of_runs(folder: &Folder, shown: &[usize]) -> Result<PointOfRun, ReportError> {
    let path = &folder.runs_csv;
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(PointOfRun::default()),
        Err(error) => return Err(read_error(path, error)),
    };
    let points = PointOfRun::read(file, &folder.summary, shown);
    points.map_err(|error| ReportError::Table { file: path.display().to_string(), error })
}

/// Adds the bin of one run. Replications have the same bins, each in order of time.
fn add_record(bins: &mut Vec<Bin>, columns: &Columns, record: &csv::StringRecord) {
    let time_s = record.get(columns.time).and_then(|time| time.parse::<f64>().ok());
    let Some(time_s) = time_s else { return };
    let place =
        bins.binary_search_by(|bin| bin.time_s.total_cmp(&time_s)).unwrap_or_else(|place| {
            bins.insert(place, Bin { time_s, values: vec![Spread::NONE; QUANTITIES.len()] });
            place
        });
    for (quantity, spread) in bins[place].values.iter_mut().enumerate() {
        if let Some(value) = columns.value(quantity, record) {
            spread.add(value);
        }
    }
}

fn series_json(summary: &Table, points: &BTreeMap<usize, Vec<Bin>>) -> Value {
    let varies = |quantity: &usize| {
        let spreads = || points.values().flatten().map(|bin| &bin.values[*quantity]);
        spreads().any(|spread| spread.count > 0.0 && spread.high > 0.0)
    };
    let quantities: Vec<usize> = (0..QUANTITIES.len()).filter(varies).collect();
    let room = NUMBERS_MAX / (3 * points.len() * quantities.len().max(1));
    let bins_max = room.clamp(40, BINS_MAX);
    let longest = points.values().map(Vec::len).max().unwrap_or(0);
    let together = longest.div_ceil(bins_max).max(1);
    let line = |(&place, bins): (&usize, &Vec<Bin>)| {
        line_json(place, &summary.rows[place], bins, &quantities, together)
    };
    let named = quantities.iter().map(|&quantity| {
        let (label, unit, _) = QUANTITIES[quantity];
        json!({"label": label, "unit": unit})
    });
    json!({
        "quantities": named.collect::<Vec<_>>(),
        "lines": points.iter().map(line).collect::<Vec<_>>(),
        "together": together,
        "bin_s": points.values().next().map(|bins| width(bins)),
        "left_out": summary.rows.len() - points.len(),
    })
}

/// The width of a bin.
fn width(bins: &[Bin]) -> f64 {
    bins.get(1).map_or(0.0, |bin| bin.time_s - bins[0].time_s)
}

/// A point: times at the middle of its bins and, by quantity, means with least and greatest values.
fn line_json(
    place: usize,
    row: &Row,
    bins: &[Bin],
    quantities: &[usize],
    together: usize,
) -> Value {
    let mut parameters = point_of_summary(row);
    // All are of the base experiment.
    parameters.shift_remove(VARIATION);
    let name = point_name(&parameters);
    let width = width(bins);
    let groups: Vec<Bin> = bins.chunks(together).map(merged).collect();
    let times = bins
        .chunks(together)
        .map(|group| rounded(group[0].time_s + 0.5 * width * group.len() as f64));
    let times: Vec<Value> = times.collect();
    let of_quantity = |&quantity: &usize| {
        let scale = match QUANTITIES[quantity].2 {
            Of::Rate(_) if width > 0.0 => 1.0 / width,
            _ => 1.0,
        };
        let numbers = |of: fn(&Spread) -> f64| -> Vec<Value> {
            let value = |bin: &Bin| match bin.values[quantity] {
                spread if spread.count > 0.0 => rounded(scale * of(&spread)),
                _ => Value::Null,
            };
            groups.iter().map(value).collect()
        };
        json!([numbers(|s| s.sum / s.count), numbers(|s| s.low), numbers(|s| s.high)])
    };
    let values: Vec<Value> = quantities.iter().map(of_quantity).collect();
    json!({"point": place, "name": name, "times": times, "values": values})
}

fn merged(bins: &[Bin]) -> Bin {
    let mut all = Bin { time_s: bins[0].time_s, values: vec![Spread::NONE; QUANTITIES.len()] };
    for bin in bins {
        all.values.iter_mut().zip(&bin.values).for_each(|(sum, own)| sum.merge(own));
    }
    all
}

/// Five digits are more than a chart can show.
fn rounded(value: f64) -> Value {
    match format!("{value:.4e}").parse::<f64>() {
        // Whole numbers are written without a fraction.
        Ok(number) if number.fract() == 0.0 && number.abs() < 1e15 => (number as i64).into(),
        Ok(number) => number.into(),
        Err(_) => Value::Null,
    }
}
