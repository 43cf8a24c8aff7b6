"""The command line: data on stdout, words on stderr; exit codes as in `aikg.errors`."""

from aikg.cli.main import main

__all__ = ["main"]
