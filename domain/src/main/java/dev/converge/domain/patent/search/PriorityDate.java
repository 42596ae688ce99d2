package dev.converge.domain.patent.search;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The day before which a document must have been published to count: of the seed `priority:`, in
/// its data as `date` or else the first date in its text.
public final class PriorityDate {
  private static final Pattern ISO = Pattern.compile("\\b(\\d{4}-\\d{2}-\\d{2})\\b");

  private PriorityDate() {}

  /// How a day of publication stands to the day that counts.
  public enum Timing {
    /// No seed names a day.
    UNKNOWN("no priority date"),
    /// Published in time to count.
    BEFORE("before priority"),
    /// Published too late to count.
    AFTER("after priority");

    private final String words;

    Timing(String words) {
      this.words = words;
    }

    /// As facts say it.
    public String words() {
      return words;
    }
  }

  /// The earliest that the seeds name; empty if none does.
  ///
  /// @throws IllegalArgumentException if a seed `priority:` names no day
  public static Optional<LocalDate> of(Context context) {
    return context.facts(Keys.SEEDS).stream()
        .filter(seed -> seed.id().startsWith("priority:"))
        .map(PriorityDate::of)
        .min(LocalDate::compareTo);
  }

  private static LocalDate of(Fact seed) {
    return named(seed.data(), seed.content())
        .orElseThrow(() -> new IllegalArgumentException(message(seed, seed.content())));
  }

  /// The day that a seed names, in its data as `date` or else as the first date in its text; empty
  /// if that is no day that there is.
  public static Optional<LocalDate> named(Json.@Nullable Obj data, String content) {
    String text =
        Optional.ofNullable(data).flatMap(all -> PatentQuery.string(all, "date")).orElse(content);
    Matcher found = ISO.matcher(text);
    try {
      return found.find() ? Optional.of(LocalDate.parse(found.group(1))) : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static String message(Fact seed, String text) {
    return "seed %s: \"%s\" (expected: a day as YYYY-MM-DD)".formatted(seed.id(), text);
  }

  /// How a day of publication stands to it.
  public static Timing timing(Optional<LocalDate> priority, LocalDate published) {
    if (priority.isEmpty()) {
      return Timing.UNKNOWN;
    }
    return published.isBefore(priority.get()) ? Timing.BEFORE : Timing.AFTER;
  }
}
