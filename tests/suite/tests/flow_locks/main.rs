//! What `mutex!` and `rw_lock!` follow: locks that behave as the plain ones do, and what the section `locks` says of them.

mod async_lock;
mod numbers;
mod parking_lot;
mod std;
mod tokio;
mod traits;

use ::std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, Waker},
};

use hotpath::{Format, FunctionsGuardBuilder, Report, RowView};
use hotpath_report::Cell;

/// Scenarios that run with the plain locks, with followed ones, and with followed ones in a session: each writes down what
/// happens, step by step, and that must be the same.
#[macro_export]
macro_rules! scenarios {
    (plain { $($plain:item)* } wrapped { $($wrapped:item)* } $($(#[$attribute:meta])* fn $name:ident($steps:ident) $body:block)*) => {
        mod plain {
            use super::*;
            $($plain)*
            $(pub fn $name($steps: &mut Vec<String>) $body)*
        }
        mod wrapped {
            use super::*;
            $($wrapped)*
            $(pub fn $name($steps: &mut Vec<String>) $body)*
        }
        $(
            $(#[$attribute])*
            #[test]
            fn $name() {
                $crate::same(plain::$name, wrapped::$name);
            }
        )*
    };
}

#[track_caller]
fn same(plain: fn(&mut Vec<String>), wrapped: fn(&mut Vec<String>)) {
    let (mut expected, mut idle, mut measured_too) = (vec![], vec![], vec![]);
    plain(&mut expected);
    assert!(!expected.is_empty());
    measured(|| wrapped(&mut measured_too));
    assert_eq!(measured_too, expected, "in a session");
    wrapped(&mut idle);
    assert_eq!(idle, expected);
}

/// The report of a session in which `scenario` ran. Sessions come one after the other.
fn measured(scenario: impl FnOnce()) -> Report {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let session = FunctionsGuardBuilder::new("session").format(Format::None).build();
    scenario();
    let report = hotpath::snapshot();
    drop(session);
    report
}

/// The row of locks of this label and kind: both kinds of a lock that is read and written have its label.
fn row<'a>(report: &'a Report, label: &str, kind: &str) -> Option<RowView<'a>> {
    let (kind, access) = kind.split_once(' ').map_or((kind, None), |(kind, access)| (kind, Some(access)));
    let name = access.map_or(label.to_owned(), |access| format!("{label} ({access})"));
    let mut rows = report.section("locks")?.iter().filter(|row| row.name() == name && text(row, "type") == Some(kind));
    let row = rows.next();
    assert!(rows.next().is_none(), "two rows `{label}`, {kind}");
    row
}

fn text<'a>(row: &RowView<'a>, column: &str) -> Option<&'a str> {
    match row.row.cell(row.section.column(column)?) {
        Cell::Text(text) => Some(text),
        Cell::Absent | Cell::Number(_) => None,
    }
}

/// Locks of this label and kind have these numbers.
#[track_caller]
fn check(report: &Report, label: &str, kind: &str, expected: &[(&str, i64)]) {
    let row = row(report, label, kind).unwrap_or_else(|| panic!("no row `{label}`, {kind}"));
    let found: Vec<_> = expected.iter().map(|(column, _)| (*column, row.number(column))).collect();
    let expected: Vec<_> = expected.iter().map(|(column, number)| (*column, Some(*number))).collect();
    assert_eq!(found, expected, "{label}, {kind}");
}

/// Who held the lock while somebody waited longest.
fn holder<'a>(report: &'a Report, label: &str, kind: &str) -> Option<&'a str> {
    text(&row(report, label, kind)?, "holder")
}

fn poll<F: Future + ?Sized>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}
