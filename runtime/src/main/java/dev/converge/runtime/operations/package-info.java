/// What callers can do, written once for every transport: limits, idempotency and error codes live
/// here, and nothing of HTTP, gRPC or generated messages does.
@NullMarked
package dev.converge.runtime.operations;

import org.jspecify.annotations.NullMarked;
