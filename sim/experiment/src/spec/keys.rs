//! Every key of a spec: the one list from which checking, defaults and help come.

/// A key of a spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its dotted path.
    pub path: &'static str,
    /// Its default as TOML; `None` where it must be given (if it is read at all).
    pub default: Option<&'static str>,
    /// What it says, with its values.
    pub doc: &'static str,
}

const fn key(path: &'static str, default: &'static str, doc: &'static str) -> Key {
    Key { path, default: Some(default), doc }
}

const fn needed(path: &'static str, doc: &'static str) -> Key {
    Key { path, default: None, doc }
}

/// All keys, in the order of a spec.
pub const KEYS: &[Key] = &[
    key("name", "'experiment'", "name of the experiment, part of its folder's name"),
    key("seed", "1", "seed of all random numbers"),
    key("replications", "1", "independent repetitions; intervals need at least 2"),
    key(
        "baseline",
        "''",
        "layout that the others are compared with: its kind, or its name in the table; empty for none",
    ),
    key("study", "'traffic'", "traffic: requests through caches | reserve: load against capacity"),
    key(
        "time",
        "'none'",
        "none: a request is served at once | queueing: servers, links and origin take time",
    ),
    key(
        "fetches",
        "'collapsed'",
        "requests for an object that is being fetched (queueing): collapsed (wait) | each (fetch)",
    ),
    needed("client_timeout_s", "after how long a client gives up (queueing)"),
    needed(
        "bin_s",
        "width of a time bin in seconds: the time that capacity is provisioned for; without it 3600, or a \
         200th of a run shorter than 10 hours",
    ),
    needed("bins", "number of time bins, instead of `bin_s`: their width follows the run's length"),
    key(
        "series_by",
        "'total'",
        "loads.csv has the load by time bin of: total (none) | server (each)",
    ),
    key(
        "bounds",
        "'all'",
        "told beside the layouts: all | static (without Belady's 12 bytes a request) | none",
    ),
    needed(
        "sample",
        "share of the objects that is simulated and stands for all, as in 0.1: 1 over a whole number",
    ),
    key(
        "warm_up",
        "'auto'",
        "cut off at the beginning: a share of the bins, as 0.25 | auto (a quarter, or more, up to three \
         quarters, until caches have turned over) | steady (until they have, in front of as many requests \
         as are asked for; at most ten times as many in all)",
    ),
    key(
        "overflow",
        "0.01",
        "share of the time bins in which a server's load may exceed its capacity",
    ),
    key(
        "capacity.machines",
        "'equal'",
        "capacity is held in machines: equal (each as large as the neediest server asks for) | each (its own)",
    ),
    key(
        "capacity.known",
        "'hindsight'",
        "capacity is set from: hindsight (all measured bins) | past (the earlier ones, and judged on the rest)",
    ),
    key("capacity.past_share", "0.5", "share of the measured bins that it is set from (past)"),
    key("capacity.headroom", "0.0", "what is added to their quantile: 0.2 for a fifth (past)"),
    needed("capacity.machine_bytes_per_s", "what one machine can send: tells how many are needed"),
    needed("variation", "name of a variation of the base experiment; set by [robustness]"),
    key(
        "workload.kind",
        "'synthetic'",
        "synthetic | trace | series (counts over time) | twin (the shape of a trace)",
    ),
    key("workload.objects", "200000", "objects in the catalog, up to 100 million"),
    key("workload.sites", "1", "number of sites"),
    key("workload.site_alpha", "0.0", "Zipf exponent of the sites' shares; 0 for equal ones"),
    needed(
        "workload.overlap",
        "share of each site's catalog that all sites have in common, at ranks of their own: 0 to 1",
    ),
    key("workload.requests", "2000000", "length of the stream; what flash crowds ask is on top"),
    needed("workload.duration_s", "length of the stream in seconds, instead of `requests`"),
    key("workload.rate_per_s", "2000.0", "mean rate of the Poisson arrivals, flash crowds apart"),
    key(
        "workload.popularity.kind",
        "'zipf'",
        "zipf | zipf-mandelbrot | uniform | empirical | shot-noise (contents are born and forgotten)",
    ),
    key("workload.popularity.alpha", "0.8", "Zipf exponent within a site, at least 0"),
    key("workload.popularity.shift", "10.0", "added to each rank (zipf-mandelbrot)"),
    needed(
        "workload.popularity.file",
        "requests of objects as measured (empirical): a table as popularity.csv, or CacheBench's JSON",
    ),
    key(
        "workload.sizes.kind",
        "'constant'",
        "constant | exponential | lognormal | lognormal-pareto | empirical",
    ),
    key("workload.sizes.mean_bytes", "10000.0", "mean size (exponential)"),
    needed(
        "workload.sizes.file",
        "sizes as measured (empirical): a table with a column bytes, or CacheBench's JSON",
    ),
    key("workload.sizes.bytes", "1", "size of every object (constant)"),
    key("workload.sizes.median_bytes", "10000.0", "median size (lognormal body)"),
    key("workload.sizes.sigma", "1.0", "standard deviation of ln(size) (lognormal body)"),
    key("workload.sizes.tail_share", "0.05", "share of objects in the Pareto tail"),
    key("workload.sizes.tail_alpha", "1.2", "exponent of the Pareto tail"),
    key(
        "workload.sizes.popularity_correlation",
        "0.0",
        "correlation of size with popularity, -1 to 1",
    ),
    key("workload.rhythm.amplitude", "0.5", "peak of the day over its mean, less 1: 0 to 1"),
    key("workload.rhythm.peak_hour", "20.0", "hour of the day with the highest rate"),
    key(
        "workload.rhythm.phases",
        "'common'",
        "peak hours of the sites: common | uniform | von-mises | mixed",
    ),
    key("workload.rhythm.kappa", "1.0", "concentration of the peak hours (von-mises)"),
    key("workload.rhythm.second_share", "0.5", "share of the sites that peak later (mixed)"),
    key("workload.rhythm.second_peak_hour", "11.0", "their peak hour (mixed)"),
    key(
        "workload.rhythm.weekend",
        "1.0",
        "rate on weekends over that on weekdays; day 1 is Monday",
    ),
    key("workload.flash.per_day", "1.0", "flash crowds a day on each site, a Poisson process"),
    key(
        "workload.flash.common",
        "0.0",
        "share of a site's crowds that are of events which bring one to several sites at once",
    ),
    key(
        "workload.flash.common_sites",
        "'all'",
        "sites that such an event takes, by chance: all | a number",
    ),
    needed("workload.flash.at_s", "when a single flash crowd begins, instead of `per_day`"),
    key("workload.flash.site", "0", "the site it is on (with at_s)"),
    key(
        "workload.flash.on",
        "'object'",
        "what a crowd asks for: site (all of it) | object (one of it) | new-object",
    ),
    key(
        "workload.flash.magnitude",
        "10.0",
        "peak rate of the site over its mean; with a tail the least",
    ),
    key("workload.flash.magnitude_alpha", "0.0", "Pareto exponent of magnitude - 1; 0: all alike"),
    key("workload.flash.magnitude_max", "1000.0", "no crowd is larger (with a tail)"),
    key(
        "workload.flash.shape",
        "'news'",
        "television | news | front-page | release | ari | on-off | ramp | exponential | power-law \
         | endogenous",
    ),
    key("workload.flash.rise_s", "0.0", "linear rise; 0: at once (ramp, exponential, power-law)"),
    key(
        "workload.flash.plateau_s",
        "0.0",
        "time at the height (on-off, ramp, exponential, power-law)",
    ),
    key(
        "workload.flash.decay_s",
        "3600.0",
        "length of the fall (ramp), time constant (exponential), t0 (power-law, endogenous)",
    ),
    key("workload.flash.exponent", "1.4", "p of (1 + t/t0)^-p (power-law, endogenous)"),
    key("workload.flash.length_s", "0.0", "where a tail is cut; 0: at ten times decay_s"),
    key("workload.flash.unit_s", "3600.0", "unit of time (ari)"),
    key("workload.flash.ramp_ratio", "2.0", "ramp down over plateau (ari)"),
    key("workload.churn.turnover_per_day", "0.1", "mean changes of each rank a day"),
    key("workload.churn.new_share", "0.5", "share of the changes that bring in a new object"),
    key("workload.churn.reach", "10.0", "others trade places over up to this factor in rank"),
    key("workload.shots.contents_per_day", "1000.0", "contents born a day (shot-noise)"),
    key("workload.shots.volume", "10.0", "mean requests for each in its life"),
    key("workload.shots.volume_alpha", "0.0", "Pareto exponent of the volumes; 0: all alike"),
    key("workload.shots.life_days", "5.0", "life span, or time constant of its decay"),
    key("workload.shots.life_sigma", "0.0", "standard deviation of ln(life span)"),
    key("workload.shots.profile", "'rectangular'", "rectangular | exponential | power-law"),
    needed("workload.path", "file of the trace or series; beside the spec if relative"),
    needed(
        "workload.paths",
        "files of one trace, or patterns as access.log.*.gz: read in time order",
    ),
    key(
        "workload.format",
        "'auto'",
        "auto | log | json | w3c | squid | alb | elb | s3 | csv | oracle-general | lis | wc98",
    ),
    needed(
        "workload.log_format",
        "the server's own: '%h %l %u %t \"%r\" %>s %b', '$remote_addr ...', or a name as combined",
    ),
    key(
        "workload.size_rule",
        "'auto'",
        "auto | modified | last-whole | as-logged: what another size of an object means",
    ),
    key(
        "workload.order",
        "'as-logged'",
        "as-logged (by time) | file (as it stands in the file) | shuffled (the objects at the logged times in random order: a control without locality)",
    ),
    key("workload.malformed", "'skip'", "skip (counted) | error: lines that do not fit the format"),
    key(
        "workload.query",
        "'keep'",
        "keep | drop | drop=utm_*,fbclid: the query in names of objects",
    ),
    key(
        "workload.urls",
        "'as-logged'",
        "as-logged | normalized (percent-encodings of one address are one name)",
    ),
    key(
        "workload.methods",
        "[]",
        "methods or operations that are requests; GET, and reads, if empty",
    ),
    key("workload.statuses", "[]", "statuses that are requests; 200, 206 and 304 if empty"),
    key(
        "workload.time_unit",
        "'auto'",
        "auto | s | ms | us | ns | filetime: what the numbers of times count",
    ),
    key("workload.delimiter", "'auto'", "auto | comma | tab | semicolon | bar | blanks (tables)"),
    needed("workload.columns.time", "column of times, by name or by number from 1"),
    needed("workload.columns.object", "column of object names"),
    needed("workload.columns.bytes", "column of sizes"),
    needed("workload.columns.host", "column of hosts"),
    needed("workload.columns.method", "column of methods or operations"),
    needed("workload.columns.status", "column of statuses"),
    needed("workload.columns.ttl", "column of times to live in seconds"),
    needed("workload.columns.count", "column of counts (series)"),
    key(
        "workload.series.rows",
        "'objects'",
        "what a name of a series is: objects | object-sites | sites (of `workload.objects` each)",
    ),
    key("workload.series.scale", "1.0", "requests for each that was counted"),
    needed("workload.series.bin_s", "width of its bins in seconds, where it cannot be found out"),
    key(
        "workload.twin.start_unix_s",
        "0.0",
        "beginning; `hotset analyze --twin` writes these keys",
    ),
    needed("workload.twin.duration_s", "length in seconds"),
    key("workload.twin.day", "[]", "rate of each hour of the day over its mean"),
    key("workload.twin.week", "[]", "rate of each day from Monday on over its mean"),
    key("workload.twin.surges", "[]", "[hour since the first midnight, rate over the cycle's]"),
    needed(
        "workload.twin.classes",
        "like objects: number, requests, sizes and gaps between requests",
    ),
    key(
        "workload.sites_by",
        "'auto'",
        "sites of a trace: auto (those of a generated one, else none) | none | host | directory (first of the path) | hash (into `workload.sites`)",
    ),
    key("servers.count", "16", "number of servers"),
    key("servers.cache", "'1%'", "cache of each: 64MiB, 1000obj, 1% of the catalog's bytes"),
    key(
        "servers.policy",
        "'lru'",
        "one of `hotset policies`, with parameters and admission: s3-fifo:small=0.05, lru+second-hit",
    ),
    key(
        "servers.discipline",
        "'fifo'",
        "how answers share a server's rate (queueing): fifo | sharing (all at a time)",
    ),
    key("servers.overhead_s", "0.0", "what every answer takes beside its bytes (queueing)"),
    key(
        "servers.jobs_max",
        "10_000",
        "answers in a server's queue, the one that is sent among them, and as many requests again that wait \
         for its fetches; more are dropped. Fetches under way, and who began them, do not count (queueing)",
    ),
    needed("servers.requests_per_s", "what a server can serve, for packing sites on it"),
    needed(
        "servers.bytes_per_s",
        "and in bytes, also its rate (queueing; without it bytes take no time); without either, sites \
         are balanced over all servers",
    ),
    key(
        "servers.channels",
        "1",
        "answers that are sent at a time, each at its part of the rate (fifo)",
    ),
    key(
        "servers.idle_power",
        "0.5",
        "power of an idle server over that at peak (with bytes_per_s)",
    ),
    key(
        "scaling.by",
        "'none'",
        "when servers sleep, of which any will do: none (never) | load (while they are not needed)",
    ),
    key(
        "scaling.target",
        "0.7",
        "utilisation up to which servers are filled before one more wakes",
    ),
    key("scaling.interval_s", "60.0", "how often the load is looked at"),
    key("scaling.patience", "5", "servers are kept for the largest load of so many last intervals"),
    key("scaling.wake_s", "30.0", "how long a server takes to wake"),
    key("scaling.servers_min", "1", "servers that never sleep; all, if there are fewer"),
    key("origin.channels", "1", "fetches that are served at a time, each at its part of the rate"),
    key("origin.discipline", "'fifo'", "how fetches share the origin's rate: fifo | sharing"),
    needed("origin.bytes_per_s", "rate of the origin (queueing); without it bytes take no time"),
    key("origin.overhead_s", "0.0", "what every fetch takes at the origin beside its bytes"),
    key(
        "origin.jobs_max",
        "10_000",
        "fetches in the origin's queue; more are refused, and dropped",
    ),
    key("links.client_latency_s", "0.0", "one way between a client and its server (queueing)"),
    key("links.inter_server_latency_s", "0.0005", "one way between two servers (queueing)"),
    key("links.origin_latency_s", "0.02", "one way between a server and the origin (queueing)"),
    needed(
        "links.inter_server_bytes_per_s",
        "rate of each link from a server to another; without it bytes take no time there",
    ),
    needed("links.origin_bytes_per_s", "rate of each link from the origin to a server"),
    key(
        "links.jobs_max",
        "1_000",
        "answers in the queue of a link with a rate; more are dropped (queueing)",
    ),
    key(
        "layout.kind",
        "'hashed'",
        "dedicated | packed | mirrored | hashed | cooperative | tiered | hot | adaptive",
    ),
    key(
        "layout.packed.by",
        "'peak'",
        "sites are packed by: mean | peak | percentile | correlation (opposite peaks together)",
    ),
    key("layout.packed.percentile", "95.0", "percentile of the bins to pack by"),
    key("layout.entry", "'owner'", "where requests come in: owner | any"),
    key(
        "layout.routing",
        "'random'",
        "which of several servers gets a request, where any will do: random | round-robin | choices \
         (the least loaded of some) | least-loaded",
    ),
    key("layout.choices", "2", "servers drawn for a request, of which it gets the least loaded"),
    key("layout.hash", "'ring'", "ring | jump | rendezvous | maglev"),
    key("layout.vnodes", "100", "points of a server on the ring"),
    key(
        "layout.bound",
        "'none'",
        "no server of a ring gets more than this many times its share, the rest walks on; none: any",
    ),
    key(
        "layout.bound_by",
        "'load'",
        "what is bounded: objects (decided once) | load (decided at every request)",
    ),
    key(
        "layout.tiered.servers",
        "'half'",
        "servers in the tier behind the edges; half: of all of them",
    ),
    key("layout.tiered.tier", "'hashed'", "how the tier shares the content: hashed | mirrored"),
    needed("layout.hot.objects", "hot set: this many most popular objects"),
    needed("layout.hot.share_of_objects", "hot set: this share of the catalog, by popularity"),
    needed("layout.hot.share_of_requests", "hot set: most popular objects with this traffic share"),
    needed("layout.hot.sites", "hot set: all objects of this many most popular sites"),
    key(
        "layout.hot.servers",
        "'auto'",
        "servers set apart for the hot set; all: every one, beside the rest; auto: all, but an eighth \
         where the rest is dedicated or packed",
    ),
    key(
        "layout.hot.known",
        "'oracle'",
        "popularity is known from: oracle (the model, or all of the trace) | past (the warm-up)",
    ),
    needed("layout.hot.past_s", "only the last seconds of the warm-up count (past)"),
    key("layout.hot.tier", "'mirrored'", "how hot servers share the hot set: mirrored | hashed"),
    key(
        "layout.adaptive.when",
        "'epochs'",
        "when the hot set is planned anew: epochs (at the end of each) | once (of the first) | trigger \
         (also when an object that is not hot is asked for so often in one)",
    ),
    key(
        "layout.adaptive.trigger_requests",
        "1000",
        "requests for an object in an epoch that end it",
    ),
    key("layout.adaptive.epoch_s", "60.0", "length of an epoch"),
    key("layout.adaptive.delay_s", "0.0", "how long after an epoch its plan takes effect"),
    key(
        "layout.adaptive.memory",
        "'exact'",
        "popularity estimator: exact | window | decay | space-saving (counts of the last epoch, the last \
         epochs, all of them fading, or with bounded memory) | yesterday (of the same hour) | trend \
         (exponential)",
    ),
    key("layout.adaptive.epochs", "4", "epochs that are remembered (window)"),
    key(
        "layout.adaptive.keep",
        "0.5",
        "what is left of a request after an epoch (decay); weight of what was known (trend)",
    ),
    key("layout.adaptive.counters", "1000", "objects that are counted (space-saving)"),
    key(
        "layout.adaptive.hysteresis",
        "0.0",
        "by how much more another is asked for to take the place of a hot one: 0.1 for a tenth",
    ),
    key(
        "layout.adaptive.warm",
        "'push'",
        "what becomes hot is copied to the hot servers at once (push) or when asked for (pull)",
    ),
    key(
        "layout.rest",
        "'hashed'",
        "layout of the rest: mirrored | hashed | cooperative | dedicated | packed (each site at home)",
    ),
    key(
        "layout.caches",
        "'equal'",
        "cache of the servers of sites (dedicated, packed): equal | demand (by the sites' requests)",
    ),
    needed("optimize.key", "a number of layout, servers or scaling whose best value is looked for"),
    needed("optimize.from", "the smallest value; two whole numbers keep it whole"),
    needed("optimize.to", "the largest value"),
    key("optimize.metric", "'cost_per_egress'", "what is to be least: a number of runs.csv"),
    key("optimize.precision", "0.01", "how well the value is to be known: to this share of it"),
    key(
        "reserve.hours",
        "'busy'",
        "overflow is allowed in a share of: busy (the busiest hour of the day) | all (hours)",
    ),
    key("reserve.machine_per_s", "100.0", "requests per second that a machine serves"),
    key("reserve.idle_power", "0.5", "power of an idle machine over that at peak"),
    key("reserve.target", "0.8", "utilisation to which machines are filled before one more wakes"),
    key("cost.egress", "1.0", "price of a byte to clients in the weighted traffic"),
    key("cost.inter_server", "1.0", "price of a byte between servers"),
    key("cost.origin", "1.0", "price of a byte from the origin"),
];

/// Whether a key tells where a file lies: in results it is known by its name alone.
pub(crate) fn is_file(path: &str) -> bool {
    matches!(path, "workload.path" | "workload.popularity.file" | "workload.sizes.file")
}

/// The key at a path.
pub(crate) fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.path == path)
}

/// The known word nearest to one that is not known, if any is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let last = |path: &'_ str| path.rsplit('.').next().unwrap_or("").to_owned();
    known
        .into_iter()
        .map(|candidate| {
            let whole = strsim::damerau_levenshtein(word, candidate);
            // A key in the wrong section is found by its last part.
            let part = strsim::damerau_levenshtein(&last(word), &last(candidate)) + 1;
            (whole.min(part), candidate)
        })
        .min_by_key(|&(distance, _)| distance)
        .filter(|&(distance, candidate)| distance <= 1 + word.len().max(candidate.len()) / 4)
        .map(|(_, candidate)| candidate)
}
