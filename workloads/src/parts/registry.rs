//! The parts of one kind that a program registered, so that specs and commands know them by name.

use super::parameters::Parameter;
use std::any::TypeId;
use std::sync::{PoisonError, RwLock};

/// A part that can be registered.
pub trait NamedPart: Sync + 'static {
    /// The name in specs and tables.
    fn name(&self) -> &'static str;

    /// Its parameters.
    fn parameters(&self) -> &'static [Parameter];

    /// The type that it stands for.
    fn type_id(&self) -> TypeId;
}

/// The registered parts of one kind.
#[derive(Debug)]
pub struct Registry<P: 'static> {
    kind: &'static str,
    parts: RwLock<Vec<&'static P>>,
}

impl<P: NamedPart> Registry<P> {
    /// An empty registry; `kind` is what errors call a part.
    pub const fn new(kind: &'static str) -> Self {
        Self { kind, parts: RwLock::new(Vec::new()) }
    }

    /// The parts of this program, in the order in which they were registered.
    pub fn all(&self) -> Vec<&'static P> {
        self.parts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Registers a part; `is_taken` tells the names that others have. Once is enough: a second time changes nothing.
    ///
    /// # Errors
    /// A name that another part has, or that cannot stand in a spec; and such a name of a parameter.
    pub fn add(&self, part: &'static P, is_taken: impl Fn(&str) -> bool) -> Result<(), String> {
        let (kind, name) = (self.kind, part.name());
        check_name(kind, name)?;
        check_parameters(name, part.parameters())?;
        let mut parts = self.parts.write().unwrap_or_else(PoisonError::into_inner);
        if parts.iter().any(|known| known.type_id() == part.type_id()) {
            return Ok(());
        }
        if is_taken(name) || parts.iter().any(|known| known.name() == name) {
            return Err(format!("found a second {kind} {name:?}; expected another name"));
        }
        parts.push(part);
        Ok(())
    }
}

/// Makes a part of a type with the fields `info`, a description with `name` and `parameters`, and `type_id`. By its
/// name it is told from others.
#[doc(hidden)]
#[macro_export]
macro_rules! named_part {
    ($part:ident) => {
        impl $crate::parts::NamedPart for $part {
            fn name(&self) -> &'static str {
                self.info.name
            }

            fn parameters(&self) -> &'static [$crate::parts::Parameter] {
                self.info.parameters
            }

            fn type_id(&self) -> std::any::TypeId {
                (self.type_id)()
            }
        }

        impl PartialEq for $part {
            fn eq(&self, other: &Self) -> bool {
                self.info.name == other.info.name
            }
        }

        impl Eq for $part {}

        impl std::fmt::Debug for $part {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.info.name)
            }
        }
    };
}

/// Whether parameters can be given behind a name, each by its own.
fn check_parameters(owner: &str, parameters: &[Parameter]) -> Result<(), String> {
    for (place, Parameter { name, .. }) in parameters.iter().enumerate() {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let is_second = parameters[..place].iter().any(|known| known.name == *name);
        if name.is_empty() || !name.bytes().all(plain) || is_second {
            return Err(format!(
                "found a parameter {name:?} of {owner}; expected small letters, digits and underscores, each name once"
            ));
        }
    }
    Ok(())
}

/// Whether a name can stand in a spec, beside parameters and other parts.
fn check_name(kind: &str, name: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    match name.bytes().all(plain) && !name.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "found the name {name:?} of a {kind}; expected small letters, digits and hyphens"
        )),
    }
}
