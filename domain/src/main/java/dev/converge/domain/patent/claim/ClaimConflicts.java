package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.grammar.WordForms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What cannot be true of one thing at once, or of anything: "an anode of silicon … an anode that
/// is free of silicon", "at least 10 mm … at most 5 mm", more energy out than in. It finds what is
/// said in so many words, and no more.
public final class ClaimConflicts {
  private static final String NOUN = "(?:an?|the|said|each|its) (?:[\\p{L}-]+ ){0,2}?([\\p{L}-]+)";
  private static final String HAS =
      " (?:of|with|containing|comprising|including|made of|made from|having|that (?:contains|has|includes|comprises)|"
          + "which (?:contains|has|includes|comprises))(?! no\\b) (?:an? |the )?([\\p{L}-]+)";
  private static final String LACKS =
      "(?: that is| which is| is| being|,)? (?:free of|free from|without|devoid of|lacking|with no|having no|containing"
          + " no|(?:that |which )?(?:contains|has|includes|comprises) no|not (?:containing|comprising|having|including))"
          + " (?:an? |the |any )?([\\p{L}-]+)";
  private static final Pattern HAVING = Pattern.compile("(?=\\b" + NOUN + HAS + ")");
  private static final Pattern MISSING = Pattern.compile("(?=\\b" + NOUN + LACKS + ")");
  private static final Pattern RANGE =
      Pattern.compile(
          "\\b(?:between|range (?:of )?from|ranging from) (\\d+(?:[.,]\\d+)?) ?(?:[\\p{L}°%µ]+ )?(?:and|to) (\\d+(?:[.,]\\d+)?)");
  private static final Pattern BOUND =
      Pattern.compile(
          "\\b(?:(first|second|third|fourth|other|another|inner|outer|upper|lower|front|rear|left|right) )?([\\p{L}-]+)"
              + " (?:that |which )?(?:is |are |has |of )?(?:an? )?(at least|at most|more than|less than|not more"
              + " than|not less than|above|below|up to) (\\d+(?:[.,]\\d+)?) ?([\\p{L}°%µ]+)");
  private static final Pattern SHARE =
      Pattern.compile("(\\d+(?:[.,]\\d+)?) ?(?:%|percent|per cent)");
  private static final Pattern COLD =
      Pattern.compile("(?:-|−|minus )(\\d+(?:[.,]\\d+)?) ?(?:°C|degrees? C|°)");

  /// Where one of these stands, a thing may be the one first and the other later.
  private static final Pattern BY_TURNS =
      Pattern.compile(
          "\\b(?:when|while|until|before|after|once|then|if|first|second|position|state|stage|mode|either|step)\\b");

  private static final Set<String> LASTING =
      Set.of("rigid", "transparent", "conductive", "hollow", "soluble", "porous", "magnetic");

  /// Units of one kind, as parts of the first of them.
  private static final List<Map<String, Double>> UNITS =
      List.of(
          Map.of("mm", 1.0, "cm", 10.0, "m", 1_000.0, "µm", 0.001, "nm", 0.000_001),
          Map.of("g", 1.0, "kg", 1_000.0, "mg", 0.001),
          Map.of(
              "s", 1.0, "min", 60.0, "minutes", 60.0, "h", 3_600.0, "hours", 3_600.0, "ms", 0.001));

  private static final double ABSOLUTE_ZERO = 273.15;
  private static final double WHOLE = 100;

  private static final List<Set<String>> OPPOSITES =
      List.of(
          Set.of("rigid", "flexible"),
          Set.of("transparent", "opaque"),
          Set.of("conductive", "insulating"),
          Set.of("hollow", "solid"),
          Set.of("liquid", "solid"),
          Set.of("fixed", "movable"),
          Set.of("wet", "dry"),
          Set.of("soluble", "insoluble"),
          Set.of("open", "closed"),
          Set.of("porous", "impermeable"),
          Set.of("elastic", "rigid"),
          Set.of("magnetic", "non-magnetic"));

  private static final List<Map.Entry<Pattern, String>> IMPOSSIBLE =
      List.of(
          Map.entry(
              Pattern.compile(
                  "(?:more|greater) (?:[\\p{L}]+ )?(?:energy|power|work|heat) than (?:it |the [\\p{L}]+"
                      + " |is |was )?(?:consum|receiv|tak|us|put|suppl|requir|need)"),
              "it gives more than it takes, which energy does not allow"),
          Map.entry(
              Pattern.compile("perpetual(?:ly)? (?:motion|mov|run|rotat|turn)|perpetuum mobile"),
              "it moves for ever, which energy does not allow"),
          Map.entry(
              Pattern.compile(
                  "(?:runs?|rotates?|drives?|works?|operates?|moves?|generat\\p{L}+)[^,;.]{0,40} without (?:any"
                      + " )?(?:supply|source|input) of (?:energy|power)|without (?:any )?(?:energy|power)"
                      + " (?:supply|source|input)"),
              "it works without energy"),
          Map.entry(
              Pattern.compile("(?:faster|more quickly) than (?:the speed of )?light"),
              "it is faster than light"),
          Map.entry(
              Pattern.compile(
                  "efficiency (?:of |is |that is )?(?:more than|above|over|greater than|exceeding) 100 ?(?:%|percent)"),
              "its efficiency is above 100 %"),
          Map.entry(Pattern.compile("below absolute zero"), "it is colder than absolute zero"));

  private ClaimConflicts() {}

  /// What contradicts itself in a claim, read with the claims that it depends on; empty if nothing
  /// does.
  public static List<String> contradictions(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    Set<String> all = new TreeSet<>();
    materials(lower, all);
    opposites(lower, all);
    bounds(lower, all);
    Matcher range = RANGE.matcher(lower);
    while (range.find()) {
      if (number(range.group(1)) > number(range.group(2))) {
        all.add("\"" + range.group().strip() + "\" begins above its end");
      }
    }
    return List.copyOf(all);
  }

