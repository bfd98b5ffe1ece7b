//! The list of keys, as others use it.

use hotset_experiment::{DEFAULT_SPEC, Spec, ValueKind, keys, schema};

#[test]
fn every_default_can_be_written_into_a_spec() {
    for key in keys() {
        let Some(default) = &key.default else { continue };
        let spec = Spec::parse(&format!("{} = {default}", key.path), &[]);
        assert!(spec.is_ok(), "{}", key.path);
    }
}

#[test]
fn values_that_are_no_value_of_a_key_are_errors_of_it() {
    for key in keys() {
        let error = key.check("true").unwrap_err();
        assert_eq!(error.key, key.path);
        assert!(error.message.contains("expected"), "{error}");
    }
}

#[test]
fn words_and_ranges_are_those_that_are_checked() {
    for key in keys() {
        match &key.values {
            ValueKind::Words(words) => {
                for word in words {
                    assert_eq!(key.check(word), Ok(()), "{}: {word}", key.path);
                }
                assert!(key.check("no such word").is_err(), "{}", key.path);
            }
            ValueKind::Whole { low, high } => {
                assert!(*low == 0 || key.check(&format!("{}", *low as i64 - 1)).is_err());
                assert_eq!(key.check(&low.to_string()), Ok(()), "{}", key.path);
                if let Ok(above) = i64::try_from(high.saturating_add(1)) {
                    assert!(key.check(&above.to_string()).is_err(), "{}", key.path);
                }
            }
            ValueKind::Number { low: Some(low), high: Some(high) } => {
                assert_eq!(key.check(&format!("{low:?}")), Ok(()), "{}", key.path);
                assert_eq!(key.check(&format!("{high:?}")), Ok(()), "{}", key.path);
                assert!(key.check(&format!("{:?}", high * 2.0)).is_err(), "{}", key.path);
            }
            _ => {}
        }
    }
}

#[test]
fn the_default_experiment_is_within_the_schema() {
    let spec: toml::Table = toml::from_str(DEFAULT_SPEC).unwrap();
    let schema = schema();
    known("", &spec.into(), &schema);
}

/// Whether the schema knows every key of a table.
fn known(path: &str, value: &toml::Value, schema: &serde_json::Value) {
    let Some(properties) = schema.get("properties") else { return };
    let Some(table) = value.as_table() else { return };
    for (key, value) in table {
        let Some(inner) = properties.get(key) else {
            panic!("{path}.{key} is not in the schema");
        };
        known(&format!("{path}.{key}"), value, inner);
    }
}
