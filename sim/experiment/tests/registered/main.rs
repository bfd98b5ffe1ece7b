//! Parts that a program registers: specs know them, and they are served as those of hotset.

#![allow(clippy::unwrap_used, reason = "a test panics where something is wrong")]

mod admission;
mod format;
mod popularity;

use hotset_experiment::{Options, Plan, Row, Spec, execute, register_layout};
use hotset_sim::cache::{
    Access, CacheConfig, EvictionPolicy, Fifo, Lru, Parameter, PolicyInfo, PolicyKind,
};
use hotset_sim::layout::{Layout, LayoutConfig, LayoutInfo, NamedLayout, Route};
use hotset_workloads::{ObjectId, Request};

/// One of hotset's policies under another name, as if somebody else had written it.
macro_rules! under_another_name {
    ($own:ident, $of:ident, $name:literal) => {
        struct $own($of);

        impl EvictionPolicy for $own {
            const INFO: PolicyInfo = PolicyInfo {
                name: $name,
                can_peek_victim: $of::INFO.can_peek_victim,
                ..PolicyInfo::new($name, "as another", "a test", "O(1)")
            };

            fn new(config: &CacheConfig<'_>) -> Self {
                Self($of::new(config))
            }

            fn contains(&self, object: ObjectId) -> bool {
                self.0.contains(object)
            }

            fn lookup(&mut self, access: Access) -> bool {
                self.0.lookup(access)
            }

            fn peek_victim(&mut self) -> Option<ObjectId> {
                self.0.peek_victim()
            }

            fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
                self.0.evict(incoming)
            }

            fn insert(&mut self, access: Access) -> Option<u64> {
                self.0.insert(access)
            }

            fn remove(&mut self, object: ObjectId) -> Option<u64> {
                self.0.remove(object)
            }

            fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
                self.0.residents()
            }
        }
    };
}

under_another_name!(OwnLru, Lru, "own-lru");
under_another_name!(OwnFifo, Fifo, "own-fifo");
under_another_name!(Second, Lru, "own-fifo");
under_another_name!(Taken, Lru, "lru");
under_another_name!(Unwritable, Lru, "Own LRU");

const TURN: Parameter = Parameter::count("turn", (0, 7), 0, "servers by which sites are turned");

/// A server for each site.
struct BySite {
    servers: usize,
    turn: usize,
    site_of: Vec<u16>,
}

impl Layout for BySite {
    fn route(&mut self, request: &Request, _: &[u64]) -> Route {
        Route::straight((usize::from(request.site) + self.turn) % self.servers)
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        let site = usize::from(self.site_of[object as usize]);
        f64::from((site + self.turn) % self.servers == server)
    }
}

impl NamedLayout for BySite {
    const INFO: LayoutInfo =
        LayoutInfo { name: "by-site", what: "a server a site", parameters: &[TURN] };

    fn new(config: &LayoutConfig<'_>) -> Self {
        let site_of = config.catalog.site.clone();
        Self { servers: config.servers, turn: config.value(&TURN) as usize, site_of }
    }
}

fn register() {
    PolicyKind::register::<OwnLru>().unwrap();
    PolicyKind::register::<OwnFifo>().unwrap();
    register_layout::<BySite>().unwrap();
}

/// The metrics of every run of a spec.
fn metrics(settings: &[&str]) -> Vec<Row> {
    let model = "workload = { objects = 3_000, requests = 30_000, sites = 4, site_alpha = 0.7 }";
    metrics_on(model, settings)
}

/// Those with another workload.
fn metrics_on(workload: &str, settings: &[&str]) -> Vec<Row> {
    let text = format!(
        "name = 'own'\nbins = 20\nwarm_up = 0.2\nservers = {{ count = 4, cache = '2%' }}\n{workload}\n"
    );
    let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
    let plan = Plan::new(&Spec::parse(&text, &settings).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let runs = execute(&plan, &Options::new(folder.path())).unwrap().runs().unwrap();
    let own = |row: Row| {
        let ours = |(name, _): &(String, serde_json::Value)| {
            !["layout.", "servers.", "workload.", "run_id"]
                .iter()
                .any(|other| name.starts_with(other))
        };
        row.into_iter().filter(ours).collect()
    };
    runs.rows.into_iter().map(own).collect()
}

#[test]
fn a_registered_policy_is_served_as_that_of_hotset() {
    register();
    let time = "time='queueing'";
    let rate = "servers.bytes_per_s=1e8";
    for (own, known) in [
        ("own-lru", "lru"),
        ("own-fifo", "fifo"),
        ("own-fifo+second-hit", "fifo+second-hit"),
        ("own-lru+tinylfu", "lru+tinylfu"),
    ] {
        for layout in ["hashed", "cooperative", "tiered", "hot"] {
            let of = |policy: &str, timed: &[&str]| {
                let policy = format!("servers.policy='{policy}'");
                let kind = format!("layout.kind='{layout}'");
                let hot: &[&str] = if layout == "hot" { &["layout.hot.objects=30"] } else { &[] };
                metrics(&[&[&*policy, &*kind], hot, timed].concat())
            };
            assert_eq!(of(own, &[]), of(known, &[]), "{own} in {layout}");
            assert_eq!(of(own, &[time, rate]), of(known, &[time, rate]), "{own} in {layout}");
        }
    }
}

#[test]
fn a_registered_layout_is_served_as_that_of_hotset() {
    register();
    let timed = ["time='queueing'", "servers.bytes_per_s=1e8"];
    for settings in [&[][..], &timed, &["servers.policy='static-lfu'"]] {
        let of = |layout: &[&str]| metrics(&[layout, settings].concat());
        let hotset = of(&["layout.kind='dedicated'"]);
        assert_eq!(of(&["layout.kind='by-site'"]), hotset, "{settings:?}");
        let turned = of(&["layout.kind='by-site:turn=1'"]);
        assert_eq!(turned[0]["origin_bytes"], hotset[0]["origin_bytes"]);
    }
    for (kind, what) in [
        ("by-site:turn=9", "expected a whole number from 0 to 7"),
        ("by-site:turns=1", "by-site has no parameter \"turns\""),
        ("hashed:turn=1", "expected one of: dedicated, "),
    ] {
        let wrong = Spec::parse(&format!("layout.kind = '{kind}'"), &[]).unwrap();
        let wrong = Plan::new(&wrong).unwrap_err().to_string();
        assert!(wrong.contains(what), "{wrong}");
    }
}

#[test]
fn a_name_is_registered_once_and_can_be_written() {
    register();
    register();
    let refused = |registered: Result<(), String>, what: &str| {
        let error = registered.unwrap_err();
        assert!(error.contains(what), "{error}");
    };
    refused(PolicyKind::register::<Second>(), "a second policy \"own-fifo\"");
    refused(PolicyKind::register::<Taken>(), "a second policy \"lru\"");
    refused(PolicyKind::register::<Unwritable>(), "small letters, digits and hyphens");
    let names: Vec<&str> = PolicyKind::known().into_iter().map(PolicyKind::name).collect();
    assert!(names.ends_with(&["own-lru", "own-fifo"]), "{names:?}");
    let wrong = Spec::parse("layout.kind = 'by-sites'", &[]).unwrap();
    let wrong = Plan::new(&wrong).unwrap_err();
    assert_eq!(wrong.help.as_deref(), Some("did you mean \"by-site\"?"));
}
