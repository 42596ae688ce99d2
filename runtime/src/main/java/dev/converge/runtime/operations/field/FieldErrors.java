package dev.converge.runtime.operations.field;

import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Json;
import dev.converge.core.json.NulCharacters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Collects the problems of a request while it is validated. Not thread-safe.
public final class FieldErrors {
  /// Why a text with U+0000 is refused.
  public static final String NUL = "has the character U+0000 (expected: text without it)";

  /// Maximum length of a name in a request, in characters.
  public static final int MAX_ACTOR_LENGTH = 200;

  private final List<FieldError> errors = new ArrayList<>();

  /// What is wrong with the name of an actor in a request, if anything. The name is optional.
  public static Optional<String> actorProblem(@Nullable String claimed) {
    return claimed != null && (claimed.isBlank() || claimed.length() > MAX_ACTOR_LENGTH)
        ? Optional.of(
            "the name is blank or too long (expected: 1 to " + MAX_ACTOR_LENGTH + " characters)")
        : Optional.empty();
  }

  /// Records what is wrong with a field.
  public FieldErrors add(String pointer, String message) {
    errors.add(new FieldError(pointer, message));
    return this;
  }

  /// Checks that an optional text has no U+0000.
  public FieldErrors text(String pointer, @Nullable String text) {
    if (text != null && NulCharacters.in(text)) {
      add(pointer, NUL);
    }
    return this;
  }

  /// Checks that no text in an optional value has U+0000.
  public FieldErrors texts(String pointer, @Nullable Json value) {
    if (value != null) {
      NulCharacters.in(value).forEach(at -> add(pointer + at, NUL));
    }
    return this;
  }

  /// Checks the length of an optional text, and that it has no U+0000.
  public FieldErrors length(String pointer, @Nullable String text, int max) {
    text(pointer, text);
    if (text != null && text.length() > max) {
      add(pointer, "too long: " + text.length() + " characters (expected: at most " + max + ")");
    }
    return this;
  }

  /// Checks the size of an optional text, in bytes of UTF-8.
  public FieldErrors bytes(String pointer, @Nullable String text, int max) {
    int bytes = text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > max) {
      add(pointer, "too large: " + bytes + " bytes (expected: at most " + max + ")");
    }
    return this;
  }

  /// Checks the name of an actor in a request.
  public FieldErrors actor(@Nullable String claimed) {
    text("/actor", claimed);
    actorProblem(claimed).ifPresent(problem -> add("/actor", problem));
    return this;
  }

  /// Checks an optional idempotency key.
  public FieldErrors key(@Nullable String key) {
    Optional<String> problem = key == null ? Optional.empty() : new RequestKey(key, "").problem();
    problem.ifPresent(message -> add("/idempotency_key", message));
    return this;
  }

  /// Ends the validation.
  ///
  /// @throws OperationException with `INVALID` if anything is wrong
  public void check() {
    if (!errors.isEmpty()) {
      throw OperationException.invalid(errors);
    }
  }
}
