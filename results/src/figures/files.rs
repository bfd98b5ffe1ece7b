//! The files of a figure.

use super::draw::page;
use super::error::FigureError;
use super::look::Look;
use super::page::{pdf, png, svg};
use super::scene::Figure;

/// Files of a figure: paths below the experiment's folder, and contents.
pub type FigureFiles = Vec<(String, Vec<u8>)>;

/// How figures are drawn and written.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width and style.
    pub look: Look,
    /// The formats that each figure is written in.
    pub formats: Vec<Format>,
    /// Where the figures come from, as names and values; part of every file.
    pub about: Vec<(String, String)>,
}

/// A format of figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable vector graphics.
    Svg,
    /// PDF with embedded fonts.
    Pdf,
    /// Pixels, 300 an inch.
    Png,
}

impl Format {
    /// All formats with their names, which are the ends of their files' names.
    pub const ALL: [(&str, Self); 3] = [("svg", Self::Svg), ("pdf", Self::Pdf), ("png", Self::Png)];
}

impl Default for Drawing {
    /// Across a page, in all formats.
    fn default() -> Self {
        let formats = Format::ALL.iter().map(|(_, format)| *format).collect();
        Self { look: Look::default(), formats, about: Vec::new() }
    }
}

/// Draws what a figure's CSV has with matplotlib.
const PLOT_SCRIPT: &str = include_str!("plot.py");

impl Drawing {
    /// A figure in all formats, the table of its points, and a script that plots that.
    pub(super) fn files(&self, name: &str, figure: &Figure) -> Result<FigureFiles, FigureError> {
        let page = page(figure, &self.look, &self.about);
        let mut files = FigureFiles::new();
        for (ending, format) in Format::ALL {
            if self.formats.contains(&format) {
                let bytes = match format {
                    Format::Svg => Ok(svg(&page).into_bytes()),
                    Format::Pdf => pdf(&page),
                    Format::Png => png(&page),
                };
                files.push((format!("figures/{name}.{ending}"), bytes.map_err(FigureError::Draw)?));
            }
        }
        files.push((format!("figures/{name}.csv"), figure.points().to_csv()));
        files.push(("figures/plot.py".to_owned(), PLOT_SCRIPT.as_bytes().to_vec()));
        Ok(files)
    }
}
