//! Shot noise: contents that are born, are requested over their lives, and are forgotten.

mod draw;
mod eras;
mod means;
mod process;
mod profile;
mod requests;
mod shot;
mod volumes;

pub use process::ShotNoise;
pub use profile::Profile;
pub(super) use requests::ShotRequests;
pub(super) use shot::Shot;
