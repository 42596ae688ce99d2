/// What callers can do, written once for every transport: limits, idempotency and error codes are
/// here, but nothing of HTTP, gRPC or generated messages.
@NullMarked
package dev.converge.runtime.operations;

import org.jspecify.annotations.NullMarked;
