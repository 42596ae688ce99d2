#!/usr/bin/env bash
# Submits a job, forks it with another goal, and compares the two runs.
#
#   examples/fork.sh [SERVER]
set -euo pipefail
server="${1:-http://127.0.0.1:8080}"
here="$(cd "$(dirname "$0")" && pwd)"

# Posts a body, waits up to 30 seconds for the run to end, and prints the path of the job.
post() {
  curl -fsS -D - -o /dev/null "$server$1" -H 'Content-Type: application/json' -H 'Prefer: wait=30' --data-binary "$2" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p'
}

job="$(post /api/v1/jobs "{\"template\":\"growth-strategy\",\"seeds\":$(cat "$here/seeds.json")}")"
echo "original: $job"

# A seed with the id of another one replaces it. All other seeds, the template and the budget stay the same.
fork="$(post "$job/fork" '{"seeds":[{"id":"goal:arr","content":"Grow ARR by 20% within 24 months without new staff"}],"actor":"ann"}')"
echo "fork:     $fork"

# `answers` says which agents were called, which were answered from the record, and what that saved.
curl -fsS "$server$fork" | grep -o '"answers":{.*"saved_cost_usd":[0-9.]*}'
curl -fsS "$server/api/v1/runs/compare?a=${job##*/}&b=${fork##*/}" -H 'Accept: text/plain'
