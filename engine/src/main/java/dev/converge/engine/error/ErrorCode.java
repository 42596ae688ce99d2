package dev.converge.engine.error;

/// Every error that a caller can meet: one table for all transports. The name in lower case is the
/// last part of the problem's URN, `urn:converge:problem:<name>`.
public enum ErrorCode {
  /// The request is malformed.
  MALFORMED(400, "INVALID_ARGUMENT", 64, false),
  /// The cursor is not a sequence of an event of the run.
  BAD_CURSOR(400, "INVALID_ARGUMENT", 64, false),
  /// The caller is not authenticated.
  UNAUTHENTICATED(401, "UNAUTHENTICATED", 3, false),
  /// The caller is not allowed to do this.
  FORBIDDEN(403, "PERMISSION_DENIED", 3, false),
  /// The path does not exist.
  NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The job does not exist.
  JOB_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The run does not exist.
  RUN_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The template or its version does not exist.
  TEMPLATE_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The proposal does not exist.
  PROPOSAL_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// No such API key.
  KEY_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The webhook does not exist.
  WEBHOOK_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The method is not allowed for this path.
  METHOD_NOT_ALLOWED(405, "UNIMPLEMENTED", 3, false),
  /// None of the available media types is acceptable to the client.
  NOT_ACCEPTABLE(406, "INVALID_ARGUMENT", 3, false),
  /// The current state does not allow this operation.
  CONFLICT(409, "FAILED_PRECONDITION", 3, false),
  /// The proposal was already decided otherwise.
  DECIDED_OTHERWISE(409, "FAILED_PRECONDITION", 3, false),
  /// The version already exists with other content.
  VERSION_EXISTS(409, "ALREADY_EXISTS", 3, false),
  /// A request with the same idempotency key is in progress.
  IN_PROGRESS(409, "ABORTED", 3, true),
  /// The content was erased or is no longer kept.
  GONE(410, "NOT_FOUND", 3, false),
  /// The request body is too large.
  TOO_LARGE(413, "RESOURCE_EXHAUSTED", 64, false),
  /// The media type of the request body is not supported.
  UNSUPPORTED_MEDIA_TYPE(415, "INVALID_ARGUMENT", 64, false),
  /// The `Host` header does not name this server.
  MISDIRECTED(421, "INVALID_ARGUMENT", 3, false),
  /// The request is well-formed but has invalid values.
  INVALID(422, "INVALID_ARGUMENT", 64, false),
  /// The idempotency key was already used with another body.
  KEY_REUSED(422, "ALREADY_EXISTS", 64, false),
  /// The caller sends too many requests.
  RATE_LIMITED(429, "RESOURCE_EXHAUSTED", 3, true),
  /// A quota of the caller or its tenant does not allow this.
  QUOTA_EXCEEDED(429, "RESOURCE_EXHAUSTED", 3, true),
  /// The server is overloaded.
  OVERLOADED(503, "RESOURCE_EXHAUSTED", 3, true),
  /// The server is shutting down, or a dependency is not available.
  UNAVAILABLE(503, "UNAVAILABLE", 3, true),
  /// The server has an internal error.
  INTERNAL(500, "INTERNAL", 3, false);

  private final int http;
  private final String grpc;
  private final int exit;
  private final boolean retryable;

  ErrorCode(int http, String grpc, int exit, boolean retryable) {
    this.http = http;
    this.grpc = grpc;
    this.exit = exit;
    this.retryable = retryable;
  }

  /// HTTP status code.
  public int http() {
    return http;
  }

  /// Name of the gRPC status code.
  public String grpc() {
    return grpc;
  }

  /// Exit code of the command line.
  public int exit() {
    return exit;
  }

  /// Whether the same request can succeed later.
  public boolean retryable() {
    return retryable;
  }
}
