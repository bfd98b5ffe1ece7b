//! What layouts are made of: choosing a server, measuring popularity, packing sites.

mod balancer;
mod doors;
mod estimator;
mod group;
mod packing;
mod part;
mod scaler;

pub use balancer::{Balancer, Routing};
pub use doors::Doors;
pub use estimator::{Estimator, Memory};
pub use group::Group;
pub use packing::{PackBy, ServerCapacity, SiteLoad, pack};
pub use part::Part;
pub use scaler::{Scaler, Scaling};
