"""One call to a gateway's HTTP API."""

import json
import socket
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sparkgate._version import __version__
from sparkgate.errors import GatewayUnreachableError, SparkgateError

_NO_PROXY = urllib.request.ProxyHandler({})


@dataclass(frozen=True)
class Answer:
    """Status and body of an answer that is no refusal."""

    status: int
    body: bytes
    url: str

    def json(self) -> dict[str, Any]:
        try:
            content = json.loads(self.body)
        except ValueError:
            content = None
        if isinstance(content, dict):
            return content
        raise SparkgateError(
            "GATEWAY_UNREACHABLE",
            f"answer of {self.url} is not JSON: {self.body[:80]!r} (expected: that of a Sparkgate gateway); "
            "check SPARKGATE_URL",
        )


class Http:
    """Speaks to the gateway at `url`, as whoever the bearer token names."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._token = token
        # A proxy of the company is for what is elsewhere.
        local = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
        self._opener = urllib.request.build_opener(_NO_PROXY) if local else urllib.request.build_opener()

    def call(
        self, method: str, path: str, body: object = None, *, timeout: float = 60, kind: str = "application/json"
    ) -> Answer:
        """Sends a request; a refusal is raised as SparkgateError with the gateway's own code and words."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=self._headers(kind))
        try:
            with self._opener.open(request, timeout=timeout) as response:
                return Answer(response.status, response.read(), self.url + path)
        except urllib.error.HTTPError as refusal:
            with refusal:
                raise _refused(self.url + path, refusal.code, refusal.read()) from None
        except (OSError, ValueError) as failure:
            raise self._unreachable(failure, timeout) from failure

    def _headers(self, kind: str) -> dict[str, str]:
        headers = {
            "Accept": "application/json, application/problem+json",
            "Content-Type": kind,
            "User-Agent": f"sparkgate-python/{__version__}",
        }
        return {**headers, "Authorization": f"Bearer {self._token}"} if self._token else headers

    def _unreachable(self, failure: Exception, timeout: float) -> GatewayUnreachableError:
        reason = failure.reason if isinstance(failure, urllib.error.URLError) else failure
        if isinstance(reason, (socket.timeout, TimeoutError)):
            reason = f"no answer within {timeout:g} s"
        return GatewayUnreachableError(
            f"gateway {self.url} does not answer: {reason} (expected: a running gateway); check SPARKGATE_URL, or "
            f"unset it to have one started, or see 'sparkgate doctor --gateway {self.url}'"
        )


def _refused(url: str, status: int, body: bytes) -> SparkgateError:
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict) or "code" not in problem:
        return SparkgateError(
            "GATEWAY_UNREACHABLE",
            f"{url} answers HTTP {status} {body[:80]!r} (expected: a Sparkgate gateway); check SPARKGATE_URL",
        )
    return SparkgateError(str(problem["code"]), str(problem.get("detail") or problem.get("title") or f"HTTP {status}"))
