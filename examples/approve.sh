#!/usr/bin/env bash
# Approves every proposal of a job that waits for a person, and waits for the end of the run.
#
#   examples/approve.sh SERVER JOB ACTOR
set -euo pipefail
job="$1/api/v1/jobs/$2"
decision="$(printf '{"actor":"%s","comment":"approved by examples/approve.sh"}' "$3")"

# A request waits until the run ends, or until only a person can continue it.
curl -fsS "$job?wait=30s" >/dev/null
curl -fsS "$job/proposals" | grep -o '"proposal_id":"[^"]*"' | cut -d'"' -f4 |
  while read -r proposal; do
    curl -fsS "$job/proposals/$proposal/approve" \
      -H 'Content-Type: application/json' --data-binary "$decision"
    echo
  done
curl -fsS "$job?wait=30s"
echo
