"""Any SPARQL 1.1 server as a store: `--store URL`. Only SPARQL's two protocols go over the wire."""

from aikg.stores.remote.store import RemoteStore

__all__ = ["RemoteStore"]
