//! Flash crowds: how interest in one thing rises and fades.

mod crowd;
mod draw;
mod edge;
mod means;
mod process;
mod shape;
mod shape_model;

pub use crowd::Crowd;
pub use edge::Edge;
pub use process::{CommonCrowds, CrowdTarget, CrowdTimes, Flash};
pub use shape::CrowdShape;
pub use shape_model::ShapeModel;
