package dev.converge.runtime.auth;

import java.util.concurrent.CompletionStage;

/// Finds out whom a credential stands for. Thread-safe.
public interface Authenticator {
  /// What a credential comes to.
  sealed interface Verdict {
    /// It is valid.
    ///
    /// @param principal whom it stands for
    record LetIn(Principal principal) implements Verdict {}

    /// It lets nobody in.
    ///
    /// @param reason for the server's log; the client is not told
    record Refused(String reason) implements Verdict {}
  }

  /// What kind of credential it judges, in one word: a label of metrics.
  String kind();

  /// Whether a credential is of the form that this one judges; only one should say so.
  boolean takes(String credential);

  /// Judges a credential. Never blocks.
  CompletionStage<Verdict> authenticate(String credential);
}
