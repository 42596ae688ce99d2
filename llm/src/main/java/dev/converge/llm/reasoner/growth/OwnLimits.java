package dev.converge.llm.reasoner.growth;

import java.util.regex.Pattern;

/// Tells which sentences set a limit to what whoever wrote the seeds may do, or can.
final class OwnLimits {
  private static final Pattern SETS =
      Pattern.compile(
          "\\b(?:at most|no more than|not more than|must not|mustn['’]t|not allowed|tops out|at the very most|we may not|can['’]t take more"
              + "|no loans?|no discounts?|no price cuts?|not a penny off|no new staff"
              + "|höchstens|maximal|nicht mehr als|darf nicht|dürfen nicht|darf kein\\w*|dürfen kein\\w*|keine (?:rabatte|kredite)"
              + "|högst|som mest|inte fler än|inte mer än|får inte|inga lån|inga rabatter"
              + "|au plus|au maximum|pas plus de|ne doi(?:t|vent) pas|aucun emprunt"
              + "|como máximo|no más de|a lo sumo|no debe[n]?|ningún préstamo)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern PRICE =
      Pattern.compile(
          "\\b(?:prices?|pric\\w+|discounts?|penny|rates?|preise?n?|rabatte?n?|nachl[aä]ss\\w*|pris\\w*|rabatt\\w*|prix|tarifs?|remises?|rabais|precios?|tarifas?|descuentos?)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern KEEPS =
      Pattern.compile(
          "\\b(?:no|not|without|nothing|never|keep\\w*|stays?|unchanged|unverändert|stabil|oförändra\\w*|behåll\\w*|maintenir|mantener|mantén|kein\\w*|nicht|ohne|nie|inte|inga|ingen|utan|pas|sans|aucune?|no|sin|ningún)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  /// What a goal is to be reached without.
  private static final Pattern WITHOUT =
      Pattern.compile(
          "\\b(?:without \\p{L}+ing|without (?:a loan|loans|new staff)|ohne|utan att|sans|sin)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private OwnLimits() {}

  /// Whether a sentence sets one.
  static boolean sets(SeedPassage passage) {
    boolean binds =
        passage.role() == SeedPassage.Role.GOAL || passage.role() == SeedPassage.Role.CONSTRAINT;
    return ours(passage)
        && (SeedPassage.Role.of(passage.seed()) == SeedPassage.Role.CONSTRAINT
            || SETS.matcher(passage.text()).find()
            || (binds && WITHOUT.matcher(passage.text()).find()));
  }

  /// Whether a sentence of a goal or a constraint says that prices are to stay.
  static boolean price(SeedPassage passage) {
    boolean binds =
        passage.role() == SeedPassage.Role.GOAL
            || passage.role() == SeedPassage.Role.CONSTRAINT
            || passage.role() == SeedPassage.Role.OTHER;
    return binds && PRICE.matcher(passage.text()).find() && KEEPS.matcher(passage.text()).find();
  }

  private static boolean ours(SeedPassage passage) {
    SeedPassage.Role seed = SeedPassage.Role.of(passage.seed());
    return seed != SeedPassage.Role.COMPETITOR
        && seed != SeedPassage.Role.MARKET
        && seed != SeedPassage.Role.PRODUCT
        && passage.text().length() <= SeedPassage.MOST_QUOTED;
  }
}
