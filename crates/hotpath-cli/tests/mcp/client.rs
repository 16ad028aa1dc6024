//! Clients of `hotpath mcp`: that of the SDK, and one by hand that may say anything.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use rmcp::{RoleClient, ServiceExt, model::CallToolRequestParams, service::RunningService};
use serde_json::{Value, json};
use tokio::{
    process::Child,
    runtime::{Builder, Runtime},
};

/// The server as a process, with the SDK's client.
pub(super) struct Client {
    runtime: Runtime,
    service: RunningService<RoleClient, ()>,
    process: Child,
}

impl Client {
    /// A server whose folder is this one, and which finds the programs there.
    pub(super) fn start(folder: &Path) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (service, process) = runtime.block_on(async {
            let mut command = tokio::process::Command::from(command(folder));
            let mut process = command.kill_on_drop(true).spawn().expect("the server starts");
            let pipes = (process.stdout.take().expect("a pipe"), process.stdin.take().expect("a pipe"));
            (().serve(pipes).await.expect("both speak the protocol"), process)
        });
        Client { runtime, service, process }
    }

    /// What the server says of itself.
    pub(super) fn about(&self) -> Value {
        json!(self.service.peer_info())
    }

    pub(super) fn tools(&self) -> Value {
        json!(self.runtime.block_on(self.service.list_all_tools()).expect("there are tools"))
    }

    /// The answer of a tool; an error where it is one that the agent reads.
    pub(super) fn call(&self, tool: &str, arguments: &Value) -> Result<Value, String> {
        let arguments = arguments.as_object().expect("an object").clone();
        let call = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
        let result =
            self.runtime.block_on(self.service.call_tool(call)).map_err(|error| format!("protocol: {error}"))?;
        let text = result.content[0].as_text().expect("a text").text.clone();
        if result.is_error == Some(true) {
            return Err(text);
        }
        let answer = result.structured_content.expect("structured content");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON"), answer);
        Ok(answer)
    }

    /// Ends the input; the exit code.
    pub(super) fn end(self) -> Option<i32> {
        let Client { runtime, service, mut process } = self;
        runtime.block_on(async {
            service.cancel().await.expect("the client ends");
            process.wait().await.expect("the server ends").code()
        })
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hotpath"));
    command.arg("mcp").current_dir(folder).env("XDG_RUNTIME_DIR", folder).env("TMPDIR", folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a server has said to lines of any kind, by hand: messages, exit code, messages for people.
pub(super) fn converse(folder: &Path, lines: &[&str]) -> (Vec<Value>, Option<i32>, String) {
    let mut process = command(folder).spawn().expect("the server starts");
    let mut stdin = process.stdin.take().expect("a pipe");
    for line in lines {
        writeln!(stdin, "{line}").expect("the server listens");
    }
    drop(stdin);
    let output = process.wait_with_output().expect("the server ends");
    let text = String::from_utf8(output.stdout).expect("text");
    let messages = text.lines().map(|line| serde_json::from_str(line).expect("nothing but the protocol")).collect();
    (messages, output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}
