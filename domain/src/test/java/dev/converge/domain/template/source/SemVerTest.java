package dev.converge.domain.template.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SemVerTest {
  /// The order of semver.org, section 11.
  @Test
  void precedenceIsThatOfTheStandard() {
    List<String> ordered =
        List.of(
            "0.0.1",
            "0.9.0",
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-10",
            "1.0.0-99999999999999999999",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0+a",
            "1.0.0+b",
            "1.2.0",
            "1.10.0",
            "2.0.0",
            "99999999999999999999.0.0");
    assertEquals(
        ordered,
        ordered.reversed().stream()
            .map(text -> SemVer.parse(text).orElseThrow())
            .sorted()
            .map(SemVer::text)
            .toList());
  }

  @Test
  void anInvalidVersionIsNone() {
    for (String text :
        List.of(
            "",
            "1",
            "1.0",
            "1.0.0.0",
            "v1.0.0",
            "01.0.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0-a..b",
            "1.0.0+",
            "1.0.0 ",
            "١.0.0",
            "1.0.0-" + "a".repeat(100))) {
      assertTrue(SemVer.parse(text).isEmpty(), text);
    }
  }

  @Test
  void durationsAreReadAsPeopleWriteThem() {
    assertEquals(Optional.of(Duration.ofMillis(250)), TemplateDurations.parse("250ms"));
    assertEquals(Optional.of(Duration.ofHours(36)), TemplateDurations.parse("36h"));
    assertEquals(Optional.of(Duration.ofDays(2)), TemplateDurations.parse("2d"));
    assertEquals(Optional.of(Duration.ofMinutes(90)), TemplateDurations.parse("PT1H30M"));
    for (String text : List.of("", "0s", "10", "-1s", "1.5m", "367d", "PT0S", "-PT1S", "1 m")) {
      assertEquals(Optional.empty(), TemplateDurations.parse(text), text);
    }
  }
}
