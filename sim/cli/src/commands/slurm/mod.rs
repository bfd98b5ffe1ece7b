//! Slurm, through its commands: only old ones, and flags that all of its versions have.

mod command;
mod jobs;
mod script;

pub(crate) use command::{array_size_max, requeue, submit};
pub(crate) use jobs::Jobs;
pub(crate) use script::{Script, Task};
