package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// Whether a passage speaks of its author, "I" or "we": then readers must be told who says it.
final class Speaker {
  private static final Map<SeedLanguage, Pattern> ONE = new EnumMap<>(SeedLanguage.class);
  private static final Map<SeedLanguage, Pattern> MANY = new EnumMap<>(SeedLanguage.class);

  static {
    put(
        SeedLanguage.EN,
        "I|I'm|I've|I'd|I'll|me|my|mine|myself",
        "we|we're|we've|we'd|we'll|us|our|ours");
    put(SeedLanguage.DE, "ich|mir|mich|mein|meine[nmrs]?", "wir|uns|unser|unsere[nmrs]?");
    put(SeedLanguage.SV, "jag|mig|mej|min|mitt|mina", "vi|oss|vår|vårt|våra");
    put(SeedLanguage.FR, "je|j'\\p{L}+|me|m'\\p{L}+|moi|mon|ma|mes", "nous|notre|nos");
    put(
        SeedLanguage.ES,
        "yo|me|mí|mi|mis|conmigo",
        "nosotr[oa]s|nos|nuestr[oa]s?|hemos|(?!tramos|últimos|mismos|máximos|mínimos|próximos|primos|ramos)\\p{L}{3,}(?:amos|emos|imos)");
  }

  private static final Pattern QUOTED = Pattern.compile("[“„”«\"][^“„”«»\"]*[“”»\"]");

  private Speaker() {}

  private static void put(SeedLanguage language, String one, String many) {
    ONE.put(language, words(one));
    MANY.put(language, words(many));
  }

  /// A capital is that of a name ("My Account") unless it begins a sentence.
  private static Pattern words(String words) {
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}'])(?:"
            + words
            + ")(?![\\p{L}\\p{N}'])|(?:^|[.!?:;] )(?i:"
            + words
            + ")(?![\\p{L}\\p{N}'])");
  }

  /// Whether it does, outside of quotations.
  ///
  /// @param we whether the sender of the text speaks as "we" in it
  static boolean in(String text, SeedLanguage language, boolean we) {
    String bare = QUOTED.matcher(text).replaceAll(" ").replace('’', '\'');
    return Objects.requireNonNull(ONE.get(language)).matcher(bare).find()
        || (!we && Objects.requireNonNull(MANY.get(language)).matcher(bare).find());
  }
}
