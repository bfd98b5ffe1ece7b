//! Streams drawn from a model, kept as dense traces: with the ids of the model, and with what the model
//! knows.

use super::columns::{BLOCK_ROWS, ColumnsWriter, column_f64, column_u16, column_u32, column_u64};
use super::manifest::{Drawn, MANIFEST, VERSION, checksum};
use super::mapped::map;
use super::write::{OBJECTS, REQUESTS, write_folder};
use super::{DenseManifest, SourceFile, unusable};
use crate::formats::{Format, ReadReport, SizeRule};
use crate::{Catalog, RequestBatch, RequestSource, SimTime, SourceError};
use arrow_array::{ArrayRef, StringArray};
use arrow_schema::DataType;
use std::path::Path;
use std::sync::Arc;

/// What a model knows of its requests.
#[derive(Debug)]
pub struct Truth<'a> {
    /// What there is to ask for.
    pub catalog: &'a Catalog,
    /// The share of the requests that goes to each object.
    pub weights: &'a [f64],
    /// The share that goes to each site.
    pub site_shares: &'a [f64],
    /// When the model begins and ends.
    pub span: (SimTime, SimTime),
    /// What it was drawn from, in words.
    pub from: &'a str,
}

impl Truth<'_> {
    /// What an object is called: its site, where there are several, and its number.
    pub fn name(&self, object: u32) -> String {
        match self.catalog.sites {
            0 | 1 => object.to_string(),
            _ => format!("site-{}/{object}", self.catalog.site_of(object)),
        }
    }
}

/// Draws a stream to its end and writes it to `folder`, which appears when it is complete.
///
/// # Errors
/// If the folder cannot be written, or is one of something else.
pub fn write_drawn(
    source: &mut dyn RequestSource,
    truth: &Truth<'_>,
    folder: &Path,
) -> Result<DenseManifest, SourceError> {
    let from = SourceFile {
        bytes: 0,
        modified_ns: 0,
        probe: String::new(),
        read_as: truth.from.to_owned(),
    };
    write_folder(folder, &from, |partial| {
        let mut written = requests(source, truth, partial)?;
        objects(truth, &written.requests_of, partial)?;
        let sum = |name: &str| map(&partial.join(name)).map(|mapping| checksum(&mapping));
        let report = &mut written.report;
        report.objects = truth.catalog.len() as u64;
        let mut manifest = DenseManifest {
            version: VERSION,
            source: from.clone(),
            requests: report.requests,
            objects: report.objects,
            requested_bytes: report.bytes,
            object_bytes: truth.catalog.total_bytes(),
            fixed_sizes: true,
            versions: false,
            drawn: Some(Drawn {
                span_ns: (truth.span.0.0, truth.span.1.0),
                sites: truth.catalog.sites,
                site_shares: truth.site_shares.to_vec(),
            }),
            report: format!("drawn from {}", truth.from),
            read: serde_json::to_value(&*report)
                .map_err(|error| unusable(partial, error.to_string()))?,
            checksums: [sum(REQUESTS)?, sum(OBJECTS)?],
            checksum: String::new(),
        };
        if manifest.requests == 0 {
            return Err(unusable(&partial.join(MANIFEST), "would have no requests"));
        }
        manifest.checksum = manifest.sum();
        manifest.write(partial)?;
        Ok(manifest)
    })
}

struct Written {
    report: ReadReport,
    requests_of: Vec<u64>,
}

fn requests(
    source: &mut dyn RequestSource,
    truth: &Truth<'_>,
    folder: &Path,
) -> Result<Written, SourceError> {
    let wide = truth.catalog.bytes.iter().any(|&bytes| bytes > u64::from(u32::MAX));
    let bytes_type = if wide { DataType::UInt64 } else { DataType::UInt32 };
    let mut fields =
        vec![("time_ns", DataType::UInt64), ("object", DataType::UInt32), ("bytes", bytes_type)];
    let has_sites = truth.catalog.sites > 1;
    if has_sites {
        fields.push(("site", DataType::UInt16));
    }
    let mut file = ColumnsWriter::create(&folder.join(REQUESTS), &fields)?;
    let mut report = ReadReport::new(Format::Dense, SizeRule::AsLogged);
    let mut requests_of = vec![0; truth.catalog.len()];
    let (mut block, mut batch) = (RequestBatch::default(), RequestBatch::default());
    let mut more = true;
    while more {
        more = source.next_batch(&mut batch)?;
        for &object in &batch.object {
            requests_of[object as usize] += 1;
        }
        report.requests += batch.len() as u64;
        report.bytes += batch.bytes.iter().sum::<u64>();
        append(&mut block, &batch);
        while block.len() >= BLOCK_ROWS || (!more && !block.is_empty()) {
            let rows = block.len().min(BLOCK_ROWS);
            let rest = block.part(rows..block.len());
            block.truncate(rows);
            let times = block.time.iter().map(|time| time.0).collect();
            let bytes = match wide {
                true => column_u64(std::mem::take(&mut block.bytes)),
                false => column_u32(block.bytes.iter().map(|&bytes| bytes as u32).collect()),
            };
            let mut columns =
                vec![column_u64(times), column_u32(std::mem::take(&mut block.object)), bytes];
            if has_sites {
                columns.push(column_u16(std::mem::take(&mut block.site)));
            }
            file.write(columns)?;
            block = rest;
        }
    }
    file.finish()?;
    (report.records, report.logged_bytes) = (report.requests, report.bytes);
    Ok(Written { report, requests_of })
}

fn append(block: &mut RequestBatch, batch: &RequestBatch) {
    block.time.extend_from_slice(&batch.time);
    block.object.extend_from_slice(&batch.object);
    block.bytes.extend_from_slice(&batch.bytes);
    block.site.extend_from_slice(&batch.site);
}

fn objects(truth: &Truth<'_>, requests: &[u64], folder: &Path) -> Result<(), SourceError> {
    let has_sites = truth.catalog.sites > 1;
    let mut fields = vec![
        ("name", DataType::Utf8),
        ("bytes", DataType::UInt64),
        ("requests", DataType::UInt64),
        ("weight", DataType::Float64),
    ];
    if has_sites {
        fields.push(("site", DataType::UInt16));
    }
    let mut file = ColumnsWriter::create(&folder.join(OBJECTS), &fields)?;
    for first in (0..truth.catalog.len()).step_by(BLOCK_ROWS) {
        let rows = first..truth.catalog.len().min(first + BLOCK_ROWS);
        let names = rows.clone().map(|object| Some(truth.name(object as u32)));
        let names: ArrayRef = Arc::new(StringArray::from_iter(names));
        let mut columns = vec![
            names,
            column_u64(truth.catalog.bytes[rows.clone()].to_vec()),
            column_u64(requests[rows.clone()].to_vec()),
            column_f64(truth.weights[rows.clone()].to_vec()),
        ];
        if has_sites {
            let site = rows.map(|object| truth.catalog.site_of(object as u32));
            columns.push(column_u16(site.collect()));
        }
        file.write(columns)?;
    }
    file.finish()
}
