"""A web server on this computer, scripted by each test."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Site:
    """What a test's server answers, by path, and what it was asked."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        self.answers = {"/robots.txt": (404, {}, b"")}
        self.asked = []
        self.headers = []
        self.at = []

    def page(self, path, body=b"<p>x</p>", status=200, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Type": "text/html; charset=utf-8", **headers}, body)
        return self.base + path

    def moved(self, path, to, status=302):
        self.answers[path] = (status, {"Location": to}, b"")
        return self.base + path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        site = self.server.site
        site.asked.append(self.path)
        site.headers.append(dict(self.headers))
        site.at.append(time.monotonic())
        answer = site.answers.get(self.path, (404, {}, b""))
        if callable(answer):
            answer = answer(self)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if answer is None:
            self.close_connection = True
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.site = Site(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.site
    server.shutdown()
    server.server_close()
