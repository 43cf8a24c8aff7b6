"""Draw the README's picture from real output: `python docs/picture.py` writes docs/show-xai.svg."""

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

COLUMNS = 104
COMMAND = ["show", "xAI"]
TARGET = Path(__file__).with_name("show-xai.svg")


def on_a_terminal(command: list[str]) -> str:
    """What a command prints on a terminal, colours included."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": "60", "TERM": "xterm-256color"}
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(follower)
        printed = b""
        while chunk := _read(leader):
            printed += chunk
    if process.returncode:
        raise SystemExit(f"{command} failed")
    return printed.decode().replace("\r\n", "\n")


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # Linux's way to say that the other end is closed
        return b""


def main() -> None:
    """Run the command and save it as SVG, without the web fonts that rich would link to."""
    printed = on_a_terminal([str(Path(sys.executable).with_name("aikg")), *COMMAND])
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    console.print(Text.from_ansi(f"$ aikg {' '.join(COMMAND)}\n{printed}"))
    drawn = console.export_svg(title="aikg", unique_id="aikg")
    drawn = re.sub(r"@font-face\s*\{.*?\}", "", drawn, flags=re.DOTALL)
    drawn = drawn.replace("Fira Code", "ui-monospace, Menlo, Consolas")
    TARGET.write_text("\n".join(line.rstrip() for line in drawn.splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
