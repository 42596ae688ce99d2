#!/usr/bin/env bash
# Checks that the bundle that ships is what the sources make, byte by byte, and tests the sources
# under node. Needs what build.sh needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
made="$(mktemp -d)"
trap 'rm -rf "$made"' EXIT
./build.sh "$made" > /dev/null
diff -r "$made" ../runtime/src/main/resources/dev/converge/runtime/console ||
  { echo "The bundle is not what the sources make: run console/build.sh and commit the bundle." >&2; exit 1; }
./test.sh
