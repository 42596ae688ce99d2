#!/usr/bin/env bash
# Submits a job, follows its run to the end, and prints its facts.
#
#   examples/submit.sh [SERVER] [BODY.json]
set -euo pipefail
server="${1:-http://127.0.0.1:8080}"
body="${2:-}"
if [ -z "$body" ]; then
  body="$(mktemp)"
  trap 'rm -f "$body"' EXIT
  here="$(cd "$(dirname "$0")" && pwd)"
  printf '{"template":"growth-strategy","seeds":%s}' "$(cat "$here/seeds.json")" >"$body"
fi

# The same key again gets the same job: a request whose answer was lost can be sent once more.
key="example-$$-$(date +%s)"
location="$(curl -fsS -D - -o /dev/null "$server/api/v1/jobs" \
  -H 'Content-Type: application/json' -H "Idempotency-Key: $key" --data-binary "@$body" |
  tr -d '\r' | sed -n 's/^[Ll]ocation: //p')"
echo "job: $location"

# -N shows each event as it comes; the server ends the stream after the final event.
curl -fsSN "$server$location/stream?types=fact,run_status" | grep '^event: ' | sort | uniq -c

curl -fsS "$server$location/facts"
echo
