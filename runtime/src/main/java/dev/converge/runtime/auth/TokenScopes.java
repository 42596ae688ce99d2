package dev.converge.runtime.auth;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.converge.runtime.operations.call.Permissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a token allows: its scopes and roles, according to claims. A claim is a list of strings, or
/// one string with words separated by blanks, as OAuth 2.0 writes `scope` (RFC 6749, section 3.3).
/// Unknown words are ignored, because tokens are often issued for several servers.
///
/// @param scopesClaim the claim with scopes, or `null`; a path of names separated by dots
/// @param rolesClaim the claim with roles, each of which can decide at gates of that role, or
///   `null`
public record TokenScopes(
    @Nullable String scopesClaim, @Nullable String rolesClaim, Map<String, String> mapping) {
  /// Tokens without scopes: every token allows everything except administration.
  public static final TokenScopes NONE = new TokenScopes(null, null, Map.of());

  /// Checks the mapping.
  ///
  /// @throws IllegalArgumentException if it names a scope that does not exist
  public TokenScopes {
    mapping = Collections.unmodifiableMap(new TreeMap<>(mapping));
    Permissions.of(mapping.values());
  }

  /// Whether tokens are restricted at all.
  public boolean restricted() {
    return scopesClaim != null || rolesClaim != null;
  }

  Permissions of(JWTClaimsSet claims) {
    if (!restricted()) {
      return Permissions.UNSCOPED;
    }
    List<String> words = new ArrayList<>();
    for (String word : words(claims, scopesClaim)) {
      String meant = mapping.getOrDefault(word, word);
      if (known(meant)) {
        words.add(meant);
      }
    }
    for (String role : words(claims, rolesClaim)) {
      String meant = mapping.getOrDefault(role, "decide:" + role);
      if (known(meant)) {
        words.add(meant);
      }
    }
    return Permissions.of(words.stream().distinct().limit(Permissions.MAX_ROLES).toList());
  }

  private static boolean known(String word) {
    try {
      Permissions.of(List.of(word));
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static List<String> words(JWTClaimsSet claims, @Nullable String path) {
    if (path == null) {
      return List.of();
    }
    Object value = claims.getClaim(path);
    if (value == null) {
      value = claims.getClaims();
      for (String name : path.split("\\.", -1)) {
        value = value instanceof Map<?, ?> members ? members.get(name) : null;
      }
    }
    return switch (value) {
      case String text ->
          Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
      case List<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }
}
