//! Numbers as text: durations, sizes, shares and counts. Rounding is to nearest and carries into the next unit.

use hotpath_report::{Cell, Unit};

/// A duration given in nanoseconds: two decimals in the largest fitting unit up to 1 000 s, two units above.
///
/// ```
/// use hotpath_render::format::duration;
///
/// assert_eq!(duration(850), "850 ns");
/// assert_eq!(duration(1_500), "1.50 µs");
/// assert_eq!(duration(999_999), "1.00 ms");
/// assert_eq!(duration(1_500_000_000), "1.50 s");
/// assert_eq!(duration(125_000_000_000), "125.00 s");
/// assert_eq!(duration(1_205_000_000_000), "20 min 05 s");
/// assert_eq!(duration(3_720_000_000_000), "1 h 02 min");
/// ```
#[must_use]
pub fn duration(ns: u64) -> String {
    const SECOND: u64 = 1_000_000_000;
    if ns < 1_000 {
        return format!("{ns} ns");
    }
    // Each unit up to the amount, in hundredths, at which the next one begins.
    for (unit_ns, name, end) in [(1_000, "µs", 100_000), (1_000_000, "ms", 100_000), (SECOND, "s", 100_000)] {
        let hundredths = rounded(ns, unit_ns, 100);
        if hundredths < end {
            return format!("{}.{:02} {name}", hundredths / 100, hundredths % 100);
        }
    }
    let (seconds, minutes, hours) =
        (rounded(ns, SECOND, 1), rounded(ns, 60 * SECOND, 1), rounded(ns, 3_600 * SECOND, 1));
    if seconds < 3_600 {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    } else if minutes < 1_440 {
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    } else {
        format!("{} d {:02} h", hours / 24, hours % 24)
    }
}

/// A size in bytes: whole below 1 024, else one decimal in a unit of base 1 024.
///
/// ```
/// use hotpath_render::format::bytes;
///
/// assert_eq!(bytes(512), "512 B");
/// assert_eq!(bytes(1_536), "1.5 KB");
/// assert_eq!(bytes(1_048_575), "1.0 MB");
/// ```
#[must_use]
pub fn bytes(bytes: u64) -> String {
    if bytes < 1_024 {
        return format!("{bytes} B");
    }
    let mut unit = 1;
    let mut tenths = 0;
    let mut name = "";
    for next in ["KB", "MB", "GB", "TB", "PB", "EB"] {
        unit *= 1_024;
        tenths = rounded(bytes, unit, 10);
        name = next;
        if tenths < 10_240 {
            break;
        }
    }
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// A share given in basis points, hundredths of a percent: always two decimals.
///
/// ```
/// assert_eq!(hotpath_render::format::percent(1_234), "12.34%");
/// ```
#[must_use]
pub fn percent(basis_points: u64) -> String {
    format!("{}.{:02}%", basis_points / 100, basis_points % 100)
}

/// A number of things, with its thousands apart.
///
/// ```
/// assert_eq!(hotpath_render::format::count(1_250_331), "1,250,331");
/// ```
#[must_use]
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A cell of a column with this unit; `-` where nothing is known, which is never shown as 0.
///
/// ```
/// use hotpath_render::format::cell;
/// use hotpath_report::{Cell, Unit};
///
/// assert_eq!(cell(&Cell::Number(1_500), Unit::Nanoseconds), "1.50 µs");
/// assert_eq!(cell(&Cell::Number(-1_536), Unit::Bytes), "-1.5 KB");
/// assert_eq!(cell(&Cell::Absent, Unit::Count), "-");
/// ```
#[must_use]
pub fn cell(cell: &Cell, unit: Unit) -> String {
    let number = match cell {
        Cell::Absent => return "-".into(),
        Cell::Text(text) => return crate::text::clean(text),
        Cell::Number(number) => *number,
    };
    let size = number.unsigned_abs();
    let text = match unit {
        Unit::Nanoseconds => duration(size),
        Unit::Bytes => bytes(size),
        Unit::BasisPoints => percent(size),
        Unit::Count | Unit::Text | Unit::Unknown => count(size),
    };
    if number < 0 { format!("-{text}") } else { text }
}

/// `amount / unit × parts`, to the nearest whole number. In 128 bits, where nothing overflows.
fn rounded(amount: u64, unit: u64, parts: u128) -> u128 {
    let unit = u128::from(unit);
    (u128::from(amount) * parts + unit / 2) / unit
}
