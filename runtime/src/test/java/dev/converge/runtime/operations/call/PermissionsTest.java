package dev.converge.runtime.operations.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PermissionsTest {
  @Test
  void permissionsReadBackFromTheirWords() {
    for (Permissions each :
        List.of(
            Permissions.ALL,
            Permissions.UNSCOPED,
            Permissions.of(List.of()),
            Permissions.of(List.of("read", "decide:partner", "decide:patent attorney")))) {
      assertEquals(each, Permissions.of(each.words()));
    }
  }

  @Test
  void whatSaysNothingAboutScopesAllowsEverythingButAdministration() {
    for (Scope scope : Scope.values()) {
      assertEquals(scope != Scope.ADMIN, Permissions.UNSCOPED.allows(scope), scope.word());
      assertTrue(Permissions.ALL.allows(scope));
    }
    assertTrue(Permissions.UNSCOPED.everyRole());
  }

  @Test
  void noScopeImpliesAnother() {
    for (Scope scope : Scope.values()) {
      String word = scope == Scope.DECIDE ? "decide:*" : scope.word();
      Permissions one = Permissions.of(List.of(word));
      for (Scope other : Scope.values()) {
        assertEquals(other == scope, one.allows(other), scope + " " + other);
      }
    }
    assertFalse(Permissions.of(List.of("decide:partner")).everyRole());
  }

  @Test
  void wrongWordsAreRefusedWithTheRightOnes() {
    for (String wrong : List.of("", "reads", "READ", "decide", "decide:", "decide:a\nb")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Permissions.of(List.of(wrong)))
              .getMessage();
      assertTrue(String.valueOf(message).contains("expected: "), wrong + ": " + message);
    }
  }
}
