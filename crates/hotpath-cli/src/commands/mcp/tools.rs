//! The tools: what each is for, what it takes, and what it does.

use std::sync::Arc;

use rmcp::model::{JsonObject, ToolAnnotations};
use serde_json::{Value, json};

use super::{
    asked::Asked,
    diff, findings, function, parameters, programs,
    table::{self, Table},
};

/// A tool.
pub(super) struct Tool {
    pub(super) name: &'static str,
    title: &'static str,
    /// So that the right one is picked.
    description: &'static str,
    pub(super) parameters: &'static [&'static str],
    pub(super) required: &'static [&'static str],
    does: Does,
}

enum Does {
    /// Shows rows of sections.
    Shows(&'static Table),
    /// Says something else.
    Says(fn(&Asked) -> Result<Value, String>),
    /// Changes something.
    Changes(fn(&Asked) -> Result<Value, String>),
}

const ROWS: &[&str] = &["program", "report", "filter", "sort", "limit", "all_columns"];
const ROWS_WITH_PERCENTILES: &[&str] = &["program", "report", "filter", "sort", "limit", "percentiles", "all_columns"];

pub(super) const TOOLS: [Tool; 12] = [
    Tool {
        name: "list_programs",
        title: "Running programs and saved reports",
        description: "The measured programs that run now, with process id and address, and the saved reports in the folder that this server \
             was started in. Use it to see what there is, or which program or report to name to the other tools.",
        parameters: &[],
        required: &[],
        does: Does::Says(programs::list),
    },
    Tool {
        name: "functions",
        title: "Functions by time",
        description: "Measured functions by time: calls, average, percentiles, total, self time (without the measured functions they call), CPU time \
             where it is known. Use it to find what is slow or called often; sort by self for where the time is spent, by calls, or by a percentile.",
        parameters: ROWS_WITH_PERCENTILES,
        required: &[],
        does: Does::Shows(&table::FUNCTIONS),
    },
    Tool {
        name: "function",
        title: "One function in detail",
        description: "All that is known of one function: every figure, percentiles (50, 90, 95, 99 and 99.9 unless others are asked for), what it \
             allocates, who calls it and what it calls, its slowest calls with their call path, and its latest calls.",
        parameters: &["program", "report", "function", "percentiles"],
        required: &["function"],
        does: Does::Says(function::run),
    },
    Tool {
        name: "call_tree",
        title: "Call tree",
        description: "Call paths, heaviest first: who calls whom and where on the way time, CPU time or bytes go. Shows the paths to the largest figures, \
             each row with the index of its caller (`parent`). Use it to see why a function is reached, or which path is expensive.",
        parameters: &["program", "report", "filter", "by", "limit", "all_columns"],
        required: &[],
        does: Does::Shows(&table::TREE),
    },
    Tool {
        name: "allocations",
        title: "Functions by what they allocate",
        description: "Functions by the memory they allocate: bytes and blocks, per call and in all, what is still alive; allocations by thread, and the \
             whole program's live and peak bytes. For programs built with the feature hotpath-alloc.",
        parameters: ROWS,
        required: &[],
        does: Does::Shows(&table::ALLOCATIONS),
    },
    Tool {
        name: "channels",
        title: "Channels, streams and futures",
        description: "Channels, streams and futures that are followed: messages sent, received and queued, time in the queue, time that senders and \
             receivers waited; items and polls of streams; calls, cancellations and polls of futures. Use it for back-pressure, growing queues and starving tasks.",
        parameters: ROWS_WITH_PERCENTILES,
        required: &[],
        does: Does::Shows(&table::CHANNELS_AND_MORE),
    },
    Tool {
        name: "locks",
        title: "Mutexes and read-write locks",
        description: "Locks that are followed: acquisitions, how many had to wait and how long, how long the lock was held and by whom while others \
             waited. Use it for contention.",
        parameters: ROWS_WITH_PERCENTILES,
        required: &[],
        does: Does::Shows(&table::LOCKS),
    },
    Tool {
        name: "threads",
        title: "Threads, runtimes and the process",
        description: "The program's threads with CPU time, state and waits, its async runtimes with how busy their workers are, and CPU time and memory of \
             the process. Use it to see whether a program works or waits, and whether work is spread over threads.",
        parameters: ROWS,
        required: &[],
        does: Does::Shows(&table::THREADS),
    },
    Tool {
        name: "in_flight",
        title: "Calls that have not returned",
        description: "What every thread of a running program is doing now: calls that have begun and not returned, by thread, outermost first, and since when. \
             Use it for a program that hangs or is slow to answer.",
        parameters: &["program", "report", "filter", "limit"],
        required: &[],
        does: Does::Shows(&table::IN_FLIGHT),
    },
    Tool {
        name: "findings",
        title: "What is worth a look",
        description: "What hotpath's rules have found, worst first, each a sentence with its numbers: polls that block a runtime, locks held long, queues \
             that grow, outliers, panics, allocation storms, and more. The best first question about a program.",
        parameters: &["program", "report"],
        required: &[],
        does: Does::Says(findings::run),
    },
    Tool {
        name: "diff",
        title: "Two reports compared",
        description: "What changed between two saved reports, or between one and the running program: largest change first, with figures before and after, \
             the change, for durations an interval of 95 % confidence and a verdict (faster, slower, same, cannot_tell), and which gates broke. Use it to say whether \
             an edit made a program faster.",
        parameters: &["before", "after", "program", "section", "by_change_of", "limit", "gates"],
        required: &["before"],
        does: Does::Says(diff::run),
    },
    Tool {
        name: "reset",
        title: "Begin the numbers again",
        description: "Has a running program forget its numbers and begin again from zero, for all who look at it. Use it before an experiment. The program must have been \
             started with HOTPATH_METRICS_AUTH_TOKEN set.",
        parameters: &["program"],
        required: &[],
        does: Does::Changes(programs::reset),
    },
];

impl Tool {
    /// # Errors
    ///
    /// One line that says what is wrong.
    pub(super) fn run(&self, asked: &Asked) -> Result<Value, String> {
        match self.does {
            Does::Shows(table) => table.show(asked),
            Does::Says(run) | Does::Changes(run) => run(asked),
        }
    }

    /// As the protocol describes it.
    pub(super) fn described(&self) -> rmcp::model::Tool {
        let properties: JsonObject = parameters::named(self.parameters)
            .map(|parameter| (parameter.name.to_owned(), parameter.schema()))
            .collect();
        let mut schema = JsonObject::new();
        schema.insert("type".into(), "object".into());
        schema.insert("properties".into(), properties.into());
        schema.insert("additionalProperties".into(), false.into());
        if !self.required.is_empty() {
            schema.insert("required".into(), json!(self.required));
        }
        let changes = matches!(self.does, Does::Changes(_));
        let hints = ToolAnnotations::new().read_only(!changes).destructive(changes).idempotent(true).open_world(false);
        rmcp::model::Tool::new(self.name, self.description, Arc::new(schema))
            .with_title(self.title)
            .with_annotations(hints)
    }
}
