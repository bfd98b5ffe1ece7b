//! Where the results come from: how to make them again, how to cite them, versions, hashes, and the spec.

use super::folder::Folder;
use super::html::{Cell, Html, section, table};
use crate::citation::of_result;
use serde_json::Value;

/// How to reproduce and cite the results, the manifest and the spec.
pub(super) fn provenance_section(folder: &Folder) -> Html {
    let mut children = reproduce(folder);
    children.push(Html::with_text("h3", "", "Cite"));
    children.push(copyable("BibTeX", &bibtex(folder)));
    if let Some(manifest) = &folder.manifest {
        children.extend(manifest_tables(manifest));
    }
    if let Some(spec) = &folder.spec {
        children.push(Html::with_text("h3", "", "Spec, with every default written out"));
        children.push(copyable("spec.resolved.toml", spec));
    }
    section("provenance", "Reproduce and cite", children)
}

fn reproduce(folder: &Folder) -> Vec<Html> {
    let version = folder.manifest_text("hotset");
    let with = version.map_or(String::new(), |version| format!(" with hotset {version}"));
    let mut text = format!(
        "To run the experiment again{with}, save the spec below as spec.resolved.toml, or take it from the \
         experiment's folder, and run:"
    );
    if folder.spec.is_none() {
        text = format!("To run the experiment again{with}, run its spec:");
    }
    let mut lines =
        vec![Html::with_text("p", "", text), copyable("command", "hotset run spec.resolved.toml")];
    let inputs = folder.manifest.as_ref().and_then(|manifest| manifest["inputs"].as_array());
    if inputs.is_some_and(|inputs| !inputs.is_empty()) {
        let text = "It reads the inputs listed below, which are not part of this report.";
        lines.push(Html::with_text("p", "", text));
    }
    if folder.manifest.is_some() {
        let text = "The same spec and inputs give the same bytes on any machine, with any number of \
                    threads: the hashes of the outputs below are those to expect.";
        lines.push(Html::with_text("p", "", text));
    }
    lines
}

/// A text with a button that copies it.
fn copyable(what: &'static str, text: &str) -> Html {
    let label = format!("Copy {what}");
    let button = Html::with(
        "button",
        &[("type", "button".to_owned()), ("class", "copy".to_owned()), ("aria-label", label)],
        vec![Html::text("Copy")],
    );
    let code = Html::with_text("code", "", text);
    let text = Html::with("pre", &[("tabindex", "0".to_owned())], vec![code]);
    Html::element("div", "copyable", vec![button, text])
}

fn bibtex(folder: &Folder) -> String {
    let identity = folder.manifest_text("identity_sha256");
    of_result(&folder.name, folder.manifest_text("hotset"), identity)
}

fn manifest_tables(manifest: &Value) -> Vec<Html> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: &Value| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if value != "null" {
            facts.push(Html::with_text("dt", "", name));
            facts.push(Html::with_text("dd", "", value));
        }
    };
    fact("hotset", &manifest["hotset"]);
    fact("Revision", &manifest["git_revision"]);
    fact("Seed", &manifest["seed"]);
    fact("Runs", &manifest["runs"]);
    fact("Identity (SHA-256)", &manifest["identity_sha256"]);
    let machine = &manifest["machine"];
    for (name, key) in [("System", "os"), ("Architecture", "arch"), ("Threads", "threads")] {
        fact(name, &machine[key]);
    }
    let mut out = vec![Html::with_text("h3", "", "Manifest"), Html::element("dl", "facts", facts)];
    for (caption, key) in [("Inputs", "inputs"), ("Outputs", "outputs")] {
        let files = manifest[key].as_array().map_or(&[][..], Vec::as_slice);
        out.push(file_table(caption, files));
    }
    out.extend(reading(&manifest["read"]));
    out
}

fn file_table(caption: &'static str, files: &[Value]) -> Html {
    if files.is_empty() {
        let text = format!("{caption}: none.");
        return Html::with_text("p", "muted", text);
    }
    let text = |value: &Value| Cell::text(value.as_str().unwrap_or(""));
    let rows = files.iter().map(|file| vec![text(&file["file"]), text(&file["sha256"])]);
    let table = table(caption, &["File".to_owned(), "SHA-256".to_owned()], rows.collect());
    let summary = Html::with_text("summary", "", format!("{caption} ({})", files.len()));
    // Inputs are what a reader must find; outputs are only to compare.
    let open = if caption == "Inputs" { vec![("open", String::new())] } else { Vec::new() };
    Html::with("details", &open, vec![summary, table])
}

/// Reports on reading traces, as they are.
fn reading(read: &Value) -> Option<Html> {
    let read = read.as_array().filter(|read| !read.is_empty())?;
    let text = serde_json::to_string_pretty(read).unwrap_or_default();
    let summary = Html::with_text("summary", "", "What was read of the traces");
    let text = Html::element("pre", "", vec![Html::with_text("code", "", text)]);
    Some(Html::element("details", "", vec![summary, text]))
}
