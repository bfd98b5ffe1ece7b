//! A panel: a row per policy, with the distribution of its reductions over traces, or each of them where they
//! are few.

use super::contexts::context_of;
use crate::compare::policies::{POLICY, Reduction, prefix, reduction_column};
use crate::figures::charts::labels::policy_label;
use crate::figures::scene::{Axis, BoxPlot, Colour, Mark, Panel, Point, Scale, Series, Style};
use crate::layouts::context_name;
use crate::metrics::Metric;
use crate::tables::{number, text};
use crate::{Row, Table};

/// Over fewer traces than this, quantiles would mislead: P10 and P90 of three values are nearly those values.
pub(super) const TRACES_MIN: f64 = 5.0;

/// Reductions in percent that are below this, which is twice the misses, are drawn here: where the baseline
/// misses little, one trace would squeeze all others.
pub(super) const LEAST: f64 = -100.0;

const INK: Colour = (0, 0, 0);

/// A reduction as it is drawn.
fn percent(reduction: f64) -> f64 {
    (100.0 * reduction).max(LEAST)
}

/// Whether something is drawn at the least that there is, since it is below.
pub(super) fn is_cut(panels: &[Panel]) -> bool {
    panels.iter().any(|panel| {
        let points = panel.series.iter().flat_map(|series| &series.points);
        let boxes = panel.boxes.iter().map(|of| of.whiskers.0);
        points.map(|point| point.x).chain(boxes).any(|x| x <= LEAST)
    })
}

/// What all panels of a figure have in common.
pub(super) struct Rows<'a> {
    /// The policy that the line at zero stands for.
    pub(super) baseline: &'a str,
    /// The policies, the first at the top.
    pub(super) policies: &'a [String],
}

impl Rows<'_> {
    /// The place of a policy: rows go up from the bottom.
    fn place(&self, policy: &str) -> Option<f64> {
        self.policies.iter().rev().position(|known| known == policy).map(|row| row as f64)
    }

    fn panel(&self, title: String, boxes: Vec<BoxPlot>, series: Vec<Series>) -> Panel {
        let baseline = policy_label(self.baseline);
        let names = self.policies.iter().rev().map(|policy| policy_label(policy)).collect();
        let label = format!("Reduction of the miss ratio against {baseline} (%)");
        Panel {
            title,
            x: Axis::new(label, Scale::Linear),
            y: Axis::new("", Scale::Categories(names)),
            boxes,
            series: std::iter::once(self.zero(baseline)).chain(series).collect(),
            ..Panel::default()
        }
    }

    /// The baseline, to which nothing is reduced.
    fn zero(&self, label: String) -> Series {
        let ends = [-0.5, self.policies.len() as f64 - 0.5];
        let points = ends.map(|row| Point::new(0.0, row)).to_vec();
        let style = Style { colour: (110, 110, 110), dash: None, mark: Mark::None, line: true };
        Series { label, points, style }
    }
}

/// The distributions over traces in a context, from the table of policies: boxes with marks at the means.
pub(super) fn of_distributions(
    rows: &Rows<'_>,
    table: &Table,
    context: &Row,
    metric: Metric,
    title: String,
) -> Panel {
    let here = table.rows.iter().filter(|row| context_of(row) == *context);
    let placed: Vec<(f64, &Row)> =
        here.filter_map(|row| Some((rows.place(&text(row, POLICY))?, row))).collect();
    let boxes = placed.iter().filter_map(|(place, row)| box_of(row, *place, metric)).collect();
    let mean = format!("{}_mean", reduction_column(metric));
    let points = placed
        .iter()
        .filter_map(|(place, row)| Some(Point::new(percent(number(row, &mean)?), *place)));
    let style = Style::marks(INK, Mark::OpenDiamond);
    let means = Series { label: "Mean over traces".to_owned(), points: points.collect(), style };
    rows.panel(title, boxes, vec![means])
}

/// The box of a policy; `None` over too few traces.
fn box_of(row: &Row, place: f64, metric: Metric) -> Option<BoxPlot> {
    number(row, &format!("{}traces", prefix(metric))).filter(|&traces| traces >= TRACES_MIN)?;
    let column = reduction_column(metric);
    let of = |end: &str| number(row, &format!("{column}_{end}")).map(percent);
    Some(BoxPlot {
        row: place,
        whiskers: (of("p10")?, of("p90")?),
        quartiles: (of("p25")?, of("p75")?),
        median: of("p50")?,
        shaded: text(row, "offline") != "true",
        colour: INK,
    })
}

/// The reductions in a context one by one: a mark for each trace.
pub(super) fn of_traces(
    rows: &Rows<'_>,
    reductions: &[Reduction],
    context: &Row,
    title: String,
) -> Panel {
    /// Numbers of styles whose marks stay apart in grey.
    const STYLES: [usize; 4] = [4, 1, 2, 3];
    let mut series: Vec<Series> = Vec::new();
    for of in reductions {
        // A trace has the same style in every panel.
        let label = context_name(&of.trace);
        let index = series.iter().position(|known| known.label == label).unwrap_or_else(|| {
            let style = Style::numbered(STYLES[series.len() % STYLES.len()]);
            let style = Style { line: false, ..style };
            series.push(Series { label, points: Vec::new(), style });
            series.len() - 1
        });
        if let Some(place) = rows.place(&of.policy).filter(|_| of.context == *context) {
            series[index].points.push(Point::new(percent(of.value), place));
        }
    }
    series.iter_mut().for_each(|of| of.points.sort_by(|a, b| a.x.total_cmp(&b.x)));
    series.retain(|of| !of.points.is_empty());
    rows.panel(title, Vec::new(), series)
}
