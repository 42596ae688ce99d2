package dev.converge.engine;

/// Every error that a caller can meet: one table for all transports. The name in lower case is the
/// last part of the problem's URN, `urn:converge:problem:<name>`.
public enum ErrorCode {
  /// The request is not of the form that it claims.
  MALFORMED(400, "INVALID_ARGUMENT", 64, false),
  /// A cursor is no position in the run.
  BAD_CURSOR(400, "INVALID_ARGUMENT", 64, false),
  /// Who asks is not known.
  UNAUTHENTICATED(401, "UNAUTHENTICATED", 3, false),
  /// Who asks may not.
  FORBIDDEN(403, "PERMISSION_DENIED", 3, false),
  /// No such path.
  NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// No such job.
  JOB_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// No such run.
  RUN_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// No such template, or not that version.
  TEMPLATE_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// No such proposal.
  PROPOSAL_NOT_FOUND(404, "NOT_FOUND", 3, false),
  /// The path knows other methods.
  METHOD_NOT_ALLOWED(405, "UNIMPLEMENTED", 3, false),
  /// Nothing that is offered is accepted.
  NOT_ACCEPTABLE(406, "INVALID_ARGUMENT", 3, false),
  /// The state does not allow it.
  CONFLICT(409, "FAILED_PRECONDITION", 3, false),
  /// It was decided otherwise before.
  DECIDED_OTHERWISE(409, "FAILED_PRECONDITION", 3, false),
  /// That version exists with other content.
  VERSION_EXISTS(409, "ALREADY_EXISTS", 3, false),
  /// The same key is being answered right now.
  IN_PROGRESS(409, "ABORTED", 3, true),
  /// It was there, but is not kept any longer.
  GONE(410, "NOT_FOUND", 3, false),
  /// The body is too large.
  TOO_LARGE(413, "RESOURCE_EXHAUSTED", 64, false),
  /// The body is of a type that is not read.
  UNSUPPORTED_MEDIA_TYPE(415, "INVALID_ARGUMENT", 64, false),
  /// The `Host` of the request is not a name of this server.
  MISDIRECTED(421, "INVALID_ARGUMENT", 3, false),
  /// Well-formed, but wrong.
  INVALID(422, "INVALID_ARGUMENT", 64, false),
  /// The idempotency key was used with another body.
  KEY_REUSED(422, "ALREADY_EXISTS", 64, false),
  /// The caller asks too much at once.
  RATE_LIMITED(429, "RESOURCE_EXHAUSTED", 3, true),
  /// The server has too much to do.
  OVERLOADED(503, "RESOURCE_EXHAUSTED", 3, true),
  /// The server is going down, or what it needs is away.
  UNAVAILABLE(503, "UNAVAILABLE", 3, true),
  /// A fault of the server.
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
