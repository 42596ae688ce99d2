package dev.converge.llm.search;

import dev.converge.llm.model.WebSearch;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// Finds the search that is set up in an environment: the first of a folder, SearXNG, Tavily and
/// Brave.
public final class Searches {
  /// Names a folder of documents that is searched in place of the web.
  public static final String FOLDER = "CONVERGE_SEARCH_FOLDER";

  /// Names the address of a SearXNG server.
  public static final String SEARXNG = "SEARXNG_URL";

  /// Holds a key of Tavily.
  public static final String TAVILY = "TAVILY_API_KEY";

  /// Holds a key of Brave.
  public static final String BRAVE = "BRAVE_API_KEY";

  private Searches() {}

  /// The search that is set up; empty if none is.
  ///
  /// @param environment looks up variables
  /// @param clock for durations
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if what is set cannot be
  ///   used
  public static Optional<WebSearch> of(
      Function<String, Optional<String>> environment, InstantSource clock) {
    return environment
        .apply(FOLDER)
        .<WebSearch>map(folder -> FolderSearch.of(Path.of(folder), clock))
        .or(() ->
            environment.apply(SEARXNG).map(url -> new HttpSearch(new SearxngForm(url), clock)))
        .or(() ->
            environment
                .apply(TAVILY)
                .map(key ->
                    new HttpSearch(
                        new TavilyForm(url(environment, "TAVILY_URL", TavilyForm.URL), key),
                        clock)))
        .or(() ->
            environment
                .apply(BRAVE)
                .map(key ->
                    new HttpSearch(
                        new BraveForm(url(environment, "BRAVE_URL", BraveForm.URL), key), clock)));
  }

  private static String url(
      Function<String, Optional<String>> environment, String variable, String otherwise) {
    return environment.apply(variable).orElse(otherwise);
  }
}
