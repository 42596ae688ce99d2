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
    return CompletableFuture.completedFuture(verdict(credential.substring(0, slash), words));
  }

  private static Verdict verdict(String tenant, List<String> words) {
    try {
      return new Verdict.LetIn(new Principal(tenant, "ann", Permissions.of(words)));
    } catch (IllegalArgumentException e) {
      return new Verdict.Refused(String.valueOf(e.getMessage()));
    }
  }
}
