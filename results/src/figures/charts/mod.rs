//! Kinds of charts: from tables to scenes.

mod analysis;
mod closed_forms;
mod experiment;
mod hit_ratio;
mod labels;
mod map;
mod miss_ratio;
mod plane;
mod point_labels;
mod reserve;
mod sweep;
mod table_file;
mod time_unit;
mod timeline;
mod variation;

pub use analysis::analysis_figure;
pub use experiment::{chosen_figure, experiment_figures};
pub use hit_ratio::hit_ratio_figure;
pub use miss_ratio::curve_figure;
pub use sweep::Choice;
pub use variation::variation_figures;
