package dev.converge.runtime.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.converge.runtime.auth.Authenticator.Verdict;
import dev.converge.runtime.auth.Issuer;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.auth.TokenKeys;
import dev.converge.runtime.auth.Tokens;
import dev.converge.testkit.contract.SetClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tokens of an issuer of which nothing is known but its name.
final class IssuerTest {
  private final FakeProvider provider = new FakeProvider();
  private final SetClock clock = new SetClock(Instant.now());
  private final Tokens tokens =
      new Tokens(
          TokenKeys.of(new Issuer(provider.issuer(), clock)),
          new Tokens.Demands(provider.issuer(), FakeProvider.CLIENT, "tenant"),
          clock,
          Runnable::run);

  @AfterEach
  void stop() {
    provider.close();
  }

  private Verdict verdict(String token) {
    return tokens.authenticate(token).toCompletableFuture().join();
  }

  @Test
  void theKeysAreFoundAndANewKeyIsFetchedWhenATokenNamesIt() {
    Verdict mona = new Verdict.LetIn(new Principal("acme", "auth0|mona"));
    assertEquals(mona, verdict(provider.signed("x")));
    String old = provider.signed("x");
    provider.rotate();
    assertEquals(mona, verdict(provider.signed("x")));
    assertInstanceOf(Verdict.Refused.class, verdict(old));
    assertEquals(1, provider.discoveries());
  }

  @Test
  void whatWasReadBeforeStaysInForceWhileTheProviderIsDown() {
    assertInstanceOf(Verdict.LetIn.class, verdict(provider.signed("x")));
    provider.down(true);
    clock.move(Duration.ofMinutes(90));
    provider.changing(
        claims -> claims.expirationTime(java.util.Date.from(clock.instant().plusSeconds(60))));
    assertInstanceOf(Verdict.LetIn.class, verdict(provider.signed("x")));
  }

  @Test
  void aProviderThatWasNeverReachedRefusesAndIsAskedAgain() {
    provider.down(true);
    assertInstanceOf(Verdict.Refused.class, verdict(provider.signed("x")));
    provider.down(false);
    assertInstanceOf(Verdict.Refused.class, verdict(provider.signed("x")));
    clock.move(Duration.ofSeconds(10));
    assertInstanceOf(Verdict.LetIn.class, verdict(provider.signed("x")));
  }
}
