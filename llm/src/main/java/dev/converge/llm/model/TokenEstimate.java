package dev.converge.llm.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/// Estimates the tokens of a text before a provider reports them. It uses the tokenizer of OpenAI's
/// models, with a margin for other tokenizers, see docs/decisions/0024.
public final class TokenEstimate {
  /// What a provider adds around the text: roles, separators, the schema's own wrapping.
  static final int OVERHEAD = 256;

  /// Upper bound for the tokens that other common tokenizers need for ASCII text, as a percentage
  /// of the tokens that OpenAI's needs.
  static final int MOST_PERCENT = 175;

  /// Typical number of tokens of other tokenizers, as a percentage of OpenAI's.
  static final int USUAL_PERCENT = 130;

  /// Maximum length of a text, in characters, that the tokenizer counts; in a longer text every
  /// byte counts as a token.
  static final int MOST_COUNTED = 4_000_000;

  private static final int BYTES_A_TOKEN = 4;
  private static final int ASCII = 0x80;
  private static final int PERCENT = 100;

  /// Loads the table of the tokenizer on first use, because it takes time and memory.
  private static final class Tokenizer {
    static final Encoding O200K =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  }

  private TokenEstimate() {}

  /// The approximate number of tokens of a text, at four bytes for each.
  public static long estimate(String text) {
    return (bytes(text) + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
  }

  /// The approximate number of tokens of a request, computed without joining its text.
  public static long estimate(ModelRequest request) {
    long bytes = bytes(request.system());
    for (String part : request.parts()) {
      bytes += bytes(part);
    }
    bytes += (long) ModelRequest.BETWEEN.length() * Math.max(0, request.parts().size() - 1);
    return (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
  }

  /// The number of tokens of a text, including the overhead of a request.
  ///
  /// @param most upper bound for any tokenizer in use
  /// @param usual the number for most models, which decides whether it fits a context window
  record Size(long most, long usual) {
    Size plus(Size other) {
      return new Size(most + other.most, usual + other.usual);
    }
  }

  /// The upper bound for any tokenizer in use, including the overhead of a request.
  public static long bound(String text) {
    return size(text).most();
  }

  /// The tokens of a text, which the tokenizer counts once. No text has more tokens than bytes.
  /// Words in ASCII have at most [#MOST_PERCENT] percent of the tokens that OpenAI's tokenizer
  /// makes of them. What is not ASCII counts byte by byte, and so do digits and runs of blanks and
  /// punctuation: OpenAI's tokenizer takes several of these as one token, where others make a token
  /// of each.
  static Size size(String text) {
    long bytes = bytes(text);
    if (text.length() > MOST_COUNTED) {
      return new Size(bytes + OVERHEAD, bytes);
    }
    long tokens = Tokenizer.O200K.countTokensOrdinary(text);
    long ascii = text.chars().filter(c -> c < ASCII).count();
    long apart = bytes - ascii + tokensOfTheirOwn(text);
    return new Size(
        Math.min(bytes, percent(tokens, MOST_PERCENT) + apart) + OVERHEAD,
        Math.min(bytes, percent(tokens, USUAL_PERCENT)) + OVERHEAD);
  }

  /// Digits, and what follows the first character of a run that is neither letter nor digit.
  private static long tokensOfTheirOwn(String text) {
    long count = 0;
    boolean inRun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= ASCII;
      if (digit || (!letter && inRun)) {
        count++;
      }
      inRun = !digit && !letter;
    }
    return count;
  }

  private static long percent(long tokens, int percent) {
    return (tokens * percent + PERCENT - 1) / PERCENT;
  }

  private static long bytes(String text) {
    long bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x800 && !Character.isSurrogate(c)) {
        bytes += 2;
      } else if (c >= ASCII) {
        bytes++;
      }
    }
    return bytes;
  }
}
