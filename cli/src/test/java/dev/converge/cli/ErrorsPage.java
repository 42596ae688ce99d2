package dev.converge.cli;

import dev.converge.engine.ErrorCode;
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

        Made from `ErrorCode.java`; a test compares them.

        Every error has a code, the same over HTTP, gRPC and the command line. HTTP tells it as `application/problem+json` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): `type` is stable and meant for programs, `detail` says what is wrong and what would be right, `instance` is the id of the request, `errors` points into the body. What can succeed later comes with `Retry-After`.

        | type | HTTP | gRPC | exit code | try again | |
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
