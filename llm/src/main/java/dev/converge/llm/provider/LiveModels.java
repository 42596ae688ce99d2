package dev.converge.llm.provider;

import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.PricedModel;
import dev.converge.llm.model.ProviderEntry;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds the models of the catalogue that this environment has what is needed for. Keys are read
/// from the environment when a model is first asked and are kept nowhere else. Thread-safe.
public final class LiveModels {
  private final ModelCatalogue catalogue;
  private final Function<String, Optional<String>> environment;
  private final InstantSource clock;
  private final InstantSource wall;
  private @Nullable ProviderHttpClient wire;
  private final Map<String, ProviderLimiter> gates = new ConcurrentHashMap<>();
  private final Map<String, PricedModel> built = new ConcurrentHashMap<>();

  /// Creates the models of a catalogue, each at its first use, with one clock for everything.
  public LiveModels(
      ModelCatalogue catalogue,
      Function<String, Optional<String>> environment,
      InstantSource clock) {
    this(catalogue, environment, clock, clock);
  }

  /// Creates the models of a catalogue, each at its first use.
  ///
  /// @param clock for durations
  /// @param wall the time of day, for points in time that providers name
  public LiveModels(
      ModelCatalogue catalogue,
      Function<String, Optional<String>> environment,
      InstantSource clock,
      InstantSource wall) {
    this.wall = wall;
    this.catalogue = catalogue;
    this.environment = environment;
    this.clock = clock;
  }

  /// Made when it is first needed: a client has threads of its own.
  private synchronized ProviderHttpClient wire() {
    if (wire == null) {
      wire = new ProviderHttpClient(ProviderHttpClient.client());
    }
    return wire;
  }

  /// The model, ready to be asked; nothing if its provider is not set up here.
  public Optional<PricedModel> model(ModelEntry entry) {
    ProviderEntry provider = catalogue.provider(entry);
    if (provider.missing(environment).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(built.computeIfAbsent(entry.name(), _ -> build(provider, entry)));
  }

  /// Whether a provider can be reached and has not asked callers to wait, as far as a request says
  /// that costs nothing. If so, calls are made again, whatever failed before.
  public boolean back(ProviderEntry provider) {
    Optional<String> url = provider.url(environment);
    ProviderLimiter gate = gates.get(provider.name());
    boolean back =
        (gate == null || !gate.resting()) && (url.isEmpty() || wire().reaches(url.get()));
    if (back && gate != null) {
      gate.seen();
    }
    return back;
  }

  private PricedModel build(ProviderEntry provider, ModelEntry entry) {
    ProviderKey key =
        provider.key() == null
            ? ProviderKey.NONE
            : new ProviderKey(environment.apply(provider.key()).orElseThrow(), provider.key());
    LiveModel live =
        new LiveModel(
            wire(),
            address(provider, environment),
            key,
            entry,
            writer(provider.api()),
            new ResponseClassifier(wall, key, reader(provider.api())),
            clock);
    ProviderLimiter gate =
        gates.computeIfAbsent(
            provider.name(), name -> new ProviderLimiter(name, provider.maxConcurrent(), clock));
    return new PricedModel(entry, gate.guard(live));
  }

  /// Without a slash at its end. Ollama's own chats are not below its imitation of OpenAI's, which
  /// is what its address usually names; Perplexity's address is named with and without its version.
  static String address(ProviderEntry provider, Function<String, Optional<String>> environment) {
    String url = provider.url(environment).orElseThrow();
    String bare = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    boolean above =
        switch (provider.api()) {
          case OLLAMA, PERPLEXITY -> bare.endsWith(OPENAI_PATH);
          case ANTHROPIC, OPENAI, OPENAI_COMPATIBLE, GEMINI, GROQ -> false;
        };
    return above ? bare.substring(0, bare.length() - OPENAI_PATH.length()) : bare;
  }

  private static final String OPENAI_PATH = "/v1";

  static ProviderRequest.Writer writer(ProviderEntry.Api api) {
    return switch (api) {
      case ANTHROPIC -> new AnthropicWriter();
      case OPENAI -> new ResponsesWriter();
      case OPENAI_COMPATIBLE -> new ChatWriter(ChatWriter.Dialect.PLAIN);
      case GEMINI -> new GeminiWriter();
      case PERPLEXITY -> new PerplexityWriter();
      case GROQ -> new ChatWriter(ChatWriter.Dialect.GROQ);
      case OLLAMA -> new OllamaWriter();
    };
  }

  private static ProviderResponse.Parser reader(ProviderEntry.Api api) {
    return switch (api) {
      case ANTHROPIC -> AnthropicParser::parse;
      case OPENAI, PERPLEXITY -> ResponsesParser::parse;
      case OPENAI_COMPATIBLE, GROQ -> OpenAiParser::parse;
      case GEMINI -> GeminiParser::parse;
      case OLLAMA -> OllamaParser::parse;
    };
  }
}
