//! The columns of a table, and the type of each.

use super::grid::Grid;
use super::row::{RUN_ID, Row};
use serde_json::Value;

/// The type of a column, decided over all its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// No row has a value.
    #[default]
    Empty,
    /// True or false.
    Boolean,
    /// Whole numbers of 64 bits with a sign.
    Whole,
    /// Numbers of which some are not whole.
    Number,
    /// Texts, and values of unlike types.
    Text,
}

impl Kind {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Empty,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if number.is_i64() => Self::Whole,
            Value::Number(_) => Self::Number,
            _ => Self::Text,
        }
    }

    /// The type that has the values of both.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Empty, kind) | (kind, Self::Empty) => kind,
            (one, other) if one == other => one,
            (Self::Whole, Self::Number) | (Self::Number, Self::Whole) => Self::Number,
            _ => Self::Text,
        }
    }
}

/// The columns of a table that is too long to be held in memory: found in a first pass over its rows, before
/// they are written in a second one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    columns: Vec<(String, Kind)>,
}

impl Columns {
    /// The columns of a table of grids, each row of which starts with the id of its run.
    pub fn by_run() -> Self {
        Self { columns: vec![(RUN_ID.to_owned(), Kind::Text)] }
    }

    /// Adds the columns of a row. The order of the columns depends on the order in which rows are added: a
    /// new one is inserted after the column that precedes it in its row.
    pub fn add_row(&mut self, row: &Row) {
        let mut place = 0;
        for (name, value) in row {
            place = self.place(name, place);
            self.add(place, value);
            place += 1;
        }
    }

    /// Adds the columns of the grid of a run; their order is as with [`Columns::add_row`].
    pub fn add_grid(&mut self, grid: &Grid) {
        let mut next = self.columns.iter().take_while(|(name, _)| name == RUN_ID).count();
        for (cell, name) in grid.columns.iter().enumerate() {
            let place = self.place(name, next);
            for value in grid.rows.iter().filter_map(|row| row.get(cell)) {
                self.add(place, value);
            }
            next = place + 1;
        }
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// The types, in the order of the names.
    pub fn kinds(&self) -> impl Iterator<Item = Kind> {
        self.columns.iter().map(|(_, kind)| *kind)
    }

    /// Where a column is; one that is new is inserted at the place where it is expected.
    fn place(&mut self, name: &str, expected: usize) -> usize {
        // Rows mostly have the same columns: search only where one differs.
        if self.columns.get(expected).is_some_and(|(known, _)| known == name) {
            return expected;
        }
        self.columns.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.columns.insert(expected, (name.to_owned(), Kind::Empty));
            expected
        })
    }

    fn add(&mut self, place: usize, value: &Value) {
        let kind = &mut self.columns[place].1;
        *kind = kind.or(Kind::of(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn types_are_decided_over_all_rows() {
        let mut columns = Columns::default();
        for row in [
            json!({"cache": "1%", "bytes": 1, "share": 1, "on": true, "none": null}),
            json!({"cache": 100, "bytes": null, "share": 0.5, "on": false, "new": -1}),
            json!({"bytes": 2, "huge": u64::MAX}),
        ] {
            columns.add_row(row.as_object().unwrap());
        }
        let names: Vec<&str> = columns.names().collect();
        assert_eq!(names, ["cache", "bytes", "huge", "share", "on", "new", "none"]);
        let kinds: Vec<Kind> = columns.kinds().collect();
        use Kind::{Boolean, Empty, Number, Text, Whole};
        assert_eq!(kinds, [Text, Whole, Number, Number, Boolean, Whole, Empty]);
    }
}
