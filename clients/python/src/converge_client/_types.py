"""The JSON of the contract, as far as most programs look at it. api/openapi.yaml has every member."""

from typing import Any, NotRequired, TypedDict


class Seed(TypedDict):
    """What a run starts from."""

    id: str
    content: str
    data: NotRequired[dict[str, Any]]


class Accepted(TypedDict):
    """The answer to a submission."""

    job_id: str
    run_id: str
    status: str
    links: dict[str, str]


class Fact(TypedDict):
    """Something that a run promoted."""

    id: str
    key: str
    content: str
    confidence: float
    agent: str
    cycle: int
    cites: list[str]
    provenance: dict[str, Any]
    data: NotRequired[dict[str, Any]]


class Job(TypedDict):
    """A job with what became of a run of it."""

    job_id: str
    run_id: str
    template: str
    version: str
    status: str
    last_sequence: int
    outputs: list[str]
    pending_proposals: int
    used: dict[str, Any]
    reason: NotRequired[str]
    detail: NotRequired[str]
    result_hash: NotRequired[str]
    facts: NotRequired[dict[str, list[Fact]]]


class Event(TypedDict):
    """An event of a run; further members depend on its type."""

    sequence: int
    type: str
    run_id: str
    at: str
    summary: NotRequired[dict[str, Any]]


class FieldError(TypedDict):
    """What is wrong with a member of a request."""

    pointer: str
    message: str
