package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.Small;
import org.junit.jupiter.api.Test;

/// Runs in flight survive an upgrade, although the new release is stricter with templates.
class InstalledBeforeTest {
  private final TemplateCompiler compiler = new TemplateCompiler(RuleAgents.installed());

  @Test
  void whatEarlierReleasesLetPassCompilesWhenItWasInstalledThen() {
    TemplateSource source =
        TemplateSource.of(
            "small",
            Small.SPEC.replace(
                "  Scenario: Something was noted\n",
                "  Scenario: Something was noted\n    Ten at least 1 fact exists under \"Notes\"\n"),
            Small.WIRING);
    assertEquals(
        "\"Ten\" is not a keyword (expected: Given, When, Then, And, But)",
        assertThrows(TemplateException.class, () -> compiler.compile(source))
            .problems()
            .getFirst()
            .message());
    assertEquals("small", compiler.compileInstalled(source).name());
  }

  @Test
  void whatIsNotATemplateIsRefusedAsBefore() {
    TemplateSource source = TemplateSource.of("small", "Feature: None\n", Small.WIRING);
    assertThrows(TemplateException.class, () -> compiler.compileInstalled(source));
  }
}
