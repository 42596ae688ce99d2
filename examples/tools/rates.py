#!/usr/bin/env python3
"""A service that returns exchange rates to the euro: GET /rate/USD. The tool "rate" in tools.yaml calls it.

usage: rates.py [PORT]
"""
import http.server, json, sys

RATES = {"USD": 0.9, "SEK": 0.1, "EUR": 1}


class Rates(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        rate = RATES.get(self.path.removeprefix("/rate/"))
        body = json.dumps({"rate": rate} if rate else {"error": "unknown currency"}).encode()
        self.send_response(200 if rate else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8099), Rates)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
