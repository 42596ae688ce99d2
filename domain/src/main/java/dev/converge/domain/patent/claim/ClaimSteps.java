package dev.converge.domain.patent.claim;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How what a thing does, or what is done with it, is said as a step of a method: "a spring that
/// lifts the lid" as "lifting the lid with a spring". English only.
public final class ClaimSteps {
  /// What follows a verb that has no object.
  private static final Set<String> ALONG =
      Set.of(
          "with", "in", "on", "at", "by", "from", "to", "between", "into", "along", "through",
          "over", "onto", "against", "around", "back", "up", "down", "away", "out");

  static final Set<String> NO_STEP =
      Set.of(
          "string",
          "ring",
          "spring",
          "wing",
          "ceiling",
          "housing",
          "bearing",
          "casing",
          "coating",
          "opening",
          "winding",
          "building",
          "lining",
          "fitting",
          "mounting",
          "bushing",
          "tubing",
          "wiring",
          "railing",
          "clothing",
          "coupling",
          "filling",
          "thing",
          "sling",
          "something");
  private static final Set<String> DOUBLED =
      Set.of("control", "transmit", "admit", "permit", "emit", "refer", "repel", "propel");
  private static final Pattern DOES =
      Pattern.compile("^((?:an?|the|one)\\s[^,;]*?)\\s(?:that|which)\\s(\\p{L}+s)\\s([^,;]+)$");
  private static final Pattern ACTS =
      Pattern.compile(
          "^((?:an?|one)(?:\\s[\\p{L}-]+){1,3}?)\\s(\\p{L}{3,}s)\\s((?:an?|the|its|each|it)\\s[^,;]+)$");
  private static final Pattern IS_DONE =
      Pattern.compile(
          "^((?:(?:an?|the|each|every|one|its)\\s)?[\\p{L}\\p{N}-]+(?:\\s[\\p{L}\\p{N}-]+){0,3}?)\\s(?:is|are)\\s"
              + "(?:then\\s)?(\\p{L}{2,}ed|"
              + String.join("|", Participles.ALL)
              + ")\\s([^,;]+)$");
  private static final Pattern IS_MADE_TO =
      Pattern.compile(
          "^(the(?:\\s[\\p{L}\\p{N}-]+){1,4}?)\\s(?:is|are)\\sconfigured to (\\p{L}+)\\s?([^;]*)$");
  private static final Pattern MADE_TO =
      Pattern.compile("^((?:an?|one|the)?\\s?[^,;]*?),?\\sconfigured to (\\p{L}+)\\s?([^;]*)$");
  private static final Pattern DOING =
      Pattern.compile("^((?:an?|one)(?:\\s[\\p{L}-]+){1,3}?)\\s(\\p{L}{3,}ing)\\s([^,;]+)$");
  private static final Pattern WHEN =
      Pattern.compile("(?:^|\\s)(?:when|while|if|until|as soon as|after|before)\\s");
  private static final Pattern NO_THIRD = Pattern.compile("(?:ss|us|is)\\z");
  private static final Pattern HISSES = Pattern.compile("(?:ss|sh|ch|x|zz)e\\z");
  private static final Pattern LONG = Pattern.compile("[eoy]e\\z");
  private static final Pattern TWICE = Pattern.compile("[^aeiou]*[aeiou][bdgmnprt]");
  private static final Pattern AND_TO = Pattern.compile("\\band to (\\p{L}+)");
  private static final Pattern AND_DOES =
      Pattern.compile("\\band (\\p{L}{3,}s)(?=\\s(?:an?|the|its|each|it|them)\\b)");

  private ClaimSteps() {}

  /// Whether a part says what is done, and not only that something is there or how it is.
  public static boolean acts(String part) {
    String step = step(part);
    return ClaimWording.form(part) == ClaimWording.Form.STEP
        || !(step.equals(part) || step.startsWith("providing "));
  }

