//! Keys that take the size of a cache.

use super::key::{AnyKey, Step, TypedKey, ValueKind};
use crate::spec::cache_size::CacheSize;
use crate::spec::error::SpecError;
use toml::Value;

/// A key that takes the size of a cache: a text with its unit, or a share of the catalog as a number.
pub(crate) struct CacheSizeKey {
    path: &'static str,
    default: &'static str,
    doc: &'static str,
}

impl CacheSizeKey {
    pub(crate) const fn new(path: &'static str, default: &'static str, doc: &'static str) -> Self {
        Self { path, default, doc }
    }

    fn wrong(&self, found: &Value) -> SpecError {
        let expected = "a positive size with its unit, like \"64MiB\", \"2GB\", \"1000obj\", \"1%\" or \
                        \"1%obj\", or a share of the catalog's bytes below 1, like 0.01";
        SpecError::wrong(self.path, found, expected)
    }
}

impl AnyKey for CacheSizeKey {
    fn path(&self) -> &'static str {
        self.path
    }

    fn default(&self) -> Option<Value> {
        Some(self.default.into())
    }

    fn doc(&self) -> String {
        self.doc.to_owned()
    }

    fn kind(&self) -> ValueKind {
        ValueKind::OneOf(vec![ValueKind::Text, ValueKind::Share])
    }

    fn check(&self, found: &Value) -> Result<(), SpecError> {
        self.parse(&self.normalized(found.clone())?).map(drop)
    }

    /// A bare share as a percentage; 1 and more would be bytes to one and shares to another.
    fn normalized(&self, found: Value) -> Result<Value, SpecError> {
        match found {
            Value::Float(share) if 0.0 < share && share < 1.0 => {
                Ok(Value::String(CacheSize::ShareOfBytes(share).to_string()))
            }
            Value::Float(_) | Value::Integer(_) => Err(self.wrong(&found)),
            other => Ok(other),
        }
    }

    fn between(&self, from: &Value, to: &Value, step: Step) -> Result<Value, SpecError> {
        use CacheSize::{Bytes, Objects, ShareOfBytes, ShareOfObjects};
        // The ends are taken as they are written.
        if step.part == 0.0 || step.part == 1.0 {
            let end = if step.part == 0.0 { from } else { to };
            return self.check(end).map(|()| end.clone());
        }
        let whole = |a: u64, b: u64| step.between(a as f64, b as f64).round().max(1.0) as u64;
        // A percentage is rounded as it is written.
        let share = |a: f64, b: f64| step.between(a * 100.0, b * 100.0) / 100.0;
        let size = match (self.parse(from)?, self.parse(to)?) {
            (Bytes(a), Bytes(b)) => Bytes(whole(a, b)),
            (Objects(a), Objects(b)) => Objects(whole(a, b)),
            (ShareOfBytes(a), ShareOfBytes(b)) => ShareOfBytes(share(a, b)),
            (ShareOfObjects(a), ShareOfObjects(b)) => ShareOfObjects(share(a, b)),
            _ => {
                let message =
                    format!("found a range from {from} to {to}; expected two sizes of one kind");
                return Err(SpecError::new(self.path, message));
            }
        };
        Ok(Value::String(size.to_string()))
    }
}

impl TypedKey for CacheSizeKey {
    type Output = CacheSize;

    fn parse(&self, found: &Value) -> Result<CacheSize, SpecError> {
        let text = found.as_str().ok_or_else(|| self.wrong(found))?;
        CacheSize::parse(text).map_err(|message| SpecError::new(self.path, message))
    }
}
