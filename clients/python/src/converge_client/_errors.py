"""What the server refuses."""

import json
from typing import Any

import httpx

from ._types import FieldError

RETRYABLE = frozenset({429, 502, 503, 504})


class ConvergeError(Exception):
    """A request that the server refused.

    `type` is stable, for example `urn:converge:problem:job_not_found`. `errors` says what is wrong
    with the request, by JSON Pointer. `request_id` finds the request in the server's log.
    """

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        problem = _problem(body)
        self.status: int = response.status_code
        self.problem: dict[str, Any] = problem
        self.type: str = problem.get("type", "about:blank")
        self.errors: list[FieldError] = problem.get("errors", [])
        self.request_id: str = response.headers.get("x-request-id", "")
        self.retry_after: float | None = _seconds(response.headers.get("retry-after"))
        super().__init__(_message(response.status_code, problem))

    @property
    def retryable(self) -> bool:
        """Whether the same request can succeed later."""
        return self.status in RETRYABLE


def _problem(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) and "type" in value else {}


def _seconds(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _message(status: int, problem: dict[str, Any]) -> str:
    if not problem:
        return f"the server answered {status}"
    fields = "".join(f"\n  {e['pointer']}: {e['message']}" for e in problem.get("errors", []))
    title, detail = str(problem.get("title", "")), str(problem.get("detail", ""))
    said = detail.lower().startswith(title.lower())
    return f"{detail if said else f'{title}: {detail}'}{fields}"
