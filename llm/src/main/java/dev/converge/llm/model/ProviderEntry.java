package dev.converge.llm.model;

import dev.converge.core.text.EnumWord;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A provider in the catalogue.
///
/// @param name of the provider
/// @param api that it offers
/// @param baseUrl its address, or `null` if an environment variable contains it
/// @param baseUrlFrom the environment variable that contains the address, or `null`
/// @param key the environment variable that contains the API key, or `null` if none is needed
/// @param local whether it runs on the operator's machines, so that no data leaves them
/// @param maxConcurrent maximum number of concurrent calls
public record ProviderEntry(
    String name,
    Api api,
    @Nullable String baseUrl,
    @Nullable String baseUrlFrom,
    @Nullable String key,
    boolean local,
    int maxConcurrent) {

  /// The form of an address, for messages.
  static final String ADDRESS = "http:// or https:// with a host, without a user";

  /// The API of a provider.
  public enum Api {
    /// Anthropic Messages.
    ANTHROPIC,
    /// OpenAI Responses.
    OPENAI,
    /// Chat completions, as other providers offer them.
    OPENAI_COMPATIBLE,
    /// Google Gemini content generation.
    GEMINI,
    /// Perplexity agents, which search the web.
    PERPLEXITY,
    /// Groq chat completions.
    GROQ,
    /// Ollama chats, where each request sets the context window.
    OLLAMA;

    /// The API with a name in a catalogue.
    static Optional<Api> of(String word) {
      for (Api api : values()) {
        if (api.word().equals(word)) {
          return Optional.of(api);
        }
      }
      return Optional.empty();
    }

    /// The names that a catalogue can use, for messages.
    static String words() {
      return String.join(", ", Arrays.stream(values()).map(Api::word).toList());
    }

    /// Its name in a catalogue.
    String word() {
      return EnumWord.of(this).replace('_', '-');
    }
  }

  /// The environment variable that configures it; empty if it needs none.
  String variable() {
    return key != null ? key : baseUrlFrom != null ? baseUrlFrom : "";
  }

  /// Its address in this environment.
  public Optional<String> url(Function<String, Optional<String>> environment) {
    return baseUrlFrom == null ? Optional.ofNullable(baseUrl) : environment.apply(baseUrlFrom);
  }

  /// Whether an address is an HTTP URL without user information.
  static boolean speakable(String address) {
    try {
      URI uri = new URI(address);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /// What this environment lacks to use it, if anything.
  public Optional<String> missing(Function<String, Optional<String>> environment) {
    if (key != null && environment.apply(key).isEmpty()) {
      return Optional.of(key + " is not set");
    }
    Optional<String> url = url(environment);
    if (url.isEmpty()) {
      return Optional.of(baseUrlFrom + " is not set");
    }
    return speakable(url.get())
        ? Optional.empty()
        : Optional.of(baseUrlFrom + " cannot be used (expected: " + ADDRESS + ")");
  }
}
