package dev.converge.runtime.auth;

import java.util.concurrent.CompletionStage;

/// Authenticates credentials. Thread-safe.
public interface Authenticator {
  /// The result for a credential.
  sealed interface Verdict {
    /// It is valid.
    ///
    /// @param principal that it authenticates
    record LetIn(Principal principal) implements Verdict {}

    /// It is invalid.
    ///
    /// @param reason for the server's log; the client does not get it
    record Refused(String reason) implements Verdict {}
  }

  /// The kind of credential that it accepts, in one word for metrics.
  String kind();

  /// Whether a credential has the form that this authenticator accepts. At most one should return
  /// true.
  boolean takes(String credential);

  /// Checks a credential. Never blocks.
  CompletionStage<Verdict> authenticate(String credential);
}
