"""Client of a converge server, blocking and asynchronous."""

from ._async import AsyncClient
from ._blocking import Client
from ._errors import ConvergeError
from ._types import Accepted, Event, Fact, FieldError, Job, Seed

__all__ = [
    "Accepted",
    "AsyncClient",
    "Client",
    "ConvergeError",
    "Event",
    "Fact",
    "FieldError",
    "Job",
    "Seed",
]
