//! The list of all metrics.

use super::metric::{Better, Metric, Unit};

/// Declares metrics, a line each: constant, column, which value is better, unit, label of its axis.
macro_rules! metrics {
    ($($NAME:ident $name:literal $better:ident $unit:ident $label:literal $(.$more:ident($($word:literal)?))*;)*) => {
        $(
            #[doc = $label]
            #[doc = concat!("(`", $name, "`).")]
            pub const $NAME: Metric =
                Metric::new($name, Better::$better, Unit::$unit, $label)$(.$more($($word)?))*;
        )*

        /// All metrics.
        pub static METRICS: &[Metric] = &[$($NAME),*];

        #[cfg(test)]
        const CONSTANTS: &[&str] = &[$(stringify!($NAME)),*];
    };
}

metrics! {
    // The run.
    SERVERS "servers" Neither Count "Servers";
    SERVERS_IN_USE "servers_in_use" Neither Count "Servers in use";
    SERVER_CACHE_BYTES "server_cache_bytes" Neither Bytes "Cache of a server (bytes)";
    SERVER_CACHE_OBJECTS "server_cache_objects" Neither Count "Cache of a server (objects)";
    HOT_OBJECTS "hot_objects" Neither Count "Objects of the hot set";
    HOT_REQUESTS_SHARE "hot_requests_share" Higher Share "Requests for the hot set";
    WARM_UP_S "warm_up_s" Neither Seconds "Warm-up (s)";
    BIN_WIDTH_S "bin_width_s" Neither Seconds "Width of a time bin (s)";
    DAYS "days" Neither Count "Days of the log";
    SAMPLED_OBJECTS "sampled_objects" Neither Count "Objects sampled";
    CATALOG_OBJECTS "catalog_objects" Neither Count "Objects of the catalog";

    // Traffic by class.
    REQUESTS "requests" Neither Count "Requests answered";
    CLIENT_BYTES "client_bytes" Neither Bytes "Bytes that clients ask for";
    EGRESS_BYTES "egress_bytes" Neither Bytes "Egress traffic (bytes)";
    INTER_SERVER_BYTES "inter_server_bytes" Lower Bytes "Inter-server traffic (bytes)";
    ORIGIN_BYTES "origin_bytes" Lower Bytes "Origin traffic (bytes)";
    BYPASS_BYTES "bypass_bytes" Neither Bytes "Bytes that bypass the cache";
    MIGRATIONS "migrations" Lower Count "Objects migrated";
    MIGRATION_BYTES "migration_bytes" Lower Bytes "Migration traffic (bytes)";
    WASTED_MIGRATIONS "wasted_migrations" Lower Count "Migrated copies never used";
    WASTED_MIGRATION_BYTES "wasted_migration_bytes" Lower Bytes "Bytes of migrated copies never used";
    BREAK_EVEN_S_MEAN "break_even_s_mean" Lower Seconds "Time from a migration to its first use (s)";
    TOTAL_BYTES "total_bytes" Lower Bytes "Total traffic (bytes)";
    COST_BYTES "cost_bytes" Lower Bytes "Weighted traffic (bytes)";

    // Traffic over what clients ask for.
    INTER_SERVER_PER_EGRESS "inter_server_per_egress" Lower Ratio "Inter-server traffic per client byte";
    ORIGIN_PER_EGRESS "origin_per_egress" Lower Ratio "Origin traffic per client byte" .called("origin");
    ORIGIN_PER_EGRESS_DAYS_LOW "origin_per_egress_days_low" Neither Ratio "Origin traffic per client byte, low end over days";
    ORIGIN_PER_EGRESS_DAYS_HIGH "origin_per_egress_days_high" Neither Ratio "Origin traffic per client byte, high end over days";
    MIGRATION_PER_EGRESS "migration_per_egress" Lower Ratio "Migration traffic per client byte";
    TOTAL_PER_EGRESS "total_per_egress" Lower Ratio "Total traffic per client byte";
    COST_PER_EGRESS "cost_per_egress" Lower Ratio "Weighted traffic per client byte" .called("cost");

    // Caches.
    HIT_RATIO "hit_ratio" Higher Share "Hit ratio";
    BYTE_HIT_RATIO "byte_hit_ratio" Higher Share "Byte hit ratio";
    LOCAL_REQUESTS "local_requests" Neither Count "Requests answered from the server's own cache";
    SIBLING_REQUESTS "sibling_requests" Neither Count "Requests answered from a sibling's cache";
    ORIGIN_REQUESTS "origin_requests" Lower Count "Requests answered from the origin";
    CACHED_BYTES "cached_bytes" Neither Bytes "Bytes cached";
    DUPLICATE_BYTES "duplicate_bytes" Lower Bytes "Bytes cached more than once";

    // A single cache.
    CACHE_BYTES "cache_bytes" Neither Bytes "Size of the cache (bytes)";
    CACHE_OBJECTS "cache_objects" Neither Count "Size of the cache (objects)";
    HITS "hits" Higher Count "Hits";
    MISSES "misses" Lower Count "Misses";
    HIT_BYTES "hit_bytes" Higher Bytes "Bytes hit";
    MISS_BYTES "miss_bytes" Lower Bytes "Bytes missed";
    MISS_RATIO "miss_ratio" Lower Share "Miss ratio";
    BYTE_MISS_RATIO "byte_miss_ratio" Lower Share "Byte miss ratio";
    EVICTIONS "evictions" Neither Count "Evictions";

    // Load and capacity.
    CLIENT_BYTES_PER_S "client_bytes_per_s" Neither BytesPerSecond "Mean client load (bytes/s)";
    CAPACITY_BYTES_PER_S "capacity_bytes_per_s" Lower BytesPerSecond "Capacity (bytes/s)";
    CAPACITY_PER_EGRESS "capacity_per_egress" Lower Ratio "Capacity over mean client load" .called("capacity").skewed();
    CAPACITY_PER_EGRESS_DAYS_LOW "capacity_per_egress_days_low" Neither Ratio "Capacity over mean client load, low end over days";
    CAPACITY_PER_EGRESS_DAYS_HIGH "capacity_per_egress_days_high" Neither Ratio "Capacity over mean client load, high end over days";
    CAPACITY_OWN_SIZE_PER_EGRESS "capacity_own_size_per_egress" Lower Ratio "Capacity, each server its own size";
    CAPACITY_FLOOR_PER_EGRESS "capacity_floor_per_egress" Neither Ratio "Capacity if nothing varied";
    RESERVE "reserve" Lower Ratio "Reserve over the mean load";
    RESERVE_FLOOR "reserve_floor" Neither Ratio "Reserve if nothing varied";
    RESERVE_IMBALANCE "reserve_imbalance" Lower Ratio "Reserve because servers are unlike";
    RESERVE_OVER_PEAK "reserve_over_peak" Lower Ratio "Reserve above the expected peak";
    UTILISATION "utilisation" Higher Ratio "Utilisation";
    PEAK_TO_MEAN "peak_to_mean" Lower Ratio "Peak-to-mean load";
    OVER_CAPACITY_TIME_SHARE "over_capacity_time_share" Lower Share "Time over capacity";
    OVER_CAPACITY_BYTES_SHARE "over_capacity_bytes_share" Lower Share "Bytes over capacity";
    MACHINES "machines" Lower Count "Machines";
    IMBALANCE "imbalance" Lower Ratio "Load of the busiest server over the mean";
    JAIN "jain" Higher Share "Jain's index of fairness";
    LOAD_BYTES_PER_S "load_bytes_per_s" Neither BytesPerSecond "Load of a server (bytes/s)";
    LOAD_BYTES_PER_S_P95 "load_bytes_per_s_p95" Lower BytesPerSecond "Load of a server, 95th percentile (bytes/s)";
    LOAD_BYTES_PER_S_P99 "load_bytes_per_s_p99" Lower BytesPerSecond "Load of a server, 99th percentile (bytes/s)";
    EGRESS_BYTES_PER_S_P95 "egress_bytes_per_s_p95" Lower BytesPerSecond "Egress traffic, 95th percentile (bytes/s)";
    INTER_SERVER_BYTES_PER_S_P95 "inter_server_bytes_per_s_p95" Lower BytesPerSecond "Inter-server traffic, 95th percentile (bytes/s)";
    ORIGIN_BYTES_PER_S_P95 "origin_bytes_per_s_p95" Lower BytesPerSecond "Origin traffic, 95th percentile (bytes/s)";
    MIGRATION_BYTES_PER_S_P95 "migration_bytes_per_s_p95" Lower BytesPerSecond "Migration traffic, 95th percentile (bytes/s)";
    CROWD_CORRELATION "crowd_correlation" Neither Ratio "Correlation of two sites by their crowds";
    EFFECTIVE_SITES "effective_sites" Neither Count "Effective number of sites";
    LOAD_PER_S "load_per_s" Neither CountPerSecond "Mean load (1/s)";
    LOAD_PER_S_P95 "load_per_s_p95" Lower CountPerSecond "Load, 95th percentile (1/s)";
    LOAD_PER_S_EXPECTED_PEAK "load_per_s_expected_peak" Neither CountPerSecond "Expected peak load (1/s)";
    LOAD_PER_S_MAX "load_per_s_max" Lower CountPerSecond "Peak load (1/s)";
    CAPACITY_PER_S "capacity_per_s" Lower CountPerSecond "Capacity (1/s)";

    // Power.
    AWAKE_SERVERS "awake_servers" Lower Count "Servers awake";
    POWER_SERVERS "power_servers" Lower Count "Power, in servers at peak";
    POWER_ALWAYS_ON "power_always_on" Lower Count "Power of machines that are always on";
    POWER_RIGHT_SIZED "power_right_sized" Lower Count "Power of machines that follow the load";

    // Timed runs.
    BEGUN_REQUESTS "begun_requests" Neither Count "Requests that arrive";
    ANSWERED_REQUESTS "answered_requests" Neither Count "Requests answered in a bin";
    DELAYED_REQUESTS "delayed_requests" Lower Count "Requests that wait for another's fetch";
    DROPPED_REQUESTS "dropped_requests" Lower Count "Requests dropped";
    TIMED_OUT_REQUESTS "timed_out_requests" Lower Count "Requests timed out";
    WAITING_REQUESTS "waiting_requests" Lower Count "Requests in the system at the end";
    LATENCY_NS_MEAN "latency_ns_mean" Lower Nanoseconds "Latency, mean (ns)";
    LATENCY_NS_P50 "latency_ns_p50" Lower Nanoseconds "Latency, median (ns)";
    LATENCY_NS_P90 "latency_ns_p90" Lower Nanoseconds "Latency, 90th percentile (ns)";
    LATENCY_NS_P95 "latency_ns_p95" Lower Nanoseconds "Latency, 95th percentile (ns)";
    LATENCY_NS_P99 "latency_ns_p99" Lower Nanoseconds "Latency, 99th percentile (ns)";
    LATENCY_NS_P999 "latency_ns_p999" Lower Nanoseconds "Latency, 99.9th percentile (ns)";
    LATENCY_NS_MAX "latency_ns_max" Lower Nanoseconds "Latency, maximum (ns)";
    LOCAL_LATENCY_NS_P50 "local_latency_ns_p50" Lower Nanoseconds "Latency of local hits, median (ns)";
    LOCAL_LATENCY_NS_P99 "local_latency_ns_p99" Lower Nanoseconds "Latency of local hits, 99th percentile (ns)";
    DELAYED_LATENCY_NS_P50 "delayed_latency_ns_p50" Lower Nanoseconds "Latency of delayed hits, median (ns)";
    DELAYED_LATENCY_NS_P99 "delayed_latency_ns_p99" Lower Nanoseconds "Latency of delayed hits, 99th percentile (ns)";
    SIBLING_LATENCY_NS_P50 "sibling_latency_ns_p50" Lower Nanoseconds "Latency of sibling hits, median (ns)";
    SIBLING_LATENCY_NS_P99 "sibling_latency_ns_p99" Lower Nanoseconds "Latency of sibling hits, 99th percentile (ns)";
    ORIGIN_LATENCY_NS_P50 "origin_latency_ns_p50" Lower Nanoseconds "Latency of misses, median (ns)";
    ORIGIN_LATENCY_NS_P99 "origin_latency_ns_p99" Lower Nanoseconds "Latency of misses, 99th percentile (ns)";
    SERVER_UTILISATION "server_utilisation" Neither Ratio "Offered load of a server";
    SERVER_UTILISATION_MAX "server_utilisation_max" Lower Ratio "Offered load of the busiest server";
    SERVER_JOBS_MEAN "server_jobs_mean" Lower Count "Jobs at a server, mean";
    SERVER_JOBS_MAX "server_jobs_max" Lower Count "Jobs at a server, maximum";
    ORIGIN_UTILISATION "origin_utilisation" Lower Ratio "Offered load of the origin";
    ORIGIN_JOBS_MEAN "origin_jobs_mean" Lower Count "Jobs at the origin, mean";
    ORIGIN_JOBS_MAX "origin_jobs_max" Lower Count "Jobs at the origin, maximum";
    ORIGIN_REFUSED "origin_refused" Lower Count "Fetches that the origin refuses";
    INTER_SERVER_LINK_UTILISATION_MAX "inter_server_link_utilisation_max" Lower Ratio "Offered load of the busiest inter-server link";
    ORIGIN_LINK_UTILISATION_MAX "origin_link_utilisation_max" Lower Ratio "Offered load of the busiest origin link";
    LINK_JOBS_MAX "link_jobs_max" Lower Count "Transfers queued on a link, maximum";
    LINK_REFUSED "link_refused" Lower Count "Transfers that links refuse";
    OVERLOADED_STATIONS "overloaded_stations" Lower Count "Servers and links with offered load of 1 or more";
    RECOVERY_S "recovery_s" Lower Seconds "Time to recover (s)";
}

