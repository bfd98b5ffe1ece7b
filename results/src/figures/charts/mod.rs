//! Kinds of charts: from tables to scenes.

mod accesses;
mod analysis;
mod closed_forms;
mod drawn;
mod experiment;
mod hit_ratio;
mod labels;
mod map;
mod miss_ratio;
mod overview;
mod plane;
mod point_labels;
mod policies;
mod popularity;
mod rate;
mod reserve;
mod sweep;
mod table_file;
mod time_axis;
mod time_unit;
mod timeline;
mod variation;

pub use accesses::access_figures;
pub use analysis::analysis_figure;
pub use experiment::{chosen_figure, experiment_figures};
pub use hit_ratio::hit_ratio_figure;
pub use miss_ratio::curve_figure;
pub use overview::overview_figure;
pub use sweep::Choice;
pub use variation::variation_figures;
