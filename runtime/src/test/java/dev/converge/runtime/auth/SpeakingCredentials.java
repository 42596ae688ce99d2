package dev.converge.runtime.auth;

import dev.converge.runtime.operations.call.Permissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Credentials that say themselves what they allow: `tenant/scope scope`. All are of one person.
public final class SpeakingCredentials implements Authenticator {
  @Override
  public boolean takes(String credential) {
    return true;
  }

  @Override
  public String kind() {
    return "test";
  }

  @Override
  public CompletionStage<Verdict> authenticate(String credential) {
    int slash = credential.indexOf('/');
    List<String> words = List.of(credential.substring(slash + 1).split(" ", -1));
    return CompletableFuture.completedFuture(
        new Verdict.LetIn(
            new Principal(credential.substring(0, slash), "ann", Permissions.of(words))));
  }
}
