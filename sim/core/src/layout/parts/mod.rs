//! The parts of layouts: choosing a server, scaling their number, estimating popularity, packing sites.

mod balancer;
mod estimator;
mod group;
mod ingress;
mod packing;
mod scaler;

pub use balancer::{Balancer, Routing};
pub use estimator::{Estimator, Memory};
pub use group::Group;
pub use ingress::{Entry, IngressSelector};
pub use packing::{PackBy, ServerCapacity, SiteLoad, pack};
pub use scaler::{Scaler, Scaling};
