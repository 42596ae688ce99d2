/// Audit bundles: writes, verifies, replays and compares them. The format is described in
/// `docs/audit-format.md`. Nothing here needs a server.
@NullMarked
package dev.converge.audit;

import org.jspecify.annotations.NullMarked;
