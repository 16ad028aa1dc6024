//! What a running program needs to be found: a port, and a folder for its run file.

use std::{
    io::{self, ErrorKind},
    net::{SocketAddr, TcpListener},
};

use super::{check::Check, environment::Environment};
use crate::programs::{self, Address, RunFolder};

pub(super) fn checks(environment: &Environment) -> Vec<Check> {
    if environment.is_server_off() {
        return vec![Check::ok("port", "there is no live server, so none is needed")];
    }
    vec![port(environment), folder(&programs::run_folder())]
}

/// The port is taken for a moment, as a program would take it.
fn port(environment: &Environment) -> Check {
    const ID: &str = "port";
    let asked = environment.port();
    let address = SocketAddr::new(environment.host(), asked.unwrap_or(Address::DEFAULT_PORT));
    match TcpListener::bind(address) {
        Ok(_) if address.port() == 0 => Check::ok(ID, "any port will do"),
        Ok(_) => Check::ok(ID, format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            let found = format!("{address} is taken by {}", taken_by(address));
            // Whoever looks there finds somebody else's numbers.
            let advice = "the next program takes the next free port: `hotpath list` says which";
            if asked.is_some() {
                Check::warning(ID, found, advice)
            } else {
                Check::ok(ID, format!("{found}; {advice}"))
            }
        }
        Err(error) => {
            let found = format!("{address}: {error}: there is no live server");
            Check::problem(ID, found, "set HOTPATH_HTTP_PORT and HOTPATH_METRICS_HOST to what this user may take")
        }
    }
}

fn taken_by(address: SocketAddr) -> String {
    let running = programs::running(&[]);
    match running.iter().find(|program| program.address.port == address.port()) {
        Some(program) => format!("{} (process {}), which is measured", program.program, program.pid),
        None => {
            let server = Address::new(&address.ip().to_string(), address.port(), None);
            let answers = server.is_ok_and(|server| server.answers());
            if answers { "a measured program of another user".into() } else { "something else than hotpath".into() }
        }
    }
}

fn folder(folder: &io::Result<RunFolder>) -> Check {
    const ID: &str = "run files";
    let RunFolder { path, is_private } = match folder {
        Ok(folder) => folder,
        Err(error) => {
            return Check::problem(ID, error.to_string(), "programs are not found by themselves: mend the folder");
        }
    };
    match is_private {
        None => Check::ok(ID, format!("{} is made by the first program", path.display())),
        Some(true) => Check::ok(ID, format!("{} is of this user alone", path.display())),
        Some(false) => Check::problem(
            ID,
            format!("{} is not a folder of this user alone, so programs are not found by themselves", path.display()),
            format!("remove it, or have it be yours with the mode 0700: `chmod 700 {}`", path.display()),
        ),
    }
}
