package dev.converge.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a server says of a problem is told once.
final class ProblemTextTest {
  @ParameterizedTest
  @CsvSource({
    "Job not found,job not found: job_x,job not found: job_x",
    "Invalid request,no seeds,Invalid request: no seeds",
    "Invalid request,,Invalid request"
  })
  void aTitleThatTheDetailRepeatsIsLeftOut(String title, String detail, String text) {
    Json.Obj problem = Json.object().put("title", title).put("detail", detail).build();
    assertEquals(text, ProblemText.of(problem));
  }
}
