//! Arguments of `hotset figures`.

use clap::Args;
use hotset_results::figures::{Choice, Format, Look, PrintStyle};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
Example: traffic against cache size, a line for each layout, a panel for each exponent, for a column:
  hotset figures out/sweep-1a2b3c4d --x servers.cache --y total_per_egress --panel alpha --width column

Keys and metrics are columns of summary.csv; the end of a name is enough where it is the only one.")]
pub(crate) struct FiguresArguments {
    /// Folders of experiments, or of curves that `hotset replay` wrote.
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) folders: Vec<PathBuf>,
    /// The parameter along the horizontal axis: by default the numeric one with the most values.
    #[arg(long, value_name = "KEY")]
    x: Option<String>,
    /// Metrics along the vertical axes, as origin_per_egress,hit_ratio; a panel each.
    #[arg(long, value_delimiter = ',', value_name = "METRIC")]
    y: Vec<String>,
    /// A line for each value of these parameters: by default the layouts, or the policies.
    #[arg(long, value_delimiter = ',', value_name = "KEY")]
    by: Vec<String>,
    /// A panel for each value of these parameters: by default all that is left.
    #[arg(long, value_delimiter = ',', value_name = "KEY")]
    panel: Vec<String>,
    /// Only points with one of these values, as servers.policy=lru,sieve; several hold together.
    #[arg(long = "where", value_name = "KEY=VALUE", value_parser = pair)]
    only: Vec<(String, String)>,
    /// Logarithmic axes: x, y or x,y.
    #[arg(long, value_delimiter = ',', value_name = "AXIS", value_parser = ["x", "y"])]
    log: Vec<String>,
    /// Divide by the values of this layout, replication by replication.
    #[arg(long, value_name = "LAYOUT")]
    baseline: Option<String>,
    /// Name of the figure's files, where one is drawn as asked for.
    #[arg(long, default_value = "figure", value_parser = file_name)]
    pub(crate) name: String,
    /// Width: column, full, or a length as 241pt, 85mm or 3.3in.
    #[arg(long, default_value = "full", value_parser = width)]
    width: Width,
    /// Style: acm, ieee, nature, slides or dark, each with widths and sizes of text of its own.
    #[arg(long, default_value = "acm", value_parser = style)]
    style: PrintStyle,
    /// Formats of the files.
    #[arg(long, value_delimiter = ',', default_value = "svg,pdf,png", value_parser = format)]
    pub(crate) format: Vec<Format>,
    /// Folder below which `figures/` is written: by default that of the experiment.
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Example: hotset report out/hot-consolidation-1a2b3c4d && xdg-open out/hot-consolidation-1a2b3c4d/report.html")]
pub(crate) struct ReportArguments {
    /// Folders of experiments.
    #[arg(required = true, value_name = "FOLDER")]
    pub(crate) folders: Vec<PathBuf>,
    /// The file to write: report.html in the folder unless given.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset cite out/hot-consolidation-1a2b3c4d >> references.bib")]
pub(crate) struct CiteArguments {
    /// The folder of an experiment, whose result and inputs are cited, too.
    pub(crate) folder: Option<PathBuf>,
}

/// How wide a figure is.
#[derive(Clone, Copy, Debug)]
enum Width {
    Column,
    Full,
    Points(f64),
}

impl FiguresArguments {
    /// What the figure is to show; `None` if nothing is said of it.
    pub(crate) fn choice(&self) -> Option<Choice> {
        let choice = Choice {
            x: self.x.clone(),
            y: self.y.clone(),
            by: self.by.clone(),
            panel: self.panel.clone(),
            only: self.only.clone(),
            log: self.log.clone(),
            baseline: self.baseline.clone(),
        };
        (choice != Choice::default()).then_some(choice)
    }

    /// Width and style.
    pub(crate) fn look(&self) -> Look {
        match self.width {
            Width::Column => Look::column(self.style),
            Width::Full => Look::full(self.style),
            Width::Points(width_pt) => Look { width_pt, style: self.style },
        }
    }
}

fn file_name(text: &str) -> Result<String, String> {
    let plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
    let fits = text.chars().all(plain) && !text.is_empty() && !text.starts_with('.');
    fits.then(|| text.to_owned()).ok_or_else(|| "expected letters, digits, -, _ and .".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

fn width(text: &str) -> Result<Width, String> {
    let units = [("pt", 1.0), ("mm", 72.0 / 25.4), ("cm", 72.0 / 2.54), ("in", 72.0)];
    match text {
        "column" => return Ok(Width::Column),
        "full" => return Ok(Width::Full),
        _ => {}
    }
    let unit = units.into_iter().find_map(|(unit, scale)| Some((text.strip_suffix(unit)?, scale)));
    let (number, scale) = unit.unwrap_or((text, 1.0));
    let points = number.trim().parse::<f64>().ok().map(|number| number * scale);
    let points = points.filter(|points| (100.0..=2_000.0).contains(points));
    points
        .map(Width::Points)
        .ok_or_else(|| "expected column, full, or 100 to 2000 points, as 241pt or 85mm".to_owned())
}

fn style(text: &str) -> Result<PrintStyle, String> {
    word(text, &PrintStyle::ALL)
}

fn format(text: &str) -> Result<Format, String> {
    word(text.trim(), &Format::ALL)
}

fn word<T: Copy>(text: &str, words: &[(&str, T)]) -> Result<T, String> {
    let known = words.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
    let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
    known.ok_or_else(|| format!("expected one of: {}", names.join(", ")))
}
