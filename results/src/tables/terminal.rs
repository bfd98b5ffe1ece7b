//! Tables for a terminal.

use comfy_table::{CellAlignment, ContentArrangement};

/// A table of numbers for a terminal: the first column is left-aligned, the others right-aligned.
pub fn terminal_table(header: &[&str], rows: &[Vec<String>]) -> String {
    aligned_table(header, rows, CellAlignment::Right)
}

/// A table of texts for a terminal, left-aligned.
pub fn text_table(header: &[&str], rows: &[Vec<String>]) -> String {
    aligned_table(header, rows, CellAlignment::Left)
}

fn aligned_table(header: &[&str], rows: &[Vec<String>], others: CellAlignment) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::ASCII_MARKDOWN);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.clone());
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        let side = if index == 0 { CellAlignment::Left } else { others };
        column.set_cell_alignment(side);
    }
    table.to_string()
}
