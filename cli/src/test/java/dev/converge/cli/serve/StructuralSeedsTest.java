package dev.converge.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.cli.Served;
import dev.converge.cli.command.Scaffold;
import dev.converge.cli.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What no fact may break, seeds may not break either.
final class StructuralSeedsTest {
  @TempDir private Path folder = Path.of("");

  private static AggregatedHttpResponse submit(Served serving, String data) {
    return WebClient.of(serving.url())
        .execute(
            RequestHeaders.of(
                HttpMethod.POST, "/api/v1/jobs", HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
            "{\"template\":\"orders\",\"seeds\":[{\"id\":\"topic:1\",\"content\":\"Ten chairs.\""
                + data
                + "}]}")
        .aggregate()
        .join();
  }

  @Test
  void aSeedThatBreaksAStructuralInvariantIsRefusedAtTheSubmissionWithItsPointer()
      throws IOException {
    Path spec = Scaffold.write("orders", folder.resolve("templates")).resolve("orders.feature");
    Files.writeString(
        spec,
        """

            @invariant @structural @id:amounts
            Scenario: Every amount is known
              Then every fact under "Seeds" carries a number "amount"
        """,
        StandardOpenOption.APPEND);
    Config config =
        Config.load(
            Map.of(
                "--port", List.of("0"),
                "--grace-period", List.of("2s"),
                "--data", List.of(folder.resolve("data").toString()),
                "--templates", List.of(folder.resolve("templates").toString())),
            Map.of(),
            folder);
    try (Served serving = Served.start(config, Map.of())) {
      AggregatedHttpResponse refused = submit(serving, "");
      assertEquals(422, refused.status().code(), refused::contentUtf8);
      assertTrue(refused.contentUtf8().contains("\"pointer\":\"/seeds/0\""), refused::contentUtf8);
      assertTrue(
          refused.contentUtf8().contains("field \\\"amount\\\" is missing"), refused::contentUtf8);
      assertEquals(202, submit(serving, ",\"data\":{\"amount\":10}").status().code());
    }
  }
}
