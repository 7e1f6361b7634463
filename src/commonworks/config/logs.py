"""What the log may hold of a request: never its path, in which people type things."""

import logging

NOWHERE = "an address that no page has"


class RoutesNotPaths(logging.Filter):
    """Says instead which route was matched: ``s/<slug:council>/<slug:service>/status/<token>``."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            paths = (request.path, request.get_full_path())
            match = getattr(request, "resolver_match", None)
            route = match.route if match else NOWHERE
            record.args = tuple(route if arg in paths else arg for arg in record.args)
        return True