impl Metric {
    /// The metric of a column; `None` of a column that is none, or one of another version.
    pub fn named(name: &str) -> Option<Self> {
        METRICS.iter().copied().find(|metric| metric.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_metric_has_a_column_and_a_label_of_its_own() {
        let labels: BTreeSet<&str> = METRICS.iter().map(|metric| metric.label).collect();
        assert_eq!(labels.len(), METRICS.len());
        for (metric, constant) in METRICS.iter().zip(CONSTANTS) {
            assert_eq!(metric.name, constant.to_lowercase());
            assert_eq!(Metric::named(metric.name), Some(*metric));
        }
    }

    #[test]
    fn units_are_those_of_the_columns_names() {
        for metric in METRICS {
            let name = metric.name;
            let share =
                ["hit_ratio", "miss_ratio", "share", "jain"].iter().any(|end| name.ends_with(end));
            assert_eq!(metric.unit == Unit::Share, share, "{name}");
            assert_eq!(metric.unit == Unit::Nanoseconds, name.contains("_ns_"), "{name}");
            assert_eq!(metric.unit == Unit::Bytes, name.ends_with("_bytes"), "{name}");
            let per_s = name.contains("_per_s");
            let rate = [Unit::BytesPerSecond, Unit::CountPerSecond].contains(&metric.unit);
            assert_eq!(rate, per_s, "{name}");
        }
    }
}
