package dev.converge.llm.reasoner.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Quotation marks inside a quotation: each language has others for them.
public final class InnerMarks {
  private static final Pattern QUOTED = Pattern.compile("[“„”\"«]([^“„”\"«»]{1,200}?)[”“\"»]");

  private InnerMarks() {}

  /// A text as it stands inside a quotation.
  public static String in(String text, SeedLanguage language) {
    String marks =
        switch (language) {
          case EN -> "‘$1’";
          case DE -> "‚$1‘";
          case SV -> "’$1’";
          case FR, ES -> "“$1”";
        };
    Matcher quoted = QUOTED.matcher(text);
    return quoted.find() ? quoted.replaceAll(marks) : text;
  }
}
