package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
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
    assertThrows(IllegalArgumentException.class, () -> new Principal("acme", "a b"));
  }
}
