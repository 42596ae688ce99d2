package dev.converge.cli.serve;

import dev.converge.cli.config.Config;
import dev.converge.domain.flow.SearchAgents;
import dev.converge.domain.patent.index.IndexedPatents;
import dev.converge.domain.patent.likeness.AlikePatents;
import dev.converge.domain.patent.likeness.SentenceModels;
import dev.converge.domain.patent.search.LocalPatents;
import dev.converge.domain.patent.search.PatentSource;
import dev.converge.domain.patent.search.PatentSources;
import dev.converge.domain.patent.search.PatentTiming;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The sources of patents.
public final class PatentOptions {
  @Option(
      names = "--patents",
      paramLabel = "FILE",
      description =
          "A file or folder of patents as JSON Lines, searched in addition to the built-in ones, or"
              + " an index built by `converge patents index`, searched instead of them.")
  private @Nullable Path corpus;

  @Option(
      names = "--patent-likeness",
      description =
          "Rank local patents by meaning as well as by words. Requires the likeness module.")
  private boolean likeness;

  @Option(
      names = "--patent-sources",
      paramLabel = "NAME,…",
      split = ",",
      description =
          "The sources to search: local, uspto, epo or lens. Remote sources require their keys in"
              + " the environment and --mode live. Default: local.")
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--patent-urls",
      paramLabel = "NAME=URL,…",
      split = ",",
      hidden = true,
      description = "Addresses to use for remote sources instead of the built-in ones.")
  private List<String> urls = new ArrayList<>();

  /// From the configuration.
  static PatentOptions of(Config.Patents patents) {
    PatentOptions options = new PatentOptions();
    options.corpus = patents.corpus();
    options.likeness = patents.likeness();
    options.sources = patents.sources();
    options.urls = patents.urls();
    return options;
  }

  /// @throws ConvergeException with `INVALID` if a source is not available
  SearchAgents agents(InstantSource clock) {
    PatentSources known =
        new PatentSources(
            this::local,
            addresses(),
            name -> Optional.ofNullable(System.getenv(name)),
            new PatentTiming(clock, Thread::sleep, new SecureRandom()));
    return SearchAgents.of(known.named(sources.isEmpty() ? List.of("local") : sources));
  }

  private PatentSource local() {
    PatentSource words = words();
    return likeness ? AlikePatents.beside(words, SentenceModels.installed()) : words;
  }

  private PatentSource words() {
    Path place = corpus;
    if (place == null) {
      return LocalPatents.bundled();
    }
    return IndexedPatents.at(place) ? IndexedPatents.open(place) : LocalPatents.beside(place);
  }

  private Map<String, URI> addresses() {
    Map<String, URI> addresses = new TreeMap<>();
    for (String each : urls) {
      int equals = each.indexOf('=');
      try {
        addresses.put(
            each.substring(0, Math.max(equals, 0)), URI.create(each.substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        throw new ConvergeException(
            ErrorCode.INVALID, "patent_urls: \"" + each + "\" (expected: NAME=https://…)", e);
      }
    }
    return addresses;
  }
}
