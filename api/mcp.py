"""/mcp: the reports as tools and resources of an agent (Model Context Protocol, streamable HTTP).

Stateless, JSON in and out: nothing is kept between two requests, so nothing has to expire. The SDK's low-level server
is used, because the reports that can be read change while it runs. What reads and searches works in a thread.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any, cast
from urllib.parse import parse_qs

from fastapi import FastAPI
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api import mcp_texts
from api.access import caller_of
from api.errors import as_problem
from api.mcp_texts import LONGEST_RESOURCE
from api.mcp_tools import ReportTools, Tool
from corpus.report import Report
from index.hits import Filters
from index.store import Store
from qa.explain import explain

Context = ServerRequestContext[Any, Any]
PATH = "/mcp"
REPORT_URI = "council-qa://reports/"
PAGE = 100  # resources a list gives at once
READ_ONLY = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def mount(app: FastAPI, tools: ReportTools, store: Store, max_body_bytes: int) -> None:
    """Serve agents at `/mcp` for as long as the app runs."""
    endpoint = _Endpoint(reports_server(tools, store), max_body_bytes)
    app_runs = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with app_runs(app), endpoint.running():
            yield

    app.router.routes.append(Route(PATH, endpoint, methods=["POST"], include_in_schema=False))
    app.router.lifespan_context = lifespan


class _Endpoint:
    """The ASGI application behind `/mcp`; answers while `running`."""

    path = PATH

    def __init__(self, server: Server[Any], max_body_bytes: int) -> None:
        self._manager = StreamableHTTPSessionManager(
            server,
            json_response=True,
            stateless=True,
            max_request_body_size=max_body_bytes,
            # The app's own host check comes first and knows the settings; the origin is compared below.
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve until the block is left; once only."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        scope["route"] = self  # by whose path the metrics count it
        await self._manager.handle_request(scope, receive, send)


def reports_server(tools: ReportTools, store: Store) -> Server[Any]:
    """An MCP server with the tools, and with the reports as resources."""
    by_name = {tool.name: tool for tool in tools.all()}

    async def list_tools(_: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in by_name.values()])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            raise MCPError(types.INVALID_PARAMS, f"그런 도구가 없습니다. 쓸 수 있는 도구: {', '.join(by_name)}")
        return await run_in_threadpool(_called, tool, params.arguments or {}, cast(Request, context.request))

    async def list_resources(_: Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        after = (params.cursor if params else None) or ""
        return await run_in_threadpool(_listed, tools, after)

    async def list_templates(_: Context, __: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=f"{REPORT_URI}{{document_id}}{{?start}}",
                    name="report",
                    title="보고서의 글",
                    description=mcp_texts.REPORT,
                    mime_type="text/plain",
                )
            ]
        )

    async def read_resource(_: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await run_in_threadpool(_read, params.uri, store)

    return Server(
        "council-qa",
        version=version("council-qa"),
        title="의회 보고서 도우미",
        instructions=mcp_texts.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        output_schema=_without_examples(tool.result.model_json_schema(mode="serialization")),
        annotations=READ_ONLY,
    )


def _without_examples(schema: Any) -> Any:
    """A schema an agent can read quickly: the examples are those of the HTTP API."""
    if isinstance(schema, dict):
        return {name: _without_examples(value) for name, value in schema.items() if name != "examples"}
    return [_without_examples(value) for value in schema] if isinstance(schema, list) else schema


def _called(tool: Tool, arguments: dict[str, Any], request: Request) -> types.CallToolResult:
    """The result of a call; what goes wrong is told in it, so that the agent can mend its call."""
    request_id = request.state.request_id
    record = partial(request.app.state.audit.record, caller=caller_of(request), route=PATH, request_id=request_id)
    try:
        result, text = tool.call(tool.arguments.model_validate(arguments), record)
    except ValidationError as error:
        places = [(".".join(map(str, entry["loc"])), explain(entry)) for entry in error.errors()]
        return _failed("\n".join(f"{place}: {message}" if place else message for place, message in places))
    except Exception as error:
        return _failed(as_problem(error, method="POST", request_id=request_id).detail)
    return types.CallToolResult(
        content=[types.TextContent(text=text)], structured_content=_as_json(result), is_error=False
    )


def _as_json(result: BaseModel) -> dict[str, Any]:
    return result.model_dump(mode="json")


def _failed(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=message)], is_error=True)


def _listed(tools: ReportTools, after: str) -> types.ListResourcesResult:
    reports, following = tools.page(Filters(), after, PAGE)
    return types.ListResourcesResult(resources=[_resource(report) for report in reports], next_cursor=following)


def _resource(report: Report) -> types.Resource:
    meta = report.metadata
    return types.Resource(
        uri=f"{REPORT_URI}{report.id}",
        name=report.source,
        title=report.name,
        description=", ".join(filter(None, [meta.department, meta.date, meta.kind])),
        mime_type="text/plain",
        size=len(report.text.encode()),
    )


def _read(uri: str, store: Store) -> types.ReadResourceResult:
    document_id, _, query = uri.removeprefix(REPORT_URI).partition("?")
    given = parse_qs(query).get("start", ["0"])[0]
    report = store.report(document_id) if uri.startswith(REPORT_URI) else None
    if report is None or not (given.isascii() and given.isdecimal() and int(given) <= len(report.text)):
        raise MCPError(
            types.INVALID_PARAMS,
            f"그런 보고서가 없습니다. {REPORT_URI}document_id 또는 {REPORT_URI}document_id?start=자리 로 적으세요.",
            {"uri": uri[:500]},
        )
    start = int(given)
    end = min(len(report.text), start + LONGEST_RESOURCE)
    following = {"next": f"{REPORT_URI}{document_id}?start={end}"} if end < len(report.text) else None
    text = types.TextResourceContents(uri=uri, text=report.text[start:end], mime_type="text/plain", _meta=following)
    return types.ReadResourceResult(contents=[text])
