"""Python's search for cycles, held back while very many small things are made that have none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: More things made than freed before cycles are looked for; Python's own 700 costs a third of an export's time.
#: Not never: what others make meanwhile, in their threads or in the edges that they give, is still found.
THRESHOLD = 500_000

_lock = Lock()
_at_work = 0
_former = _set = (0, 0, 0)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Python looks for cycles seldom while any thread is in here; afterwards as before."""
    global _at_work, _former, _set  # noqa: PLW0603 - the setting is the process's own
    with _lock:
        if not _at_work:
            _former = gc.get_threshold()
            if _former[0]:  # 0: whoever runs this does without
                gc.set_threshold(max(THRESHOLD, _former[0]), *_former[1:])
            _set = gc.get_threshold()
        _at_work += 1
    try:
        yield
    finally:
        with _lock:
            _at_work -= 1
            if not _at_work and gc.get_threshold() == _set:  # else somebody has set another meanwhile
                gc.set_threshold(*_former)
