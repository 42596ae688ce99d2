package dev.converge.domain.patent.claim;

import dev.converge.domain.patent.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Claims of inventions that are not told in English: the parts as they were told, joined by the
/// words of their language. Only English has a grammar here, so parts keep their words and there
/// are no claims of what is done.
public final class ForeignClaims {
  /// The words of a language.
  ///
  /// @param comprising before the parts
  /// @param and before the last of them
  /// @param of a claim that another depends on
  /// @param further before the part that a dependent claim adds
  private record Frame(String comprising, String and, String of, String further) {}

  private static final Map<Language, Frame> FRAMES = frames();

  private ForeignClaims() {}

  private static Map<Language, Frame> frames() {
    Map<Language, Frame> all = new TreeMap<>();
    all.put(
        Language.DE, new Frame(", umfassend:", "; und", " nach Anspruch ", ", ferner umfassend: "));
    all.put(
        Language.SV,
        new Frame(", innefattande:", "; och", " enligt patentkrav ", ", vidare innefattande: "));
    all.put(
        Language.FR,
        new Frame(
            ", comprenant :", " ; et", " selon la revendication ", ", comprenant en outre : "));
    all.put(
        Language.ES,
        new Frame(
            ", que comprende:", "; y", " según la reivindicación ", ", que comprende además: "));
    all.put(
        Language.IT,
        new Frame(
            ", comprendente:", "; e", " secondo la rivendicazione ", ", comprendente inoltre: "));
    return all;
  }

  /// Whether claims in a language are worded here.
  public static boolean has(Language language) {
    return FRAMES.containsKey(language);
  }

  /// An independent claim.
  public static String independent(Language language, String subject, List<String> parts) {
    Frame frame = FRAMES.getOrDefault(language, new Frame("", "", "", ""));
    String named = ClaimWording.capital(subject);
    if (parts.isEmpty()) {
      return named + ".";
    }
    StringBuilder text = new StringBuilder(named).append(frame.comprising());
    for (int i = 0; i < parts.size(); i++) {
      text.append("\n  ").append(parts.get(i));
      int left = parts.size() - 1 - i;
      text.append(left == 0 ? "." : left == 1 ? frame.and() : between(frame));
    }
    return text.toString();
  }

  /// What stands between two parts, as before the last without its word.
  private static String between(Frame frame) {
    return frame.and().substring(0, frame.and().indexOf(';') + 1);
  }

  /// A claim that adds a part to another.
  public static String dependent(Language language, String subject, int on, String part) {
    Frame frame = FRAMES.getOrDefault(language, new Frame("", "", "", ""));
    return head(language, subject) + frame.of() + on + frame.further() + part + ".";
  }

  /// What the subject is called: its first words without the article, up to what describes it.
  static String head(Language language, String subject) {
    List<String> kept = new ArrayList<>();
    for (String word : subject.strip().split("\\s+", -1)) {
      String bare = word.replaceAll("[,:;.]+$", "");
      boolean small = language.small(bare);
      if (small && kept.isEmpty()) {
        continue;
      }
      if (small) {
        break;
      }
      kept.add(bare);
      if (!bare.equals(word)) {
        break;
      }
    }
    return ClaimWording.capital(kept.isEmpty() ? subject : String.join(" ", kept));
  }
}
