package dev.converge.domain.describe;

import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.CanonicalWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// When a person must decide, who, until when, and what follows, in words.
public final class GateWords {
  private GateWords() {}

  /// Which proposals are held, as a clause that begins with "when".
  public static String when(Gate gate) {
    List<String> rules = new ArrayList<>();
    if (!gate.idPrefix().isEmpty()) {
      rules.add("with id starting \"" + gate.idPrefix() + "\"");
    }
    if (gate.confidenceBelow() <= 1) {
      rules.add("with confidence below " + CanonicalWriter.number(gate.confidenceBelow()));
    }
    Gate.FieldIs field = gate.field();
    if (field != null) {
      rules.add("whose \"" + field.name() + "\" is " + field.value().canonical());
    }
    gate.provisos().forEach(proviso -> rules.add(proviso(proviso)));
    String all = rules.isEmpty() ? "" : " " + String.join(" and ", rules);
    return "when a fact is proposed under \"" + gate.key() + "\"" + all;
  }

  private static String proviso(Proviso proviso) {
    return switch (proviso) {
      case Proviso.Cites(var key, var whose) ->
          "that cites a fact under \"" + key + "\"" + ConditionWords.whose(whose);
      case Proviso.Satisfies(var formula) ->
          "that satisfies " + ConditionWords.quoted(formula.text());
    };
  }

  /// Who decides, and in what time.
  public static String who(Gate gate) {
    Duration within = gate.within();
    String a = gate.role().matches("(?i)[aeiou].*") ? "an" : "a";
    return "%s \"%s\"%s"
        .formatted(
            a, gate.role(), within == null ? ", without a deadline" : " within " + time(within));
  }

  /// What happens if nobody decides.
  public static String silence(Gate gate) {
    if (gate.within() == null) {
      return "the run waits";
    }
    return gate.onSilence() == Decision.APPROVED
        ? "the fact is approved when the deadline passes"
        : "the fact is rejected when the deadline passes";
  }

  /// What a rejection does.
  public static String rejection(Gate gate) {
    return gate.rejectionHalts()
        ? "the fact is dropped and the run halts"
        : "the fact is dropped and the run continues";
  }

  /// A duration in its largest whole unit, such as `24 hours`.
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (!time.equals(Duration.ofSeconds(seconds)) || seconds < 60) {
      return time.toMillis() % 1000 == 0
          ? ConditionWords.plural(seconds, "second")
          : ConditionWords.plural(time.toMillis(), "millisecond");
    }
    if (seconds % 60 != 0) {
      return ConditionWords.plural(seconds, "second");
    }
    long minutes = seconds / 60;
    if (minutes % 60 != 0) {
      return ConditionWords.plural(minutes, "minute");
    }
    long hours = minutes / 60;
    return hours % 24 != 0 || hours == 24
        ? ConditionWords.plural(hours, "hour")
        : ConditionWords.plural(hours / 24, "day");
  }
}
