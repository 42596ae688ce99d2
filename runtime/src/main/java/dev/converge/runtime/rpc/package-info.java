/// JSON-RPC 2.0, for the protocols that use it.
@NullMarked
package dev.converge.runtime.rpc;

import org.jspecify.annotations.NullMarked;
