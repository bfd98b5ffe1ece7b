//! Layouts: which servers answer a request, and by which path.
//!
//! A layout only returns a [`Route`]; the engine follows it and bills every step, so that no layout can
//! forget to count. It states in [`Needs`] what its routes depend on, and a route beyond that is an error.
//!
//! | file | what it defines |
//! |---|---|
//! | `layout.rs`, `route.rs`, `needs.rs` | [`Layout`], [`Route`], [`Needs`]: what a layout of one's own implements |
//! | `packed.rs` | every site on one server (with a server per site: dedicated) |
//! | `mirrored.rs` | any server for any object |
//! | `hashed.rs`, `owners/` | every object at its owner by consistent hashing |
//! | `cooperative.rs` | any server; a miss is resolved at a sibling first |
//! | `hot.rs`, `adaptive.rs` | a hot set apart from the rest: given, or estimated online |
//! | `tiered.rs` | edges in front of a shared tier |
//! | `sub_layout.rs` | the layout of one part of the content |
//! | `registered.rs` | layouts of one's own by name ([`NamedLayout`]) |
//! | `parts/` | load balancing, ingress servers, autoscaling, packing of sites, popularity estimators |

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
mod registered;
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
pub use registered::{LayoutByName, LayoutConfig, LayoutInfo, NamedLayout, RegisteredLayout};
pub use route::{HotCell, Migration, Miss, Route};
pub use sub_layout::SubLayout;
pub use tiered::Tiered;
