//! The memory of the machine, and the peak of the program, where the system reports them.

use crate::diagnostics::Failure;
use crate::progress::note;
use crate::units::bytes;
use hotset_experiment::{Plan, Point, WarmUp};

/// A plan may overestimate the memory of a run by this factor.
const OVERESTIMATE_MAX: f64 = 3.0;

/// Refuses a plan of which a single run needs more than the machine has; says so where it could be too
/// little.
///
/// # Errors
/// If it is certain that the memory does not do.
pub(crate) fn check(plan: &Plan, threads: usize, quiet: bool) -> Result<(), Failure> {
    let (Some(run), Some(all)) = (plan.memory_bytes_max(), plan.tables_bytes_max()) else {
        return Ok(());
    };
    let Some(machine) = of_machine() else { return Ok(()) };
    // A stream that is lengthened is seldom lengthened as far as it can be.
    let mut studies = plan.points.iter().filter_map(Point::traffic);
    let is_steady = studies.any(|study| study.warm_up == WarmUp::Steady);
    if (run + all) / OVERESTIMATE_MAX > machine && !is_steady {
        return Err(Failure::input(format!(
            "a run needs up to {} and the tables of all up to {}, and this machine has {}; take fewer \
             objects, servers, time bins or points",
            bytes(run),
            bytes(all),
            bytes(machine)
        )));
    }
    let at_once = threads.min(plan.runs()) as f64;
    if run * at_once + all > machine {
        note(
            quiet,
            format!(
                "{at_once} runs at once need up to {}, and this machine has {}: should it not do, take fewer \
                 --threads",
                bytes(run * at_once + all),
                bytes(machine)
            ),
        );
    }
    Ok(())
}

/// The most that the program had in memory so far, in bytes.
pub(crate) fn peak() -> Option<f64> {
    kilobytes(&std::fs::read_to_string("/proc/self/status").ok()?, "VmHWM:")
}

/// What the machine has, or what its container may take.
fn of_machine() -> Option<f64> {
    let whole = kilobytes(&std::fs::read_to_string("/proc/meminfo").ok()?, "MemTotal:")?;
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limits = limits.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    let limits = limits.filter_map(|text| text.trim().parse().ok());
    Some(limits.fold(whole, f64::min))
}

/// The value of a line like `MemTotal: 16384 kB`.
fn kilobytes(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    let number: f64 = line[name.len()..].trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(number * 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_kilobytes_is_read() {
        let text = "MemTotal:       16384 kB\nVmHWM:\t  12 kB\nOther: 1\n";
        assert_eq!(kilobytes(text, "MemTotal:"), Some(16_777_216.0));
        assert_eq!(kilobytes(text, "VmHWM:"), Some(12_288.0));
        assert_eq!(kilobytes(text, "Other:"), None);
        assert_eq!(kilobytes(text, "None:"), None);
    }
}
