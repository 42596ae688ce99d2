package dev.converge.llm.model;

import dev.converge.core.text.EnumWord;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the catalogue says of a provider.
///
/// @param name of the provider
/// @param api how it is spoken to
/// @param baseUrl where, or `null` where a variable says so
/// @param baseUrlFrom the environment variable that says where, or `null`
/// @param key the environment variable that holds the key, or `null` where none is needed
/// @param local whether it runs on one's own machines, so that nothing leaves them
/// @param maxConcurrent calls at a time
public record ProviderEntry(
    String name,
    Api api,
    @Nullable String baseUrl,
    @Nullable String baseUrlFrom,
    @Nullable String key,
    boolean local,
    int maxConcurrent) {

  /// What an address has to be.
  static final String ADDRESS = "http:// or https:// with a host, without a user";

  /// How a provider is spoken to.
  public enum Api {
    /// Messages of Anthropic.
    ANTHROPIC,
    /// Responses of OpenAI itself.
    OPENAI,
    /// Chat completions as others offer them.
    OPENAI_COMPATIBLE,
    /// Generated content of Google Gemini.
    GEMINI,
    /// Agents of Perplexity, which search the web.
    PERPLEXITY,
    /// Chat completions of Groq.
    GROQ,
    /// Chats of Ollama, whose window is named with each request.
    OLLAMA;

    /// The one of that word in a catalogue.
    static Optional<Api> of(String word) {
      for (Api api : values()) {
        if (api.word().equals(word)) {
          return Optional.of(api);
        }
      }
      return Optional.empty();
    }

    /// The words that a catalogue may have, for messages.
    static String words() {
      return String.join(", ", Arrays.stream(values()).map(Api::word).toList());
    }

    /// Its word in a catalogue.
    String word() {
      return EnumWord.of(this).replace('_', '-');
    }
  }

  /// The environment variable that sets it up; empty if it needs none.
  String variable() {
    return key != null ? key : baseUrlFrom != null ? baseUrlFrom : "";
  }

  /// Where it is in this environment.
  public Optional<String> url(Function<String, Optional<String>> environment) {
    return baseUrlFrom == null ? Optional.ofNullable(baseUrl) : environment.apply(baseUrlFrom);
  }

  /// Whether an address is one of the web that carries no user along.
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

  /// What is missing in this environment for it to be used, if anything.
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
