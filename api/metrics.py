"""What operators can watch: `/metrics` in the Prometheus text format. One registry per app, nothing global."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import Scope

from index.library import Library
from qa.answer import Answer

# From a few milliseconds (extractive) to half a minute (a chat model on a slow machine).
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counts requests and answers."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "council_qa_http_requests_total",
            "HTTP requests by route and status.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "council_qa_http_request_seconds",
            "Time until the whole response was sent.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._answers = Counter(
            "council_qa_answers_total",
            "Answers of the API by status and mode.",
            ["status", "mode"],
            registry=self.registry,
        )

    def watch(self, library: Library) -> None:
        """Show what a library holds, read anew at every scrape."""
        self.registry.register(_LibraryCollector(library))

    def request(self, scope: Scope, *, status: int, seconds: float) -> None:
        """Count a finished request; `status` 0 means that the client went away first."""
        # The route's template, never the raw path: labels must not grow with what clients type.
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count an answer."""
        self._answers.labels(answer.status.value, answer.mode).inc()

    def text(self) -> bytes:
        """Everything, in the Prometheus text format."""
        return generate_latest(self.registry)


class _LibraryCollector(Collector):
    def __init__(self, library: Library) -> None:
        self._library = library

    def collect(self) -> Iterable[Metric]:
        reports = self._library.store.reports()
        yield GaugeMetricFamily("council_qa_documents", "Reports that can be asked about.", value=len(reports))
        yield GaugeMetricFamily(
            "council_qa_passages", "Passages that can be found.", value=sum(len(report.passages) for report in reports)
        )
