"""A chat with an OpenAI-compatible endpoint: one question, one answer, within limits of time, size and tries.

No library: the whole of it is one POST, and so it is known what is sent, to whom, and how long it may take.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from aikg import internet
from aikg.errors import ModelError
from aikg.settings import Model

LARGEST: Final = 2_000_000
"""Bytes of one answer."""
TRIES: Final = 3
_LONGEST_WAIT_S: Final = 20.0
_AGAIN: Final = frozenset({408, 409, 429, 500, 502, 503, 504})
_HINTS: Final = {
    400: "it may not know response_format with a JSON schema, or the article is too long for it",
    401: "the key in AIKG_LLM_KEY is missing or wrong",
    403: "the key in AIKG_LLM_KEY may not use this model",
    404: "look at AIKG_LLM_URL (it ends before /chat/completions) and AIKG_LLM_MODEL",
}

Message = Mapping[str, str]


def ask(model: Model, messages: Sequence[Message], schema: Mapping[str, Any]) -> str:
    """The answer of a model, in a JSON schema that it is asked to keep.

    Busy servers (429, 5xx) are asked again, at most three times in all.

    Raises:
        ModelError: it cannot be reached, refuses, takes too long, or answers too much or in another form. The message
            holds nothing that the server said: it may repeat the key.
    """
    body = {
        "model": model.name,
        "messages": list(messages),
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": schema},
        },
    }
    headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {model.key}"} if model.key else {})
    deadline = time.monotonic() + model.timeout_s
    with httpx.Client(trust_env=False, follow_redirects=False) as client:
        for tries in range(1, TRIES + 1):
            answer = _answer(client, model, body, headers, deadline)
            if isinstance(answer, bytes):
                return _content(answer, model)
            if tries == TRIES or time.monotonic() + answer > deadline:
                raise ModelError(f"{_where(model)} is busy, after {tries} tries; try again later")
            time.sleep(answer)
    raise AssertionError("unreachable")


def _answer(
    client: httpx.Client, model: Model, body: Mapping[str, Any], headers: Mapping[str, str], deadline: float
) -> bytes | float:
    """The bytes of an answer, or after how many seconds to try again."""
    left = max(deadline - time.monotonic(), 0.01)
    timeout = httpx.Timeout(left, connect=min(left, 10.0))
    url = f"{model.url.rstrip('/').removesuffix('/chat/completions')}/chat/completions"
    try:
        with (
            internet.closed_after(left, client),
            client.stream("POST", url, json=body, headers=dict(headers), timeout=timeout) as response,
        ):
            if response.status_code in _AGAIN:
                return _wait(response.headers.get("retry-after", ""))
            if response.status_code != httpx.codes.OK:
                hint = _HINTS.get(response.status_code, "look at AIKG_LLM_URL and AIKG_LLM_MODEL")
                raise ModelError(f"{_where(model)} answers {response.status_code}: {hint}")
            return _bytes(response, model, deadline)
    except httpx.TimeoutException as error:
        raise ModelError(_late(model)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        if time.monotonic() >= deadline:
            raise ModelError(_late(model)) from None
        raise ModelError(f"{_where(model)} cannot be reached ({type(error).__name__}); is it running?") from None


def _bytes(response: httpx.Response, model: Model, deadline: float) -> bytes:
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > LARGEST:
            raise ModelError(f"{_where(model)} answers more than {LARGEST // 1_000_000} MB; it is not read")
        if time.monotonic() > deadline:
            raise ModelError(_late(model))
    return bytes(data)


def _late(model: Model) -> str:
    return f"{_where(model)} has not answered in {model.timeout_s:g} s; AIKG_LLM_TIMEOUT_S gives it longer"


def _wait(retry_after: str) -> float:
    return min(float(retry_after), _LONGEST_WAIT_S) if retry_after.strip().isdecimal() else 1.0


def _content(data: bytes, model: Model) -> str:
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise ModelError(f"{_where(model)} does not answer as a chat does (no choices[0].message.content)") from error
    if not isinstance(content, str) or not content.strip():
        raise ModelError(f"{_where(model)} answers without words")
    return without_halves(content)


def without_halves(text: str) -> str:
    """A text with U+FFFD for each half of a character (a lone surrogate): JSON can write one, UTF-8 cannot.

    >>> without_halves("so \\ud83d\\ude80 and \\ud800") == "so \\U0001f680 and \\ufffd"
    True
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _where(model: Model) -> str:
    """The endpoint without what may be secret in its URL."""
    parts = urlsplit(model.url)
    return f"the model {model.name} at {parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"
