//! Layouts of one's own that are registered, so that specs know them by name.

use super::{HotCell, Layout, Migration, Needs, Route};
use crate::ledger::PowerStateChange;
use hotset_workloads::parts::{Parameter, ParameterValues, Registry, read_all, value};
use hotset_workloads::{Catalog, ObjectId, Request, Stream};
use std::any::TypeId;

/// The description of a layout.
#[derive(Clone, Copy, Debug)]
pub struct LayoutInfo {
    /// The name in specs and tables.
    pub name: &'static str,
    /// What it does, in a phrase.
    pub what: &'static str,
    /// Its parameters.
    pub parameters: &'static [Parameter],
}

/// What a registered layout is made from.
pub struct LayoutConfig<'a> {
    /// Servers, each of which has an equal share of the space of all caches.
    pub servers: usize,
    /// The objects, with their sizes and sites.
    pub catalog: &'a Catalog,
    /// The share of the requests that each object gets, where a layout may know it ahead.
    pub weights: &'a dyn Fn() -> Vec<f64>,
    /// Random numbers, others in each replication.
    pub stream: Stream,
    /// Values of the layout's parameters, by name; the others have their defaults.
    pub given: &'a [(&'static str, f64)],
}

impl LayoutConfig<'_> {
    /// The value of a parameter.
    pub fn value(&self, parameter: &Parameter) -> f64 {
        value(self.given, parameter)
    }
}

/// A layout that can be made by its name.
pub trait NamedLayout: Layout + Sized + 'static {
    /// The description of the layout.
    const INFO: LayoutInfo;

    /// The layout of a run.
    fn new(config: &LayoutConfig<'_>) -> Self;
}

/// A layout that a program registered.
#[derive(Clone, Copy)]
pub struct RegisteredLayout {
    info: &'static LayoutInfo,
    needs: Needs,
    type_id: fn() -> TypeId,
    new: fn(&LayoutConfig<'_>) -> Box<dyn AnyLayout>,
}

static REGISTERED: Registry<RegisteredLayout> = Registry::new("layout");

impl RegisteredLayout {
    /// Registers a layout. Once is enough: a second time changes nothing.
    ///
    /// # Errors
    /// A name that another layout has, one of those of hotset (`taken`) among them, or that cannot stand in a spec.
    pub fn register<L: NamedLayout>(taken: &[&str]) -> Result<(), String> {
        let this: &'static Self = const {
            &Self {
                info: &L::INFO,
                needs: L::NEEDS,
                type_id: TypeId::of::<L>,
                new: |config| Box::new(L::new(config)),
            }
        };
        REGISTERED.add(this, |name| taken.contains(&name))
    }

    /// Those of this program, in the order in which they were registered.
    pub fn all() -> Vec<&'static Self> {
        REGISTERED.all()
    }

    /// The description.
    pub fn info(&self) -> &'static LayoutInfo {
        self.info
    }

    /// What it needs at most.
    pub fn needs(&self) -> Needs {
        self.needs
    }

    /// Reads values of its parameters, as `k=3:spread=2`.
    ///
    /// # Errors
    /// What was found and what was expected.
    pub fn parameters(&self, text: &str) -> Result<ParameterValues, String> {
        let parts = text.split(':').filter(|part| !part.is_empty());
        read_all(self.info.name, self.info.parameters, parts)
    }

    /// The layout of a run.
    pub fn layout(&self, config: &LayoutConfig<'_>) -> LayoutByName {
        LayoutByName((self.new)(config))
    }
}

hotset_workloads::named_part!(RegisteredLayout);

/// The methods of [`Layout`], called by address.
trait AnyLayout: Send {
    fn needs_at_most(&self) -> Needs;
    fn needs(&self) -> Needs;
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route;
    fn prefetch(&self, objects: &[ObjectId]);
    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange>;
    fn hot_requests(&self) -> &[HotCell];
    fn take_moves(&mut self, moves: &mut Vec<Migration>);
    fn demand(&self, server: usize, object: ObjectId) -> f64;
    fn pins(&self, object: ObjectId) -> bool;
}

impl<L: Layout> AnyLayout for L {
    fn needs_at_most(&self) -> Needs {
        Layout::needs_at_most(self)
    }

    fn needs(&self) -> Needs {
        Layout::needs(self)
    }

    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        Layout::route(self, request, loads)
    }

    fn prefetch(&self, objects: &[ObjectId]) {
        Layout::prefetch(self, objects);
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        Layout::power_state_changes(self, until_ns)
    }

    fn hot_requests(&self) -> &[HotCell] {
        Layout::hot_requests(self)
    }

    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        Layout::take_moves(self, moves);
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        Layout::demand(self, server, object)
    }

    fn pins(&self, object: ObjectId) -> bool {
        Layout::pins(self, object)
    }
}

/// A registered layout, whose type is not known.
pub struct LayoutByName(Box<dyn AnyLayout>);

impl Layout for LayoutByName {
    const NEEDS: Needs = Needs::ALL;

    fn needs_at_most(&self) -> Needs {
        self.0.needs_at_most()
    }

    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        self.0.route(request, loads)
    }

    fn prefetch(&self, objects: &[ObjectId]) {
        self.0.prefetch(objects);
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        self.0.power_state_changes(until_ns)
    }

    fn hot_requests(&self) -> &[HotCell] {
        self.0.hot_requests()
    }

    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        self.0.take_moves(moves);
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        self.0.demand(server, object)
    }

    fn pins(&self, object: ObjectId) -> bool {
        self.0.pins(object)
    }
}
