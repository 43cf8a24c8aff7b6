"""Figures for Prometheus, of one server."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from aikg.server.core import Core

_BUCKETS = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 30.0, 60.0)


class Metrics:
    """Counts requests; looks at processes and cache when it is asked."""

    def __init__(self, core: Core) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("aikg_requests", "Requests answered", labels, registry=self._registry)
        self._seconds = Histogram(
            "aikg_request_seconds",
            "Time to the end of a response",
            ("route",),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._lost = Counter(
            "aikg_readers_lost", "Readers that died or were killed", ("reason",), registry=self._registry
        )
        self._registry.register(_Now(core))
        for pool in (core.readers, core.house, core.writer):
            pool.on_loss = lambda reason: self._lost.labels(reason).inc()

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def exposition(self) -> tuple[bytes, str]:
        """The text format, and its Content-Type."""
        return generate_latest(self._registry), CONTENT_TYPE_PLAIN_0_0_4


class _Now(Collector):
    def __init__(self, core: Core) -> None:
        self._core = core

    def collect(self) -> Iterator[Metric]:
        """What is so at this moment."""
        core = self._core
        yield GaugeMetricFamily("aikg_readers_busy", "Readers at work", value=core.readers.busy)
        yield GaugeMetricFamily("aikg_readers_waiting", "Requests that wait for a reader", value=core.readers.waiters)
        held = core.holding.quads if core.holding else 0
        yield GaugeMetricFamily("aikg_quads_in_memory", "Quads of the copy that readers share", value=held)
        yield CounterMetricFamily("aikg_cache_hits", "Answers from the cache", value=core.cache.hits)
        yield CounterMetricFamily("aikg_cache_stored", "Answers that were put into the cache", value=core.cache.stored)
