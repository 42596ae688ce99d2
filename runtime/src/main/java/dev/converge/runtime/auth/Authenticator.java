package dev.converge.runtime.auth;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Finds out whom a credential stands for. Thread-safe.
public interface Authenticator {
  /// Whether a credential is of the form that this one judges; only one should say so.
  boolean takes(String credential);

  /// Whom it stands for; empty if it lets nobody in. Never blocks.
  CompletionStage<Optional<Principal>> authenticate(String credential);
}
