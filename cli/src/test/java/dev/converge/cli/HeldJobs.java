package dev.converge.cli;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Jobs for tests of a whole server.
public final class HeldJobs {
  /// A job of a flow that ships.
  public static final String GROWTH =
      """
      {"template":"growth-strategy","seeds":[
        {"id":"market:nordic-b2b","content":"Nordic B2B SaaS, SMB segment, 12% yearly growth, buyers ask for GDPR-safe tooling"},
        {"id":"product:ledger","content":"Bookkeeping automation with audit trail, priced per seat"},
        {"id":"goal:arr","content":"Grow ARR by 50% within 12 months on a budget of 500k EUR"}]}\
      """;

  /// A job that waits for a person.
  public static final String HELD =
      """
      {"template":"held","seeds":[{"id":"seed:1","content":"Rivers carry silt to the sea, and deltas grow."}]}\
      """;

  private static final String SPEC =
      """
      Feature: Held
        Says something that a person must approve.

        @intent
        Scenario: What it is about
          Given a seed with id starting "seed:"

        @agent @llm @id:speaker
        Scenario: Something is said
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Say what the seeds say.
            \"""
          Then it proposes 1 fact under "Words" with ids starting "word:"

        @approval @id:gate
        Scenario: A person looks at it
          When a fact is proposed under "Words"
          Then a "boss" must approve it
      """;

  private static final String WIRING =
      """
      name: held
      version: 1.0.0
      description: Says something that a person must approve.
      spec: held.feature
      agents:
        - { id: speaker, requirements: fast_extraction }
      """;

  private HeldJobs() {}

  /// Writes the template whose jobs wait.
  ///
  /// @return the folder of templates
  public static Path template(Path folder) throws IOException {
    Path held = Files.createDirectories(folder.resolve("templates").resolve("held"));
    Files.writeString(held.resolve("held.feature"), SPEC);
    Files.writeString(held.resolve("held.yaml"), WIRING);
    return folder.resolve("templates");
  }

  public static String text(String body, String member) {
    return ((Json.Str) ((Json.Obj) Json.parse(body)).get(member).orElseThrow()).value();
  }
}
