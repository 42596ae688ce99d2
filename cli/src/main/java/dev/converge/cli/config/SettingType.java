package dev.converge.cli.config;

import dev.converge.core.text.Durations;
import dev.converge.core.text.EnumWord;
import dev.converge.runtime.webhooks.Networks;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The type of a setting, and how it is read from text.
///
/// @param expected the valid values, for error messages and the reference
/// @param list whether it is a list: in YAML, or separated by commas
/// @param parser reads it; empty if the text is invalid
public record SettingType<T extends @Nullable Object>(
    String expected, boolean list, Parser<T> parser) {
  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
  private static final Pattern USD = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
  private static final String SECRET = "a password";
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?(B|KiB|MiB|GiB|TiB)?");
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  /// Reads a value.
  ///
  /// @param <T> the type of the value
  interface Parser<T extends @Nullable Object> {
    /// The value; empty if the texts are invalid.
    ///
    /// @param texts one, or any number for a list
    /// @param folder that paths are relative to
    Optional<Value<T>> parse(List<String> texts, Path folder);
  }

  /// An optional value.
  record Value<T extends @Nullable Object>(T get) {}

  private static <T> SettingType<T> one(String expected, Parser<T> parser) {
    return new SettingType<>(expected, false, parser);
  }

  private interface Reader<T> {
    Optional<T> read(String text);
  }

  private static <T> SettingType<T> scalar(String expected, Reader<T> reader) {
    return one(
        expected,
        (texts, _) ->
            texts.size() == 1 ? reader.read(texts.getFirst()).map(Value::new) : Optional.empty());
  }

  static SettingType<String> text(String expected, Pattern pattern) {
    return scalar(expected, text -> Optional.of(text).filter(t -> pattern.matcher(t).matches()));
  }

  /// A text of one line, of at most 1,000 characters.
  static SettingType<String> line(String expected) {
    return text(expected, LINE);
  }

  /// An amount in US dollars with at most six decimals.
  static SettingType<String> usd() {
    return text("an amount in US dollars such as 25.50", USD);
  }

  /// A text that is never shown, and not allowed on the command line.
  static SettingType<String> secret(Pattern pattern) {
    return text(SECRET, pattern);
  }

  /// Whether values are never shown, and not allowed on the command line.
  boolean isSecret() {
    return expected.startsWith(SECRET);
  }

  /// A network such as `10.0.0.0/8`, or one address.
  static SettingType<Networks.Network> network() {
    return scalar("a network such as 10.0.0.0/8 or fd00::/8", Networks.Network::of);
  }

  static SettingType<Boolean> bool() {
    return scalar(
        "true or false",
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            });
  }

  static SettingType<Integer> integer(int least, int most) {
    return scalar(
        "a whole number from " + least + " to " + most,
        text -> whole(text).filter(n -> n >= least && n <= most).map(Long::intValue));
  }

  private static Optional<Long> whole(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// A number of bytes, with or without a unit.
  static SettingType<Integer> bytes(int least, int most) {
    return scalar(
        sizes(least, most),
        text -> size(text).filter(n -> n >= least && n <= most).map(Long::intValue));
  }

  /// A number of bytes on disk, with or without a unit.
  static SettingType<Long> diskBytes(long most) {
    return scalar(sizes(0, most), text -> size(text).filter(n -> n <= most));
  }

  private static String sizes(long least, long most) {
    return "bytes from " + size(least) + " to " + size(most);
  }

  private static Optional<Long> size(String text) {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    int shift = m.group(2) == null ? 0 : UNITS.indexOf(m.group(2)) * 10;
    long n = Long.parseLong(m.group(1));
    return n <= Long.MAX_VALUE >> shift ? Optional.of(n << shift) : Optional.empty();
  }

  private static String size(long bytes) {
    int unit = 0;
    long left = bytes;
    while (left >= 1 << 10 && left % (1 << 10) == 0 && unit < UNITS.size() - 1) {
      left >>= 10;
      unit++;
    }
    return left + UNITS.get(unit);
  }

  static SettingType<Duration> duration(String least, String most) {
    Duration from = duration(least).orElseThrow();
    Duration to = duration(most).orElseThrow();
    return scalar(
        "a duration from " + least + " to " + most + ", such as 30s, 5m or PT30S",
        text -> duration(text).filter(d -> d.compareTo(from) >= 0 && d.compareTo(to) <= 0));
  }

  private static Optional<Duration> duration(String text) {
    return Durations.parse(text);
  }

  /// An enum constant, in lower case.
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    List<E> all = List.of(type.getEnumConstants());
    String names = all.stream().map(EnumWord::of).collect(Collectors.joining(", "));
    return scalar(
        "one of " + names,
        text -> all.stream().filter(e -> EnumWord.of(e).equals(text)).findFirst());
  }

  static SettingType<Path> path(String what) {
    return one(
        what,
        (texts, folder) -> {
          if (texts.size() != 1 || texts.getFirst().isEmpty()) {
            return Optional.empty();
          }
          try {
            return Optional.of(new Value<>(folder.resolve(texts.getFirst()).normalize()));
          } catch (InvalidPathException _) {
            return Optional.empty();
          }
        });
  }

  /// A web address.
  static SettingType<URI> uri(String... schemes) {
    List<String> allowed = Arrays.asList(schemes);
    return scalar(
        "an address that starts with " + String.join(":// or ", allowed) + "://",
        text -> {
          try {
            URI uri = new URI(text);
            return uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && allowed.contains(uri.getScheme())
                ? Optional.of(uri)
                : Optional.empty();
          } catch (java.net.URISyntaxException _) {
            return Optional.empty();
          }
        });
  }

  static <T> SettingType<List<T>> listOf(SettingType<T> item) {
    return new SettingType<>(
        "a list, each " + item.expected(),
        true,
        (texts, folder) -> {
          List<T> all = new ArrayList<>();
          for (String text : texts) {
            Optional<Value<T>> value = item.parser().parse(List.of(text), folder);
            if (value.isEmpty()) {
              return Optional.empty();
            }
            all.add(value.get().get());
          }
          return Optional.of(new Value<>(List.copyOf(all)));
        });
  }

  /// The same, or an empty text.
  static <T> SettingType<@Nullable T> optional(SettingType<T> kind) {
    Parser<@Nullable T> parser = new OrNothing<>(kind.parser());
    return new SettingType<@Nullable T>(kind.expected() + ", or nothing", false, parser);
  }

  private record OrNothing<T>(Parser<T> parser) implements Parser<@Nullable T> {
    @Override
    public Optional<Value<@Nullable T>> parse(List<String> texts, Path folder) {
      if (texts.size() == 1 && texts.getFirst().isEmpty()) {
        return Optional.of(new Value<@Nullable T>(null));
      }
      Optional<Value<T>> value = parser.parse(texts, folder);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new Value<@Nullable T>(value.get().get()));
    }
  }
}
