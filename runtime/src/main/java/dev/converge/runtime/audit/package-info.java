/// Audit bundles: exporting, verifying and replaying what a run did. The format is described in
/// `docs/audit-format.md`; nothing here needs a server.
@NullMarked
package dev.converge.runtime.audit;

import org.jspecify.annotations.NullMarked;
