//! HTML in which every text is escaped.

use std::fmt::Write;

/// A piece of a page. It is made of texts, which are escaped, and of markup that stands in the source: nothing
/// out of a file can become markup.
#[derive(Clone, Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// A text.
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self(escaped(text.as_ref()))
    }

    /// Markup from the source.
    pub(super) fn markup(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    /// An element of a class; the empty class is none.
    pub(super) fn element(tag: &'static str, class: &'static str, children: Vec<Self>) -> Self {
        let class = if class.is_empty() { Vec::new() } else { vec![("class", class.to_owned())] };
        Self::with(tag, &class, children)
    }

    /// An element with attributes.
    pub(super) fn with(
        tag: &'static str,
        attributes: &[(&'static str, String)],
        children: Vec<Self>,
    ) -> Self {
        let mut out = format!("<{tag}");
        for (name, value) in attributes {
            // Writing to a string cannot fail.
            let _ = write!(out, " {name}=\"{}\"", escaped(value));
        }
        out.push('>');
        children.iter().for_each(|child| out.push_str(&child.0));
        let _ = write!(out, "</{tag}>");
        Self(out)
    }

    /// An element with a text in it.
    pub(super) fn with_text(tag: &'static str, class: &'static str, text: impl AsRef<str>) -> Self {
        Self::element(tag, class, vec![Self::text(text)])
    }

    /// Pieces one after the other.
    pub(super) fn all(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A section of the page with its heading.
pub(super) fn section(id: &'static str, heading: &'static str, children: Vec<Html>) -> Html {
    let heading_id = format!("{id}-heading");
    let heading = Html::with("h2", &[("id", heading_id.clone())], vec![Html::text(heading)]);
    let children = std::iter::once(heading).chain(children).collect();
    Html::with("section", &[("id", id.to_owned()), ("aria-labelledby", heading_id)], children)
}

/// A cell of a table; `sort` is what it is sorted by, if that is not its text.
pub(super) struct Cell {
    pub(super) content: Html,
    pub(super) sort: Option<f64>,
}

impl Cell {
    /// A text.
    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self { content: Html::text(text), sort: None }
    }

    /// A number as it is shown.
    pub(super) fn number(value: f64, shown: impl AsRef<str>) -> Self {
        Self { content: Html::text(shown), sort: Some(value) }
    }
}

/// A table that can be sorted by its columns.
pub(super) fn table(caption: &str, header: &[String], rows: Vec<Vec<Cell>>) -> Html {
    let head = header
        .iter()
        .map(|name| Html::with("th", &[("scope", "col".to_owned())], vec![Html::text(name)]));
    let head = Html::element("thead", "", vec![Html::element("tr", "", head.collect())]);
    let rows = rows
        .into_iter()
        .map(|cells| Html::element("tr", "", cells.into_iter().map(table_cell).collect()));
    let body = Html::element("tbody", "", rows.collect());
    let caption = Html::with_text("caption", "", caption);
    let table = Html::element("table", "sortable", vec![caption, head, body]);
    // A wide table is scrolled, with the keyboard, too.
    let scroller = [("class", "scroll".to_owned()), ("tabindex", "0".to_owned())];
    Html::with("div", &scroller, vec![table])
}

fn table_cell(cell: Cell) -> Html {
    let attributes = match cell.sort {
        Some(value) => vec![("class", "number".to_owned()), ("data-sort", format!("{value:?}"))],
        None => Vec::new(),
    };
    Html::with("td", &attributes, vec![cell.content])
}

/// A text with the characters that mean something in HTML escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_are_escaped() {
        let hostile = "\"><img src=x onerror='alert(1)'>&";
        let html = Html::with("p", &[("title", hostile.to_owned())], vec![Html::text(hostile)]);
        let safe = "&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;";
        assert_eq!(html.as_str(), format!("<p title=\"{safe}\">{safe}</p>"));
    }
}
