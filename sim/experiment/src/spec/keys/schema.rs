//! The JSON schema of a spec, from which editors complete and check.

use super::all::{Key, keys, value_of};
use super::key::{AnyKey, ValueKind};
use crate::spec::head::VARIATION;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a spec.
pub fn schema() -> Value {
    let keys: Vec<Key> = keys().into_iter().filter(|key| key.path != VARIATION.path()).collect();
    let mut root = section();
    for key in &keys {
        insert(&mut root, key.path, described(key));
    }
    insert(&mut root, "sweep", sweep(&keys));
    insert(&mut root, "robustness", robustness(&keys));
    root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    root.insert("title".into(), "A spec of hotset".into());
    Value::Object(root)
}

/// A table of nothing yet.
fn section() -> Map<String, Value> {
    let empty = json!({ "type": "object", "properties": {}, "additionalProperties": false });
    match empty {
        Value::Object(section) => section,
        _ => Map::new(),
    }
}

/// Puts the schema of a value at its dotted path.
fn insert(section_of: &mut Map<String, Value>, path: &str, schema: Value) {
    let Some(Value::Object(properties)) = section_of.get_mut("properties") else { return };
    match path.split_once('.') {
        None => drop(properties.insert(path.to_owned(), schema)),
        Some((first, rest)) => {
            let inner = properties.entry(first).or_insert_with(|| Value::Object(section()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, schema);
            }
        }
    }
}

fn described(key: &Key) -> Value {
    let mut schema = of_kind(&key.values);
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".into(), key.doc.clone().into());
        let default = key.default.as_deref().map(value_of);
        if let Some(default) = default.and_then(|value| value.try_into().ok()) {
            schema.insert("default".into(), default);
        }
    }
    schema
}

fn of_kind(kind: &ValueKind) -> Value {
    match kind {
        ValueKind::Words(words) => json!({ "enum": words }),
        ValueKind::Number { low, high } => with_unit(bounded("number", *low, *high)),
        ValueKind::Whole { low, high } => {
            with_unit(bounded("integer", Some(*low), Some(*high).filter(|high| *high < u64::MAX)))
        }
        ValueKind::Share => {
            json!({ "exclusiveMinimum": 0, "exclusiveMaximum": 1, "type": "number" })
        }
        ValueKind::Text | ValueKind::File => json!({ "type": "string" }),
        ValueKind::List => json!({ "type": "array" }),
        ValueKind::OneOf(kinds) => {
            json!({ "anyOf": kinds.iter().map(of_kind).collect::<Vec<_>>() })
        }
    }
}

/// A number, or a text that begins with one and has a unit.
fn with_unit(number: Value) -> Value {
    json!({ "anyOf": [number, { "type": "string", "pattern": "^ *[0-9.]" }] })
}

fn bounded<T: Into<Value>>(of: &str, low: Option<T>, high: Option<T>) -> Value {
    let mut schema = Map::from_iter([("type".to_owned(), Value::from(of))]);
    schema.extend(low.map(|low| ("minimum".to_owned(), low.into())));
    schema.extend(high.map(|high| ("maximum".to_owned(), high.into())));
    Value::Object(schema)
}

/// `[sweep]`: a list of values or a range for any key, and lists that move in step.
fn sweep(keys: &[Key]) -> Value {
    let list = |key: &Key| json!({ "type": "array", "items": of_kind(&key.values), "minItems": 1 });
    let range = json!({
        "type": "object",
        "properties": {
            "from": { "type": ["number", "string"] },
            "to": { "type": ["number", "string"] },
            "steps": { "type": "integer", "minimum": 2 },
            "scale": { "enum": ["linear", "log"] },
        },
        "required": ["from", "to", "steps"],
        "additionalProperties": false,
    });
    let axes: Map<String, Value> = keys
        .iter()
        .map(|key| (key.path.to_owned(), json!({ "anyOf": [list(key), range] })))
        .collect();
    let together = json!({
        "type": "array",
        "items": { "type": "object", "properties": axes, "additionalProperties": false },
    });
    let mut properties = axes;
    properties.insert("together".to_owned(), together);
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// `[robustness]`: named variations, each of which sets keys, by dotted paths or in tables.
fn robustness(keys: &[Key]) -> Value {
    let mut variation = section();
    for key in keys {
        insert(&mut variation, key.path, of_kind(&key.values));
        if let Some(Value::Object(properties)) = variation.get_mut("properties")
            && key.path.contains('.')
        {
            properties.insert(key.path.to_owned(), of_kind(&key.values));
        }
    }
    json!({ "type": "object", "additionalProperties": variation })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_every_key_with_its_values() {
        let schema = schema();
        let at =
            |path: &str| path.split('.').fold(&schema, |schema, name| &schema["properties"][name]);
        for key in keys().iter().filter(|key| key.path != VARIATION.path()) {
            assert_eq!(at(key.path)["description"], key.doc, "{}", key.path);
        }
        assert_eq!(at("servers.count")["anyOf"][0]["type"], "integer");
        assert_eq!(at("servers.count")["anyOf"][0]["minimum"], 1);
        assert_eq!(at("servers.count")["anyOf"][0]["maximum"], 4_096);
        assert_eq!(at("servers.count")["default"], 16);
        assert_eq!(at("layout.entry")["enum"], json!(["owner", "any"]));
        assert_eq!(at("warm_up")["default"], "auto");
        assert_eq!(at("warm_up")["anyOf"][1]["anyOf"][0]["maximum"], 0.99);
        assert_eq!(at("layout")["additionalProperties"], false);
        let swept = &at("sweep")["properties"]["layout.vnodes"]["anyOf"];
        assert_eq!(swept[0]["items"]["anyOf"][0]["type"], "integer");
        let varied = &at("robustness")["additionalProperties"]["properties"];
        assert_eq!(varied["overflow"]["anyOf"][0]["type"], "number");
        assert!(varied["variation"].is_null());
    }
}
