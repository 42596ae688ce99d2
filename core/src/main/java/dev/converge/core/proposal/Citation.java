package dev.converge.core.proposal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A source outside the context that a fact rests on: a page, a document, a passage.
///
/// @param source its location: a URL or a document's number
/// @param title its title, or `null`
/// @param passage the words relied on, or `null`
/// @param time when the source was written or last changed, according to itself, or `null`
public record Citation(
    String source, @Nullable String title, @Nullable String passage, @Nullable String time) {
  /// Checks that the source is not empty.
  public Citation {
    Objects.requireNonNull(source, "source");
  }

  /// A source without a time.
  public Citation(String source, @Nullable String title, @Nullable String passage) {
    this(source, title, passage, null);
  }
}
