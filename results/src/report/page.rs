//! The page: its head, its sections in order, and what the scripts need.

use super::answer::answer_section;
use super::claims::claims_section;
use super::folder::Folder;
use super::html::{Html, escaped};
use super::provenance::provenance_section;
use super::references::references_section;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The styles, in order.
const STYLES: [&str; 2] =
    [include_str!("vendor/uplot/uPlot.min.css"), include_str!("assets/report.css")];

/// The licence of the chart library, which goes where the library goes.
const LIBRARY_LICENCE: &str = include_str!("vendor/uplot/LICENSE");

/// The chart library, which makes the global `uPlot`.
const LIBRARY: &str = include_str!("vendor/uplot/uPlot.iife.min.js");

/// The scripts of the page: together they are one function, so that nothing of them is global.
const SCRIPTS: [&str; 17] = [
    include_str!("assets/script/dom.js"),
    include_str!("assets/script/data.js"),
    include_str!("assets/script/format.js"),
    include_str!("assets/script/style.js"),
    include_str!("assets/script/csv.js"),
    include_str!("assets/script/selection.js"),
    include_str!("assets/script/places.js"),
    include_str!("assets/script/axis.js"),
    include_str!("assets/script/ink.js"),
    include_str!("assets/script/stops.js"),
    include_str!("assets/script/tooltip.js"),
    include_str!("assets/script/plot.js"),
    include_str!("assets/script/legend.js"),
    include_str!("assets/script/explore.js"),
    include_str!("assets/script/timeline.js"),
    include_str!("assets/script/table.js"),
    include_str!("assets/script/main.js"),
];

/// Sections that the scripts fill.
const EXPLORE: &str = include_str!("assets/explore.html");
const TIMELINE: &str = include_str!("assets/timeline.html");
const TABLE: &str = include_str!("assets/table.html");

/// The whole page.
pub(super) fn page(folder: &Folder, data: &Value) -> String {
    let style = STYLES.join("\n");
    let script = format!(
        "/*! uPlot\n\n{LIBRARY_LICENCE}*/\n{LIBRARY}\n(() => {{\n\"use strict\";\n{}\nstart();\n}})();\n",
        SCRIPTS.join("\n")
    );
    let title = escaped(&folder.name);
    let policy = policy(&style, &script);
    let body = body(folder, !data["time"].is_null());
    let data = embedded(data);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"hotset\">\n<title>{title} – hotset report</title>\n\
         <style>{style}</style>\n</head>\n<body>\n{}\n\
         <script type=\"application/json\" id=\"data\">{data}</script>\n<script>{script}</script>\n\
         </body>\n</html>\n",
        body.as_str()
    )
}

/// Nothing is loaded, nothing is sent; the page's own style and script are admitted by their hashes.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; \
         base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(style)),
        base64(&Sha256::digest(script))
    )
}

/// The body without scripts.
fn body(folder: &Folder, has_time: bool) -> Html {
    let main = [
        answer_section(folder),
        Html::markup(EXPLORE),
        Html::markup(if has_time { TIMELINE } else { "" }),
        claims_section(folder),
        Html::markup(TABLE),
        references_section(folder),
        provenance_section(folder),
    ];
    let has_claims = !main[3].is_empty();
    let has_references = !main[5].is_empty();
    let main = Html::with("main", &[("id", "main".to_owned())], main.to_vec());
    Html::all([
        Html::markup("<a class=\"skip\" href=\"#main\">Skip to the answer</a>\n"),
        header(folder),
        navigation(has_time, has_claims, has_references),
        main,
    ])
}

fn header(folder: &Folder) -> Html {
    let mut facts = vec!["An experiment with web caches".to_owned()];
    facts.extend(folder.manifest_text("hotset").map(|version| format!("hotset {version}")));
    if let Some(manifest) = &folder.manifest {
        let number = |key: &str| manifest[key].as_u64();
        facts.extend(number("runs").map(|runs| format!("{runs} runs")));
        facts.extend(number("seed").map(|seed| format!("seed {seed}")));
    }
    let identity = folder.manifest_text("identity_sha256").and_then(|hash| hash.get(..8));
    facts.extend(identity.map(|hash| format!("identity {hash}")));
    let titles = vec![
        Html::with_text("h1", "", &folder.name),
        Html::with_text("p", "muted", facts.join(" · ")),
    ];
    let button = "<button type=\"button\" id=\"theme\" hidden>Dark</button>";
    Html::element("header", "", vec![Html::element("div", "", titles), Html::markup(button)])
}

fn navigation(has_time: bool, has_claims: bool, has_references: bool) -> Html {
    let sections = [
        ("#answer", "Answer", true),
        ("#explore", "Chart", true),
        ("#timeline", "Over time", has_time),
        ("#claims", "Variations", has_claims),
        ("#table", "Table", true),
        ("#references", "Bounds", has_references),
        ("#provenance", "Reproduce and cite", true),
    ];
    let links = sections.iter().filter(|(.., shown)| *shown).map(|(target, text, _)| {
        Html::with("a", &[("href", (*target).to_owned())], vec![Html::text(text)])
    });
    let label = [("aria-label", "Sections".to_owned())];
    Html::with("nav", &label, links.collect())
}

/// JSON that cannot end the element that it stands in.
fn embedded(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// Base64 of a hash, as a security policy has it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = (0..3).fold(0, |word, n| word << 8 | usize::from(*chunk.get(n).unwrap_or(&0)));
        for place in 0..4 {
            let digit = DIGITS[word >> (18 - 6 * place) & 63];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        let texts = ["f", "fo", "foo", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(texts, ["Zg==", "Zm8=", "Zm9v", "Zm9vYmFy"]);
    }
}
