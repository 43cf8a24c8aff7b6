"""From a question to a response: cached, complete, or flowing; killed when its time is up or its client gone."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.types import Receive

from aikg._version import __version__
from aikg.server import frames, media
from aikg.server.cache import Cache, Kept
from aikg.server.pools import Pool
from aikg.server.problems import Problem
from aikg.server.processes import Process, despite_shots
from aikg.stores import Scope

HELD_S: Final = 1.0
"""How long the beginning of an answer is held back: until then its end, or an error, is told in the head."""
HELD: Final = 1024 * 1024
"""Bytes of a beginning that is held back."""
QUEUE_S: Final = 10.0

T = TypeVar("T")


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True)
class Question:
    """What a reader is asked: a query, or a graph. The formats are the best that the client accepts, None = none."""

    op: str
    seconds: float
    rows: str | None
    triples: str | None
    text: str = ""
    scope: Scope | None = None
    most: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    """What else the operation needs to know."""

    def key(self, media: str) -> str:
        """Everything that the answer in a format depends on, beside the data version."""
        asked = (self.op, media, self.text, frames.scope_fields(self.scope), self.most, self.details)
        return digest(__version__, *asked)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys that the answer can have: only a reader sees whether a query has rows or triples."""
        return tuple(self.key(media) for media in (self.rows, self.triples) if media is not None)

    def fields(self) -> dict[str, Any]:
        """The question as a reader gets it."""
        return {
            "op": self.op,
            "seconds": self.seconds,
            "media": {"rows": self.rows, "triples": self.triples},
            "text": self.text,
            "scope": frames.scope_fields(self.scope),
            "most": self.most,
            **self.details,
        }


@dataclass
class Answer:
    """The beginning of an answer, or all of it. `rest` flows on; whoever takes it must `close` the answer, and may
    `keep` it once the end has told whether it was cut.
    """

    version: str
    media: str
    body: bytes
    cut: bool = False
    etag: str | None = None
    more: bool = False
    status: int = 200
    rest: AsyncIterator[tuple[bytes, Any]] | None = None
    held: AsyncExitStack = field(default_factory=AsyncExitStack)
    killed: asyncio.Event = field(default_factory=asyncio.Event)
    keep: Callable[[bytes, bool], None] | None = None

    async def close(self) -> None:
        """Let go of the reader; if the answer has not come to its end, that kills it."""
        await self.held.aclose()


def digest(*parts: Any) -> str:
    """A short digest of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def etag(version: str, key: str) -> str:
    """A strong ETag: same data, same question, same format."""
    return f'"{version}-{key[:24]}"'


async def ask(pool: Pool, cache: Cache[Kept], question: Question) -> Answer:
    """Let a reader answer; another, if somebody shoots the first.

    Raises:
        Problem: it cannot.
    """
    return await despite_shots(lambda: _asked(pool, cache, question))


async def _asked(pool: Pool, cache: Cache[Kept], question: Question) -> Answer:
    async with AsyncExitStack() as stack:
        process = await stack.enter_async_context(pool.lease(QUEUE_S))
        timer = asyncio.get_running_loop().call_later(question.seconds, process.kill, "timeout")
        stack.callback(timer.cancel)
        answer = await _begin(process, question, stack)
        if answer.etag is not None:
            answer.keep = partial(_keep, cache, question, answer)
            if answer.rest is None:
                answer.keep(answer.body, answer.cut)
        answer.held, answer.killed = stack.pop_all(), process.killed
    if answer.rest is None:
        await answer.close()
    return answer


def _keep(cache: Cache[Kept], question: Question, answer: Answer, body: bytes, cut: bool) -> None:
    kept = Kept(answer.media, body, cut, answer.more)
    cache.put(answer.version, question.key(answer.media), answer=kept)


async def _begin(process: Process, question: Question, stack: AsyncExitStack) -> Answer:
    answers = await stack.enter_async_context(aclosing(process.ask(question.fields())))
    head: dict[str, Any] = {}
    body = bytearray()
    loop = asyncio.get_running_loop()
    until = float("inf")
    async for kind, payload in answers:
        if kind == frames.HEAD:
            head = payload
        elif kind == frames.END:
            return _complete(head, bytes(body), payload, question)
        else:
            body += payload
            until = min(until, loop.time() + HELD_S)
        if len(body) > HELD or loop.time() > until:
            break
    return replace(_answer(head, bytes(body), question), rest=answers)


def _complete(head: dict[str, Any], body: bytes, end: dict[str, Any], question: Question) -> Answer:
    if kind := end.get("unacceptable"):
        raise media.not_acceptable(media.ROWS if kind == "rows" else media.TRIPLES)
    if end.get("missing"):
        raise Problem(404, "not-found", "there is no such graph")
    return replace(_answer(head, body, question), cut=end["cut"])


def _answer(head: dict[str, Any], body: bytes, question: Question) -> Answer:
    tag = None if head["volatile"] else etag(head["version"], question.key(head["media"]))
    more, status = head.get("more", False), head.get("status", 200)
    return Answer(head["version"], head["media"], body, etag=tag, more=more, status=status)


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """What `work` returns, unless the client goes away before.

    Raises:
        ClientGone: it did; the work was cancelled.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(until_gone(request.receive))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        task.cancel()
        gone.cancel()
        await asyncio.gather(task, gone, return_exceptions=True)


async def until_gone(receive: Receive) -> None:
    """Wait until the client goes away; the body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass
