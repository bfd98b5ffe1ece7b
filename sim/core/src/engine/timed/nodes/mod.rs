//! The nodes that send each other messages: servers, the origin, and the dispatcher at the ingress.

mod dispatcher;
mod inbox;
mod logical_process;
mod origin;
mod server;

pub(super) use dispatcher::{Dispatcher, ReadAhead, Requests};
pub(super) use inbox::Incoming;
pub(super) use logical_process::{LogicalProcess, Node};
pub(super) use origin::Origin;
pub(super) use server::Server;
