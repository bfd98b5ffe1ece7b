//! Claims, as they are written in `claims.toml`, and their outcome.

use hotset_results::{Row, Table};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// The experiments of a file of claims, each with what is claimed of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// The experiments, in the order in which they are run.
    #[serde(rename = "experiment")]
    pub experiments: Vec<ClaimedExperiment>,
}

/// An experiment with the claims about its summary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimedExperiment {
    /// The folder of its spec, beside the file of claims.
    pub folder: String,
    /// Whether it is the built-in experiment, which has no spec in its folder.
    #[serde(default)]
    pub built_in: bool,
    /// What it shows, in a sentence.
    pub shows: String,
    /// `KEY=VALUE` settings with which it takes little time.
    #[serde(default)]
    pub quick: Vec<String>,
    /// The name of the trace that it reads, if it needs one that does not come with the project.
    pub trace: Option<String>,
    /// What is claimed.
    #[serde(rename = "claim")]
    pub claims: Vec<Claim>,
}

/// A claim: a metric of one row of `summary.csv` lies between two values.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The claim in words.
    pub text: String,
    /// The values of parameters by which the row is found.
    pub row: BTreeMap<String, toml::Value>,
    /// The column.
    pub metric: String,
    /// A column of the same row, or of the row of `over_row`, by which it is divided.
    pub over: Option<String>,
    /// The row of the divisor, if it is another one.
    pub over_row: Option<BTreeMap<String, toml::Value>>,
    /// The least and the greatest value.
    pub expected: [f64; 2],
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The value; `None` if there is no such row, or it has none.
    pub found: Option<f64>,
    /// Whether it lies where it is claimed to lie.
    pub holds: bool,
}

impl Claims {
    /// Reads a file of claims.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}

impl Claim {
    /// Holds the claim against the summary of a run.
    pub fn check(&self, summary: &Table) -> Outcome {
        let found = self.value(summary);
        let [low, high] = self.expected;
        Outcome { found, holds: found.is_some_and(|found| (low..=high).contains(&found)) }
    }

    fn value(&self, summary: &Table) -> Option<f64> {
        let number = |row: &BTreeMap<String, toml::Value>, column: &str| {
            find(summary, row)?.get(column)?.as_f64()
        };
        let value = number(&self.row, &self.metric)?;
        match (&self.over, &self.over_row) {
            (None, None) => Some(value),
            (over, row) => {
                let column = over.as_ref().unwrap_or(&self.metric);
                Some(value / number(row.as_ref().unwrap_or(&self.row), column)?)
            }
        }
    }
}

/// The row with these values, if there is just one.
fn find<'a>(summary: &'a Table, wanted: &BTreeMap<String, toml::Value>) -> Option<&'a Row> {
    let same = |own: Option<&Value>, wanted: &toml::Value| match wanted {
        toml::Value::String(text) => own.and_then(Value::as_str) == Some(text),
        toml::Value::Integer(number) => own.and_then(Value::as_f64) == Some(*number as f64),
        toml::Value::Float(number) => own.and_then(Value::as_f64) == Some(*number),
        _ => false,
    };
    let has_all = |row: &&Row| wanted.iter().all(|(key, value)| same(row.get(key), value));
    let mut rows = summary.rows.iter().filter(has_all);
    let first = rows.next()?;
    // A claim about several rows says nothing.
    rows.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIMS: &str = r#"
[[experiment]]
folder = "a"
shows = "Hashing saves."
quick = ["replications=2"]
[[experiment.claim]]
text = "hashing saves a third"
row = { "layout.kind" = "hashed" }
metric = "origin_bytes_change"
expected = [-0.4, -0.3]
[[experiment.claim]]
text = "twice as much"
row = { "layout.kind" = "hashed" }
metric = "capacity"
over_row = { "layout.kind" = "hot", "share" = 0.1 }
expected = [2, 2]
[[experiment.claim]]
text = "which row?"
row = { }
metric = "capacity"
expected = [0, 9]
"#;

    #[test]
    fn claims_are_held_against_a_summary() {
        let claims = Claims::parse(CLAIMS).unwrap().experiments.remove(0).claims;
        let summary = Table::from_csv(
            b"layout.kind,share,replications,origin_bytes_change,capacity\n\
              hashed,,2,-0.35,4.0\nhot,0.1,2,-0.1,2.0\n",
        )
        .unwrap();
        let outcomes: Vec<Outcome> = claims.iter().map(|claim| claim.check(&summary)).collect();
        assert_eq!(outcomes[0], Outcome { found: Some(-0.35), holds: true });
        assert_eq!(outcomes[1], Outcome { found: Some(2.0), holds: true });
        // Two rows have no values in common that the claim could be about.
        assert_eq!(outcomes[2], Outcome { found: None, holds: false });
        let off = Claim { expected: [0.0, 1.0], ..claims[0].clone() };
        assert!(!off.check(&summary).holds);
        assert!(Claims::parse("[[experiment]]\nfolder = 1\n").is_err());
    }
}
