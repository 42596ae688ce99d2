package dev.converge.runtime.operations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.budget.Mode;
import dev.converge.core.json.Json;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.submission.SubmissionReader;
import dev.converge.runtime.operations.webhook.WebhookReader;
import dev.converge.testkit.ScriptedPrograms;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The limits of a submission are those that are configured.
final class SubmissionReaderTest {
  private static final JobSettings LARGE = new JobSettings(Mode.OFFLINE, 2_000, 1 << 20);

  private static Json.Obj job(int seeds, int bytes) {
    List<Json> all = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      all.add(Json.object().put("id", "seed:" + i).put("content", "x".repeat(bytes)).build());
    }
    return Json.object()
        .put("template", ScriptedPrograms.det100().name())
        .put("seeds", Json.array(all))
        .build();
  }

  private static int read(JobSettings settings, Json.Obj body) {
    return new SubmissionReader(
            ScriptedPrograms.installed(ScriptedPrograms.det100()),
            settings,
            new WebhookReader(false))
        .read(Caller.internal("req-1"), body, null)
        .submission()
        .seeds()
        .size();
  }

  @Test
  void asManySeedsAreAcceptedAsConfigured() {
    assertEquals(2_000, read(LARGE, job(2_000, 10)));
    OperationException refused =
        assertThrows(OperationException.class, () -> read(LARGE, job(2_001, 10)));
    assertTrue(String.valueOf(refused.getMessage()).contains("at most 2000"), refused.getMessage());
    assertThrows(OperationException.class, () -> read(JobSettings.DEFAULT, job(1_001, 10)));
  }

  @Test
  void seedsAreAcceptedAsLargeAsConfigured() {
    assertEquals(1, read(LARGE, job(1, 300_000)));
    assertThrows(OperationException.class, () -> read(LARGE, job(1, (1 << 20) + 1)));
    assertThrows(OperationException.class, () -> read(JobSettings.DEFAULT, job(1, 300_000)));
  }
}
