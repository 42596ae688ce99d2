"""Both clients against a real server. Run with `python3 -m unittest discover -s tests`."""

import asyncio
import json
import sys
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import httpx
from server import ROOT, Server

from converge_client import AsyncClient, Client, ConvergeError

TEMPLATE = "growth-strategy"
SEEDS = json.loads((ROOT / "examples" / "seeds.json").read_text())


class Cut(httpx.SyncByteStream):
    """A body that breaks after some chunks."""

    def __init__(self, body: httpx.SyncByteStream, chunks: int) -> None:
        self.body = body
        self.chunks = chunks

    def __iter__(self):
        for number, chunk in enumerate(self.body):
            if number == self.chunks:
                raise httpx.ReadError("cut")
            yield chunk

    def close(self) -> None:
        self.body.close()


class Cutting(httpx.BaseTransport):
    """Breaks every stream after its first chunk, and every second other request before it is sent."""

    def __init__(self) -> None:
        self.inner = httpx.HTTPTransport()
        self.requests = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.requests % 2 == 1 and "stream" not in request.url.path:
            raise httpx.ConnectError("cut")
        response = self.inner.handle_request(request)
        if "stream" in request.url.path:
            response.stream = Cut(response.stream, 1)
        return response


class ClientsTest(unittest.TestCase):
    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.close()

    def client(self, **options) -> Client:
        client = Client(self.server.url, **options)
        self.addCleanup(client.close)
        return client

    def assert_whole(self, events) -> None:
        self.assertEqual(
            list(range(1, len(events) + 1)), [event["sequence"] for event in events]
        )
        self.assertEqual("run_status", events[-1]["type"])

    def test_a_job_is_submitted_followed_and_read(self) -> None:
        client = self.client()
        job_id = client.submit(TEMPLATE, SEEDS)["job_id"]
        self.assert_whole(list(client.events(job_id)))
        self.assertEqual("converged", client.wait(job_id)["status"])
        self.assertIn("Strategies", client.facts(job_id)["facts"])
        self.assertTrue(client.explain(job_id)["cycles"])
        self.assertEqual(b"PK", client.bundle(job_id)[:2])
        self.assertIn(TEMPLATE, [each["name"] for each in client.templates()["templates"]])
        self.assertEqual([], list(client.events(job_id, after=client.job(job_id)["last_sequence"])))

    def test_what_is_refused_says_what_is_wrong_and_where(self) -> None:
        with self.assertRaises(ConvergeError) as caught:
            self.client().submit(TEMPLATE, [])
        self.assertEqual(422, caught.exception.status)
        self.assertEqual("urn:converge:problem:invalid", caught.exception.type)
        self.assertEqual("/seeds", caught.exception.errors[0]["pointer"])
        self.assertTrue(caught.exception.request_id)
        with self.assertRaises(ConvergeError) as caught:
            list(self.client().events("job_none"))
        self.assertEqual(404, caught.exception.status)

    def test_the_same_key_starts_no_second_job(self) -> None:
        jobs = {
            self.client().submit(TEMPLATE, SEEDS, idempotency_key="only-once")["job_id"]
            for _ in range(2)
        }
        self.assertEqual(1, len(jobs))

    def test_connections_that_break_cost_no_event_and_bring_none_twice(self) -> None:
        client = self.client(transport=Cutting())
        job_id = client.submit(TEMPLATE, SEEDS)["job_id"]
        self.assert_whole(list(client.events(job_id)))
        self.assertEqual("converged", client.wait(job_id)["status"])

    def test_a_wait_that_is_over_leaves_the_run_alone(self) -> None:
        client = self.client()
        job_id = client.submit(TEMPLATE, SEEDS)["job_id"]
        try:
            client.wait(job_id, timeout=0.001)
        except TimeoutError as over:
            self.assertIn(job_id, str(over))
        self.assertEqual("converged", client.wait(job_id, timeout=60)["status"])

    def test_the_asynchronous_client_does_the_same(self) -> None:
        async def run() -> None:
            async with AsyncClient(self.server.url) as client:
                accepted = await asyncio.gather(*(client.submit(TEMPLATE, SEEDS) for _ in range(3)))
                self.assertEqual(3, len({each["job_id"] for each in accepted}))
                job_id = accepted[0]["job_id"]
                self.assert_whole([event async for event in client.events(job_id)])
                self.assertEqual("converged", (await client.wait(job_id))["status"])
                with self.assertRaises(ConvergeError):
                    await client.job("job_none")

        asyncio.run(run())

    def test_a_client_goes_on_after_the_server_was_killed_and_started_again(self) -> None:
        client = self.client(retries=20)
        job_id = client.submit(TEMPLATE, SEEDS)["job_id"]
        events = client.events(job_id)
        found = [next(events)]
        self.server.kill()
        again = threading.Thread(target=self.server.start)
        again.start()
        second = client.submit(TEMPLATE, SEEDS)["job_id"]
        found.extend(events)
        again.join()
        self.assert_whole(found)
        self.assertEqual("converged", client.wait(second)["status"])


if __name__ == "__main__":
    unittest.main()
