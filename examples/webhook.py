#!/usr/bin/env python3
"""Receives the events of a job as a webhook, and verifies their signatures, with the standard library alone.

Start the server with permission to send webhooks to this machine:

    ./converge serve --webhooks-allow 127.0.0.1
    examples/webhook.py [SERVER]
"""
import base64, hmac, http.server, json, pathlib, queue, secrets, sys, threading, time, urllib.request

received = queue.Queue()
key = secrets.token_bytes(32)


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        event_id, at = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        digest = hmac.digest(key, f"{event_id}.{at}.".encode() + body, "sha256")
        expected = "v1," + base64.b64encode(digest).decode()
        valid = any(hmac.compare_digest(expected, given) for given in self.headers["webhook-signature"].split())
        fresh = abs(time.time() - int(at)) < 300
        self.send_response(204 if valid and fresh else 401)
        self.end_headers()
        if valid and fresh:
            received.put((event_id, json.loads(body)))

    def log_message(self, *_):
        pass


def main(server):
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    seeds = json.loads(pathlib.Path(__file__).with_name("seeds.json").read_text())
    job = {
        "template": "growth-strategy",
        "seeds": seeds,
        "webhooks": [{
            "url": f"http://127.0.0.1:{receiver.server_port}/",
            "secret": "whsec_" + base64.b64encode(key).decode(),
        }],
    }
    request = urllib.request.Request(
        server + "/api/v1/jobs", json.dumps(job).encode(), {"Content-Type": "application/json"})
    print(json.load(urllib.request.urlopen(request))["job_id"])
    seen = set()
    while True:
        event_id, event = received.get(timeout=60)
        if event_id not in seen:  # An event can arrive twice.
            seen.add(event_id)
            print(event["type"], event["data"].get("status", ""))
        if event["type"] == "dev.converge.job.ended":
            return


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
