"""The pictures of the README: `.venv/bin/python tests/explorer/screenshots.py` makes them anew in docs/pictures/."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
for _folder in ("tests", "tests/server", "benchmarks"):
    sys.path.insert(0, str(ROOT / _folder))

from browsing import Visit, started  # noqa: E402
from server_process import Server  # noqa: E402

from running import shipped  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
WIDE = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


def beginning(tab: Visit) -> None:
    """The empty page, with a name half typed."""
    tab.go()
    tab.page.get_by_role("combobox").fill("通义")
    tab.page.wait_for_selector("[role=option]")


def walking(tab: Visit) -> None:
    """Who restricts whom, and why a line is there."""
    tab.walk("policy:us-ai-providers-china-access-restrictions")
    tab.click("organization:google").do("expand")
    tab.click("organization:google|restricts|place:mainland-china")


def phone(tab: Visit) -> None:
    """A network of companies on a small screen, in Chinese and in the dark."""
    tab.walk("organization:xai")


def main() -> None:
    """Make all of them."""
    PICTURES.mkdir(exist_ok=True)
    server = Server(shipped(), token=None, AIKG_READERS=1)
    pages: dict[str, tuple[Callable[[Visit], None], dict[str, object]]] = {
        "explorer": (walking, WIDE),
        "explorer-begin": (beginning, WIDE),
        "explorer-phone": (phone, {**PHONE, "color_scheme": "dark", "locale": "zh-CN"}),
    }
    try:
        with started() as browser:
            for name, (doing, options) in pages.items():
                tab = Visit(browser, server.url, **options)
                doing(tab)
                tab.page.mouse.move(1, 1)
                tab.page.wait_for_timeout(1_500)
                tab.page.screenshot(path=PICTURES / f"{name}.png")
                tab.close()
                print(PICTURES / f"{name}.png")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
