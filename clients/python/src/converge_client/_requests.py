"""What both clients send: the requests, when they are sent again, and how streams are read."""

import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from ._errors import ConvergeError
from ._types import Event, Seed

FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 10.0
LONGEST_WAIT_SECONDS = 30
"""How long one request waits for a job; a wait that lasts longer sends further ones."""

READ_TIMEOUT_SECONDS = 60.0
"""Longer than a wait, and than the pause between two signs of life on a stream."""

MAX_RECONNECTS = 60
"""Connections in a row that may bring no event before a client gives up."""

SETTLED = frozenset({"converged", "halted", "cancelled", "failed", "waiting", "paused"})


@dataclass(frozen=True)
class Request:
    """A request; `repeatable` if sending it twice does the same as sending it once."""

    method: str
    path: str
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    repeatable: bool = True

    def arguments(self) -> dict[str, Any]:
        """The arguments of httpx."""
        query = {name: value for name, value in self.query.items() if value is not None}
        return {"params": query, "json": self.body, "headers": self.headers}


def job_path(job_id: str) -> str:
    return "/api/v1/jobs/" + quote(job_id, safe="")


def submit(template: str, seeds: list[Seed], more: dict[str, Any], key: str | None) -> Request:
    body = {"template": template, "seeds": seeds, **more}
    return Request("POST", "/api/v1/jobs", body=body, headers=keyed(key))


def keyed(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key or str(uuid.uuid4())}


def get(path: str, **query: Any) -> Request:
    return Request("GET", path, query)


def wait(job_id: str, run: str | None, seconds: float) -> Request:
    """A wait; the server counts in whole milliseconds."""
    return get(job_path(job_id), run=run, wait=f"{max(1, int(seconds * 1000))}ms")


def decision(
    job_id: str, proposal_id: str, verb: str, run: str | None, actor: str | None, comment: str | None
) -> Request:
    body = {"actor": actor, "comment": comment}
    return Request(
        "POST",
        f"{job_path(job_id)}/proposals/{quote(proposal_id, safe='')}/{verb}",
        {"run": run},
        {name: value for name, value in body.items() if value is not None},
    )


def control(job_id: str, verb: str, actor: str | None, reason: str | None) -> Request:
    body = {"actor": actor, "reason": reason}
    given = {name: value for name, value in body.items() if value is not None}
    return Request("POST", f"{job_path(job_id)}/{verb}", body=given, repeatable=False)


def stream(job_id: str, run: str | None, after: int) -> Request:
    return Request(
        "GET",
        job_path(job_id) + "/stream",
        {"run": run, "after": after},
        headers={"Accept": "text/event-stream"},
    )


def may_repeat(request: Request, error: Exception, attempt: int, retries: int) -> bool:
    """Whether a request that failed is sent again."""
    if attempt > retries:
        return False
    if isinstance(error, ConvergeError):
        # What was put off was not done, so it can be sent again whatever it is.
        return error.retryable and (request.repeatable or error.status in (429, 503))
    return request.repeatable


def pause(attempt: int, error: Exception | None = None) -> float:
    """Seconds until the next attempt. Clients that were cut off together do not come back together."""
    most = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(attempt, 10))
    asked = error.retry_after if isinstance(error, ConvergeError) else None
    return (asked or 0.0) + random.uniform(0, most)


def event(line: str) -> Event | None:
    """The event in a line of a stream, if it has one: the server writes one line an event."""
    return json.loads(line[5:]) if line.startswith("data:") else None


class Position:
    """How far a reader of a stream has come."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.ended = False
        self.failures = 0

    def took(self, found: Event) -> None:
        self.after = found["sequence"]
        self.ended = "summary" in found
        self.failures = 0

    def failed(self, error: Exception | None, job_id: str) -> float:
        """Seconds until the stream is opened again; raises if it is not."""
        if isinstance(error, ConvergeError) and not error.retryable:
            raise error
        self.failures += 1
        if self.failures > MAX_RECONNECTS:
            early = ConnectionError(f"the stream of {job_id} ended early, after event {self.after}")
            raise error or early
        return pause(self.failures, error)

