//! The panels of the figure.

use super::layout_rows::{capacities, traffic_classes};
use super::origin_capacity::{families, origin_capacity, place};
use crate::figures::scene::{Figure, Panel, Style};
use crate::layouts::{Context, contexts, is_base};
use crate::tables::point_of_summary;
use crate::{Row, Table};

/// More panels, or more layouts in one, would be unreadable.
const PANELS_MAX: usize = 8;
const LAYOUTS_MAX: usize = 40;
/// More rows than this do not fit the height.
const NAMES_MAX: usize = 16;

/// The figure of a summary; `None` if it has a single layout, or too much for a page.
pub(in crate::figures::charts) fn figure<'a>(summary: &'a Table) -> Option<Figure> {
    let rows: Vec<&Row> = summary.rows.iter().filter(|row| is_base(row)).collect();
    let points: Vec<Row> = rows.iter().map(|row| point_of_summary(row)).collect();
    let pairs: Vec<(&Row, &Row)> = rows.into_iter().zip(&points).collect();
    let contexts = contexts(&pairs, |(_, point)| point);
    let layouts = |context: &Context<(&'a Row, _)>| -> Vec<&'a Row> {
        let here = context.points.iter().map(|(row, _)| *row);
        here.filter(|row| place(row).is_some()).collect()
    };
    let several = contexts.iter().any(|context| layouts(context).len() > 1);
    let readable = contexts.iter().all(|context| layouts(context).len() <= LAYOUTS_MAX);
    let distinct = contexts.iter().all(|context| families(&layouts(context)) <= Style::DISTINCT);
    if !several || !readable || !distinct || contexts.len() > PANELS_MAX {
        return None;
    }
    if let [context] = contexts.as_slice() {
        let here = layouts(context);
        let mut panels = vec![Panel { width: 1.25, ..origin_capacity(&here, "") }];
        if here.len() <= NAMES_MAX {
            panels.push(Panel { width: 1.15, ..traffic_classes(&here) });
            panels.push(Panel { width: 0.6, ..capacities(&here) });
        }
        return Some(Figure { panels, panel_height_pt: Some(150.0), ..Figure::default() });
    }
    let panels = contexts.iter().map(|context| origin_capacity(&layouts(context), &context.name()));
    Some(Figure { panels: panels.collect(), ..Figure::default() })
}
