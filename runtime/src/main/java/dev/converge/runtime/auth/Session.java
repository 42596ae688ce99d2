package dev.converge.runtime.auth;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The credential of a request, for streams that outlive it: they check from time to time whether
/// it is still valid. Thread-safe.
public final class Session {
  private static final AttributeKey<Session> KEY = AttributeKey.valueOf(Session.class, "session");
  private static final Session OPEN = new Session(null, "", Principal.ANYBODY);

  private final @Nullable Authenticator authenticator;
  private final String credential;
  private final Principal principal;

  private Session(@Nullable Authenticator authenticator, String credential, Principal principal) {
    this.authenticator = authenticator;
    this.credential = credential;
    this.principal = principal;
  }

  /// The session of a request; one that is always valid while authentication is off.
  public static Session of(ServiceRequestContext request) {
    Session known = request.attr(KEY);
    return known == null ? OPEN : known;
  }

  static void attach(
      ServiceRequestContext request,
      Authenticator authenticator,
      String credential,
      Principal principal) {
    request.setAttr(KEY, new Session(authenticator, credential, principal));
  }

  /// The principal of the credential; empty if the request had none.
  public Optional<Principal> principal() {
    return authenticator == null ? Optional.empty() : Optional.of(principal);
  }

  /// The kind of the credential; empty if the request had none.
  public Optional<String> kind() {
    return Optional.ofNullable(authenticator).map(Authenticator::kind);
  }

  /// Whether it can end at all.
  public boolean canEnd() {
    return authenticator != null;
  }

  /// Whether the credential is valid now and still stands for the same principal. Never blocks.
  public CompletionStage<Boolean> valid() {
    return authenticator == null
        ? CompletableFuture.completedFuture(true)
        : authenticator
            .authenticate(credential)
            .thenApply(new Authenticator.Verdict.LetIn(principal)::equals);
  }
}
