"""Where quads are kept: a Protocol (`base`), an engine (`embedded`) in a folder (`location`), a server (`remote`)."""

from aikg.stores.base import Answer, Scope, Solutions, Store, Table, Triples

__all__ = ["Answer", "Scope", "Solutions", "Store", "Table", "Triples"]
