//! The mapping from the fields of a line to their roles, as reported to the user.

use serde::Serialize;
use std::collections::BTreeMap;

/// A field, and others that fit its role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MappedField {
    /// Its name, or its number.
    pub name: String,
    /// Those that were not taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead_of: Vec<String>,
}

/// How the fields of lines are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldMapping {
    /// The fields by their roles.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<&'static str, MappedField>,
    /// What the times count, and how that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// What stands between the fields of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<&'static str>,
    /// Whether a table has a header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// What no field states, and what follows from it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<&'static str>,
}

impl FieldMapping {
    /// Notes what no field states.
    pub(super) fn note_absent(&mut self) {
        let has = |role: &str| self.fields.contains_key(role);
        let mut absent = Vec::new();
        if !has("bytes") {
            absent.push("no size: every object counts as 1 byte");
        }
        // Where one of them is there, the other is looked for.
        if has("method") && !has("status") {
            absent.push("no status: all are taken for whole answers");
        }
        if has("status") && !has("method") && !has("request") && !has("operation") {
            absent.push("no method: all are taken for GET");
        }
        self.absent = absent;
    }
}

impl std::fmt::Display for FieldMapping {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = self.fields.iter().map(|(role, field)| {
            let instead = match field.instead_of.as_slice() {
                [] => String::new(),
                others => format!(" (not {})", others.join(", ")),
            };
            format!("{role} from {}{instead}", field.name)
        });
        let mut words: Vec<String> = fields.collect();
        words.extend(self.times.as_ref().map(|times| format!("times: {times}")));
        words.extend(self.delimiter.map(|delimiter| format!("between fields: {delimiter}")));
        words.extend(self.absent.iter().map(|absent| (*absent).to_owned()));
        words.extend(self.header.filter(|header| !header).map(|_| "no header".to_owned()));
        f.write_str(&words.join("; "))
    }
}
