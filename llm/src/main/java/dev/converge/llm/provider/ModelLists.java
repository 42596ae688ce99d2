package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.llm.model.ExceptionText;
import dev.converge.llm.model.ProviderEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Asks providers which models they have. No list of theirs has prices.
public final class ModelLists {
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final Function<String, Optional<String>> environment;

  /// Lists of the providers that are set up in an environment.
  public ModelLists(Function<String, Optional<String>> environment) {
    this.environment = environment;
  }

  /// A model as its provider lists it.
  ///
  /// @param model its name
  /// @param context tokens of its window, or empty where the list does not say
  /// @param maxOutput tokens of an answer at most, or empty
  public record Listed(String model, Optional<Long> context, Optional<Long> maxOutput) {}

  /// The models of a provider, by name.
  ///
  /// @throws ConvergeException with `INVALID` if it is not set up or has no list, or with
  ///   `UNAVAILABLE` if it does not answer with one
  public SortedMap<String, Listed> of(ProviderEntry provider) {
    provider
        .missing(environment)
        .ifPresent(missing -> {
          throw new ConvergeException(ErrorCode.INVALID, provider.name() + ": " + missing);
        });
    ProviderKey key =
        provider.key() == null
            ? ProviderKey.NONE
            : new ProviderKey(environment.apply(provider.key()).orElseThrow(), provider.key());
    ProviderRequest request =
        LiveModels.writer(provider.api())
            .models(key)
            .orElseThrow(() ->
                new ConvergeException(
                    ErrorCode.INVALID,
                    provider.name() + " has no list of models (expected: a file)"));
    ProviderHttpClient.Call call = new ProviderHttpClient.Call(WITHIN);
    new ProviderHttpClient(ProviderHttpClient.client())
        .get(call, LiveModels.address(provider, environment), request);
    return read(provider, call, key);
  }

  private static SortedMap<String, Listed> read(
      ProviderEntry provider, ProviderHttpClient.Call call, ProviderKey key) {
    ProviderHttpClient.Response response = call.response;
    if (response == null) {
      String why = call.failure == null ? "no answer" : ExceptionText.of(call.failure);
      throw unavailable(provider, key.mask(why));
    }
    String body = response.body();
    if (response.status() / 100 != 2 || body == null) {
      throw unavailable(provider, "status " + response.status());
    }
    try {
      if (Json.parse(body) instanceof Json.Obj object) {
        List<Json.Obj> items = new ArrayList<>(OptionalMembers.objects(object, "data"));
        items.addAll(OptionalMembers.objects(object, "models"));
        SortedMap<String, Listed> models = new TreeMap<>();
        for (Json.Obj item : items) {
          Listed listed = listed(item);
          models.put(listed.model(), listed);
        }
        return models;
      }
    } catch (JsonException e) {
      throw unavailable(provider, "the answer: " + ExceptionText.of(e));
    }
    throw unavailable(provider, "the answer is not a JSON object");
  }

  private static Listed listed(Json.Obj item) {
    String name =
        OptionalMembers.text(item, "id").orElseGet(() -> OptionalMembers.textOrEmpty(item, "name"));
    return new Listed(
        name.startsWith("models/") ? name.substring("models/".length()) : name,
        number(item, "max_input_tokens", "inputTokenLimit", "context_window", "max_model_len"),
        number(item, "max_tokens", "outputTokenLimit", "max_completion_tokens"));
  }

  private static Optional<Long> number(Json.Obj item, String... names) {
    for (String name : names) {
      Optional<Double> value = OptionalMembers.number(item, name).filter(n -> n >= 1);
      if (value.isPresent()) {
        return value.map(Double::longValue);
      }
    }
    return Optional.empty();
  }

  private static ConvergeException unavailable(ProviderEntry provider, String why) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE, provider.name() + " did not list its models: " + why);
  }
}
