/// What every transport says of events and statuses: one table for SSE, gRPC and pages.
@NullMarked
package dev.converge.runtime.events;

import org.jspecify.annotations.NullMarked;
