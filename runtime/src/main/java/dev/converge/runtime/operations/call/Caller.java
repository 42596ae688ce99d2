package dev.converge.runtime.operations.call;

import dev.converge.engine.Submission;
import org.jspecify.annotations.Nullable;

/// The caller of an operation, over any transport.
///
/// @param tenant whose jobs the caller can see; `default` while authentication is off
/// @param name of the authenticated principal, or `null` while authentication is off
/// @param permissions of the caller; everything while authentication is off
/// @param requestId of the call in the log
/// @param traceParent the W3C trace context of the call, or `null`
public record Caller(
    String tenant,
    @Nullable String name,
    Permissions permissions,
    String requestId,
    @Nullable String traceParent) {
  /// A caller inside the server, in the default tenant.
  public static Caller internal(String requestId) {
    return new Caller(Submission.DEFAULT_TENANT, null, Permissions.ALL, requestId, null);
  }
}
