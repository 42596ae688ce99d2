#!/usr/bin/env bash
# Submits a job over gRPC and follows its events. Needs grpcurl.
#
#   examples/grpc.sh [HOST:PORT]
set -euo pipefail
server="${1:-127.0.0.1:8080}"
root="$(cd "$(dirname "$0")/.." && pwd)"
call() { grpcurl -plaintext -import-path "$root/api" -proto converge/v1/converge.proto -d "$1" "$server" "converge.v1.ConvergeService/$2"; }

call '{}' ListTemplates
job="$(call '{"blueprint_id":"growth-strategy","seeds":[{"key":"market:nordic","value":{"content":"Nordic B2B SaaS, 12% yearly growth"}},{"key":"product:ledger","value":{"content":"Bookkeeping with an audit trail"}}]}' SubmitJob |
  sed -n 's/^ *"jobId": "\(.*\)",*$/\1/p')"
call "{\"job_id\":\"$job\"}" WatchJob
call "{\"job_id\":\"$job\"}" GetJob
