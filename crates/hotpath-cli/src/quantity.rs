//! Durations, sizes and shares as they are given on the command line: `90s`, `1.5h`, `64MB`, `2%`.

use std::time::Duration;

/// Reads a duration: a number, and its unit.
///
/// # Errors
///
/// When it is none; the message says what is one.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let seconds = number(text, &[("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("m", 60.0), ("h", 3600.0)]);
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.ok_or_else(|| "a duration is a number with ms, s, m or h, such as 90s".into())
}

/// Reads a size in bytes: a number, and its unit of base 1024.
///
/// # Errors
///
/// When it is none; the message says what is one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within the bounds")]
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let bytes = number(text, &[("B", 1.0), ("KB", 1024.0), ("MB", 1_048_576.0), ("GB", 1_073_741_824.0)]);
    let bytes = bytes.filter(|bytes| (0.0..1e18).contains(bytes)).map(|bytes| bytes.round() as u64);
    bytes.ok_or_else(|| "a size is a number with B, KB, MB or GB, such as 64MB".into())
}

/// Reads a number of hundredths, `5%` or `5 %`, as the part that it is; `None` if it is none.
pub(crate) fn part(text: &str) -> Option<f64> {
    number(text, &[("%", 0.01)])
}

fn number(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let is_digit = |character: char| character.is_ascii_digit() || character == '.';
    let (digits, name) = text.split_at(text.find(|character| !is_digit(character))?);
    let (_, size) = units.iter().find(|(known, _)| *known == name.trim_start())?;
    digits.parse::<f64>().ok().map(|number| number * size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_a_number_with_a_unit() {
        let ms = |text| duration(text).ok().map(|duration| duration.as_millis());
        let read =
            ["250ms", "90s", "1.5m", "2 h", "0s", "5", "s", "-1s", "1e3s", "1..5s", "5d", "", "99999999999999999999h"]
                .map(ms);
        let expected = [Some(250), Some(90_000), Some(90_000), Some(7_200_000), Some(0)];
        assert_eq!(read[..5], expected);
        assert!(read[5..].iter().all(Option::is_none), "{read:?}");
        assert_eq!(
            ["512B", "1.5KB", "64MB", "1GB"].map(|text| bytes(text).ok()),
            [512, 1_536, 64 << 20, 1 << 30].map(Some)
        );
        assert_eq!(
            ["2%", "0.5 %", "0%", "2", "-1%", "2%%", "NaN%"].map(part),
            [Some(0.02), Some(0.005), Some(0.0), None, None, None, None]
        );
        assert!(["64", "MB", "64 Mb", "NaNMB", "999999999999GB"].iter().all(|text| bytes(text).is_err()));
    }
}
