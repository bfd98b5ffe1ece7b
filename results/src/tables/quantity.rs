//! Values of parameters as numbers with their units.

use serde_json::Value;

/// Units of sizes that are written in texts, and their bytes.
const BYTES: [(&str, f64); 9] = [
    ("B", 1.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("TB", 1e12),
    ("KiB", 1_024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("TiB", 1_099_511_627_776.0),
];

/// A value with its unit; numbers have none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Quantity {
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

/// A value as a quantity: a number, or a text that is a number with a unit, as `1%`, `64MiB` or `100obj`.
pub(crate) fn quantity(value: &Value) -> Option<Quantity> {
    let Value::String(text) = value else {
        return value.as_f64().map(|value| Quantity { value, unit: "" });
    };
    let text = text.trim();
    let start = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '%').len();
    let value: f64 = text[..start].trim().replace('_', "").parse().ok()?;
    let unit = text[start..].trim();
    let bytes = BYTES.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit));
    match unit {
        "" => Some(Quantity { value, unit: "" }),
        "%" => Some(Quantity { value, unit: "% of the bytes" }),
        "%obj" => Some(Quantity { value, unit: "% of the objects" }),
        "obj" => Some(Quantity { value, unit: "objects" }),
        _ => bytes.map(|(_, scale)| Quantity { value: value * scale, unit: "bytes" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sizes_are_places() {
        let of = |value: Value| quantity(&value).map(|quantity| (quantity.value, quantity.unit));
        assert_eq!(of(json!(0.5)), Some((0.5, "")));
        assert_eq!(of(json!("0.1%")), Some((0.1, "% of the bytes")));
        assert_eq!(of(json!("64MiB")), Some((67_108_864.0, "bytes")));
        assert_eq!(of(json!("100obj")), Some((100.0, "objects")));
        assert_eq!(of(json!("hashed")), None);
        assert_eq!(of(json!("2024.log")), None);
    }
}
