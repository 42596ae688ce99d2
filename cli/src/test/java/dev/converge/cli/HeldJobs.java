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

  /// A job that halts until somebody observes something.
  public static final String UNMET =
      """
      {"template":"unmet","seeds":[{"id":"seed:1","content":"Rivers carry silt to the sea, and deltas grow."}]}\
      """;

  /// A job whose only agent asks a model, of which none can be had.
  static final String MODEST =
      """
      {"template":"modest","mode":"live","seeds":[
        {"id":"seed:1","content":"A house.","data":{"amount":3,"kind":"house"}}]}\
      """;

  private static final String GATE =
      """
        @approval @id:gate
        Scenario: A person looks at it
          When a fact is proposed under "Words"
          Then a "boss" must approve it
      """;

  private static final String TWO_WORDS =
      """
        @invariant @acceptance @id:two_words
        Scenario: There are two
          Then at least 2 facts exist under "Words"
      """;

  private HeldJobs() {}

  /// Writes the template whose jobs wait.
  ///
  /// @return the folder of templates
  public static Path template(Path folder) throws IOException {
    return template(folder, "held", "Says something that a person must approve.", "1 fact", GATE);
  }

  /// Writes the template whose jobs halt.
  ///
  /// @return the folder of templates
  static Path unmet(Path folder) throws IOException {
    return template(
        folder, "unmet", "Says one thing where two are needed.", "1 to 2 facts", TWO_WORDS);
  }

  /// Writes a template whose only agent asks a model, and can be done without. It asks for data of
  /// its seeds.
  ///
  /// @return the folder of templates
  static Path modest(Path folder) throws IOException {
    Path templates =
        template(folder, "modest", "Says something if a model can be had.", "1 fact", "");
    Path spec = templates.resolve("modest/modest.feature");
    String asked =
        """
        "seed:"
            And each such seed carries
              | field    | type   | rule                 |
              | amount   | number | at least 1           |
              | kind     | string | one of house, car    |
              | comments | list   | optional             |
        """;
    Files.writeString(
        spec,
        Files.readString(spec)
            .replace("@agent @llm", "@agent @llm @optional")
            .replace("\"seed:\"\n", asked));
    return templates;
  }

  private static Path template(
      Path folder, String name, String purpose, String proposed, String condition)
      throws IOException {
    Path templates = folder.resolve("templates");
    Path own = Files.createDirectories(templates.resolve(name));
    String spec =
        """
        Feature: %s
          %s

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
            Then it proposes %s under "Words" with ids starting "word:"

        %s\
        """;
    String wiring =
        """
        name: %s
        version: 1.0.0
        description: %s
        spec: %1$s.feature
        agents:
          - { id: speaker, requirements: fast_extraction }
        """;
    Files.writeString(
        own.resolve(name + ".feature"), spec.formatted(name, purpose, proposed, condition));
    Files.writeString(own.resolve(name + ".yaml"), wiring.formatted(name, purpose));
    return templates;
  }

  public static String text(String body, String member) {
    return ((Json.Str) ((Json.Obj) Json.parse(body)).get(member).orElseThrow()).value();
  }
}
