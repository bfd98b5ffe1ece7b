//! Service times of jobs.

use super::timing::StationTiming;
use fastdivide::DividerU64;

/// The parameters of service times, precomputed for many jobs.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine::timed) struct ServiceTime {
    overhead_ns: u64,
    channels: u64,
    rate: Option<(u64, DividerU64)>,
}

const NS_PER_S: u64 = 1_000_000_000;

impl ServiceTime {
    pub(in crate::engine::timed) fn new(timing: &StationTiming) -> Self {
        let rate = timing.bytes_per_s.map(|rate| (rate, DividerU64::divide_by(rate)));
        Self { overhead_ns: timing.overhead_ns, channels: timing.channels, rate }
    }

    /// How long a job takes alone, its bytes rounded up to whole nanoseconds.
    #[inline(always)]
    pub(in crate::engine::timed) fn service_ns(&self, bytes: u64) -> u64 {
        let Some(rate) = self.rate else { return self.overhead_ns };
        self.overhead_ns.saturating_add(transfer_ns(bytes, self.channels, rate))
    }

    /// How long the whole station would be taken by a job that takes a channel so long.
    #[inline]
    pub(in crate::engine::timed) fn share_ns(&self, service_ns: u64) -> u64 {
        if self.channels == 1 { service_ns } else { service_ns / self.channels }
    }
}

#[inline(always)]
fn transfer_ns(bytes: u64, channels: u64, (bytes_per_s, divider): (u64, DividerU64)) -> u64 {
    match bytes.checked_mul(NS_PER_S).and_then(|product| product.checked_mul(channels)) {
        Some(product) => {
            let whole = divider.divide(product);
            whole + u64::from(whole * bytes_per_s < product)
        }
        None => transfer_ns_long(bytes, channels, bytes_per_s),
    }
}

#[cold]
fn transfer_ns_long(bytes: u64, channels: u64, bytes_per_s: u64) -> u64 {
    let product = (u128::from(bytes) * u128::from(NS_PER_S)).checked_mul(u128::from(channels));
    let time_ns = product.map(|product| product.div_ceil(u128::from(bytes_per_s)));
    time_ns.and_then(|time_ns| u64::try_from(time_ns).ok()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn service_ns(bytes: u64, bytes_per_s: u64, channels: u64) -> u64 {
        let timing = StationTiming {
            bytes_per_s: Some(bytes_per_s),
            channels,
            overhead_ns: 7,
            ..Default::default()
        };
        ServiceTime::new(&timing).service_ns(bytes)
    }

    #[test]
    fn times_are_rounded_up() {
        assert_eq!(service_ns(0, 3, 1), 7);
        assert_eq!(service_ns(1, 3, 1), 7 + 333_333_334);
        assert_eq!(service_ns(3, 3, 1), 7 + 1_000_000_000);
        assert_eq!(service_ns(3, 3, 4), 7 + 4_000_000_000);
        assert_eq!(service_ns(u64::MAX, 1, 1), u64::MAX);
    }

    proptest! {
        /// Of every magnitude.
        #[test]
        fn all_quotients_are_exact(
            bytes: u64, rate in 1u64.., channels in 1u64..1_000_000,
            bytes_bits in 0u32..64, rate_bits in 0u32..64, channels_bits in 0u32..20,
        ) {
            let channels = (channels >> channels_bits).max(1);
            let (bytes, rate) = (bytes >> bytes_bits, (rate >> rate_bits).max(1));
            let units = u128::from(bytes) * 1_000_000_000 * u128::from(channels);
            let expected = u64::try_from(units.div_ceil(u128::from(rate)) + 7).unwrap_or(u64::MAX);
            prop_assert_eq!(service_ns(bytes, rate, channels), expected);
        }
    }
}
