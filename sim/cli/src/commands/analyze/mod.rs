//! `hotset analyze`.

mod table;
mod twin;

use crate::arguments::AnalyzeArguments;
use crate::commands::outputs;
use crate::commands::trace::options;
use crate::diagnostics::Failure;
use crate::progress::{note, result};
use crate::units::{grouped, span};
use hotset_experiment::sha256_of_inputs;
use hotset_experiment::variation::twin::{Likeness, fit, is_twin_spec, warning};
use hotset_experiment::variation::{
    AnalysedInput, Analysis, AnalysisResults, USUAL_BIN_S, analyze as analyze_trace,
};
use hotset_results::figures::{
    Drawing, FigureFiles, access_figures, analysis_figure, overview_figure, variation_figures,
};
use hotset_results::{ResultFolder, Table, write_atomically};

/// Analyses a trace or counts over time, and writes tables and figures.
pub(crate) fn analyze(arguments: &AnalyzeArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    if let Some(bin_s) = arguments.bin_s.filter(|bin_s| !(1e-6..=1e9).contains(bin_s)) {
        let message = format!("found --bin-s {bin_s}; expected 1e-6 to 1e9 seconds");
        return Err(Failure::input(message));
    }
    if let Some(spec) = &arguments.twin {
        outputs::check(spec, &arguments.trace.traces, arguments.force, is_twin_spec)?;
    }
    let analysis = Analysis {
        traces: arguments.trace.traces.clone(),
        reading: options(&arguments.trace)?,
        count_column: arguments.count_column.clone(),
        event_column: arguments.event_column.clone(),
        series_bin_s: arguments.series_bin_s,
        bin_s: arguments.bin_s,
    };
    let mut results = analyze_trace(&analysis)?;
    note_input(&results, arguments.bin_s, quiet);
    let sha256 = sha256_of_inputs(&analysis.traces).map_err(Failure::input)?;
    let store = open_store(arguments, &sha256)?;
    let likeness = fit_twin(arguments, &analysis, &results.input, &sha256)?;
    if !likeness.is_empty() {
        results.summary.insert("twin".into(), twin::json(&likeness));
    }
    let figures = write(&store, &results, arguments.overview)?;
    if arguments.json {
        result(serde_json::Value::Object(results.summary));
    } else {
        result(table::table(&results.found, &results.top));
        if !likeness.is_empty() {
            result(twin::table(&likeness));
        }
    }
    if let Some(warning) = warning(&likeness) {
        note(quiet, format!("warning: {warning}"));
    }
    note(quiet, format!("results: {}", store.path().display()));
    if let Some(spec) = &arguments.twin {
        note(quiet, format!("twin:    {}", spec.display()));
    }
    for (file, _) in figures.iter().filter(|(file, _)| file.ends_with(".png")) {
        note(quiet, format!("figure:  {}", store.path().join(file).display()));
    }
    Ok(())
}

/// Fits a twin and writes its spec, if requested; how like the trace it is.
fn fit_twin(
    arguments: &AnalyzeArguments,
    analysis: &Analysis,
    input: &AnalysedInput,
    sha256: &str,
) -> Result<Vec<Likeness>, Failure> {
    let Some(path) = &arguments.twin else { return Ok(Vec::new()) };
    if let AnalysedInput::Counts { .. } = input {
        let message = "--twin needs a trace: counts over time do not say how objects are \
                       used again (a spec can draw requests from them, workload.kind = \
                       \"series\")";
        return Err(Failure::input(message));
    }
    let twin = fit(analysis, path, sha256)?;
    write_atomically(path, twin.spec.as_bytes())
        .map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    Ok(twin.likeness)
}

/// The folder of the analysis.
fn open_store(arguments: &AnalyzeArguments, sha256: &str) -> Result<ResultFolder, Failure> {
    let name = arguments.trace.first().file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or("trace");
    let folder = format!("{stem}-analysis-{}", &sha256[..8]);
    ResultFolder::open(&arguments.out.join(folder)).map_err(Failure::input)
}

/// Writes all tables and figures.
fn write(
    store: &ResultFolder,
    results: &AnalysisResults,
    overview: bool,
) -> Result<FigureFiles, Failure> {
    let write = |file: &str, bytes: &[u8]| store.write(file, bytes).map_err(Failure::other);
    for (file, table) in results.tables.iter().filter(|(_, table)| !table.rows.is_empty()) {
        write(file, &table.to_csv())?;
    }
    let mut text = serde_json::to_vec_pretty(&results.summary).map_err(Failure::other)?;
    text.push(b'\n');
    write("summary.json", &text)?;
    let figures = figures(results, overview)?;
    for (file, bytes) in &figures {
        write(file, bytes)?;
    }
    Ok(figures)
}

fn figures(results: &AnalysisResults, overview: bool) -> Result<FigureFiles, Failure> {
    let empty = Table::default();
    let drawing = Drawing::default();
    let table =
        |file: &str| results.tables.iter().find(|(f, _)| *f == file).map_or(&empty, |(_, t)| t);
    let mut files = analysis_figure(&results.popularity_curve, table("rate.csv"), &drawing)
        .map_err(Failure::other)?;
    files.extend(variation_figures(&table, &drawing).map_err(Failure::other)?);
    files.extend(access_figures(&table, &drawing).map_err(Failure::other)?);
    if overview {
        let overview = overview_figure(&results.popularity_curve, &table, &drawing);
        files.extend(overview.map_err(Failure::other)?);
    }
    Ok(files)
}

/// What the input is, and how wide its bins are where that may surprise.
fn note_input(results: &AnalysisResults, bin_s: Option<f64>, quiet: bool) {
    match &results.input {
        AnalysedInput::Trace { text } => note(quiet, format!("trace: {text}")),
        AnalysedInput::Counts { series, bins, width_s, gaps } => {
            let gaps = match gaps {
                0 => String::new(),
                gaps => format!(", {} without a row, taken as 0", grouped(*gaps)),
            };
            note(quiet, format!("counts: {series} series over {bins} bins of {width_s} s{gaps}"));
        }
    }
    if let Some(rate) = results.sampling_rate().filter(|&rate| rate < 1.0) {
        let percent = 100.0 * rate;
        note(quiet, format!("stack distances: from a sample of {percent:.2} % of the objects"));
    }
    let width_s = results.found.rate.width_s();
    match bin_s {
        Some(bin_s) if width_s > bin_s * 1.5 => {
            note(quiet, format!("bins are {width_s} s wide: narrower ones are not there"));
        }
        None if width_s < USUAL_BIN_S => {
            let width = span(width_s);
            note(quiet, format!("bins: {width} wide, as the trace is short (--bin-s sets them)"));
        }
        _ => {}
    }
}
