//! The call tree: time by call path.

use std::cmp::Reverse;

use hotpath_report::{Better, Cell, Column, Mark, Row, Section, Show, Source, TREE, Unit};

use super::{alloc::wrapper_usage, cpu};
use crate::engine::{
    record::{AllocCounts, LiveBlocks, NodeUsage},
    snapshot::{Folded, Units, number},
};

/// One row per call path: the whole program with what ran on its thread below it, then what began on other threads.
pub(super) fn section(folded: &Folded, units: &Units<'_>) -> Option<Section> {
    let duration = |id, title| Column::new(id, title, Unit::Nanoseconds, Better::Lower, Show::Always);
    let count = |id, title, show| Column::new(id, title, Unit::Count, Better::Neither, show);
    let mut columns = vec![
        count("calls", "Calls", Show::Always).counter(),
        duration("total", "Time").counter(),
        duration("self", "Self").counter(),
        Column::new("percent_total", "%", Unit::BasisPoints, Better::Lower, Show::Always),
        count("polls", "Polls", Show::Detail).counter(),
    ];
    if units.has_memory() {
        columns.extend(memory_columns());
    }
    columns.extend(cpu::columns(units).into_iter().map(|column| match column.id.as_str() {
        // Lines of a tree are long.
        "cpu_looks" => Column { show: Show::Detail, ..column },
        _ => column,
    }));
    let mut tree = Tree { folded, units, children: children_by_time(folded), rows: Vec::new() };
    // Paths of earlier sessions are none of this one's.
    if units.has_memory() || !tree.children.below_wrapper.is_empty() || !tree.children.elsewhere.is_empty() {
        tree.add_all();
    }
    Some(Section { id: TREE.into(), title: "Call tree".into(), columns, rows: tree.rows })
}

/// What was allocated: on the path with all longer ones, and on the path itself.
fn memory_columns() -> Vec<Column> {
    let bytes = |id, title, show| Column::new(id, title, Unit::Bytes, Better::Lower, show);
    let count = |id, title| Column::new(id, title, Unit::Count, Better::Lower, Show::Detail);
    vec![
        bytes("bytes", "Allocated", Show::Always).counter().beside("count"),
        bytes("self_bytes", "Self alloc.", Show::Always).counter().beside("self_count"),
        bytes("live", "Live", Show::WhenAny).beside("live_blocks"),
        count("count", "Allocations").counter(),
        count("self_count", "Self allocations").counter(),
        count("live_blocks", "Live blocks"),
        count("frees", "Frees").counter(),
        bytes("freed", "Freed", Show::Detail).counter(),
        bytes("net", "Net", Show::Detail),
        count("self_frees", "Self frees").counter(),
        bytes("self_freed", "Self freed", Show::Detail).counter(),
        bytes("self_net", "Self net", Show::Detail),
        bytes("largest", "Largest", Show::Detail),
        count("reallocations", "Reallocations").counter(),
        count("self_reallocations", "Self reallocations").counter(),
    ]
}

/// The cells of `memory_columns`.
fn memory_cells(units: &Units<'_>, own: &NodeUsage, cumulative: &AllocCounts, live: LiveBlocks) -> Vec<Cell> {
    if !units.has_memory() {
        return Vec::new();
    }
    let NodeUsage { usage: own, largest } = own;
    let [live_bytes, live_blocks] = units.live(live);
    vec![
        number(cumulative.bytes),
        number(own.bytes),
        live_bytes,
        number(cumulative.allocations),
        number(own.allocations),
        live_blocks,
        number(cumulative.frees),
        number(cumulative.freed_bytes),
        Cell::Number(cumulative.net_bytes()),
        number(own.frees),
        number(own.freed_bytes),
        Cell::Number(own.net_bytes()),
        number(*largest),
        number(cumulative.reallocations),
        number(own.reallocations),
    ]
}

struct Tree<'a> {
    folded: &'a Folded,
    units: &'a Units<'a>,
    children: Children,
    rows: Vec<Row>,
}

/// The paths that begin below the wrapper and those that begin on other threads, and each path's longer ones; the most
/// expensive first.
struct Children {
    below_wrapper: Vec<usize>,
    elsewhere: Vec<usize>,
    of: Vec<Vec<usize>>,
}

fn children_by_time(folded: &Folded) -> Children {
    let mut children =
        Children { below_wrapper: Vec::new(), elsewhere: Vec::new(), of: vec![Vec::new(); folded.paths.len()] };
    // Paths without calls in this session are left out, unless they lead to some: from calls that have not returned.
    let mut leads: Vec<bool> = folded
        .paths
        .iter()
        .map(|path| {
            path.calls + path.polls + path.inclusive_ticks + path.inclusive_cpu.looks > 0 || path.cumulative.is_any()
        })
        .collect();
    for (index, path) in folded.paths.iter().enumerate().rev() {
        if let Some(parent) = path.parent {
            leads[parent] |= leads[index];
        }
    }
    for (index, path) in folded.paths.iter().enumerate() {
        if leads[index] {
            match path.parent {
                Some(parent) => children.of[parent].push(index),
                None if path.below_wrapper => children.below_wrapper.push(index),
                None => children.elsewhere.push(index),
            }
        }
    }
    let by_time = |paths: &mut Vec<usize>| paths.sort_by_key(|path| Reverse(folded.paths[*path].inclusive_ticks));
    children.of.iter_mut().for_each(by_time);
    by_time(&mut children.below_wrapper);
    by_time(&mut children.elsewhere);
    children
}

impl Tree<'_> {
    fn add_all(&mut self) {
        let (total_ns, self_ns) = self.units.wrapper_ns(self.folded);
        let outside = &self.folded.memory.wrapper;
        self.rows.push(Row {
            name: self.units.context.caller_name.into(),
            cells: [
                vec![number(1), number(total_ns), number(self_ns), self.units.share(total_ns), Cell::Absent],
                memory_cells(self.units, &outside.own, &wrapper_usage(self.folded), outside.live),
                cpu::wrapper_cells(self.folded, self.units, total_ns),
            ]
            .concat(),
            marks: vec![Mark::Wrapper],
            ..Row::default()
        });
        // A stack of (path, row of its parent): depth first, without recursion of our own.
        let under_wrapper = self.children.below_wrapper.iter().map(|path| (*path, Some(0)));
        let roots = under_wrapper.chain(self.children.elsewhere.iter().map(|path| (*path, None)));
        let mut open: Vec<_> = roots.collect();
        open.reverse();
        while let Some((path, parent)) = open.pop() {
            let row = self.add(path, parent);
            open.extend(self.children.of[path].iter().rev().map(|child| (*child, Some(row))));
        }
    }

    fn add(&mut self, index: usize, parent: Option<usize>) -> usize {
        let path = &self.folded.paths[index];
        let total_ns = self.units.scale.ns(path.inclusive_ticks);
        let (file, line, column) = path.site.source();
        self.rows.push(Row {
            name: path.site.name().into_owned(),
            source: Some(Source { file: file.into(), line, column }),
            parent,
            cells: [
                vec![
                    number(path.calls),
                    number(total_ns),
                    self.units.duration(path.self_ticks),
                    self.units.share(total_ns),
                    if path.polls > 0 { number(path.polls) } else { Cell::Absent },
                ],
                memory_cells(self.units, &path.own, &path.cumulative, path.live),
                cpu::cells(
                    self.units,
                    &path.cpu,
                    &path.inclusive_cpu,
                    Some(total_ns).filter(|_| !self.folded.runs(path.site)),
                ),
            ]
            .concat(),
            ..Row::default()
        });
        self.rows.len() - 1
    }
}