  /// What no thing can be or do; empty if the claim says nothing of the kind.
  public static List<String> impossible(String text) {
    String lower = text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    List<String> all = new ArrayList<>();
    IMPOSSIBLE.forEach(each -> {
      if (each.getKey().matcher(lower).find()) {
        all.add(each.getValue());
      }
    });
    Matcher cold = COLD.matcher(text);
    while (cold.find()) {
      if (number(cold.group(1)) > ABSOLUTE_ZERO) {
        all.add("\"" + cold.group() + "\" is colder than absolute zero");
      }
    }
    Matcher efficient =
        Pattern.compile("efficiency[^,;.]{0,30}?(\\d+(?:[.,]\\d+)?) ?%").matcher(lower);
    while (efficient.find()) {
      if (number(efficient.group(1)) > WHOLE
          && all.stream().noneMatch(one -> one.contains("efficiency"))) {
        all.add("its efficiency is above 100 %");
      }
    }
    double shares = 0;
    Matcher share = SHARE.matcher(lower);
    boolean parts =
        lower.contains("by weight")
            || lower.contains("by volume")
            || lower.contains("of the whole");
    while (share.find()) {
      shares += number(share.group(1));
    }
    if (parts
        && shares > WHOLE
        && !lower.contains("to ")
        && !lower.contains("at most")
        && !lower.contains("at least")) {
      all.add("its parts add up to more than 100 %");
    }
    return List.copyOf(all);
  }

  private static void materials(String text, Set<String> out) {
    Map<String, Set<String>> has = pairs(HAVING, text);
    Map<String, Set<String>> lacks = pairs(MISSING, text);
    lacks.forEach((thing, missing) -> {
      for (String material : missing) {
        if (has.getOrDefault(thing, Set.of()).contains(material)) {
          out.add("\"" + thing + "\" has " + material + " and is without " + material);
        }
      }
    });
  }

  private static Map<String, Set<String>> pairs(Pattern pattern, String text) {
    Map<String, Set<String>> all = new TreeMap<>();
    Matcher found = pattern.matcher(text);
    while (found.find()) {
      all.computeIfAbsent(WordForms.lemma(found.group(1)), _ -> new TreeSet<>())
          .add(WordForms.lemma(found.group(2)));
    }
    return all;
  }

  private static void opposites(String text, Set<String> out) {
    for (Set<String> pair : OPPOSITES) {
      List<String> two = pair.stream().sorted().toList();
      boolean lasts = LASTING.stream().anyMatch(pair::contains);
      if (!text.contains(two.getFirst())
          || !text.contains(two.getLast())
          || (!lasts && BY_TURNS.matcher(text).find())) {
        continue;
      }
      Set<String> first = described(text, two.getFirst());
      first.retainAll(described(text, two.getLast()));
      for (String thing : first) {
        out.add("\"" + thing + "\" is " + two.getFirst() + " and " + two.getLast());
      }
    }
  }

  /// The things that a word describes: "a rigid frame", "the frame is rigid".
  private static Set<String> described(String text, String word) {
    Set<String> things = new TreeSet<>();
    Matcher before =
        Pattern.compile(
                "\\b(?:an?|the|said) "
                    + word
                    + " ([\\p{L}-]+)(?= (?:is|that|which|of|with|and|in|on|for)\\b|[,;.]|$)")
            .matcher(text);
    while (before.find()) {
      things.add(WordForms.lemma(before.group(1)));
    }
    Matcher after =
        Pattern.compile(
                "\\b(?:an?|the|said) (?:[\\p{L}-]+ )?([\\p{L}-]+) (?:that |which )?(?:is|are|being) (?:always |entirely |completely )?"
                    + word
                    + "\\b")
            .matcher(text);
    while (after.find()) {
      things.add(WordForms.lemma(after.group(1)));
    }
    return things;
  }

  private record Limit(double least, double most) {}

  private static void bounds(String text, Set<String> out) {
    Map<String, Limit> limits = new TreeMap<>();
    Matcher bound = BOUND.matcher(text);
    while (bound.find()) {
      String which = bound.group(1) == null ? "" : bound.group(1) + " ";
      String unit = unit(bound.group(5));
      String of = which + WordForms.lemma(bound.group(2)) + " in " + unit;
      double value = number(bound.group(4)) * factor(bound.group(5));
      boolean least =
          Set.of("at least", "more than", "not less than", "above").contains(bound.group(3));
      Limit old = limits.getOrDefault(of, new Limit(-Double.MAX_VALUE, Double.MAX_VALUE));
      Limit now =
          least
              ? new Limit(Math.max(old.least(), value), old.most())
              : new Limit(old.least(), Math.min(old.most(), value));
      limits.put(of, now);
      if (now.least() > now.most()) {
        out.add(
            "\""
                + of
                + "\" is at least "
                + plain(now.least())
                + " and at most "
                + plain(now.most()));
      }
    }
  }

  /// The unit in which those of its kind are compared.
  private static String unit(String said) {
    return UNITS.stream()
        .filter(kind -> kind.containsKey(said))
        .findFirst()
        .flatMap(kind ->
            kind.entrySet().stream()
                .filter(unit -> unit.getValue() == 1)
                .map(Map.Entry::getKey)
                .findFirst())
        .orElse(said);
  }

  private static double factor(String said) {
    return UNITS.stream()
        .filter(kind -> kind.containsKey(said))
        .mapToDouble(kind -> kind.getOrDefault(said, 1.0))
        .findFirst()
        .orElse(1);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static double number(String text) {
    return Double.parseDouble(text.replace(',', '.'));
  }
}
