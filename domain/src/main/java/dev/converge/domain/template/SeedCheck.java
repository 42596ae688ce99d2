package dev.converge.domain.template;

import dev.converge.core.Program;
import dev.converge.core.SeedViolation;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Limits;
import dev.converge.core.json.Json;
import dev.converge.core.json.NulCharacters;
import dev.converge.core.proposal.Seed;
import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.Ids;
import dev.converge.domain.describe.ConditionWords;
import dev.converge.domain.patent.search.PriorityDate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Checks whether the seeds of a job are valid for a program.
public final class SeedCheck {
  /// Maximum number of seeds of a job, unless configured otherwise.
  public static final int MAX_SEEDS = 1_000;

  private static final int SHOWN = 80;

  private SeedCheck() {}

  /// The problems of the seeds, in the order of the seeds, with the default limits; empty if a run
  /// can start with them.
  public static List<SeedProblem> problems(Program program, List<Seed> seeds) {
    return problems(program, seeds, MAX_SEEDS, Limits.MAX_CONTENT_BYTES);
  }

  /// The problems of the seeds, in the order of the seeds; empty if a run can start with them.
  ///
  /// @param maxSeeds of one job
  /// @param maxBytes of a seed's content and data together, in canonical form
  public static List<SeedProblem> problems(
      Program program, List<Seed> seeds, int maxSeeds, int maxBytes) {
    List<SeedProblem> problems = new ArrayList<>();
    if (seeds.size() > maxSeeds) {
      problems.add(
          new SeedProblem("/seeds", seeds.size() + " seeds (expected: at most " + maxSeeds + ")"));
      return problems;
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < seeds.size(); i++) {
      seed(seeds.get(i), i, seen, maxBytes, problems);
    }
    for (SeedRule rule : program.definition().seeds()) {
      boolean there = seeds.stream().anyMatch(seed -> seed.id().startsWith(rule.idPrefix()));
      if (rule.required() && !there) {
        String what = rule.description().isEmpty() ? "" : ": " + rule.description();
        problems.add(
            new SeedProblem(
                "/seeds",
                "no seed with an id starting \""
                    + rule.idPrefix()
                    + "\" (expected: at least one"
                    + what
                    + ")"));
      }
    }
    for (int i = 0; i < seeds.size(); i++) {
      day(program, seeds.get(i), "/seeds/" + i, problems);
      data(program, seeds.get(i), "/seeds/" + i + "/data", problems);
    }
    if (problems.isEmpty()) {
      structural(program, seeds, problems);
    }
    return problems;
  }

  /// Seeds are facts from the first event on, so what no fact may break they may not break.
  private static void structural(Program program, List<Seed> seeds, List<SeedProblem> problems) {
    for (SeedViolation broken : SeedViolation.of(program, seeds)) {
      problems.add(
          new SeedProblem(
              broken.seed() < 0 ? "/seeds" : "/seeds/" + broken.seed(),
              "%s (invariant \"%s\": %s)"
                  .formatted(
                      broken.message(),
                      broken.invariant().id(),
                      String.join("; ", ConditionWords.of(broken.invariant().condition())))));
    }
  }

  /// A seed that has to name a day names one that there is.
  private static void day(Program program, Seed seed, String at, List<SeedProblem> problems) {
    boolean asked =
        program.definition().seeds().stream()
            .anyMatch(rule -> rule.day() && seed.id().startsWith(rule.idPrefix()));
    if (asked && PriorityDate.named(seed.data(), seed.content()).isEmpty()) {
      problems.add(
          new SeedProblem(
              at + "/content",
              "seed %s: \"%s\" contains no valid date (expected: YYYY-MM-DD)"
                  .formatted(seed.id(), shown(seed.content()))));
    }
  }

  /// The data of a seed has the members that are asked of it.
  private static void data(Program program, Seed seed, String at, List<SeedProblem> problems) {
    Json.Obj data = seed.data() == null ? Json.Obj.EMPTY : seed.data();
    for (SeedRule rule : program.definition().seeds()) {
      if (seed.id().startsWith(rule.idPrefix())) {
        for (Field field : rule.data()) {
          field
              .problem(data)
              .ifPresent(what ->
                  problems.add(
                      new SeedProblem(
                          at + "/" + field.name(), "seed %s: %s".formatted(seed.id(), what))));
        }
      }
    }
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private static void seed(
      Seed seed, int index, Map<String, Integer> seen, int maxBytes, List<SeedProblem> problems) {
    String at = "/seeds/" + index;
    if (!Ids.valid(seed.id())) {
      problems.add(
          new SeedProblem(
              at + "/id",
              "id: not valid (expected: a letter or digit, then letters, digits, . _ : and -, at"
                  + " most "
                  + Ids.MAX_LENGTH
                  + " characters)"));
    }
    Integer before = seen.putIfAbsent(seed.id(), index);
    if (before != null) {
      problems.add(
          new SeedProblem(
              at + "/id",
              "id: \"" + seed.id() + "\" as in /seeds/" + before + " (expected: unique)"));
    }
    size(seed, at, maxBytes, problems);
    nul(at + "/content", Json.of(seed.content()), problems);
    if (seed.data() != null) {
      nul(at + "/data", seed.data(), problems);
    }
  }

  private static void nul(String at, Json value, List<SeedProblem> problems) {
    NulCharacters.in(value)
        .forEach(pointer ->
            problems.add(
                new SeedProblem(
                    at + pointer, "has the character U+0000 (expected: text without it)")));
  }

  private static void size(Seed seed, String at, int maxBytes, List<SeedProblem> problems) {
    int content = bytes(Json.of(seed.content()));
    int data = seed.data() == null ? 0 : bytes(seed.data());
    if (content < 0) {
      problems.add(
          new SeedProblem(at + "/content", "content: half a character (expected: whole Unicode)"));
    } else if (data < 0) {
      problems.add(
          new SeedProblem(at + "/data", "data: half a character (expected: whole Unicode)"));
    } else if (content + data > maxBytes) {
      problems.add(
          new SeedProblem(
              content > maxBytes ? at + "/content" : at + "/data",
              "content and data: "
                  + (content + data)
                  + " bytes (expected: at most "
                  + maxBytes
                  + ")"));
    }
  }

  /// Bytes in canonical form; -1 for text that has none, a lone surrogate.
  private static int bytes(Json value) {
    try {
      return value.canonical().getBytes(StandardCharsets.UTF_8).length;
    } catch (IllegalArgumentException _) {
      return -1;
    }
  }
}
