"""A real Chromium on a real server: what a person does, and what the page must never do meanwhile."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
_QUIET = ("no-first-run", "disable-background-networking", "disable-component-update", "disable-sync", "disable-quic")
_DRAWING = ("use-gl=angle", "use-angle=swiftshader", "enable-unsafe-swiftshader")
_FLAGS = [f"--{flag}" for flag in ("no-sandbox", *_QUIET, *_DRAWING)]
PATIENCE_MS = 60_000
_WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`);
});
"""


def chromium() -> str:
    """The browser; without one the test is skipped, but on a machine that checks changes, where it has to be."""
    if CHROMIUM is None:
        reason = "there is no Chromium (Debian: chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@contextmanager
def started() -> Iterator[Browser]:
    playwright: Playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        yield browser
        browser.close()


class Visit:
    """A tab on the explorer. `problems` are errors, refused requests and violations of the policy."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        given = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", "locale": "en-GB", **options}
        self.url = url
        self.context = browser.new_context(**given)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.set_default_navigation_timeout(PATIENCE_MS)
        self.problems: list[str] = []
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.add_init_script(_WATCH)

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "GL Driver" not in text and "GPU stall" not in text:
            self.problems.append(text)

    def go(self, path: str = "/") -> Visit:
        self.page.goto(self.url + path)
        return self

    def walk(self, fragment: str) -> Visit:
        """Open what an address names, and wait until it is to be seen."""
        return self.go(f"/#{fragment}").settled()

    def settled(self) -> Visit:
        self.page.wait_for_selector("#explorer[data-state=ready]:not(.blank)")
        self.page.locator("#panel-card .busy").wait_for(state="detached")
        return self

    def where(self, name: str) -> tuple[float, float]:
        """The pixel where an entity, or the middle of a line, is drawn."""
        found = self.page.evaluate("name => document.querySelector('.picture').whereIs(name)", name)
        assert found is not None, f"{name} is not in the picture"
        return found[0], found[1]

    def click(self, name: str) -> Visit:
        """Click on an entity or a line in the picture."""
        self.page.mouse.move(0, 0)
        self.page.mouse.click(*self.where(name))
        self.page.wait_for_timeout(350)  # as long as a second click could make it a double click
        return self.settled()

    def nodes(self) -> set[str]:
        """Who is in view, as the list has it."""
        ids = self.page.eval_on_selector_all("#panel-list [role=option][id]", "all => all.map((one) => one.id)")
        return {name.removeprefix("in-view-") for name in ids}

    def card(self) -> str:
        return str(self.page.text_content("#panel-card"))

    def do(self, what: str) -> Visit:
        """Press one of the card's buttons."""
        self.page.click(f"#panel-card [data-do={what}]")
        return self.settled()

    def tool(self, name: str) -> Visit:
        """Press one of the buttons over the picture."""
        self.page.click(f"[data-tool={name}]")
        self.page.wait_for_timeout(100)
        return self.settled()

    def said(self, text: str) -> Visit:
        """Wait until those who listen are told something."""
        self.page.locator("[role=status]", has_text=text).wait_for(state="attached")
        return self

    def fragment(self) -> str:
        """The address, once the page has written it."""
        self.page.wait_for_timeout(600)
        return self.page.url.partition("#")[2]

    def close(self) -> None:
        self.context.close()
