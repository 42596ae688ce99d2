#!/usr/bin/env bash
# Reads the agent card of a server, starts a task with the Agent2Agent protocol, and gets its result.
#
#   examples/a2a.sh [SERVER]
set -euo pipefail
server="${1:-http://127.0.0.1:8080}"
here="$(cd "$(dirname "$0")" && pwd)"

call() {
  curl -fsS "$server/a2a" -H 'Content-Type: application/json' -H 'A2A-Version: 1.0' \
    --data-binary "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":$2}"
  echo
}

# Each template is a skill.
curl -fsS "$server/.well-known/agent-card.json" | grep -o '"id":"[^"]*"'

# A second message with the same messageId does not start another task.
message="{\"messageId\":\"example-$$-$(date +%s)\",\"role\":\"ROLE_USER\",\"parts\":[{\"data\":{\"template\":\"growth-strategy\",\"seeds\":$(tr -d '\n' <"$here/seeds.json")}}]}"
task="$(call SendMessage "{\"message\":$message}" | grep -o '"id":"run_[^"]*"' | head -n 1 | cut -d'"' -f4)"
echo "task: $task"
call GetTask "{\"id\":\"$task\"}"
