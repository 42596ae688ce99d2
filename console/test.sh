#!/usr/bin/env bash
# Tests what needs no browser under node: the reducer against every recorded run, and what tabs draw.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
npx --no-install esbuild test/*.test.ts --bundle --platform=node --format=esm --target=node20 --outdir="$out" \
  --out-extension:.js=.mjs --log-level=warning
CONSOLE_HOME="$PWD" node --test "$out"/*.mjs
