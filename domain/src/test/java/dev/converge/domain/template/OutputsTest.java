package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.domain.flow.Ranking;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.Small;
import dev.converge.domain.template.wiring.ReportLayout;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A wiring names the keys that hold the answer.
class OutputsTest {
  private final Templates templates = new Templates(RuleAgents.of(List.of(new Ranking())));

  private String wrong(String outputs) {
    TemplateException thrown =
        assertThrows(
            TemplateException.class,
            () -> templates.install("small", "1.0.0", Small.SPEC, Small.WIRING + outputs));
    return String.valueOf(thrown.getMessage());
  }

  @Test
  void theKeysAreKeptInTheirOrderAndLeadTheReport() {
    String wiring = Small.WIRING + "outputs: [Notes, Seeds]\n";
    Program program = templates.install("small", "1.0.0", Small.SPEC, wiring).program();
    assertEquals(List.of("Notes", "Seeds"), program.outputs());
    assertEquals(
        List.of("Notes", "Seeds"),
        ReportLayout.ofWiring(wiring).sections().stream().map(ReportLayout.Section::key).toList());
  }

  @Test
  void aLayoutOfItsOwnIsNotReplaced() {
    String wiring =
        Small.WIRING + "outputs: [Notes]\nreport: { sections: [{ key: Seeds, form: list }] }\n";
    assertEquals("Seeds", ReportLayout.ofWiring(wiring).sections().getFirst().key());
  }

  @Test
  void aTemplateNeedNotSay() {
    Program program = templates.install("small", "1.0.0", Small.SPEC, Small.WIRING).program();
    assertEquals(List.of(), program.outputs());
    assertEquals(ReportLayout.DEFAULT, ReportLayout.ofWiring(Small.WIRING));
  }

  @Test
  void aKeyThatNobodyWritesIsRefused() {
    String message = wrong("outputs: [Note]\n");
    assertTrue(
        message.contains("outputs: no agent writes facts under \"Note\" (expected: one of ["),
        message);
    assertTrue(message.contains("did you mean \"Notes\"?"), message);
  }

  @Test
  void whatIsNotAListOfDifferentKeysIsRefused() {
    String twice = wrong("outputs: [Notes, Notes]\n");
    assertTrue(twice.contains("outputs[1]: \"Notes\" occurs twice (expected: once)"), twice);
    String number = wrong("outputs: [1]\n");
    assertTrue(number.contains("outputs[0]: "), number);
    String many = wrong("outputs: [" + "Notes, ".repeat(20) + "Notes]\n");
    assertTrue(many.contains("21 keys (expected: at most 20)"), many);
  }

  @Test
  void everyTemplateThatShipsNamesKeysThatItsAgentsWrite() {
    Set<String> shipped = new HashSet<>();
    for (Template template : Templates.shipped().list()) {
      shipped.add(template.name());
      assertFalse(template.program().outputs().isEmpty(), template.name());
    }
    assertEquals(4, shipped.size());
  }
}
