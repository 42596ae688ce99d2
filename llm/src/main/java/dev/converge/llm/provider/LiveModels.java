package dev.converge.llm.provider;

import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelEntry;
import dev.converge.llm.model.ModelRequest;
import dev.converge.llm.model.PricedModel;
import dev.converge.llm.model.ProviderEntry;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Builds the models of the catalogue that this environment has what is needed for. Keys are read
/// from the environment when a model is first asked and are kept nowhere else. Thread-safe.
public final class LiveModels {
  /// Where a key is wanted by the library but not by the server.
  private static final String NO_KEY = "none";

  private final ModelCatalogue catalogue;
  private final Function<String, Optional<String>> environment;
  private final InstantSource clock;
  private final InstantSource wall;
  private ProviderHttpClient.@Nullable Builder wire;
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
  private synchronized ProviderHttpClient.Builder wire() {
    if (wire == null) {
      wire = new ProviderHttpClient.Builder(new ProviderHttpClient(ProviderHttpClient.client()));
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
  /// that costs nothing.
  public boolean back(ProviderEntry provider) {
    Optional<String> url = provider.url(environment);
    ProviderLimiter gate = gates.get(provider.name());
    return (gate == null || !gate.resting()) && (url.isEmpty() || wire().wire().reaches(url.get()));
  }

  private PricedModel build(ProviderEntry provider, ModelEntry entry) {
    ProviderKey key =
        provider.key() == null
            ? ProviderKey.NONE
            : new ProviderKey(environment.apply(provider.key()).orElseThrow(), provider.key());
    String url = provider.url(environment).orElseThrow();
    LiveModel live =
        new LiveModel(
            chat(provider.api(), url, key, entry),
            request -> parameters(provider.api(), entry, request),
            new ResponseClassifier(wall, key, reader(provider.api())),
            clock);
    ProviderLimiter gate =
        gates.computeIfAbsent(
            provider.name(), name -> new ProviderLimiter(name, provider.maxConcurrent(), clock));
    return new PricedModel(entry, gate.guard(live));
  }

  private ChatModel chat(ProviderEntry.Api api, String url, ProviderKey key, ModelEntry entry) {
    String secret = key.value().isEmpty() ? NO_KEY : key.value();
    Set<Capability> can =
        entry.structuredOutput() ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA) : Set.of();
    return switch (api) {
      case ANTHROPIC ->
          AnthropicChatModel.builder()
              .httpClientBuilder(wire())
              .baseUrl(url)
              .apiKey(secret)
              .modelName(entry.model())
              .supportedCapabilities(can)
              .maxRetries(0)
              .build();
      case OPENAI, OPENAI_COMPATIBLE ->
          OpenAiChatModel.builder()
              .httpClientBuilder(wire())
              .baseUrl(url)
              .apiKey(secret)
              .modelName(entry.model())
              .supportedCapabilities(can)
              .strictJsonSchema(entry.structuredOutput())
              .maxRetries(0)
              .build();
      case GEMINI ->
          GoogleAiGeminiChatModel.builder()
              .httpClientBuilder(wire())
              .baseUrl(url)
              .apiKey(secret)
              .modelName(entry.model())
              .supportedCapabilities(can)
              .maxRetries(0)
              .build();
    };
  }

  private static ProviderResponse.Parser reader(ProviderEntry.Api api) {
    return switch (api) {
      case ANTHROPIC -> AnthropicParser::parse;
      case OPENAI, OPENAI_COMPATIBLE -> OpenAiParser::parse;
      case GEMINI -> GeminiParser::parse;
    };
  }

  private static ChatRequestParameters parameters(
      ProviderEntry.Api api, ModelEntry entry, ModelRequest request) {
    int output = entry.outputBound(request);
    ResponseFormat format = entry.structuredOutput() ? format(api, request) : null;
    return switch (api) {
      case OPENAI -> {
        var builder = OpenAiChatRequestParameters.builder().maxCompletionTokens(output);
        yield (format == null ? builder : builder.responseFormat(format)).build();
      }
      case ANTHROPIC, OPENAI_COMPATIBLE, GEMINI -> {
        var builder = DefaultChatRequestParameters.builder().maxOutputTokens(output);
        yield (format == null ? builder : builder.responseFormat(format)).build();
      }
    };
  }

  private static ResponseFormat format(ProviderEntry.Api api, ModelRequest request) {
    Set<String> without =
        api == ProviderEntry.Api.ANTHROPIC ? StrictSchema.BOUNDS : StrictSchema.LENGTHS;
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(
            JsonSchema.builder()
                .name("answer")
                .rootElement(
                    JsonRawSchema.from(
                        StrictSchema.schema(request.contract(), without).canonical()))
                .build())
        .build();
  }
}
