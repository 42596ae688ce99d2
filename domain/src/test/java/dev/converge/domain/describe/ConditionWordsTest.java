package dev.converge.domain.describe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Condition;
import dev.converge.core.Invariant;
import dev.converge.domain.flow.Small;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionWordsTest {
  /// What is said of an invariant is the invariant: compiled again, it is the same condition.
  @Test
  void theWordsOfEveryShippedInvariantCompileToTheSameCondition() {
    for (Template template : Templates.shipped().list()) {
      for (Invariant invariant : template.program().definition().invariants()) {
        List<String> words = ConditionWords.of(invariant.condition());
        String spec = template.spec();
        int at = spec.indexOf("@id:" + invariant.id());
        int steps = spec.indexOf("      Then ", at);
        int end = spec.indexOf("\n\n", steps);
        String rewritten =
            spec.substring(0, steps)
                + "      Then "
                + String.join("\n      And ", words)
                + (end < 0 ? "\n" : spec.substring(end));
        Condition again =
            Small.compile(rewritten, template.wiring()).program().definition().invariants().stream()
                .filter(one -> one.id().equals(invariant.id()))
                .findFirst()
                .orElseThrow()
                .condition();
        assertEquals(invariant.condition(), again, () -> words.toString());
      }
    }
  }
}
