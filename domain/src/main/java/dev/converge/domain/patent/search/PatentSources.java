package dev.converge.domain.patent.search;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The sources of patents that there are, by name: `local`, `uspto`, `epo` and `lens`.
public final class PatentSources {
  /// Their names.
  public static final List<String> NAMES = List.of("local", "uspto", "epo", "lens");

  private final Supplier<PatentSource> local;
  private final Map<String, URI> addresses;
  private final Function<String, Optional<String>> environment;
  private final PatentTiming timing;

  /// @param local makes the source of this machine
  /// @param addresses where remote sources are asked instead of at their own address, by name
  /// @param environment where keys are looked up, by name
  /// @param timing of remote sources
  public PatentSources(
      Supplier<PatentSource> local,
      Map<String, URI> addresses,
      Function<String, Optional<String>> environment,
      PatentTiming timing) {
    this.local = local;
    this.addresses = Map.copyOf(addresses);
    this.environment = environment;
    this.timing = timing;
  }

  /// The sources of these names, in this order.
  ///
  /// @param names at least one, each once
  /// @throws ConvergeException with `INVALID` if a name is unknown or stands twice, a key is
  ///   missing, an address may not be asked, or the corpus cannot be read
  public List<PatentSource> named(List<String> names) {
    List<PatentSource> sources = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw invalid("source " + name + " stands twice (expected: once)");
      }
      sources.add(named(name));
    }
    return sources;
  }

  private PatentSource named(String name) {
    return switch (name) {
      case "local" -> local.get();
      case "uspto" ->
          remote(new UsptoApi(address(name, UsptoApi.ADDRESS), key(name, UsptoApi.KEY)));
      case "epo" ->
          remote(
              new EpoApi(
                  address(name, EpoApi.ADDRESS), key(name, EpoApi.KEY), key(name, EpoApi.SECRET)));
      case "lens" -> remote(new LensApi(address(name, LensApi.ADDRESS), key(name, LensApi.KEY)));
      default ->
          throw invalid(
              "source \"" + name + "\" (expected: one of " + String.join(", ", NAMES) + ")");
    };
  }

  private PatentSource remote(PatentApi api) {
    return new RemotePatents(api, timing, RemotePatents.TIMEOUT);
  }

  private URI address(String name, URI own) {
    try {
      return PatentWire.permitted(addresses.getOrDefault(name, own));
    } catch (IllegalArgumentException e) {
      throw new ConvergeException(
          ErrorCode.INVALID, "patents: source " + name + ": " + e.getMessage(), e);
    }
  }

  private String key(String name, String variable) {
    return environment
        .apply(variable)
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElseThrow(
            () -> invalid("source " + name + ": " + variable + " is not set (expected: its key)"));
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, "patents: " + message);
  }
}
