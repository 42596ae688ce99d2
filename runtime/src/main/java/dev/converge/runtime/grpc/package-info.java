/// The gRPC service: the public converge.v1, with health and reflection.
@NullMarked
package dev.converge.runtime.grpc;

import org.jspecify.annotations.NullMarked;
