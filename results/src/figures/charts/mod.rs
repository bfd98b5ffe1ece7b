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
mod table_file;
mod time_unit;
mod timeline;
mod traffic;
mod variation;

pub use analysis::analysis_figure;
pub use experiment::experiment_figures;
pub use hit_ratio::hit_ratio_figure;
pub use miss_ratio::curve_figure;
pub use variation::variation_figures;
