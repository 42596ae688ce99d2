package dev.converge.runtime.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemException;
import java.io.CharConversionException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Reads JSON bodies (RFC 8259, and I-JSON, RFC 7493, where that is stricter): UTF-8 without a byte
/// order mark, one value, no duplicate members, nothing that would be written back differently.
public final class StrictJson {
  /// Maximum nesting depth of values.
  public static final int MAX_DEPTH = 64;

  /// Maximum length of a number, in characters.
  public static final int MAX_NUMBER_LENGTH = 1_000;

  /// Maximum length of a member's name, in characters.
  public static final int MAX_NAME_LENGTH = 10_000;

  /// The largest integer up to which a double represents every integer exactly.
  private static final long MAX_SAFE_INTEGER = 9_007_199_254_740_991L;

  private static final int ALWAYS_SAFE_DIGITS = 15;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  // One more than allowed, so that we report the limit ourselves.
                  .maxNestingDepth(MAX_DEPTH + 1)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .maxNameLength(MAX_NAME_LENGTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(com.fasterxml.jackson.core.JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final JsonParser parser;

  private StrictJson(JsonParser parser) {
    this.parser = parser;
  }

  /// Reads one JSON text.
  ///
  /// @throws ProblemException with `MALFORMED` if the text is invalid, `INVALID` if a number or
  ///   string in it cannot be kept unchanged
  public static Json parse(byte[] text) {
    if (text.length == 0) {
      throw malformed("the body is empty (expected: JSON)");
    }
    if (text.length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB) {
      throw malformed(
          "the body starts with a byte order mark (expected: JSON in UTF-8 without one)");
    }
    if (text[0] == 0
        || (text.length > 1 && text[1] == 0)
        || text[0] == (byte) 0xFE
        || text[0] == (byte) 0xFF) {
      throw malformed("the body is not UTF-8 (expected: JSON in UTF-8)");
    }
    Utf8.invalid(text)
        .ifPresent(at -> {
          throw malformed("the body is not UTF-8 at byte " + at + " (expected: JSON in UTF-8)");
        });
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new StrictJson(parser).document();
    } catch (JsonEOFException e) {
      throw malformed("the body ends too early" + at(e));
    } catch (JsonParseException e) {
      throw malformed(firstLine(e.getOriginalMessage()) + at(e));
    } catch (CharConversionException e) {
      throw malformed("the body is not UTF-8: " + firstLine(String.valueOf(e.getMessage())));
    } catch (IOException e) {
      throw malformed(firstLine(String.valueOf(e.getMessage())));
    }
  }

  private static String at(JsonParseException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ErrorCode.MALFORMED, detail);
  }

  private static ProblemException malformed(String pointer, String message) {
    return new ProblemException(
        Problem.of(ErrorCode.MALFORMED, message)
            .withErrors(List.of(new FieldError(pointer, message))));
  }

  private Json document() throws IOException {
    parser.nextToken();
    Json value = value(0);
    if (parser.nextToken() != null) {
      throw malformed("extra content after the JSON value (expected: one value)");
    }
    return value;
  }

  private Json value(int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw malformed("the body is empty (expected: JSON)");
    }
    if (token.isStructStart() && depth == MAX_DEPTH) {
      throw malformed(pointer(), "nested too deep (expected: at most " + MAX_DEPTH + " levels)");
    }
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> new Json.Str(text(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NULL -> Json.Null.NULL;
      case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw malformed("unexpected " + token);
    };
  }

  private Json object(int depth) throws IOException {
    TreeMap<String, Json> fields = new TreeMap<>();
    while (next() != JsonToken.END_OBJECT) {
      String name = text(parser.currentName());
      next();
      if (fields.containsKey(name)) {
        throw malformed(pointer(), "member \"" + name + "\" appears twice (expected: once)");
      }
      fields.put(name, value(depth + 1));
    }
    return new Json.Obj(fields);
  }

  private Json array(int depth) throws IOException {
    List<Json> items = new ArrayList<>();
    while (next() != JsonToken.END_ARRAY) {
      items.add(value(depth + 1));
    }
    return new Json.Arr(items);
  }

  private JsonToken next() throws IOException {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw malformed("the body ends too early");
      }
      return token;
    } catch (StreamConstraintsException e) {
      throw tooLong(e);
    }
  }

  private ProblemException tooLong(StreamConstraintsException e) {
    String message = firstLine(String.valueOf(e.getOriginalMessage()));
    return message.startsWith("Number")
        ? unsafe("number is longer than " + MAX_NUMBER_LENGTH + " characters")
        : malformed(pointer(), message);
  }

  /// A number that a double does not represent exactly would be written back differently.
  private Json number() throws IOException {
    int length = parser.getTextLength();
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && length <= ALWAYS_SAFE_DIGITS) {
      return new Json.Num(parser.getLongValue());
    }
    String text = parser.getText();
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw unsafe("number is too large for a double");
    }
    BigDecimal exact = new BigDecimal(text);
    if (exact.compareTo(new BigDecimal(Json.of(value).canonical())) != 0
        || (value == Math.rint(value)
            && Math.abs(value) > MAX_SAFE_INTEGER
            && parser.currentToken() == JsonToken.VALUE_NUMBER_INT)) {
      throw unsafe("number would lose digits as a 64-bit float");
    }
    return new Json.Num(value);
  }

  private ProblemException unsafe(String what) {
    return ProblemException.invalid(
        List.of(new FieldError(pointer(), what + " (expected: send it as a string)")));
  }

  private String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          throw ProblemException.invalid(
              List.of(
                  new FieldError(pointer(), "half of a surrogate pair (expected: valid Unicode)")));
        }
      }
    }
    return text;
  }

  private String pointer() {
    return parser.getParsingContext().pathAsPointer().toString();
  }
}
