//! The hot layout: a hot set apart from the rest.

use super::{HotCell, Layout, Migration, Needs, Route};
use crate::ledger::{BinCursor, Bins, PowerStateChange};
use crate::ranking::by_descending_weight;
use hotset_workloads::{Catalog, ObjectId, Request};

/// Which objects are hot.
#[derive(Clone, Debug)]
pub struct HotSet {
    hot: Vec<bool>,
    objects: usize,
}

impl HotSet {
    /// The `objects` most popular ones; ties are broken at random.
    pub fn top_objects(weights: &[f64], objects: usize) -> Self {
        let ranked = by_descending_weight(weights);
        Self::of(weights.len(), &ranked[..objects.min(ranked.len())])
    }

    /// The fewest most popular objects that together get at least `share` of the requests.
    pub fn top_requests(weights: &[f64], share: f64) -> Self {
        let ranked = by_descending_weight(weights);
        let total: f64 = weights.iter().sum();
        let mut left = share * total;
        let objects = ranked
            .iter()
            .take_while(|&&object| {
                // Rounding must not pull in one object more.
                let wanted = left > 1e-12 * total;
                left -= weights[object as usize];
                wanted
            })
            .count();
        Self::of(weights.len(), &ranked[..objects])
    }

    /// All objects of the `sites` sites with the most requests; ties are broken at random.
    pub fn top_sites(weights: &[f64], catalog: &Catalog, sites: usize) -> Self {
        let mut site_weights = vec![0.0; catalog.sites];
        for (object, weight) in weights.iter().enumerate() {
            site_weights[usize::from(catalog.site_of(object as ObjectId))] += weight;
        }
        let mut top = vec![false; catalog.sites];
        by_descending_weight(&site_weights)
            .iter()
            .take(sites)
            .for_each(|&site| top[site as usize] = true);
        let objects: Vec<ObjectId> = (0..catalog.len() as ObjectId)
            .filter(|&object| top[usize::from(catalog.site_of(object))])
            .collect();
        Self::of(catalog.len(), &objects)
    }

    /// These objects of a catalog of `catalog` objects.
    pub fn of(catalog: usize, objects: &[ObjectId]) -> Self {
        let mut hot = vec![false; catalog];
        objects.iter().for_each(|&object| hot[object as usize] = true);
        Self { hot, objects: objects.len() }
    }

    /// Others become hot, instead of these, which all of those are that were.
    pub(super) fn replace(&mut self, those: &[ObjectId], others: &[ObjectId]) {
        those.iter().for_each(|&object| self.hot[object as usize] = false);
        others.iter().for_each(|&object| self.hot[object as usize] = true);
        self.objects = others.len();
    }

    /// Whether an object is hot.
    #[inline]
    pub fn contains(&self, object: ObjectId) -> bool {
        self.hot[object as usize]
    }

    /// Draws the marks of objects into the processor's caches.
    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        let marks = objects.iter().map(|&object| self.hot[object as usize]);
        std::hint::black_box(marks.fold(false, |touched, hot| touched ^ hot));
    }

    /// Number of hot objects.
    pub fn len(&self) -> usize {
        self.objects
    }

    /// Whether nothing is hot.
    pub fn is_empty(&self) -> bool {
        self.objects == 0
    }
}

/// Requests for what is hot, by time bin, where they are counted.
#[derive(Clone, Debug, Default)]
pub(super) struct HotRequests {
    bins: Option<BinCursor>,
    by_bin: Vec<HotCell>,
}

impl HotRequests {
    pub(super) fn new(bins: Bins) -> Self {
        Self { bins: Some(BinCursor::new(bins)), by_bin: vec![HotCell::default(); bins.count] }
    }

    #[inline]
    pub(super) fn note(&mut self, request: &Request, is_hot: bool) {
        if let Some(bins) = &mut self.bins {
            let cell = &mut self.by_bin[bins.index(request.time.0)];
            cell.requests += 1;
            cell.hot_requests += u64::from(is_hot);
        }
    }

    pub(super) fn by_bin(&self) -> &[HotCell] {
        &self.by_bin
    }
}

/// Hot objects laid out by `T`, usually on servers of their own; the rest laid out by `R`.
#[derive(Clone, Debug)]
pub struct Hot<T, R> {
    set: HotSet,
    hot_requests: HotRequests,
    hot: T,
    rest: R,
}

impl<T: Layout, R: Layout> Hot<T, R> {
    /// The hot set laid out by `hot`, everything else on the rest.
    pub fn new(set: HotSet, hot: T, rest: R) -> Self {
        Self { set, hot_requests: HotRequests::default(), hot, rest }
    }

    /// What is hot.
    pub fn set(&self) -> &HotSet {
        &self.set
    }

    /// The same, with the requests for the hot set counted by bin.
    pub fn counting(self, bins: Bins) -> Self {
        Self { hot_requests: HotRequests::new(bins), ..self }
    }
}

impl<T: Layout, R: Layout> Layout for Hot<T, R> {
    const NEEDS: Needs = T::NEEDS.or(R::NEEDS);

    fn needs(&self) -> Needs {
        self.hot.needs().or(self.rest.needs())
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let is_hot = self.set.contains(request.object);
        self.hot_requests.note(request, is_hot);
        if is_hot { self.hot.route(request, loads) } else { self.rest.route(request, loads) }
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.set.prefetch(objects);
        // Most requests for hot objects are for few of them, whose state is cached anyway.
        self.rest.prefetch(objects);
    }

    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        self.hot.take_moves(moves);
        self.rest.take_moves(moves);
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        [self.hot.power_state_changes(until_ns), self.rest.power_state_changes(until_ns)].concat()
    }

    fn hot_requests(&self) -> &[HotCell] {
        self.hot_requests.by_bin()
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        if self.set.contains(object) {
            self.hot.demand(server, object)
        } else {
            self.rest.demand(server, object)
        }
    }

    fn pins(&self, object: ObjectId) -> bool {
        self.set.contains(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hot_set_is_cut_by_rank_by_share_and_by_site() {
        let weights = [0.12, 0.4, 0.1, 0.3, 0.08];
        let hot = |set: &HotSet| (0..5).filter(|&object| set.contains(object)).collect::<Vec<_>>();
        assert_eq!(hot(&HotSet::top_objects(&weights, 3)), [0, 1, 3]);
        assert_eq!(hot(&HotSet::top_objects(&weights, 9)), [0, 1, 2, 3, 4]);
        assert_eq!(hot(&HotSet::top_requests(&weights, 0.7)), [1, 3]);
        assert_eq!(hot(&HotSet::top_requests(&weights, 0.71)), [0, 1, 3]);
        assert!(HotSet::top_requests(&weights, 0.0).is_empty());
        let catalog = Catalog { bytes: vec![1; 5], site: vec![0, 1, 0, 2, 2], sites: 3 };
        assert_eq!(hot(&HotSet::top_sites(&weights, &catalog, 2)), [1, 3, 4]);
    }
}
