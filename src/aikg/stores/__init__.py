"""Where quads are kept: one Protocol (`base`), the embedded engine (`embedded`) in a folder (`location`), a server (`remote`)."""

from aikg.stores.base import Answer, Scope, Solutions, Store, Table, Triples

__all__ = ["Answer", "Scope", "Solutions", "Store", "Table", "Triples"]
