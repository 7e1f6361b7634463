"""The least that a WSGI server can be asked: the yardstick beside every figure."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
