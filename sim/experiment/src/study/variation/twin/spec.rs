//! The spec of a twin.

use hotset_workloads::synthetic::Twin;
use std::io::Read;
use std::path::Path;

/// Whether a file is the spec of a twin, which another one may replace.
pub fn is_twin_spec(path: &Path) -> bool {
    const BEGINNING: &str = "# The twin of ";
    let mut beginning = Vec::new();
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(BEGINNING.len() as u64).read_to_end(&mut beginning));
    read.is_ok() && beginning == BEGINNING.as_bytes()
}

/// The spec: one class a line.
pub(super) fn spec(
    twin: &Twin,
    path: &Path,
    source: &str,
    hash: &str,
) -> Result<String, toml::ser::Error> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '-' };
    let name: String = stem.chars().map(plain).take(80).collect();
    let inline = |value: toml::Value| value.to_string();
    let list = |values: &[f64]| inline(values.to_vec().into());
    let mut text = format!(
        "# The twin of {source:?} (SHA-256 {hash}): its shape, and nothing else of it.\n\
         name = \"twin-{name}\"\n\n[workload]\nkind = \"twin\"\n\n[workload.twin]\n\
         start_unix_s = {:?}\nduration_s = {:?}\nday = {}\nweek = {}\nsurges = {}\nclasses = [\n",
        twin.start_unix_s,
        twin.duration_s,
        list(&twin.day),
        list(&twin.week),
        inline(toml::Value::try_from(&twin.surges)?),
    );
    for class in &twin.classes {
        text += &format!("    {},\n", inline(toml::Value::try_from(class)?));
    }
    // One percent of a handful of objects is nothing.
    let cache = if twin.objects() < 1_000 { "1obj" } else { "1%" };
    text += &format!("]\n\n[servers]\ncount = 4\ncache = \"{cache}\"\n\n");
    text += "[sweep]\n\
             \"layout.kind\" = [\"hashed\", \"mirrored\"]\n";
    Ok(text)
}
