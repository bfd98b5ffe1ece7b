//! The first section: what was asked, and the answer.

use super::comparison::{COMPARED, Leader, leaders};
use super::folder::Folder;
use super::html::{Cell, Html, section, table};
use super::parameters::{capitalised, label, parameters};
use super::quantities::Measured;
use super::warnings::warnings;
use crate::layouts::is_layout;
use crate::metrics::{
    CAPACITY_PER_EGRESS, COST_PER_EGRESS, Metric, ORIGIN_PER_EGRESS, TOTAL_PER_EGRESS,
};
use crate::tables::{REPLICATIONS, number};

const NOT_COMPARED: &str = "No two points that answer their requests differ in their layout alone, so none \
     is called the best. The chart and the table show how metrics change along the sweep.";

/// More sentences, or more rows, than this are shown when the reader asks for them.
const SHOWN_MAX: usize = 16;

/// The question, the best layouts, the sentences of the answer, and warnings.
pub(super) fn answer_section(folder: &Folder) -> Html {
    let leaders = leaders(folder);
    let mut children = vec![question(folder)];
    if leaders.is_empty() && folder.answer.is_empty() {
        children.push(Html::with_text("p", "", NOT_COMPARED));
    }
    children.push(cards(folder, &leaders));
    children.push(sentences(&folder.answer));
    if leaders.iter().any(|leader| !leader.context.is_empty()) {
        children.push(leaders_table(folder, &leaders));
    }
    children.push(Html::with_text("h3", "", "Warnings"));
    children.push(warnings(folder));
    section("answer", "The answer", children)
}

/// What is compared under what.
fn question(folder: &Folder) -> Html {
    let points = folder.summary.rows.len();
    let replications = folder.summary.rows.iter().filter_map(|row| number(row, REPLICATIONS));
    let replications = replications.fold(0.0, f64::max);
    let mut text = match points {
        1 => "One point".to_owned(),
        _ => format!("{points} points"),
    };
    text += &match replications {
        1.0 => ", without replications, so that nothing is known of noise.".to_owned(),
        _ => format!(
            ", each in {replications} replications. All layouts get the same requests in a replication, so \
             that changes and differences are paired by replication. Intervals are at 95 %."
        ),
    };
    if let Some(baseline) = &folder.baseline {
        text += &format!(" The baseline is “{baseline}”.");
    }
    let varied = parameters(&folder.summary);
    let (layout, others): (Vec<_>, Vec<_>) =
        varied.iter().filter(|p| p.values.len() > 1).partition(|p| is_layout(&p.name));
    let list = |parameters: &[&super::parameters::Parameter]| {
        let one = |p: &&super::parameters::Parameter| {
            format!("{} ({})", label(&p.name), p.shown_values())
        };
        parameters.iter().map(one).collect::<Vec<_>>().join("; ")
    };
    let mut items = Vec::new();
    for (what, varied) in [("Layouts differ by: ", layout), ("They are compared along: ", others)] {
        if !varied.is_empty() {
            let text = Html::text(list(&varied));
            items.push(Html::element(
                "p",
                "muted",
                vec![Html::with_text("strong", "", what), text],
            ));
        }
    }
    Html::all(std::iter::once(Html::with_text("p", "", text)).chain(items))
}

/// The heading of a metric, and the unit behind its value.
fn phrase(metric: Metric) -> (&'static str, &'static str) {
    match metric {
        TOTAL_PER_EGRESS => ("Least total traffic", "bytes per byte to clients"),
        ORIGIN_PER_EGRESS => ("Least origin traffic", "bytes per byte to clients"),
        COST_PER_EGRESS => ("Least weighted traffic", "weighted bytes per byte to clients"),
        CAPACITY_PER_EGRESS => ("Least capacity", "times the mean client load"),
        _ => (metric.label, ""),
    }
}

/// A card a metric.
fn cards(folder: &Folder, leaders: &[Leader]) -> Html {
    let metrics = COMPARED.iter().filter(|metric| leaders.iter().any(|l| l.metric == **metric));
    let card = |metric: &Metric| {
        let own: Vec<&Leader> = leaders.iter().filter(|leader| leader.metric == *metric).collect();
        let mut children = vec![Html::with_text("h3", "", phrase(*metric).0)];
        children.extend(match own.as_slice() {
            [one] => one_leader(folder, one),
            several => several_leaders(several),
        });
        Html::element("div", "card", children)
    };
    let cards: Vec<Html> = metrics.map(card).collect();
    match cards.is_empty() {
        true => Html::default(),
        false => Html::element("div", "cards", cards),
    }
}

