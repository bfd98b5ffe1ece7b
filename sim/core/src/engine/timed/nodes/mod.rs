//! The nodes that send each other messages: servers, the origin, and the dispatcher at the ingress.

mod dispatcher;
mod inbox;
mod lane;
mod origin;
mod server;

pub(super) use dispatcher::{Dispatcher, Read, Requests};
pub(super) use inbox::Fresh;
pub(super) use lane::{LogicalProcess, Node};
pub(super) use origin::Origin;
pub(super) use server::Server;
