//! The adaptive layout: a hot set estimated online.

use super::hot::HotRequests;
use super::{Estimator, HotCell, HotSet, Layout, Memory, Migration, Needs, Route, SubLayout};
use crate::cache::mix;
use crate::ledger::{Bins, PowerStateChange};
use crate::ranking::tie_break;
use hotset_workloads::{ObjectId, Request};
use std::collections::VecDeque;

/// When the hot set is planned again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum When {
    /// At the end of every epoch.
    #[default]
    Epochs,
    /// At the end of the first epoch, and never again.
    Once,
    /// Also as soon as an object outside the planned hot set has an estimated count of `requests`, which ends the
    /// epoch; not again before the plan takes effect, nor within fewer requests.
    Trigger {
        /// Requests, at least 1.
        requests: u64,
    },
}

/// How a hot set follows the requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adaptation {
    /// Objects in the hot set.
    pub objects: usize,
    /// When it is planned again.
    pub when: When,
    /// The length of an epoch, in nanoseconds, at least 1.
    pub epoch_ns: u64,
    /// How long after the end of an epoch its plan takes effect.
    pub delay_ns: u64,
    /// The popularity estimator.
    pub memory: Memory,
    /// Hysteresis: by how much more popular an object must be to replace one that is hot; 0.1 for a tenth.
    pub hysteresis: f64,
    /// The seed that breaks ties of equal counts: object ids may be their true ranks.
    pub ties: u64,
    /// Whether objects that become hot are migrated to the hot servers at once; otherwise these fetch them
    /// on demand.
    pub push: bool,
}

impl Adaptation {
    /// A bound on its memory for `objects` objects, in bytes.
    pub fn memory_bytes_max(&self, objects: f64) -> f64 {
        let planned = objects * (2.0 + 16.0 + 16.0);
        planned
            + match self.memory {
                Memory::Exact | Memory::Decay { .. } => objects * 8.0,
                Memory::Trend { .. } => objects * 48.0,
                Memory::Window { epochs } | Memory::Yesterday { epochs } => {
                    objects * (12.0 + 8.0 * epochs as f64)
                }
                // A counter, its place in a table and in a tree.
                Memory::SpaceSaving { counters } => objects.min(counters as f64) * 80.0,
            }
    }
}

/// As [`Hot`](super::Hot), but with a hot set estimated online: it counts the requests of an epoch, and makes
/// the most popular objects hot in a later one.
#[derive(Clone, Debug)]
pub struct Adaptive {
    how: Adaptation,
    ties: u64,
    servers: usize,
    set: HotSet,
    /// What will be hot once all plans have taken effect.
    planned: HotSet,
    /// The objects of both.
    hot_objects: Vec<ObjectId>,
    last_plan: Vec<ObjectId>,
    estimator: Estimator,
    /// When the current epoch ends; known with the first request.
    epoch_end_ns: Option<u64>,
    /// Requests in it so far.
    asked: u64,
    /// Whether the epoch is to end early.
    triggered: bool,
    /// Plans, and when they take effect.
    plans: VecDeque<(u64, Vec<ObjectId>)>,
    moves: Vec<Migration>,
    hot_requests: HotRequests,
    tier: SubLayout,
    rest: SubLayout,
}

impl Adaptive {
    /// Nothing is hot at first. The parts are laid out over `servers` servers and `objects` objects.
    pub fn new(
        how: Adaptation,
        servers: usize,
        objects: usize,
        tier: SubLayout,
        rest: SubLayout,
    ) -> Self {
        Self {
            how,
            ties: how.ties,
            servers,
            set: HotSet::of(objects, &[]),
            planned: HotSet::of(objects, &[]),
            hot_objects: Vec::new(),
            last_plan: Vec::new(),
            estimator: Estimator::new(how.memory, objects),
            epoch_end_ns: None,
            asked: 0,
            triggered: false,
            plans: VecDeque::new(),
            moves: Vec::new(),
            hot_requests: HotRequests::default(),
            tier,
            rest,
        }
    }

    /// The same, with the requests for the hot set counted by bin.
    pub fn counting(self, bins: Bins) -> Self {
        Self { hot_requests: HotRequests::new(bins), ..self }
    }

