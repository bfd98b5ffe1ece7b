//! `hotset policies`.

use crate::progress::result;
use hotset_results::text_table;
use hotset_sim::cache::{AdmissionKind, Parameter, PolicyKind};

/// Lists policies and rules of admission from the tables that specs are read by.
pub(crate) fn policies() {
    let policies: Vec<Vec<String>> = PolicyKind::known()
        .into_iter()
        .map(|kind| {
            let info = kind.info();
            let cells =
                [info.name, info.victim, &parameters(info.parameters), info.cost, info.source];
            cells.map(str::to_owned).to_vec()
        })
        .collect();
    let rules: Vec<Vec<String>> = AdmissionKind::known()
        .into_iter()
        .map(|kind| {
            let info = kind.info();
            [info.name, info.admits, &parameters(info.parameters), info.source]
                .map(str::to_owned)
                .to_vec()
        })
        .collect();
    let mut values: Vec<Vec<String>> = Vec::new();
    let owners = PolicyKind::known().into_iter().map(|kind| (kind.name(), kind.info().parameters));
    let rule_owners =
        AdmissionKind::known().into_iter().map(|k| (k.info().name, k.info().parameters));
    for (owner, parameters) in owners.chain(rule_owners) {
        for parameter in parameters {
            let name = format!("{owner}:{}", parameter.name);
            let range = parameter.range.to_string();
            let default = parameter.display(parameter.default);
            values.push(vec![name, default, range, parameter.meaning.to_owned()]);
        }
    }
    result(text_table(&["policy", "evicts", "parameters", "cost", "source"], &policies));
    result("");
    result(text_table(&["admission", "lets in", "parameters", "source"], &rules));
    result("");
    result(text_table(&["parameter", "default", "range", "meaning"], &values));
}

fn parameters(parameters: &[Parameter]) -> String {
    let names: Vec<&str> = parameters.iter().map(|parameter| parameter.name).collect();
    names.join(", ")
}
