package dev.converge.llm.model;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads a catalogue. What is misspelt, missing or out of range is an error that says where.
public final class CatalogueReader {
  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int DEFAULT_CONCURRENT = 16;
  private static final long DEFAULT_LATENCY_MS = 30_000;
  private static final long DEFAULT_CONTEXT = 32_768;

  private static final List<String> TOP = List.of("as_of", "providers", "models");
  private static final List<String> PROVIDER =
      List.of("api", "base_url", "base_url_from", "key", "local", "max_concurrent");
  private static final List<String> MODEL =
      List.of(
          "provider",
          "model",
          "input_usd",
          "output_usd",
          "call_usd",
          "cached_usd",
          "written_usd",
          "search_usd",
          "latency_ms",
          "context",
          "max_output",
          "reasoning",
          "web_search",
          "structured_output",
          "quality",
          "effort");

  private final String file;

  private CatalogueReader(String file) {
    this.file = file;
  }

  /// Reads a catalogue over another one, whose entries it replaces by name.
  ///
  /// @param file its name, for messages
  /// @throws ConvergeException with the problem and its place
  public static ModelCatalogue read(String file, String text, ModelCatalogue base) {
    return new CatalogueReader(file).catalogue(text, base);
  }

  private ModelCatalogue catalogue(String text, ModelCatalogue base) {
    Map<?, ?> root = map(load(text), "$", TOP);
    TreeMap<String, ProviderEntry> providers = base.providers();
    TreeMap<String, ModelEntry> models = base.byName();
    if (root.get("providers") instanceof Map<?, ?> entries) {
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        String name = String.valueOf(entry.getKey());
        providers.put(name, provider(name, entry.getValue()));
      }
    }
    if (root.get("models") instanceof List<?> entries) {
      for (int i = 0; i < entries.size(); i++) {
        ModelEntry model = model("models[" + i + "]", entries.get(i));
        if (!providers.containsKey(model.provider())) {
          throw wrong(
              "models[" + i + "].provider", model.provider(), "one of " + providers.keySet());
        }
        models.put(model.name(), model);
      }
    }
    Object asOf = root.get("as_of");
    return new ModelCatalogue(asOf == null ? base.asOf() : String.valueOf(asOf), providers, models);
  }

  private Object load(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw wrong("$", text.length() + " characters", "at most " + MAX_CHARACTERS);
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(0)
            .build();
    try {
      Object loaded = new Load(settings).loadFromString(text);
      return loaded == null ? Map.of() : loaded;
    } catch (MarkedYamlEngineException e) {
      // Its own message draws the line and an arrow below it, over several lines.
      String place =
          e.getProblemMark()
              .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
              .orElse("");
      throw new ConvergeException(ErrorCode.INVALID, file + place + ": YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      throw new ConvergeException(ErrorCode.INVALID, file + ": YAML: " + e.getMessage(), e);
    }
  }

  private ProviderEntry provider(String name, Object value) {
    String path = "providers." + name;
    Map<?, ?> fields = map(value, path, PROVIDER);
    String api = text(fields, path, "api").orElseThrow(() -> missing(path + ".api"));
    ProviderEntry.Api kind =
        ProviderEntry.Api.of(api)
            .orElseThrow(() -> wrong(path + ".api", api, ProviderEntry.Api.words()));
    Optional<String> url = text(fields, path, "base_url");
    Optional<String> urlFrom = text(fields, path, "base_url_from");
    if (url.isEmpty() == urlFrom.isEmpty()) {
      throw wrong(path, "base_url and base_url_from", "one of them");
    }
    if (url.isPresent() && !ProviderEntry.speakable(url.get())) {
      throw wrong(path + ".base_url", "this address", ProviderEntry.ADDRESS);
    }
    long concurrent = integer(fields, path, "max_concurrent", DEFAULT_CONCURRENT, 1, 10_000);
    return new ProviderEntry(
        name,
        kind,
        url.orElse(null),
        urlFrom.orElse(null),
        text(fields, path, "key").orElse(null),
        flag(fields, path, "local"),
        (int) concurrent);
  }

  private ModelEntry model(String path, Object value) {
    Map<?, ?> fields = map(value, path, MODEL);
    long context = integer(fields, path, "context", DEFAULT_CONTEXT, 1_024, 100_000_000);
    return new ModelEntry(
        text(fields, path, "provider").orElseThrow(() -> missing(path + ".provider")),
        text(fields, path, "model").orElseThrow(() -> missing(path + ".model")),
        prices(path, fields),
        integer(fields, path, "latency_ms", DEFAULT_LATENCY_MS, 1, 3_600_000),
        context,
        integer(fields, path, "max_output", context, 1, context),
        flag(fields, path, "reasoning"),
        flag(fields, path, "web_search"),
        flag(fields, path, "structured_output"),
        number(fields, path, "quality").map(n -> within(path, n)).orElse(0.5),
        text(fields, path, "effort").orElse(null));
  }

  private Prices prices(String path, Map<?, ?> fields) {
    BigDecimal input =
        money(fields, path, "input_usd").orElseThrow(() -> missing(path + ".input_usd"));
    return new Prices(
        input,
        money(fields, path, "output_usd").orElseThrow(() -> missing(path + ".output_usd")),
        money(fields, path, "call_usd").orElse(BigDecimal.ZERO),
        money(fields, path, "cached_usd").orElse(input),
        money(fields, path, "written_usd").orElse(input),
        money(fields, path, "search_usd").orElse(BigDecimal.ZERO));
  }

  private double within(String path, BigDecimal quality) {
    double value = quality.doubleValue();
    if (value < 0 || value > 1) {
      throw wrong(path + ".quality", quality, "0 to 1");
    }
    return value;
  }

  private Map<?, ?> map(Object value, String path, List<String> known) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(path, value, "a mapping");
    }
    for (Object key : map.keySet()) {
      if (!known.contains(String.valueOf(key))) {
        throw wrong(path, key, "one of " + known);
      }
    }
    return map;
  }

  private Optional<String> text(Map<?, ?> fields, String path, String name) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    throw wrong(path + "." + name, value, "a string");
  }

  private boolean flag(Map<?, ?> fields, String path, String name) {
    Object value = fields.get(name);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw wrong(path + "." + name, value, "true or false");
  }

  private Optional<BigDecimal> number(Map<?, ?> fields, String path, String name) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number) {
      try {
        return Optional.of(new BigDecimal(number.toString()));
      } catch (NumberFormatException _) {
        throw wrong(path + "." + name, value, "a number");
      }
    }
    throw wrong(path + "." + name, value, "a number");
  }

  private Optional<BigDecimal> money(Map<?, ?> fields, String path, String name) {
    Optional<BigDecimal> amount = number(fields, path, name);
    BigDecimal most = BigDecimal.valueOf(100_000);
    if (amount.isPresent() && (amount.get().signum() < 0 || amount.get().compareTo(most) > 0)) {
      throw wrong(path + "." + name, amount.get(), "0 to " + most);
    }
    return amount;
  }

  private long integer(Map<?, ?> fields, String path, String name, long other, long min, long max) {
    Optional<BigDecimal> number = number(fields, path, name);
    if (number.isEmpty()) {
      return other;
    }
    BigDecimal value = number.get();
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (!whole
        || value.compareTo(BigDecimal.valueOf(min)) < 0
        || value.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw wrong(
          path + "." + name, value, String.format(Locale.ROOT, "an integer of %d to %d", min, max));
    }
    return value.longValueExact();
  }

  private ConvergeException missing(String path) {
    return new ConvergeException(ErrorCode.INVALID, file + ": " + path + ": missing");
  }

  private ConvergeException wrong(String path, Object value, String expected) {
    return new ConvergeException(
        ErrorCode.INVALID, file + ": " + path + ": " + value + " (expected: " + expected + ")");
  }
}
