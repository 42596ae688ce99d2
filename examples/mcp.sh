#!/usr/bin/env bash
# Lists the tools of a server with the Model Context Protocol, and runs a template as a tool.
#
#   examples/mcp.sh [SERVER]
set -euo pipefail
server="${1:-http://127.0.0.1:8080}"
here="$(cd "$(dirname "$0")" && pwd)"

call() {
  curl -fsS "$server/mcp" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2025-11-25' \
    --data-binary "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":$2}"
  echo
}

echo "tools:"
call tools/list '{}' | grep -o '"name":"[a-z_-]*"' | cut -d'"' -f4

# Each template is a tool. The result contains the job, its status and its answer.
echo "result:"
call tools/call "{\"name\":\"growth-strategy\",\"arguments\":{\"seeds\":$(tr -d '\n' <"$here/seeds.json"),\"wait_seconds\":20}}"
