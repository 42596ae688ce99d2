package dev.converge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.MemoryAdminLog;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An exported administrative log shows every change.
final class AdminLogExportTest {
  private static final int ENTRIES = 1_200;

  private static String exported(int entries) throws IOException {
    MemoryAdminLog log = new MemoryAdminLog(Runnable::run);
    for (int i = 1; i <= entries; i++) {
      log.record(
          new AdminLog.Act(
              Instant.EPOCH.plusSeconds(i),
              "acme",
              "ann",
              false,
              "erase_job",
              "job_" + i,
              AdminLog.Outcome.DONE,
              ""),
          _ -> {});
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AdminLogExport.write(log, "0.1.0", Samples.KEY, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static AdminLogExport.Verified verify(String file) throws IOException {
    return AdminLogExport.verify(
        new BufferedReader(new StringReader(file)), Samples.KEY.publicKey());
  }

  @Test
  void anExportOfSeveralPagesVerifies() throws IOException {
    assertEquals(
        new AdminLogExport.Verified(ENTRIES, Samples.KEY.publicKey().id(), List.of()),
        verify(exported(ENTRIES)));
    assertEquals(List.of(), verify(exported(0)).problems());
  }

  @Test
  void aLineThatIsChangedLeftOutDoubledOrMovedIsFound() throws IOException {
    List<String> lines = exported(5).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> changed = new ArrayList<>(lines);
      changed.set(i, lines.get(i).replace("job_", "run_").replace("0.1.0", "0.2.0"));
      if (i < lines.size() - 1) {
        assertFound(changed);
      }
      List<String> without = new ArrayList<>(lines);
      without.remove(i);
      assertFound(without);
      List<String> doubled = new ArrayList<>(lines);
      doubled.add(i, lines.get(i));
      assertFound(doubled);
    }
    List<String> moved = new ArrayList<>(lines);
    moved.add(2, moved.remove(3));
    assertFound(moved);
  }

  private static void assertFound(List<String> lines) throws IOException {
    assertFalse(
        verify(String.join("\n", lines) + "\n").problems().isEmpty(),
        () -> String.join("\n", lines));
  }

  @Test
  void anotherServersKeyIsNotTrusted() throws IOException {
    AdminLogExport.Verified verified =
        AdminLogExport.verify(
            new BufferedReader(new StringReader(exported(1))), SigningKey.generate().publicKey());
    assertEquals(1, verified.problems().size());
    assertTrue(verified.problems().getFirst().contains("not trusted"));
  }
}
