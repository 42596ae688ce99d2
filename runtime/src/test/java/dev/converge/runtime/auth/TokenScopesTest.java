package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.converge.runtime.operations.call.Permissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Scopes and roles as issuers write them.
final class TokenScopesTest {
  private static List<String> words(TokenScopes scopes, Map<String, Object> claims) {
    JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
    claims.forEach(set::claim);
    return scopes.of(set.build()).words();
  }

  @Test
  void scopesAreAStringWithBlanksOrAList() {
    TokenScopes scopes = new TokenScopes("scope", null, Map.of());
    List<String> expected = List.of("read", "submit");
    assertEquals(expected, words(scopes, Map.of("scope", "openid submit read profile")));
    assertEquals(expected, words(scopes, Map.of("scope", List.of("read", "submit", "email"))));
    assertEquals(List.of(), words(scopes, Map.of("scope", 7)));
    assertEquals(List.of(), words(scopes, Map.of()));
  }

  @Test
  void rolesDecideAtGatesOfTheirName() {
    TokenScopes scopes = new TokenScopes("scp", "realm_access.roles", Map.of());
    assertEquals(
        List.of("read", "decide:attorney", "decide:patent partner"),
        words(
            scopes,
            Map.of(
                "scp",
                List.of("read"),
                "realm_access",
                Map.of("roles", List.of("patent partner", "attorney")))));
  }

  @Test
  void aClaimWhoseNameHasDotsIsFound() {
    TokenScopes scopes = new TokenScopes(null, "https://example.org/roles", Map.of());
    assertEquals(
        List.of("decide:attorney"),
        words(scopes, Map.of("https://example.org/roles", List.of("attorney"))));
  }

  @Test
  void wordsOfTheIssuerAreMapped() {
    TokenScopes scopes =
        new TokenScopes(
            "scope",
            "roles",
            Map.of("cv.reader", "read", "lawyer", "decide:attorney", "ops", "admin"));
    assertEquals(
        List.of("read", "decide:attorney", "admin"),
        words(scopes, Map.of("scope", "cv.reader", "roles", List.of("lawyer", "ops"))));
    assertThrows(
        IllegalArgumentException.class, () -> new TokenScopes("s", null, Map.of("x", "reads")));
  }

  @Test
  void withoutEitherClaimTokensSayNothingAboutScopes() {
    assertEquals(Permissions.UNSCOPED.words(), words(TokenScopes.NONE, Map.of("scope", "read")));
  }
}