fn one_leader(folder: &Folder, leader: &Leader) -> Vec<Html> {
    let value = leader.value.shown(leader.metric.unit);
    let mut lines = vec![
        Html::with_text("p", "big", capitalised(&leader.name)),
        Html::with_text("p", "", format!("{value} {}", phrase(leader.metric).1)),
    ];
    let baseline = folder.baseline.as_deref().unwrap_or("the baseline");
    match leader.change {
        _ if leader.is_baseline => lines.push(Html::with_text("p", "", "which is the baseline")),
        Some(change) => {
            lines.push(Html::with_text(
                "p",
                "",
                format!("{} against {baseline}", change.shown_change()),
            ));
        }
        None => {}
    }
    let next = next_text(leader);
    lines.push(Html::with_text("p", "muted", next));
    if !leader.ties.is_empty() {
        let ties = format!("No more than noise between it and: {}.", leader.ties.join("; "));
        lines.push(Html::with_text("p", "noise", ties));
    }
    lines
}

fn next_text(leader: &Leader) -> String {
    let change = leader.next.change.map(|change| format!(", {}", change.shown_change()));
    format!("Next: {}{}", leader.next.name, change.unwrap_or_default())
}

/// Leads that a reader must not trust, by whether they are more than noise.
const MARGINS: [(Option<bool>, &str); 2] =
    [(Some(false), "by no more than noise"), (None, "with noise unknown")];

/// How often each layout leads.
fn several_leaders(leaders: &[&Leader]) -> Vec<Html> {
    let mut names: Vec<&str> = Vec::new();
    for leader in leaders {
        if !names.contains(&leader.name.as_str()) {
            names.push(&leader.name);
        }
    }
    let count = |name: &str, fits: &dyn Fn(&Leader) -> bool| {
        leaders.iter().filter(|leader| leader.name == name && fits(leader)).count()
    };
    names.sort_by_key(|name| std::cmp::Reverse(count(name, &|_| true)));
    let line = |name: &&str| {
        let mut text = format!(": {} of {} contexts", count(name, &|_| true), leaders.len());
        for (significant, how) in MARGINS {
            let contexts = count(name, &|leader| leader.next.is_significant() == significant);
            if contexts > 0 {
                text += &format!(", {contexts} of them {how}");
            }
        }
        let name = Html::with_text("strong", "", name);
        Html::element("li", "", vec![name, Html::text(text)])
    };
    vec![Html::element("ul", "", names.iter().map(line).collect())]
}

/// The sentences of `answer.txt`; those on noise stand out less.
fn sentences(answer: &[String]) -> Html {
    if answer.is_empty() {
        return Html::default();
    }
    let item = |line: &String| {
        let class = if line.contains("cannot be told apart") { "noise" } else { "" };
        Html::with_text("li", class, capitalised(&typeset(line)))
    };
    let list = Html::element("ul", "sentences", answer.iter().map(item).collect());
    let heading = Html::with_text("h3", "", "In words");
    match answer.len() > SHOWN_MAX {
        false => Html::all([heading, list]),
        true => {
            let count = Html::with_text("summary", "", format!("{} sentences", answer.len()));
            Html::all([heading, Html::element("details", "", vec![count, list])])
        }
    }
}

/// A minus before a digit, after a blank, is one.
fn typeset(line: &str) -> String {
    let mut out = String::new();
    let mut characters = line.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        let is_minus = character == '-' && before == ' ';
        let is_minus = is_minus && characters.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_minus { '\u{2212}' } else { character });
        before = character;
    }
    out
}

/// The leaders of all contexts.
fn leaders_table(folder: &Folder, leaders: &[Leader]) -> Html {
    let baseline = folder.baseline.as_deref();
    let mut header = vec!["Context", "By", "Best", "Value"];
    header.extend(baseline.map(|_| "Against the baseline"));
    header.extend(["Next", "Next against best", "Difference"]);
    let rows = leaders.iter().map(|leader| leader_row(leader, baseline.is_some())).collect();
    let header: Vec<String> = header.into_iter().map(str::to_owned).collect();
    let table = table("The best layout in each context", &header, rows);
    let summary = format!("The best layouts by context ({} rows)", leaders.len());
    let summary = Html::with_text("summary", "", summary);
    let open = if leaders.len() > SHOWN_MAX { Vec::new() } else { vec![("open", String::new())] };
    Html::with("details", &open, vec![summary, table])
}

fn leader_row(leader: &Leader, has_baseline: bool) -> Vec<Cell> {
    let change = |change: Option<Measured>| {
        change.map_or_else(|| Cell::text(""), |c| Cell::number(c.centre, c.shown_change()))
    };
    let mut cells = vec![
        Cell::text(&leader.context),
        Cell::text(phrase(leader.metric).0.trim_start_matches("Least ")),
        Cell::text(&leader.name),
        Cell::number(leader.value.centre, leader.value.shown(leader.metric.unit)),
    ];
    if has_baseline {
        cells.push(change(leader.change));
    }
    cells.extend([Cell::text(&leader.next.name), change(leader.next.change)]);
    cells.push(Cell::text(match leader.next.is_significant() {
        Some(true) => "more than noise",
        Some(false) => "no more than noise",
        None => "unknown",
    }));
    cells
}

#[cfg(test)]
mod tests {
    use super::typeset;

    #[test]
    fn a_minus_is_not_a_hyphen() {
        assert_eq!(typeset("log-9: origin -31.2 ± 0.3 %"), "log-9: origin −31.2 ± 0.3 %");
    }
}
