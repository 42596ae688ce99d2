package dev.converge.llm.reasoner;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fills the fields that a contract asks for from what a statement rests on.
final class FieldValues {
  private static final int MOST_ITEMS = 5;
  private static final int MOST_CHARACTERS = 300;
  private static final int KIND = 20;
  private static final int LEAD = 3;
  private static final List<String> WORDS = List.of("term", "synonym", "keyword", "word");

  private FieldValues() {}

  static Json.Obj of(List<Field> fields, Statement statement, Evidence evidence) {
    Json.Builder data = Json.object();
    Scores scores = new Scores(statement, evidence);
    for (Field field : fields) {
      data.put(field.name(), value(field, statement, scores));
    }
    return data.build();
  }

  /// What a statement scores: judged when a field asks for it first, as few do.
  private static final class Scores {
    private final Statement statement;
    private final Evidence evidence;
    private @Nullable Judgement judgement;

    Scores(Statement statement, Evidence evidence) {
      this.statement = statement;
      this.evidence = evidence;
      this.judgement = statement.scores().orElse(null);
    }

    Judgement judgement() {
      Judgement known = judgement;
      if (known == null) {
        List<Statement> objections = Objections.of(evidence, statement.used(), 0);
        String first = objections.isEmpty() ? "" : objections.getFirst().text();
        known = Judgement.of(statement.used(), List.of(), first, objections.size());
        judgement = known;
      }
      return known;
    }
  }

  private static Json value(Field field, Statement statement, Scores scores) {
    return switch (field.type()) {
      case INTEGER -> Json.of((double) score(field, scores.judgement()));
      case NUMBER -> Json.of(scaled(field, points(field, scores.judgement())));
      case BOOLEAN -> Json.of(mentions(field, statement));
      case STRING -> Json.of(string(field, statement, scores));
      case LIST -> Json.strings(list(field, statement));
    };
  }

  /// A whole number within the bounds of a field.
  static long score(Field field, Judgement judgement) {
    return StrictMath.round(scaled(field, points(field, judgement)));
  }

  /// From 1 to 10: what a field's name asks of a judgement.
  private static int points(Field field, Judgement judgement) {
    Set<Cue> cues = Cue.in(field.name());
    String stem = TextAnalysis.stem(field.name());
    if (cues.contains(Cue.RISK) || stem.startsWith("sever") || stem.startsWith("effort")) {
      return 11 - judgement.feasibility();
    }
    if (stem.startsWith("impact") || stem.startsWith("valu") || stem.startsWith("benef")) {
      return judgement.impact();
    }
    if (stem.startsWith("feasib") || stem.startsWith("likel") || stem.startsWith("confid")) {
      return judgement.feasibility();
    }
    return (judgement.feasibility() + judgement.impact()) / 2;
  }

  private static double scaled(Field field, int points) {
    boolean low = Double.isFinite(field.min());
    boolean high = Double.isFinite(field.max());
    double min = low ? field.min() : high ? Math.min(1, field.max() - 9) : 1;
    double max = high ? field.max() : min + 9;
    return min + (points - 1) * (max - min) / 9;
  }

  private static boolean mentions(Field field, Statement statement) {
    Set<Cue> cues = Cue.in(field.name());
    Set<String> stems = TextAnalysis.stems(field.name().replace('_', ' '));
    return statement.used().stream()
        .anyMatch(clause ->
            clause.cues().stream().anyMatch(cues::contains)
                || TextAnalysis.overlap(stems, clause.stems()) > 0);
  }

  private static String string(Field field, Statement statement, Scores scores) {
    if (!field.oneOf().isEmpty()) {
      return option(field, statement, scores);
    }
    Set<Cue> cues = Cue.in(field.name().replace('_', ' '));
    String text;
    boolean asksForDoubt = cues.contains(Cue.RISK) || cues.contains(Cue.LIMIT);
    if (asksForDoubt && !scores.judgement().doubt().isEmpty()) {
      text = scores.judgement().doubt();
    } else {
      text = nearest(field, statement, cues);
    }
    return clip(text, Double.isFinite(field.max()) ? (int) field.max() : MOST_CHARACTERS);
  }

  private static String nearest(Field field, Statement statement, Set<Cue> cues) {
    Set<String> stems = TextAnalysis.stems(field.name().replace('_', ' '));
    String best = statement.text();
    int most = 0;
    for (Clause clause : statement.used()) {
      int score = 2 * TextAnalysis.overlap(stems, clause.stems());
      score += (int) clause.cues().stream().filter(cues::contains).count();
      if (score > most) {
        most = score;
        best = clause.text();
      }
    }
    if (most == 0 && !statement.used().isEmpty()) {
      return statement.used().getFirst().text();
    }
    return best;
  }

  /// The option that says what kind of statement it is; else the one that what it begins with, or
  /// rests on, hints at; else by its place between the first and the last.
  private static String option(Field field, Statement statement, Scores scores) {
    String best = "";
    int most = 0;
    for (String option : field.oneOf()) {
      int score = fit(option, statement);
      if (score > most) {
        most = score;
        best = option;
      }
    }
    if (most > 0) {
      return best;
    }
    int last = field.oneOf().size() - 1;
    return field.oneOf().get((points(field, scores.judgement()) - 1) * last / 9);
  }

  private static int fit(String option, Statement statement) {
    Set<String> stems = TextAnalysis.stems(option);
    Set<Cue> cues = Cue.in(option);
    int score = KIND * TextAnalysis.overlap(stems, TextAnalysis.stems(statement.kind()));
    int weight = LEAD;
    for (Clause clause : statement.used()) {
      score += weight * TextAnalysis.overlap(stems, clause.stems());
      score += weight * (int) clause.cues().stream().filter(cues::contains).count();
      score += cues.contains(cue(clause.role())) ? weight : 0;
      weight = 1;
    }
    return score;
  }

  private static Cue cue(Clause.Role role) {
    return switch (role) {
      case MARKET, OTHER -> Cue.SIZE;
      case OFFER -> Cue.OFFER;
      case AIM -> Cue.AIM;
      case RIVAL -> Cue.RIVAL;
      case LIMIT -> Cue.LIMIT;
    };
  }

  private static List<String> list(Field field, Statement statement) {
    if (!field.oneOf().isEmpty()) {
      Set<String> stems = TextAnalysis.stems(statement.text());
      List<String> found =
          field.oneOf().stream()
              .filter(o -> TextAnalysis.overlap(TextAnalysis.stems(o), stems) > 0)
              .toList();
      return found.isEmpty() && field.min() > 0 ? field.oneOf().subList(0, 1) : found;
    }
    Set<String> phrases = new LinkedHashSet<>();
    boolean words = WORDS.stream().anyMatch(TextAnalysis.fold(field.name())::contains);
    if (!words) {
      statement.used().forEach(clause -> phrases.add(clause.core()));
    }
    statement.used().forEach(clause -> phrases.addAll(TextAnalysis.content(clause.core())));
    int most = Double.isFinite(field.max()) ? (int) field.max() : MOST_ITEMS;
    return new ArrayList<>(phrases).subList(0, Math.min(most, phrases.size()));
  }

  /// The text, or as many whole words of it as fit.
  static String clip(String text, int most) {
    int length = text.codePointCount(0, text.length());
    if (length <= most) {
      return text;
    }
    String cut = text.substring(0, text.offsetByCodePoints(0, Math.max(0, most - 1)));
    int space = cut.lastIndexOf(' ');
    return (space > most / 2 ? cut.substring(0, space) : cut) + "…";
  }
}
