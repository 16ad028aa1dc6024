//! Where a program's server is, as it is given on the command line.

use clap::{Args, value_parser};

use super::{Address, choose, running};

/// A server by host, port and token.
#[derive(Debug, Args)]
pub(crate) struct Server {
    /// The machine that the program runs on [default: 127.0.0.1]
    #[arg(long)]
    host: Option<String>,
    /// The port of the program's server [default: 6770]
    #[arg(long, value_parser = value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// The token of the program's server (HOTPATH_METRICS_AUTH_TOKEN of the program)
    #[arg(long)]
    token: Option<String>,
}

impl Server {
    /// The address that is given; `None` where none is.
    ///
    /// # Errors
    ///
    /// When it cannot be one.
    pub(crate) fn address(&self) -> Result<Option<Address>, String> {
        let Server { host, port, token } = self;
        if host.is_none() && port.is_none() && token.is_none() {
            return Ok(None);
        }
        let host = host.as_deref().unwrap_or(Address::DEFAULT_HOST);
        Address::new(host, port.unwrap_or(Address::DEFAULT_PORT), token.clone()).map(Some)
    }

    /// The address that is given, or else that of the program that is meant by `word`: see [`choose`]. A token goes to either.
    ///
    /// # Errors
    ///
    /// When it cannot be one, or no program or several are meant.
    pub(crate) fn or_chosen(&self, word: Option<&str>) -> Result<Address, String> {
        if let Some(address) = self.address()?.filter(|_| word.is_none()) {
            return Ok(address);
        }
        let Address { host, port, token } = choose(&running(&[]), word)?;
        Address::new(&host, port, self.token.clone().or(token))
    }
}
