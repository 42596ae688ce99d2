package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MethodTree;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Every public type and method of the main sources says what it is: doclint alone would also ask
/// for a tag on each parameter whose name says it all.
final class JavadocTest {
  @Test
  void everyPublicTypeAndMethodSaysWhatItIs() {
    List<SourceCode.Declared> declared = SourceCode.declared();
    Set<String> silent = new TreeSet<>();
    int looked = 0;
    for (SourceCode.Declared it : declared) {
      if (it.open() && isToSay(it)) {
        looked++;
        if (it.comment() == null || it.comment().isBlank()) {
          silent.add(it.module() + ": " + it.type() + "." + it.name());
        }
      }
    }
    assertTrue(looked > 300, "public types and methods: " + looked + " (expected: hundreds)");
    assertEquals(Set.of(), silent);
  }

  /// What overrides something is told there.
  private static boolean isToSay(SourceCode.Declared it) {
    if (it.tree() instanceof MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .map(AnnotationTree::getAnnotationType)
          .noneMatch(type -> type.toString().equals("Override"));
    }
    return SourceCode.isType(it.tree());
  }
}
