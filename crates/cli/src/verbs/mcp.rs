//! `segue mcp`: the server by which Claude asks Segue, over stdin and stdout, until stdin closes.
//!
//! Starts without opening anything: a session waits for its servers. Each question opens the database anew, so that one
//! that was locked or missing can be asked again. Nothing but the protocol is printed.

mod answers;
mod tools;

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use segue_engine::{Code, Problem, World};

use crate::failure::Failure;
use crate::verbs::Surroundings;

/// Answer Claude's questions: the plugin's MCP server
///
/// Speaks the Model Context Protocol on stdin and stdout; Claude Code starts and ends it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Sent with every session: short.
const INSTRUCTIONS: &str = "Segue remembers this project across sessions and measures quota and context on this machine. \
Ask `recall` before asking the person what was decided, tried or done in earlier sessions. `quota` and `context` are measured; \
do not estimate what they can tell. `handoff` reads or adds to the notes that the next session begins with. \
`schedule` tells what will start by itself, `estimate` what a plan will take.";

/// Serves until stdin closes.
pub(crate) fn run(_args: &Args, surroundings: &Surroundings) -> Result<(), Failure> {
    let server = Server {
        world: Arc::new(surroundings.world()?),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(async {
        // Who starts it and goes away without a word is no failure.
        match server.serve(rmcp::transport::stdio()).await {
            Ok(running) => running
                .waiting()
                .await
                .map(drop)
                .map_err(|error| error.to_string()),
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    });
    // The thread that reads stdin may still be waiting for it.
    runtime.shutdown_background();
    served.map_err(|error| {
        Problem::new(
            Code::Io,
            format!("the conversation with Claude Code broke off: {error}"),
        )
        .hint("Claude Code starts `segue mcp` by itself; `segue setup` brings it in.")
        .into()
    })
}

struct Server {
    world: Arc<World>,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let mut about = Implementation::new("segue", env!("CARGO_PKG_VERSION"));
        about.title = Some("Segue".to_owned());
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(about)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all().into_iter().find(|tool| tool.name == name)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let world = Arc::clone(&self.world);
        let arguments = serde_json::Value::Object(request.arguments.unwrap_or_default());
        // The database may be waited for; other requests are answered meanwhile.
        let name = request.name.into_owned();
        let answered = tokio::task::spawn_blocking(move || answers::answer(&world, &name, &arguments)).await;
        let result = match answered {
            Ok(Ok(answer)) => {
                let mut result = CallToolResult::success(vec![ContentBlock::text(answer.text)]);
                result.structured_content = Some(answer.structured);
                result
            }
            Ok(Err(problem)) => CallToolResult::error(vec![ContentBlock::text(told(&problem))]),
            Err(_) => CallToolResult::error(vec![ContentBlock::text("Segue could not answer.")]),
        };
        Ok(result.into())
    }
}

/// What happened and what to try: Claude can tell the person, or try it.
fn told(problem: &Problem) -> String {
    match &problem.hint {
        Some(hint) => format!("{problem}\nHint: {hint}"),
        None => problem.to_string(),
    }
}
