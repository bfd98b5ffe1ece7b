//! Layouts: which servers answer a request, and by which path.
//!
//! A layout says by which path a request goes; the engine takes it there and bills every step, so
//! that no layout can forget to count. One file a layout.

mod adaptive;
mod cooperative;
mod hashed;
mod hot;
#[expect(clippy::module_inception, reason = "a file is named by what it defines")]
mod layout;
mod mirrored;
mod needs;
mod owners;
mod packed;
mod parts;
mod route;
mod sub_layout;
mod tiered;

pub use adaptive::{Adaptation, Adaptive, When};
pub use cooperative::Cooperative;
pub use hashed::Hashed;
pub use hot::{Hot, HotSet};
pub use layout::Layout;
pub use mirrored::Mirrored;
pub use needs::Needs;
pub use owners::{Bound, HashKind, Owners};
pub use packed::Packed;
pub use parts::{
    Balancer, Entry, Estimator, Group, IngressSelector, Memory, PackBy, Routing, Scaler, Scaling,
    ServerCapacity, SiteLoad, pack,
};
pub use route::{HotCell, Migration, Miss, Route};
pub use sub_layout::SubLayout;
pub use tiered::Tiered;
