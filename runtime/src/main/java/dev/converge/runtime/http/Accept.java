package dev.converge.runtime.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses a media type that a client accepts (RFC 9110, section 12.5.1).
public final class Accept {
  private Accept() {}

  /// The offer that the client prefers; the first of several that it prefers equally.
  ///
  /// @param header the value of `Accept`, or `null`
  /// @param offers media types without parameters, in lower case
  public static Optional<String> best(@Nullable String header, List<String> offers) {
    if (header == null || header.isBlank() || header.equals("*/*")) {
      return Optional.of(offers.getFirst());
    }
    if (offers.contains(header)) {
      return Optional.of(header);
    }
    String best = null;
    double highest = 0;
    for (String offer : offers) {
      double quality = quality(header, offer);
      if (quality > highest) {
        highest = quality;
        best = offer;
      }
    }
    return Optional.ofNullable(best);
  }

  /// The quality that the most specific range of the header gives a type; 0 if none fits.
  private static double quality(String header, String offer) {
    int most = -1;
    double quality = 0;
    int start = 0;
    while (start <= header.length()) {
      int end = header.indexOf(',', start);
      end = end < 0 ? header.length() : end;
      String range = header.substring(start, end);
      int parameters = range.indexOf(';');
      String type = (parameters < 0 ? range : range.substring(0, parameters)).strip();
      int specific = specificity(type.toLowerCase(Locale.ROOT), offer);
      if (specific > most) {
        most = specific;
        quality = parameters < 0 ? 1 : q(range.substring(parameters + 1));
      }
      start = end + 1;
    }
    return quality;
  }

  private static int specificity(String range, String offer) {
    if (range.equals(offer)) {
      return 2;
    }
    if (range.equals("*/*")) {
      return 0;
    }
    boolean anyOfType =
        range.endsWith("/*") && offer.startsWith(range.substring(0, range.length() - 1));
    return anyOfType ? 1 : -1;
  }

  private static double q(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      String p = parameter.strip();
      if (p.length() > 2 && (p.charAt(0) == 'q' || p.charAt(0) == 'Q') && p.charAt(1) == '=') {
        try {
          double value = Double.parseDouble(p.substring(2));
          return value >= 0 && value <= 1 ? value : 0;
        } catch (NumberFormatException _) {
          return 0;
        }
      }
    }
    return 1;
  }
}
