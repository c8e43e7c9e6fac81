"""A fetcher that answers from a table instead of the network."""

from __future__ import annotations

from pipelines.fetching.client import Fetched, FetchError


class ScriptedFetcher:
    """Answers by address: bytes or text are a document, an exception is raised, what is missing is a 404."""

    def __init__(self, answers, content_type="text/html"):
        self.answers = answers
        self.content_type = content_type
        self.asked = []
        self.told = {}

    def fetch(self, address, **told):
        self.asked.append(address)
        self.told[address] = told
        answer = self.answers.get(address, FetchError("failed", "HTTP status 404"))
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Fetched):
            return answer
        return Fetched(address, 200, self.content_type, None, answer.encode() if isinstance(answer, str) else answer)
