//! Which field has which role, found by its name or as given.

use super::columns::Columns;
use super::role::Role;
use super::time_unit::{NamedUnit, split_unit};
use crate::formats::field_mapping::MappedField;
use std::collections::BTreeMap;

/// Where the fields with a role stand, and what else would have fitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldPositions {
    places: BTreeMap<Role, usize>,
    pub(super) mapped: BTreeMap<&'static str, MappedField>,
}

impl FieldPositions {
    pub(super) fn of(&self, role: Role) -> Option<usize> {
        self.places.get(&role).copied()
    }

    /// Finds the fields by their names, or by what is given. Where there is no header, the names are
    /// empty, and `fields` is their number.
    pub(super) fn find(names: &[String], fields: usize, columns: &Columns) -> Result<Self, String> {
        let mut found = Self::default();
        for role in Role::ALL {
            if let Some(given) = columns.given(role) {
                let place = given_place(given, names, fields)?;
                found.take(role, place, given.to_owned(), Vec::new());
            }
        }
        // A field is of one role: the rarer ones have the first choice.
        for role in Role::ALL {
            if columns.given(role).is_some() {
                continue;
            }
            let fits = |(place, name): (usize, &String)| Some((role.rank(name)?, place));
            let mut fitting: Vec<_> = names.iter().enumerate().filter_map(fits).collect();
            fitting.retain(|&(_, place)| !found.is_taken(place));
            fitting.sort_unstable();
            let Some(&(_, place)) = fitting.first() else { continue };
            let others = fitting[1..].iter().map(|&(_, other)| names[other].clone());
            found.take(role, place, names[place].clone(), others.collect());
        }
        found.settle(names, columns)?;
        found.check_size_unit()?;
        Ok(found)
    }

    /// Whether a field is taken by a role that was given, or by one that comes first.
    fn is_taken(&self, place: usize) -> bool {
        self.places.values().any(|&taken| taken == place)
    }

    fn take(&mut self, role: Role, place: usize, name: String, instead_of: Vec<String>) {
        self.places.insert(role, place);
        self.mapped.insert(role.name(), MappedField { name, instead_of });
    }

    fn drop_role(&mut self, role: Role) {
        self.places.remove(&role);
        self.mapped.remove(role.name());
    }

    /// What is needed is there; what says the same twice is read once.
    fn settle(&mut self, names: &[String], columns: &Columns) -> Result<(), String> {
        if let (Some(object), Some(_)) = (self.of(Role::Object), self.of(Role::Request)) {
            // `$request_uri` is what the client sent, as `$request`; `$uri` what the server made of it.
            let sent = names.get(object).is_some_and(|name| Role::Object.rank(name) == Some(0));
            let dropped = match sent || columns.object.is_some() {
                true => (Role::Request, "object"),
                false => (Role::Object, "request"),
            };
            let other = self.mapped.get(dropped.0.name()).map(|field| field.name.clone());
            self.drop_role(dropped.0);
            if let Some(field) = self.mapped.get_mut(dropped.1) {
                field.instead_of.extend(other);
            }
        }
        let listed = || -> String {
            let text = names.join(", ").chars().take(200).collect::<String>();
            let text = text.escape_debug().to_string();
            if text.is_empty() { String::new() } else { format!("; there are: {text}") }
        };
        for (role, option) in [(Role::Time, "--time-column"), (Role::Object, "--object-column")] {
            let instead = role == Role::Object && self.of(Role::Request).is_some();
            if self.of(role).is_none() && !instead {
                let usual: Vec<&str> = role.names().iter().copied().take(6).collect();
                return Err(format!(
                    "has no {} column ({}, ...){}; name it with {option}",
                    role.name(),
                    usual.join(", "),
                    listed()
                ));
            }
        }
        Ok(())
    }

