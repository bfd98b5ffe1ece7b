//! Puts requests in time order with bounded memory.

use crate::{Request, SimTime};
use std::collections::VecDeque;

/// Holds back a window of requests and returns them in time order; equal times keep their order.
#[derive(Debug)]
pub(super) struct Reorder {
    window: VecDeque<Request>,
    /// Requests held back.
    length: usize,
    /// Requests that came too late even for the window and got the time of the last one returned.
    pub(super) late: u64,
    out_ns: u64,
}

impl Default for Reorder {
    fn default() -> Self {
        Self { window: VecDeque::new(), length: Self::WINDOW_REQUESTS, late: 0, out_ns: 0 }
    }
}

impl Reorder {
    /// Returns requests in the order in which they come in.
    pub(super) fn in_file_order() -> Self {
        Self { length: 0, ..Self::default() }
    }

    /// Requests held back: more than any log is seen to need.
    pub(super) const WINDOW_REQUESTS: usize = 1 << 16;

    /// Takes a request; returns one once the window is full.
    pub(super) fn push(&mut self, mut request: Request) -> Option<Request> {
        if request.time.0 < self.out_ns {
            self.late += 1;
            request.time.0 = self.out_ns;
        }
        match self.window.back() {
            Some(last) if last.time > request.time => {
                let place = self.window.partition_point(|held| held.time <= request.time);
                self.window.insert(place, request);
            }
            _ => self.window.push_back(request),
        }
        if self.window.len() > self.length { self.pop() } else { None }
    }

    /// Notes that all requests up to this time were returned by another way.
    pub(super) fn went_out(&mut self, time: SimTime) {
        self.out_ns = time.0;
    }

    /// Returns the earliest request.
    pub(super) fn pop(&mut self) -> Option<Request> {
        let request = self.window.pop_front()?;
        self.out_ns = request.time.0;
        Some(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_leave_in_time_order_and_ties_keep_theirs() {
        let mut reorder = Reorder::default();
        for (object, time) in [5, 3, 5, 4, 9, 3].into_iter().enumerate() {
            let request = Request {
                time: SimTime(time),
                object: object as u32,
                bytes: 1,
                ..Request::default()
            };
            assert_eq!(reorder.push(request), None);
        }
        let out: Vec<_> =
            std::iter::from_fn(|| reorder.pop()).map(|r| (r.time.0, r.object)).collect();
        assert_eq!(out, [(3, 1), (3, 5), (4, 3), (5, 0), (5, 2), (9, 4)]);
        assert_eq!(reorder.late, 0);
    }

    #[test]
    fn a_request_beyond_the_window_is_late_and_counted() {
        let mut reorder = Reorder::default();
        let request = |time| Request { time: SimTime(time), bytes: 1, ..Request::default() };
        for time in 10..10 + Reorder::WINDOW_REQUESTS as u64 {
            assert_eq!(reorder.push(request(time)), None);
        }
        assert_eq!(reorder.push(request(1_000_000)), Some(request(10)));
        assert_eq!(reorder.push(request(1)), Some(request(10)));
        assert_eq!(reorder.late, 1);
    }
}
