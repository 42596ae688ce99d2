/// Audit bundles, replays and erasure over HTTP.
@NullMarked
package dev.converge.runtime.audit;

import org.jspecify.annotations.NullMarked;
