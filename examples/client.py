#!/usr/bin/env python3
"""Submits a job, follows its events and prints its facts, with the standard library alone.

usage: client.py SERVER BODY.json        for example: client.py http://127.0.0.1:8080 job.json
"""
import json, sys, urllib.request, uuid


def follow(job, last="0"):
    """Yields events to the final one; a stream that breaks is opened again after the last event."""
    while True:
        request = urllib.request.Request(job + "/stream", headers={"Last-Event-ID": last})
        try:
            with urllib.request.urlopen(request, timeout=60) as stream:
                if stream.status == 204:  # Nothing is left.
                    return
                for line in stream:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name == "id":
                        last = value
                    elif name == "data":
                        event = json.loads(value)
                        yield event
                        if "summary" in event:  # The final event.
                            return
        except (TimeoutError, ConnectionError):
            continue


def main(server, body):
    submit = urllib.request.Request(
        server + "/api/v1/jobs",
        data=open(body, "rb").read(),
        # The same key again gets the same job, so a request without an answer can be sent again.
        headers={"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())})
    with urllib.request.urlopen(submit, timeout=30) as accepted:
        job = server + accepted.headers["Location"]
    for event in follow(job):
        print(event["sequence"], event["type"])
    with urllib.request.urlopen(job + "/facts", timeout=30) as answer:
        for key, facts in json.load(answer)["facts"].items():
            for fact in facts:
                print(key, fact["id"], fact["content"], sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
