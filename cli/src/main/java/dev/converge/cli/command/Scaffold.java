package dev.converge.cli.command;

import dev.converge.domain.template.wiring.WiringSchema;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/// A template to start with: it is valid, runs offline, and shows what a spec can contain.
public final class Scaffold {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
  private static final int LONGEST = 64;

  private static final String SPEC =
      """
      Feature: <title>
        Say here in a sentence or two what the flow is to find out, and for whom. Models are told.

        # Every sentence that can stand here is in docs/template-language.md.
        # Check after each change: converge templates validate <folder>

        @intent
        Scenario: What a job must bring
          Given a seed with id starting "topic:"
            \"""
            What is known: the situation, in whole sentences, with the figures that matter.
            \"""
          And optionally a seed with id starting "goal:"
            \"""
            What is to be reached, by when, and with what means.
            \"""

        Rule: What is known comes first

          @agent @llm @id:findings
          Scenario: Findings are read from the seeds
            Given facts under "Seeds"
            When the agent is asked
              \"""
              List what the seeds say that matters here: needs, trends, figures, limits. One finding is one
              thing in one or two sentences, with every figure and name exactly as the seeds have it. State
              only what the seeds support.
              \"""
            Then it proposes 1 to 5 facts under "Findings" with ids starting "finding:"
            And each fact cites at least 1 fact under "Seeds"
            And each fact is no longer than 600 characters

          @agent @llm @id:options
          Scenario: Options answer the findings
            Given facts under "Findings"
            When the agent is asked
              \"""
              Propose options that differ in kind, not in wording. For each say what is done, for whom, and
              which findings speak for it. Do not promise a result; nothing is certain.
              \"""
            Then it proposes 1 to 3 facts under "Options" with ids starting "option:"
            And each fact cites at least 1 fact under "Findings"
            And each fact is no longer than 1200 characters

        Rule: What may never be said

          @invariant @structural @id:no_promises
          Scenario: Nothing promises what nobody can promise
            Then no fact under "Options" mentions any of
              | guaranteed | risk-free |

        Rule: When the answer may be called one

          @invariant @acceptance @id:there_is_an_option
          Scenario: There is something to choose
            Then at least 1 fact exists under "Options"
            And the facts under "Options" are all different
      """;

  private static final String WIRING =
      """
      # yaml-language-server: $schema=http://localhost:8080<schema>
      name: <name>
      version: 0.1.0
      description: Findings are read from the seeds, and options answer them.
      spec: <name>.feature
      requires: { runtime_api: ">=1.0" }
      budget: { max_cycles: 20, max_facts: 100, max_duration: 10m, max_tokens: 100000, max_cost_usd: 1.00 }
      agents:
        - { id: findings, requirements: fast_extraction }
        - { id: options, requirements: synthesis }
      """;

  private Scaffold() {}

  /// Writes the two files of a new template.
  ///
  /// @return its folder
  /// @throws ConvergeException with `INVALID` if the name is invalid, or if the folder already
  ///   exists
  public static Path write(String name, Path directory) {
    if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
      throw invalid(
          "name: %s (expected: lowercase words and digits joined by \"-\", at most %d characters)"
              .formatted(name, LONGEST));
    }
    Path folder = directory.resolve(name);
    String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    try {
      Files.createDirectories(directory);
      Files.createDirectory(folder);
      Files.writeString(
          folder.resolve(name + ".feature"),
          SPEC.replace("<title>", title.replace('-', ' ')).replace("<folder>", folder.toString()));
      Files.writeString(
          folder.resolve(name + ".yaml"),
          WIRING.replace("<name>", name).replace("<schema>", WiringSchema.PATH));
      return folder;
    } catch (FileAlreadyExistsException e) {
      throw invalid(e.getMessage() + " already exists (expected: a new name)");
    } catch (IOException e) {
      throw invalid(folder + " cannot be written: " + e.getMessage());
    }
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, message);
  }
}
