package dev.converge.domain.template.source;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version and its precedence as defined by semver.org 2.0.0. Build metadata does not affect
/// precedence; versions of equal precedence are ordered by their text.
public record SemVer(List<BigInteger> core, List<String> pre, String text)
    implements Comparable<SemVer> {
  private static final int MAX_LENGTH = 100;
  private static final String NUMBER = "(0|[1-9][0-9]*)";
  private static final String PRE = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
  private static final Pattern GRAMMAR =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-("
              + PRE
              + "(?:\\."
              + PRE
              + ")*))?"
              + "(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /// Copies the lists.
  public SemVer {
    core = List.copyOf(core);
    pre = List.copyOf(pre);
  }

  /// The regular expression of a version.
  public static String grammar() {
    return GRAMMAR.pattern();
  }

  /// Reads a version such as `1.2.3-rc.1`; empty if the text is not one.
  public static Optional<SemVer> parse(String text) {
    Matcher m = GRAMMAR.matcher(text);
    if (text.length() > MAX_LENGTH || !m.matches()) {
      return Optional.empty();
    }
    String pre = m.group(4);
    return Optional.of(
        new SemVer(
            List.of(
                new BigInteger(m.group(1)), new BigInteger(m.group(2)), new BigInteger(m.group(3))),
            pre == null ? List.of() : List.of(pre.split("\\.", -1)),
            text));
  }

  /// The next release with the smallest change.
  public String next() {
    return core.get(0) + "." + core.get(1) + "." + core.get(2).add(BigInteger.ONE);
  }

  /// Whether the version has no pre-release part.
  public boolean isRelease() {
    return pre.isEmpty();
  }

  @Override
  public int compareTo(SemVer other) {
    for (int i = 0; i < core.size(); i++) {
      int order = core.get(i).compareTo(other.core.get(i));
      if (order != 0) {
        return order;
      }
    }
    if (isRelease() != other.isRelease()) {
      return isRelease() ? 1 : -1;
    }
    for (int i = 0; i < Math.min(pre.size(), other.pre.size()); i++) {
      int order = identifiers(pre.get(i), other.pre.get(i));
      if (order != 0) {
        return order;
      }
    }
    int order = Integer.compare(pre.size(), other.pre.size());
    return order != 0 ? order : text.compareTo(other.text);
  }

  private static int identifiers(String a, String b) {
    boolean numberA = DIGITS.matcher(a).matches();
    boolean numberB = DIGITS.matcher(b).matches();
    if (numberA && numberB) {
      return new BigInteger(a).compareTo(new BigInteger(b));
    }
    return numberA == numberB ? a.compareTo(b) : numberA ? -1 : 1;
  }
}
