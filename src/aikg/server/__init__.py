"""The HTTP server. `aikg.server.app.create_app` puts it together; `aikg.server.core.core` is what routers work with.

Nothing is imported here: the child processes are modules of this package too, and start faster without a web framework.
"""
