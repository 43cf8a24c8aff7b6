"""Where quads are kept: one small Protocol (`base`), and the embedded engine behind it (`embedded`, in a `location`)."""

from aikg.stores.base import Answer, Solutions, Store, Triples

__all__ = ["Answer", "Solutions", "Store", "Triples"]
