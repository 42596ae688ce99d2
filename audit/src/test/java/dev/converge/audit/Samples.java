package dev.converge.audit;

import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.core.text.Times;
import dev.converge.testkit.FlowRecorder;
import dev.converge.testkit.FlowRecorder.Recorded;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Bundles of the testkit's flows. Their templates are texts that only the tests know the program
/// of.
final class Samples {
  /// The key of RFC 8032, 7.1, test 1: known to everybody, so good for samples alone.
  static final SigningKey KEY =
      SigningKey.parse(
          """
          -----BEGIN PRIVATE KEY-----
          MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
          -----END PRIVATE KEY-----
          """);

  static final Bundle.Origin ORIGIN = new Bundle.Origin("0.1.0", "full");

  private Samples() {}

  static List<OutcomeFlow> flows() {
    return OutcomeFlows.all(name -> Manifest.templateHash(spec(name), wiring(name)));
  }

  static OutcomeFlow flow(String name) {
    return flows().stream().filter(flow -> flow.name().equals(name)).findFirst().orElseThrow();
  }

  private static String spec(String name) {
    return "Feature: " + name + "\n  Comes to a known end; its program is known to tests alone.\n";
  }

  private static String wiring(String name) {
    return "name: " + name + "\nversion: 1.0.0\nspec: " + name + ".feature\n";
  }

  static RunRecord record(Recorded recorded) {
    List<Json> seeds = new ArrayList<>();
    for (Seed seed : recorded.flow().seeds()) {
      seeds.add(
          Json.object()
              .put("id", seed.id())
              .put("content", seed.content())
              .put("data", seed.data())
              .build());
    }
    String name = recorded.flow().name();
    return new RunRecord(
        recorded.jobId(),
        recorded.runId(),
        null,
        Times.format(recorded.createdAt()),
        Json.object().put("template", name).put("seeds", Json.array(seeds)).build().canonical(),
        new TemplateFiles(
            name, "1.0.0", recorded.flow().program().hash(), spec(name), wiring(name)),
        consumer -> {
          for (var line : recorded.lines()) {
            consumer.accept(line);
          }
        });
  }

  static byte[] bundle(String flow) throws IOException {
    return bundle(FlowRecorder.record(flow(flow)));
  }

  static byte[] bundle(Recorded recorded) throws IOException {
    Bundle bundle = Bundle.of(record(recorded), ORIGIN, KEY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bundle.writeTo(out);
    return out.toByteArray();
  }

  /// Knows the programs of the testkit's templates by their names.
  static final ProgramSource PROGRAMS = template -> flow(template.name()).program();
}
