package dev.converge.llm.model;

import dev.converge.core.budget.ModelCall;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Searches the web for a model that cannot search itself. The model writes the queries, each query
/// is searched, and the pages found are added to the request. Every step is reported as a call with
/// its result, so that it is journaled and a replay does not repeat it.
public final class SearchRound {
  /// Maximum number of searches for one request.
  static final int MOST_QUERIES = ModelEntry.MOST_SEARCHES;

  /// Maximum length of a query, in characters.
  static final int MOST_QUERY = 200;

  /// Tokens of the answer that contains the queries.
  static final int QUERY_TOKENS = 256;

  private static final String MODEL = "search";
  private static final String MEMBER = "queries";

  private final Asked asked;
  private final Searched searched;
  private final Consumer<ModelCall> calls;

  /// Asks the model.
  public interface Asked {
    /// The call with its answer; empty if there is none.
    Optional<Answered> ask(ModelRequest request) throws InterruptedException;
  }

  /// A call and its answer.
  public record Answered(ModelCall call, ModelAnswer answer) {}

  /// Searches.
  public interface Searched {
    /// The result of a search; empty if it was never made.
    Optional<ModelAnswer> search(String query, String requestHash) throws InterruptedException;
  }

  /// The result of a round.
  ///
  /// @param pages that were found
  /// @param problem why nothing was found, or empty
  public record Found(List<CitedPage> pages, Optional<String> problem) {
    /// Copies the list.
    public Found {
      pages = List.copyOf(pages);
    }
  }

  private final String name;
  private final long costMicros;

  /// Creates a round of searches.
  ///
  /// @param name of the search
  /// @param costMicros of one search
  /// @param calls receives each call that was made
  public SearchRound(
      String name, long costMicros, Asked asked, Searched searched, Consumer<ModelCall> calls) {
    this.name = name;
    this.costMicros = costMicros;
    this.asked = asked;
    this.searched = searched;
    this.calls = calls;
  }

  /// The request for the queries: the same request without its contract, with a short answer.
  public static ModelRequest queries(ModelRequest request) {
    Json.Obj query =
        Json.object().put("type", "string").put("description", "A few words to look for.").build();
    Json.Obj list =
        Json.object()
            .put("type", "array")
            .put("description", "What to look for, the most telling first.")
            .put("items", query)
            .put("minItems", 1)
            .put("maxItems", MOST_QUERIES)
            .build();
    Json.Obj contract =
        Json.object()
            .put("type", "object")
            .put("properties", Json.object().put(MEMBER, list).build())
            .put("required", List.of(MEMBER))
            .put("additionalProperties", false)
            .build();
    List<String> parts =
        new ArrayList<>(
            request.parts().stream().filter(part -> part.contains("\nBEGIN ")).toList());
    parts.add(
        PromptWriter.task(request.brief(), WebAccess.UNASKED)
            + "\nBefore you answer, the web is searched for you. Do not answer yet. Name one to "
            + MOST_QUERIES
            + " searches, as you would type them into a search engine. Do not include anything"
            + " confidential.\nAnswer with a single JSON object that matches this JSON Schema, and nothing else:\n"
            + SchemaText.of(contract));
    return new ModelRequest(
        request.agent(),
        request.system(),
        parts,
        contract,
        QUERY_TOKENS,
        WebAccess.UNASKED,
        request.brief());
  }

  /// Searches for the model's queries, or for the agent's task if the model writes none.
  public Found run(ModelRequest request) throws InterruptedException {
    FoundPages pages = new FoundPages();
    String problem = null;
    for (String query : named(queries(request))) {
      String canonical = Json.object().put("search", query).build().canonical();
      String hash = Digest.of(canonical);
      Optional<ModelAnswer> answer = searched.search(query, hash);
      if (answer.isEmpty()) {
        problem = "no recording of search " + hash;
        continue;
      }
      calls.accept(call(answer.get(), canonical, hash));
      if (answer.get() instanceof ModelAnswer.Answered found) {
        pages.add(found.pages());
      } else if (answer.get() instanceof ModelAnswer.Unavailable away) {
        problem = away.problem();
      }
    }
    return new Found(pages.all(), Optional.ofNullable(problem).filter(_ -> pages.all().isEmpty()));
  }

  private ModelCall call(ModelAnswer answer, String canonical, String hash) {
    return new ModelCall(
        name,
        MODEL,
        answer.outcome(),
        hash,
        canonical,
        AnswerJson.write(answer).canonical(),
        0,
        0,
        costMicros,
        false,
        answer.metadata().duration(),
        answer.metadata().requestId());
  }

  private List<String> named(ModelRequest request) throws InterruptedException {
    List<String> queries = new ArrayList<>();
    Optional<Answered> answered = asked.ask(request);
    if (answered.isPresent()) {
      calls.accept(answered.get().call());
      if (answered.get().answer() instanceof ModelAnswer.Answered said) {
        Json.Obj answer = AnswerReader.read(said.text(), request.contract()).answer();
        for (Json query : OptionalMembers.list(answer, MEMBER)) {
          if (query instanceof Json.Str(String text) && !text.isBlank()) {
            queries.add(text.substring(0, Math.min(text.length(), MOST_QUERY)).strip());
          }
        }
      }
    }
    if (queries.isEmpty()) {
      queries.add(plain(request.brief()));
    }
    return queries.subList(0, Math.min(queries.size(), MOST_QUERIES));
  }

  /// The beginning of what the agent works on, if the model writes no query.
  private static String plain(PromptInput brief) {
    List<PromptFact> all = brief.facts().isEmpty() ? brief.sources() : brief.facts();
    String text = all.isEmpty() ? brief.objective() : all.getFirst().content();
    return text.substring(0, Math.min(text.length(), MOST_QUERY)).strip();
  }

  /// How much of the remaining time one search may take.
  public static Duration patience(Duration left) {
    return left.dividedBy(MOST_QUERIES + 1L);
  }
}