  /// What is done with a thing, from what it does; else that it is provided.
  static String step(String part) {
    Matcher itself = IS_MADE_TO.matcher(part);
    if (itself.matches()) {
      String rest = itself.group(3).replaceAll("\\bitself\\b", itself.group(1));
      Optional<String> doing = made(itself.group(2), rest, itself.group(1));
      if (doing.isPresent()) {
        return doing.get();
      }
    }
    Matcher made = MADE_TO.matcher(part);
    if (made.matches() && ClaimWording.form(part) == ClaimWording.Form.THING) {
      Optional<String> doing = made(made.group(2), made.group(3), made.group(1));
      if (doing.isPresent()) {
        return doing.get();
      }
    }
    Matcher holding = DOING.matcher(part);
    if (holding.matches() && !NO_STEP.contains(holding.group(2)) && plain(holding.group(3))) {
      return holding.group(2) + " " + holding.group(3) + " with " + holding.group(1);
    }
    for (Pattern pattern : List.of(DOES, ACTS)) {
      Matcher does = pattern.matcher(part);
      if (does.matches() && plain(object(does.group(3)))) {
        Optional<String> doing = gerund(does.group(2));
        if (doing.isPresent()) {
          return with(doing.get(), alsoDoing(does.group(3)), does.group(1));
        }
      }
    }
    Matcher done = IS_DONE.matcher(part);
    if (done.matches()) {
      return Participles.doing(done.group(2)) + " " + done.group(1) + " " + done.group(3);
    }
    return ClaimWording.form(part) == ClaimWording.Form.THING ? "providing " + part : part;
  }

  /// What a thing is made to do, as what is done; empty where that is not how the verb goes.
  private static Optional<String> made(String verb, String said, String thing) {
    String first = words(said).getFirst();
    if (ALONG.contains(first)) {
      return Optional.of("allowing " + thing + " to " + verb + " " + said.strip());
    }
    return gerund(verb + "s")
        .map(doing -> {
          String rest =
              AND_TO
                  .matcher(said)
                  .replaceAll(
                      found -> "and " + gerund(found.group(1) + "s").orElse(found.group(1)));
          return with(doing, rest.strip(), thing);
        });
  }

  /// What is before "when" and the like.
  private static String object(String rest) {
    Matcher when = WHEN.matcher(rest);
    return when.find() ? rest.substring(0, when.start()) : rest;
  }

  /// "opening the lock with a controller when a code comes in", "ringing a bell when the lid
  /// opens".
  private static String with(String doing, String rest, String thing) {
    String object = object(rest).strip();
    String later = rest.substring(object(rest).length()).strip();
    String done = object.isEmpty() ? doing + " " + thing : doing + " " + object + " with " + thing;
    return (done + " " + later).strip();
  }

  /// "weighs the part and reports a fault": the second verb goes with the first.
  private static String alsoDoing(String rest) {
    return AND_DOES
        .matcher(rest)
        .replaceAll(found -> "and " + gerund(found.group(1)).orElse(found.group(1)));
  }

  private static boolean plain(String text) {
    return ClaimWording.RELATIVE.stream().noneMatch(words(text)::contains);
  }

  private static List<String> words(String text) {
    return List.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1));
  }

  /// `steering` of "steers"; empty where that is not how the word goes.
  static Optional<String> gerund(String third) {
    String word = third.toLowerCase(Locale.ROOT);
    if (ClaimWording.VERBS.contains(word) || NO_THIRD.matcher(word).find()) {
      return Optional.empty();
    }
    String base = word.substring(0, word.length() - 1);
    if (base.endsWith("ie") && base.length() > 3) {
      base = base.substring(0, base.length() - 2) + "y";
    } else if (HISSES.matcher(base).find()) {
      base = base.substring(0, base.length() - 1);
    }
    if (base.endsWith("e") && !LONG.matcher(base).find()) {
      return Optional.of(base.substring(0, base.length() - 1) + "ing");
    }
    boolean twice = TWICE.matcher(base).matches() || DOUBLED.contains(base);
    return Optional.of(base + (twice ? base.substring(base.length() - 1) : "") + "ing");
  }
}
