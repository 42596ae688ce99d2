package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PrincipalTest {
  private final ServiceRequestContext request =
      ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));

  @Test
  void withoutAuthenticationAnybodyIsOfTheDefaultTenantAndNobodyInParticular() {
    assertEquals("default", Principal.of(request).tenant());
    assertEquals(Optional.empty(), Principal.of(request).actor());
  }

  @Test
  void whoWasAuthenticatedIsKnownToTheWholeRequest() {
    new Principal("acme", "alice").attachTo(request);
    assertEquals("acme", Principal.of(request).tenant());
    assertEquals(Optional.of("alice"), Principal.of(request).actor());
  }

  @Test
  void namesThatCouldBreakALineAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Principal("a\nb", "alice"));
    for (String name : List.of("a\nb", "", " ", "a\u0000", "a\u2028b", "\ud800", "x".repeat(256))) {
      assertThrows(IllegalArgumentException.class, () -> new Principal("acme", name));
    }
  }

  @Test
  void whateverAnIdentityProviderCallsPeopleIsAName() {
    for (String name :
        List.of(
            "auth0|5f7c8ec7c33c6c004bbafe82",
            "_service",
            "-dGVzdA_",
            "spiffe://example.org/ns/prod/sa/worker",
            "CN=Ann Example,O=Example",
            "Jürgen",
            "x".repeat(255))) {
      assertEquals(Optional.of(name), new Principal("acme", name).actor());
    }
  }

  @Test
  void namesAreShownSoThatNoneLooksLikeAnother() {
    assertEquals("auth0|5f7c", Principal.escaped("auth0|5f7c"));
    assertEquals("a\\u{202e}b", Principal.escaped("a\u202eb"));
    assertEquals("\\u{43e}\\\\", Principal.escaped("\u043e\\"));
  }
}
