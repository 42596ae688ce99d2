package dev.converge.cli.eval;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/// Scores of fixtures in a file, for comparison with later ones.
public final class Scores {
  /// A fall that counts as chance, as a share of the best score.
  public static final double USUAL_TOLERANCE = 0.1;

  private final SortedMap<String, Json.Obj> all = new TreeMap<>();

  /// Without scores.
  public Scores() {}

  /// Reads a file that [#write] wrote.
  ///
  /// @throws ConvergeException with `INVALID` if it is not one
  public static Scores read(Path file) {
    Scores scores = new Scores();
    try {
      if (Json.parse(Files.readString(file)) instanceof Json.Obj json) {
        OptionalMembers.object(json, "scores")
            .orElse(Json.Obj.EMPTY)
            .fields()
            .forEach((name, value) -> {
              if (value instanceof Json.Obj one) {
                scores.all.put(name, one);
              }
            });
      }
    } catch (IOException | JsonException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, file + " cannot be read: " + e.getMessage(), e);
    }
    if (scores.all.isEmpty()) {
      throw new ConvergeException(
          ErrorCode.INVALID, file + ": no scores (expected: a file that --scores wrote)");
    }
    return scores;
  }

  /// Adds the results of a fixture's samples.
  public void put(Fixture fixture, Variant variant, Tally tally) {
    Json.Builder score =
        Json.object()
            .put("samples", tally.samples().size())
            .put("held", tally.held())
            .put("rules", rounded(tally.rules()))
            .put("cost_micros", (double) tally.costMicros());
    tally.mark().ifPresent(mark -> score.put("mark", rounded(mark)));
    all.put(name(fixture, variant), score.build());
  }

  private static String name(Fixture fixture, Variant variant) {
    String label = variant.label();
    return fixture.template() + "/" + fixture.name() + (label.isEmpty() ? "" : " " + label);
  }

  private static double rounded(double value) {
    return (double) Math.round(value * 10_000) / 10_000;
  }

  /// In which scores a fixture fell; empty if in none.
  ///
  /// @param tolerance allowed fall as a share of the best score
  public List<String> falls(Fixture fixture, Variant variant, Tally tally, double tolerance) {
    Optional<Json.Obj> kept = Optional.ofNullable(all.get(name(fixture, variant)));
    if (kept.isEmpty()) {
      return List.of();
    }
    List<String> falls = new ArrayList<>();
    fall("rules", kept.get(), "rules", OptionalDouble.of(tally.rules()), tolerance, falls);
    fall("judge", kept.get(), "mark", tally.mark(), tolerance * Judge.BEST, falls);
    return falls;
  }

  private static void fall(
      String what,
      Json.Obj kept,
      String member,
      OptionalDouble now,
      double tolerance,
      List<String> falls) {
    Optional<Double> before = OptionalMembers.number(kept, member);
    if (before.isPresent() && now.isPresent() && now.getAsDouble() < before.get() - tolerance) {
      falls.add(
          String.format(
              Locale.ROOT,
              "%s: %.2f (expected: about %.2f, as it was)",
              what,
              now.getAsDouble(),
              before.get()));
    }
  }

  /// Writes the scores, replacing an existing file.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if that fails
  public void write(Path file) {
    StringBuilder text = new StringBuilder("{\"scores\":{\n");
    int left = all.size();
    for (var one : all.entrySet()) {
      text.append(Json.of(one.getKey()).canonical())
          .append(": ")
          .append(one.getValue().canonical())
          .append(--left > 0 ? ",\n" : "\n");
    }
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text.append("}}\n"));
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
