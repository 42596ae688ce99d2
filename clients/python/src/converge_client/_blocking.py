"""The blocking client."""

import time
from collections.abc import Iterator
from typing import Any, Self

import httpx

from . import _requests
from ._errors import ConvergeError
from ._requests import Position, Request, get, job_path
from ._types import Accepted, Event, Job, Seed


class Client:
    """A client of one server. Use it as a context manager, or close it.

    `retries` says how often a request is sent again that got no answer or was put off.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str | None = None,
        retries: int = 4,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept": "application/json"}
        if api_key is not None:
            headers["Authorization"] = f"Bearer {api_key}"
        self._retries = retries
        self._http = httpx.Client(
            base_url=base_url,
            headers=headers,
            timeout=httpx.Timeout(10.0, read=_requests.READ_TIMEOUT_SECONDS),
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def submit(
        self, template: str, seeds: list[Seed], *, idempotency_key: str | None = None, **more: Any
    ) -> Accepted:
        """Submits a job. Returns once the server has stored it; the run goes on.

        The submission counts once however often it is sent; a key of your own makes that hold
        across restarts of your program. `more` are further members, such as `mode="live"`.
        """
        return self._json(_requests.submit(template, seeds, more, idempotency_key))

    def job(self, job_id: str, *, run: str | None = None) -> Job:
        """Reads a job with its facts."""
        return self._json(get(job_path(job_id), run=run))

    def wait(self, job_id: str, *, timeout: float | None = None, run: str | None = None) -> Job:
        """Waits until the run has ended, needs a person or is paused, and reads the job.

        Raises `TimeoutError` when the time is over; the run goes on.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = _requests.LONGEST_WAIT_SECONDS if end is None else end - time.monotonic()
            seconds = min(left, _requests.LONGEST_WAIT_SECONDS)
            job: Job = self._json(_requests.wait(job_id, run, seconds))
            if job["status"] in _requests.SETTLED:
                return job
            if end is not None and time.monotonic() >= end:
                raise TimeoutError(f"{job_id} is still {job['status']}")

    def jobs(self, **query: Any) -> dict[str, Any]:
        """A page of jobs, the newest first; `status`, `template`, `limit`, `cursor` and so on."""
        return self._json(get("/api/v1/jobs", **query))

    def facts(self, job_id: str, *, run: str | None = None) -> dict[str, Any]:
        """The facts of a run, by key."""
        return self._json(get(job_path(job_id) + "/facts", run=run))

    def explain(self, job_id: str, *, run: str | None = None) -> dict[str, Any]:
        """Why each agent ran or did not run."""
        return self._json(get(job_path(job_id) + "/explain", run=run))

    def events(
        self, job_id: str, *, after: int = 0, run: str | None = None
    ) -> Iterator[Event]:
        """Every event of a run, once and in order, until the run has ended.

        A connection that breaks is opened again after the last event. Keep the `sequence` of the
        last event and pass it as `after` to go on later.
        """
        at = Position(after)
        while True:
            error: Exception | None = None
            try:
                request = _requests.stream(job_id, run, at.after)
                with self._http.stream("GET", request.path, **request.arguments()) as response:
                    if response.status_code == 204:
                        return
                    if response.is_error:
                        raise ConvergeError(response, response.read())
                    for line in response.iter_lines():
                        found = _requests.event(line)
                        if found is not None:
                            at.took(found)
                            yield found
                if at.ended:
                    # A halted run may have been continued: the server says whether more comes.
                    at.ended = False
                    continue
            except (httpx.TransportError, ConvergeError) as e:
                error = e
            time.sleep(at.failed(error, job_id))

    def proposals(self, job_id: str, *, run: str | None = None) -> dict[str, Any]:
        """What people have to decide in one job."""
        return self._json(get(job_path(job_id) + "/proposals", run=run))

    def open_proposals(self, **query: Any) -> dict[str, Any]:
        """A page of what people have to decide in all jobs; `role`, `template`, `limit`, `cursor`."""
        return self._json(get("/api/v1/proposals", **query))

    def approve(
        self,
        job_id: str,
        proposal_id: str,
        *,
        actor: str | None = None,
        comment: str | None = None,
        run: str | None = None,
    ) -> dict[str, Any]:
        """Approves a proposal. The same decision a second time changes nothing."""
        request = _requests.decision(job_id, proposal_id, "approve", run, actor, comment)
        return self._json(request)

    def reject(
        self,
        job_id: str,
        proposal_id: str,
        *,
        actor: str | None = None,
        comment: str | None = None,
        run: str | None = None,
    ) -> dict[str, Any]:
        """Rejects a proposal. The same decision a second time changes nothing."""
        request = _requests.decision(job_id, proposal_id, "reject", run, actor, comment)
        return self._json(request)

    def observe(
        self, job_id: str, observation: dict[str, Any], *, idempotency_key: str | None = None
    ) -> dict[str, Any]:
        """Adds something that was observed to a run that has not ended."""
        path = job_path(job_id) + "/observations"
        headers = _requests.keyed(idempotency_key)
        return self._json(Request("POST", path, body=observation, headers=headers))

    def cancel(
        self, job_id: str, *, actor: str | None = None, reason: str | None = None
    ) -> dict[str, Any]:
        """Cancels a run."""
        return self._json(_requests.control(job_id, "cancel", actor, reason))

    def pause(
        self, job_id: str, *, actor: str | None = None, reason: str | None = None
    ) -> dict[str, Any]:
        """Pauses a run."""
        return self._json(_requests.control(job_id, "pause", actor, reason))

    def resume(
        self, job_id: str, *, actor: str | None = None, reason: str | None = None
    ) -> dict[str, Any]:
        """Resumes a paused run."""
        return self._json(_requests.control(job_id, "resume", actor, reason))

    def templates(self) -> dict[str, Any]:
        """What can be run."""
        return self._json(get("/api/v1/templates"))

    def template(self, name: str, *, version: str | None = None) -> dict[str, Any]:
        """A template; `seeds_schema` is the JSON Schema of the seeds it asks for."""
        return self._json(get(f"/api/v1/templates/{name}", version=version))

    def bundle(self, job_id: str, *, run: str | None = None) -> bytes:
        """The audit bundle of a run, a ZIP file."""
        headers = {"Accept": "application/zip"}
        path = job_path(job_id) + "/audit"
        return self._send(Request("GET", path, {"run": run}, headers=headers)).content

    def capabilities(self) -> dict[str, Any]:
        """What the server offers, and its limits."""
        return self._json(get("/api/v1/capabilities"))

    def usage(self) -> dict[str, Any]:
        """What was used of the quotas."""
        return self._json(get("/api/v1/usage"))

    def _json(self, request: Request) -> Any:
        return self._send(request).json()

    def _send(self, request: Request) -> httpx.Response:
        attempt = 1
        while True:
            try:
                response = self._http.request(
                    request.method, request.path, **request.arguments()
                )
                if not response.is_error:
                    return response
                raise ConvergeError(response, response.content)
            except (httpx.TransportError, ConvergeError) as e:
                if not _requests.may_repeat(request, e, attempt, self._retries):
                    raise
                error: Exception = e
            time.sleep(_requests.pause(attempt, error))
            attempt += 1
