package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words of somebody, between the quotation marks of a language. Quotation marks within them become
/// those of the second order.
final class Quoted {
  private static final Pattern WITHIN = Pattern.compile("[“„”«\"]\\s?([^“„”«»\"]*?)\\s?[“”»\"]");

  private Quoted() {}

  static String of(SeedLanguage language, String text) {
    Matcher within = WITHIN.matcher(text);
    String inner =
        within.replaceAll(found -> Matcher.quoteReplacement(inner(language, found.group(1))));
    return language.quote(inner);
  }

  private static String inner(SeedLanguage language, String text) {
    return switch (language) {
      case EN -> "‘" + text + "’";
      case DE -> "‚" + text + "‘";
      case SV -> "’" + text + "’";
      case FR, ES -> "“" + text + "”";
    };
  }

  /// With who says it, as a source is named by its id: "Works council: “We agreed.”"; the id itself
  /// where it is no name.
  static String by(SeedLanguage language, String source, String text) {
    String name = source.substring(source.indexOf(':') + 1).replaceAll("[._:-]+", " ").strip();
    boolean named =
        name.length() > 2 && name.chars().allMatch(c -> Character.isLetter(c) || c == ' ');
    String who = named ? Words.capital(name) : source;
    return who + (language == SeedLanguage.FR ? "\u00a0: " : ": ") + of(language, text);
  }
}
