/// Messages of the gRPC contract created from values, and values read from messages.
@NullMarked
package dev.converge.runtime.grpc.message;

import org.jspecify.annotations.NullMarked;
