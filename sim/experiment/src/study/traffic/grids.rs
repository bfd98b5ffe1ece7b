//! The finer tables of a run: over time, and by server.

use super::metrics::break_even_s;
use hotset_results::Grid;
use hotset_sim::engine::Outcome;
use std::ops::Range;

pub(super) fn series(outcome: &Outcome, moves: bool) -> Grid {
    let bins = outcome.ledger.bins();
    let mut grid = Grid::new(&[
        "bin",
        "time_s",
        "requests",
        "origin_requests",
        "egress_bytes",
        "inter_server_bytes",
        "origin_bytes",
    ]);
    for bin in 0..bins.count {
        let total = outcome.ledger.bin_total(bin);
        let start_ns = bins.start_of(bin).0 - bins.start.0;
        grid.rows.push(vec![
            bin.into(),
            (start_ns as f64 / 1e9).into(),
            total.requests().into(),
            total.origin_requests.into(),
            total.egress_bytes.into(),
            total.sent_bytes.into(),
            total.fetch_bytes.into(),
        ]);
    }
    if moves {
        extend_by_moves(&mut grid, outcome);
    }
    if !outcome.hot_requests.is_empty() {
        grid.columns.push("hot_requests".to_owned());
        for (row, cell) in grid.rows.iter_mut().zip(&outcome.hot_requests) {
            row.push(cell.hot_requests.into());
        }
    }
    grid
}

fn extend_by_moves(grid: &mut Grid, outcome: &Outcome) {
    let columns = ["migrations", "migration_bytes", "wasted_migration_bytes", "break_even_s_mean"];
    grid.columns.extend(columns.map(str::to_owned));
    for (bin, row) in grid.rows.iter_mut().enumerate() {
        let total = outcome.ledger.bin_total(bin);
        let copies = outcome.copies.get(bin).copied().unwrap_or_default();
        row.extend([
            total.migrated_requests.into(),
            total.migrated_bytes.into(),
            copies.wasted_bytes.into(),
            break_even_s(&copies),
        ]);
    }
}

pub(super) fn servers_grid(outcome: &Outcome, measured: Range<usize>) -> Grid {
    let mut grid = Grid::new(&[
        "server",
        "requests",
        "egress_bytes",
        "sent_bytes",
        "received_bytes",
        "origin_bytes",
        "load_bytes_per_s",
        "load_bytes_per_s_max",
    ]);
    let bin_s = outcome.ledger.bins().width_s();
    let seconds = bin_s * measured.len() as f64;
    for server in 0..outcome.ledger.servers() {
        let total = outcome.ledger.server_total(server, measured.clone());
        let load = || outcome.loads.of_server(server, measured.clone());
        grid.rows.push(vec![
            server.into(),
            total.requests().into(),
            total.egress_bytes.into(),
            total.sent_bytes.into(),
            total.received_bytes.into(),
            total.fetch_bytes.into(),
            (load().sum::<u64>() as f64 / seconds).into(),
            (load().max().unwrap_or(0) as f64 / bin_s).into(),
        ]);
    }
    grid
}

/// The offered load of each server in each bin, and what it sent.
pub(super) fn loads(outcome: &Outcome) -> Grid {
    let bins = outcome.ledger.bins();
    let mut grid =
        Grid::new(&["bin", "time_s", "server", "load_bytes", "egress_bytes", "origin_bytes"]);
    for bin in 0..bins.count {
        let start_ns = bins.start_of(bin).0 - bins.start.0;
        for (server, cell) in outcome.ledger.bin(bin).iter().enumerate() {
            let load: u64 = outcome.loads.of_server(server, bin..bin + 1).sum();
            grid.rows.push(vec![
                bin.into(),
                (start_ns as f64 / 1e9).into(),
                server.into(),
                load.into(),
                cell.egress_bytes.into(),
                cell.fetch_bytes.into(),
            ]);
        }
    }
    grid
}
