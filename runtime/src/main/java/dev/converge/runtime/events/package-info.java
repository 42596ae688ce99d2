/// Names of events and statuses for every transport: one table for SSE, gRPC and pages.
@NullMarked
package dev.converge.runtime.events;

import org.jspecify.annotations.NullMarked;
