package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody who writes or approves asks of a template.
final class TemplatesShowTest {
  @TempDir private Path directory = Path.of(".");

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    assertEquals(ExitCode.CONVERGED, exit, err::toString);
    return out.toString();
  }

  private static void has(String text, String... lines) {
    for (String line : lines) {
      assertTrue(text.lines().anyMatch(one -> one.strip().equals(line)), line + "\n" + text);
    }
  }

  @Test
  void anApproverSeesWhenAGateHoldsForWhomAndWhatSilenceMeans() {
    String shown = run("templates", "show", "growth-strategy");
    has(
        shown,
        "holds       when a fact is proposed under \"Strategies\" with confidence below 0.4",
        "decides     a \"strategist\" within 24 hours",
        "silence     the fact is rejected when the deadline passes",
        "rejection   the fact is dropped and the run continues");
    has(
        run("templates", "show", "patent-research"),
        "holds       when a fact is proposed under \"SearchOrders\" whose \"paid\" is true",
        "decides     an \"attorney\" within 14 days",
        "rejection   the fact is dropped and the run halts");
  }

  @Test
  void anAuthorSeesWhatWakesAgentsWhatTheyWriteAndWhatMustHold() {
    has(
        run("templates", "show", "growth-strategy"),
        "at most 50 cycles, 500 facts, 10 minutes of running time, 200,000 tokens, 2.5 USD",
        "evaluation (model)",
        "runs        when there are facts under \"Strategies\", and again when there are new ones from"
            + " others",
        "writes      1 fact under \"Evaluations\" for each fact under \"Strategies\", ids starting"
            + " \"eval:\"; at most 1200 characters; carries an integer \"feasibility\" of 1 to 10;"
            + " carries an integer \"impact\" of 1 to 10; carries a string \"risk\" of 1 to 400"
            + " characters",
        "brand_safety (structural, refuses what breaks it): Nothing promises what nobody can promise",
        "every fact under \"Strategies\" is cited by a fact under \"Constraints\"");
  }

  @Test
  void asJsonItSaysTheSameInValuesAndWords() {
    Json.Obj shown =
        (Json.Obj) Json.parse(run("templates", "show", "growth-strategy", "--json").strip());
    Json.Obj gate = (Json.Obj) ((Json.Arr) shown.get("approvals").orElseThrow()).items().getFirst();
    assertEquals(
        "{\"confidence_below\":0.4,\"id\":\"low_confidence\",\"key\":\"Strategies\","
            + "\"rejection_halts\":false,\"role\":\"strategist\",\"says\":[\"when a fact is proposed"
            + " under \\\"Strategies\\\" with confidence below 0.4\",\"a \\\"strategist\\\" within 24"
            + " hours decides\",\"without a decision the fact is rejected when the deadline passes\",\"if"
            + " rejected, the fact is dropped and the run continues\"],\"within_ms\":86400000,"
            + "\"without_decision\":\"rejected\"}",
        gate.canonical());
    assertEquals(7, ((Json.Arr) shown.get("agents").orElseThrow()).items().size());
  }

  @Test
  void aTemplateThatIsRefusedIsListedWithItsProblems() throws IOException {
    run("templates", "new", "night", "--dir", directory.toString());
    Path wiring = directory.resolve("night/night.yaml");
    Files.writeString(wiring, Files.readString(wiring).replace("0.1.0", "0.1"));
    has(
        run("templates", "list", "--templates", directory.toString()),
        "night                not loaded: " + directory.resolve("night"),
        "night.yaml:3:10: version: \"0.1\" (expected: three numbers, as semver.org says: version:"
            + " 0.1.0)");
  }
}
