package dev.converge.cli;

import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.Problem;
import java.util.List;

/// Writes `docs/reference/errors.md` from the table of error codes and its comments.
final class ErrorsPage {
  private ErrorsPage() {}

  static String text(List<SourceCode.Declared> declared) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Errors

        This page is generated from `ErrorCode.java`. A test compares them.

        Every error has a code, which is the same over HTTP, gRPC and the command line. Over HTTP, an error is an `application/problem+json` document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). Its `type` is stable and meant for programs. `detail` says what is wrong and what would be right. `instance` is the id of the request. `errors` points to the parts of the body that are wrong. If a retry can succeed, the response has a `Retry-After` header.

        | type | HTTP | gRPC | exit code | retry | meaning |
        |---|---|---|---|---|---|
        """);
    for (ErrorCode code : ErrorCode.values()) {
      out.append("| `").append(Problem.of(code, "").type()).append("` | ");
      out.append(code.http()).append(" | `").append(code.grpc()).append("` | ");
      out.append(code.exit()).append(" | ").append(code.retryable() ? "yes" : "").append(" | ");
      out.append(sentence(declared, code)).append(" |\n");
    }
    out.append(
        """

        Exit codes of the command line: 0 converged, 1 halted, 2 budget exhausted, 3 error, 64 usage.
        """);
    return out.toString();
  }

  private static String sentence(List<SourceCode.Declared> declared, ErrorCode code) {
    return declared.stream()
        .filter(it -> it.type().equals("ErrorCode") && it.name().equals(code.name()))
        .map(SourceCode.Declared::sentence)
        .findFirst()
        .orElseThrow();
  }
}