    /// Ends epochs that are over, and puts plans that are due into effect.
    fn advance(&mut self, now: u64) {
        let epoch_ns = self.how.epoch_ns;
        let end = *self.epoch_end_ns.get_or_insert(now.saturating_add(epoch_ns));
        if now >= end {
            self.plan(end, ((now - end) / epoch_ns) as usize);
            let into = (now - end) % epoch_ns;
            self.epoch_end_ns = Some(match self.how.when {
                When::Once => u64::MAX,
                _ => (now - into).saturating_add(epoch_ns),
            });
        } else if self.triggered {
            self.plan(now, 0);
            self.epoch_end_ns = Some(now.saturating_add(epoch_ns));
        }
        // Of several that are due, the last is the one that holds.
        let mut due = None;
        while let Some((_, plan)) = self.plans.pop_front_if(|(due, _)| *due <= now) {
            due = Some(plan);
        }
        if let Some(plan) = due {
            self.adopt(plan);
        }
    }

    fn note(&mut self, object: ObjectId) {
        let count = self.estimator.note(object);
        self.asked += 1;
        // Counts of earlier epochs do not end this one before it has begun.
        if let When::Trigger { requests } = self.how.when
            && count >= requests as f64
            && self.asked >= requests
            && self.plans.is_empty()
            && !self.planned.contains(object)
        {
            self.triggered = true;
        }
    }

    /// Ends an epoch, and `empty` more without requests: the
    /// objects with the highest estimates become hot, with random ties.
    fn plan(&mut self, end: u64, empty: usize) {
        let mut known = self.estimator.end_epoch(empty);
        for (object, weight) in &mut known {
            if self.planned.contains(*object) {
                *weight *= 1.0 + self.how.hysteresis;
            }
        }
        // Ties are broken differently every time.
        self.ties = mix(self.ties.wrapping_add(1));
        let ties = self.ties;
        let tie_break = |object: ObjectId| mix(u64::from(object) ^ ties);
        known.sort_by(|a, b| b.1.total_cmp(&a.1).then(tie_break(a.0).cmp(&tie_break(b.0))));
        let plan = known.into_iter().take(self.how.objects).map(|(object, _)| object);
        let plan: Vec<ObjectId> = plan.collect();
        self.planned.replace(&self.last_plan, &plan);
        self.last_plan.clone_from(&plan);
        self.plans.push_back((end.saturating_add(self.how.delay_ns), plan));
        (self.asked, self.triggered) = (0, false);
    }

    fn adopt(&mut self, plan: Vec<ObjectId>) {
        if self.how.push {
            for &object in plan.iter().filter(|&&object| !self.set.contains(object)) {
                // Mirrors share the work, whatever the objects are called.
                let has = |&server: &usize| self.rest.demand(server, object) > 0.0;
                let holders: Vec<usize> = (0..self.servers).filter(has).collect();
                let Some(&from) = holders.get(tie_break(object) as usize % holders.len().max(1))
                else {
                    continue;
                };
                let wanted = |&to: &usize| to != from && self.tier.demand(to, object) > 0.0;
                let to = (0..self.servers).filter(wanted);
                self.moves.extend(to.map(|to| Migration { object, from, to }));
            }
        }
        self.set.replace(&self.hot_objects, &plan);
        self.hot_objects = plan;
    }
}

impl Layout for Adaptive {
    const NEEDS: Needs = Needs { migrations: true, forwarding: true, ..SubLayout::NEEDS };

    fn needs(&self) -> Needs {
        let parts = self.tier.needs().or(self.rest.needs());
        Needs { migrations: true, forwarding: self.how.push || parts.forwarding, ..parts }
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        self.advance(request.time.0);
        self.note(request.object);
        let is_hot = self.set.contains(request.object);
        self.hot_requests.note(request, is_hot);
        match is_hot {
            true => self.tier.route(request, loads),
            false => self.rest.route(request, loads),
        }
    }

    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        moves.append(&mut self.moves);
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        [self.tier.power_state_changes(until_ns), self.rest.power_state_changes(until_ns)].concat()
    }

    fn hot_requests(&self) -> &[HotCell] {
        self.hot_requests.by_bin()
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        self.rest.demand(server, object)
    }
}
