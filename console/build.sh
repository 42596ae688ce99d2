#!/usr/bin/env bash
# Builds the console: installs what the lockfile names, writes the types of the contract, checks the
# types of the sources and bundles them. Needs node 20 or later and, the first time, the npm registry.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund
npx --no-install openapi-typescript ../api/openapi.yaml -o src/api/schema.d.ts > /dev/null
npx --no-install tsc --noEmit
node build.mjs "$@"