    /// A size in something else than bytes would be taken for bytes.
    fn check_size_unit(&self) -> Result<(), String> {
        let Some(field) = self.mapped.get("bytes") else { return Ok(()) };
        let name = field.name.to_lowercase();
        let inside = name.split_once(['(', '[']).map(|(_, inside)| inside);
        let unit = inside.map(|inside| inside.trim_end_matches([')', ']']).trim());
        let unit =
            unit.or_else(|| name.rsplit(['_', '-', ' ']).next().filter(|last| *last != name));
        const OTHERS: [&str; 14] = [
            "kb",
            "kib",
            "mb",
            "mib",
            "gb",
            "gib",
            "k",
            "m",
            "kilobytes",
            "megabytes",
            "bits",
            "bit",
            "blocks",
            "sectors",
        ];
        match unit.filter(|unit| OTHERS.contains(unit)) {
            None => Ok(()),
            Some(_) => Err(format!(
                "has sizes in {:?}, which names a unit that is not bytes; expected a column of bytes, \
                 named with --bytes-column",
                field.name
            )),
        }
    }

    /// What the name of the time column says of its unit.
    pub(super) fn unit(&self) -> NamedUnit {
        self.mapped.get("time").map_or(NamedUnit::None, |field| {
            split_unit(field.name.rsplit('.').next().unwrap_or(&field.name)).1
        })
    }
}

/// The field of a name, or of a number from 1.
fn given_place(given: &str, names: &[String], fields: usize) -> Result<usize, String> {
    if let Some(place) = names.iter().position(|name| name == given) {
        return Ok(place);
    }
    match given.parse::<usize>() {
        Ok(number) if (1..=fields).contains(&number) => Ok(number - 1),
        Ok(number) => Err(format!("has no column {number}; there are {fields}")),
        Err(_) => {
            let listed: String = names.join(", ").chars().take(200).collect();
            Err(format!("has no column {given:?}; there are: {}", listed.escape_debug()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> BTreeMap<&'static str, String> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let places = FieldPositions::find(&names, names.len(), &Columns::default()).unwrap();
        places.mapped.into_iter().map(|(role, field)| (role, field.name)).collect()
    }

    #[test]
    fn usual_names_are_found() {
        let mapped = found(&["time(ms)", "Object", "size(bytes)"]);
        assert_eq!(
            (mapped["time"].as_str(), mapped["bytes"].as_str()),
            ("time(ms)", "size(bytes)")
        );
        let mapped =
            found(&["date", "time", "cs-method", "cs(Host)", "cs-uri-stem", "cs-uri-query"]);
        assert_eq!(mapped["date"], "date");
        assert_eq!((mapped["time"].as_str(), mapped["host"].as_str()), ("time", "cs(Host)"));
        assert_eq!(
            (mapped["object"].as_str(), mapped["query"].as_str()),
            ("cs-uri-stem", "cs-uri-query")
        );
        let mapped =
            found(&["ts", "request.method", "request.host", "request.uri", "size", "status"]);
        assert_eq!(
            (mapped["object"].as_str(), mapped["host"].as_str()),
            ("request.uri", "request.host")
        );
        let mapped = found(&[
            "@timestamp",
            "http.request.method",
            "url.original",
            "http.response.body.bytes",
        ]);
        assert_eq!(
            (mapped["object"].as_str(), mapped["bytes"].as_str()),
            ("url.original", "http.response.body.bytes")
        );
        let mapped = found(&["time_local", "request", "uri", "status"]);
        assert_eq!(mapped["request"], "request");
        assert!(!mapped.contains_key("object"));
    }

    #[test]
    fn columns_are_given_by_name_or_by_number() {
        let names = ["obj_key", "start_ns"].map(str::to_owned);
        let columns = Columns {
            time: Some("start_ns".into()),
            object: Some("1".into()),
            ..Columns::default()
        };
        let places = FieldPositions::find(&names, 2, &columns).unwrap();
        assert_eq!((places.of(Role::Time), places.of(Role::Object)), (Some(1), Some(0)));
        assert_eq!(places.unit(), NamedUnit::Known(super::super::time_unit::TimeUnit::Nanoseconds));
        let error = FieldPositions::find(&[], 2, &Columns { time: Some("3".into()), ..columns });
        assert_eq!(error.unwrap_err(), "has no column 3; there are 2");
    }

    #[test]
    fn a_missing_column_is_named_with_what_there_is() {
        let names = ["when", "object"].map(str::to_owned);
        let error = FieldPositions::find(&names, 2, &Columns::default()).unwrap_err();
        assert!(error.contains("no time column") && error.contains("when, object"), "{error}");
    }
}
