//! Which of the running programs somebody means.

use std::net::IpAddr;

use super::{Address, Program};

/// The address of the program that is meant by its process id, its name or a part of it, or its address; without a word that of the only one.
///
/// # Errors
///
/// One line, when none or several are meant. It names those that run. Addresses that no program has told of are asked on this machine only: the
/// word may be somebody else's than the user's.
pub(crate) fn choose(programs: &[Program], word: Option<&str>) -> Result<Address, String> {
    let Some(word) = word.map(str::trim).filter(|word| !word.is_empty()) else {
        return match programs {
            [] => Err(NONE.into()),
            [only] => Ok(only.address.clone()),
            several => Err(format!("several programs run, so say which: {}", list(several))),
        };
    };
    let place = word.strip_prefix("http://").unwrap_or(word).trim_end_matches('/');
    let lower = word.to_lowercase();
    let contains = |text: &str| text.to_lowercase().contains(&lower);
    // The first of these that any program fits decides.
    let fits: [&dyn Fn(&Program) -> bool; 4] = [
        &|program| program.pid.to_string() == word,
        &|program| program.address.to_string() == place,
        &|program| file_name(&program.program) == word || program.program == word || program.caller_name == word,
        &|program| contains(&program.program) || contains(&program.caller_name),
    ];
    let found = fits.iter().map(|fits| programs.iter().filter(|program| fits(program)).cloned().collect::<Vec<_>>());
    match found.into_iter().find(|found| !found.is_empty()).as_deref() {
        Some([only]) => Ok(only.address.clone()),
        Some(several) => Err(format!("`{word}` are several programs, so say which: {}", list(several))),
        None => match address(place) {
            Some(address) => address,
            None if programs.is_empty() => Err(format!("`{word}` is not running: {NONE}")),
            None => Err(format!("no running program is `{word}`; there are: {}", list(programs))),
        },
    }
}

const NONE: &str = "no measured program runs; one is started with `cargo run --features hotpath`";
/// Programs that a message names.
const MOST_NAMED: usize = 20;

fn list(programs: &[Program]) -> String {
    let one = |program: &Program| format!("{} ({}, {})", program.pid, file_name(&program.program), program.caller_name);
    let mut named: Vec<String> = programs.iter().take(MOST_NAMED).map(one).collect();
    if programs.len() > MOST_NAMED {
        named.push(format!("{} more", programs.len() - MOST_NAMED));
    }
    named.join(", ")
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// `None` where the word is no address.
fn address(place: &str) -> Option<Result<Address, String>> {
    let (host, port) = place.rsplit_once(':')?;
    let port = port.parse().ok()?;
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let is_here = name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    if !is_here {
        return Some(Err(format!("`{place}` is not on this machine: forward its port here, as with `ssh -L`")));
    }
    Some(Address::new(host, port, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(pid: u32, name: &str, caller_name: &str, port: u16) -> Program {
        let address = Address::new("127.0.0.1", port, Some("secret".into())).unwrap();
        Program { pid, program: name.into(), caller_name: caller_name.into(), started_unix_ms: 1, address }
    }

    #[track_caller]
    fn check(programs: &[Program], word: Option<&str>, expected: Result<u16, &str>) {
        let chosen = choose(programs, word).map(|address| address.port);
        match (chosen, expected) {
            (Ok(port), Ok(expected)) => assert_eq!(port, expected),
            (Err(error), Err(expected)) => assert!(error.contains(expected) && !error.contains("secret"), "{error}"),
            (chosen, expected) => panic!("{chosen:?} is not {expected:?}"),
        }
    }

    #[test]
    fn a_program_is_meant_by_number_name_or_address() {
        let shop = program(47, "target/debug/shop", "shop::main", 1);
        let shop_test = program(4, "target/debug/shop_test", "shop_test::main", 2);
        let both = [shop.clone(), shop_test];
        check(&both, Some("4"), Ok(2));
        check(&both, Some("shop"), Ok(1));
        check(&both, Some(" TEST"), Ok(2));
        check(&both, Some("shop::main"), Ok(1));
        check(&both, Some("http://127.0.0.1:2/"), Ok(2));
        check(
            &both,
            Some("debug"),
            Err("`debug` are several programs, so say which: 47 (shop, shop::main), 4 (shop_test"),
        );
        check(&both, Some("none"), Err("no running program is `none`; there are: 47 (shop"));
        check(&both, None, Err("several programs run"));
        check(&[shop], None, Ok(1));
        check(&[], None, Err("no measured program runs"));
        check(&[], Some("shop"), Err("`shop` is not running: no measured program runs"));
    }

    #[test]
    fn an_address_that_nobody_told_of_is_on_this_machine() {
        check(&[], Some("localhost:7"), Ok(7));
        check(&[], Some("[::1]:7"), Ok(7));
        check(&[], Some("203.0.113.1:7"), Err("not on this machine"));
        check(&[], Some("evil.example:7"), Err("not on this machine"));
    }
}
