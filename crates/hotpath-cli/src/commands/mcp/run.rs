//! Serves one client over the standard input and output.

use std::io::{self, IsTerminal};

use clap::Args;
use rmcp::service::ServerInitializeError;

use super::server::Server;
use crate::messages::Messages;

/// Nothing: agents say what they want in what they ask.
#[derive(Debug, Args)]
#[command(after_help = "\
It speaks JSON-RPC over the standard input and output, finds running programs by itself, and ends with its input. Agents start it.

The tools: list_programs, functions, function, call_tree, allocations, channels, locks, threads, in_flight, findings, diff, reset.

Example, the configuration of most agents:
  {\"mcpServers\":{\"hotpath\":{\"command\":\"hotpath\",\"args\":[\"mcp\"]}}}")]
pub(crate) struct Arguments {}

/// Answers until the input ends.
///
/// # Errors
///
/// When the client does not begin as the protocol says, or there is no runtime to be had.
pub(crate) fn run(messages: Messages) -> Result<(), String> {
    if io::stdin().is_terminal() {
        messages.note("this is for agents, which start it themselves; see `hotpath mcp --help`. Control-D ends it.");
    }
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let served = runtime.block_on(async {
        let pipes = (tokio::io::stdin(), tokio::io::stdout());
        match rmcp::serve_server(Server::new(), pipes).await {
            Ok(service) => service.waiting().await.map(drop).map_err(|error| error.to_string()),
            // Nobody wanted anything.
            Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
                Err("the client does not begin with `initialize`, as the protocol has it".into())
            }
            Err(error) => Err(format!("the client does not speak the protocol: {error}")),
        }
    });
    // A client that no longer reads may still hold our input open, and the thread that reads it.
    runtime.shutdown_background();
    served
}
