package dev.converge.llm.search;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.proposal.Citation;
import dev.converge.llm.model.CallMetadata;
import dev.converge.llm.model.CitedPage;
import dev.converge.llm.model.ExceptionText;
import dev.converge.llm.model.ModelAnswer;
import dev.converge.llm.model.ModelAnswer.Cause;
import dev.converge.llm.model.TokenUsage;
import dev.converge.llm.model.WebSearch;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A search engine that is asked over HTTP.
final class HttpSearch implements WebSearch {
  /// Maximum bytes of an answer that are read.
  static final long MAX_BODY_BYTES = 4 * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final SearchForm form;
  private final InstantSource clock;
  private final HttpClient client;

  HttpSearch(SearchForm form, InstantSource clock) {
    this.form = form;
    this.clock = clock;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public String name() {
    return form.name();
  }

  @Override
  public boolean local() {
    return false;
  }

  @Override
  public long costMicros() {
    return form.costMicros();
  }

  @Override
  public ModelAnswer search(String query, Duration within) throws InterruptedException {
    Instant start = clock.instant();
    HttpRequest request = form.request(query).timeout(within).build();
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    try {
      HttpResponse<byte[]> response = sent.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return read(response, Duration.between(start, clock.instant()));
    } catch (TimeoutException _) {
      sent.cancel(true);
      return away("no answer within " + within.toMillis() + " ms", start);
    } catch (ExecutionException e) {
      return away(ExceptionText.of(e.getCause() instanceof IOException io ? io : e), start);
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    }
  }

  private ModelAnswer away(String why, Instant start) {
    return unavailable(why, Duration.between(start, clock.instant()));
  }

  private ModelAnswer unavailable(String why, Duration took) {
    String shown = form.secret().isEmpty() ? why : why.replace(form.secret(), "***");
    return new ModelAnswer.Unavailable(
        Cause.OVERLOADED, form.name() + ": " + shown, null, CallMetadata.unused(took));
  }

  private ModelAnswer read(HttpResponse<byte[]> response, Duration took) {
    int status = response.statusCode();
    if (status / 100 != 2) {
      String check = status == 401 || status == 403 ? " (check " + form.variable() + ")" : "";
      return unavailable("status " + status + check, took);
    }
    String body = new String(response.body(), StandardCharsets.UTF_8);
    List<CitedPage> pages = new ArrayList<>();
    try {
      if (!(Json.parse(body) instanceof Json.Obj object)) {
        return unavailable("the answer is not a JSON object", took);
      }
      for (Json.Obj result : form.results(object)) {
        Citation page = form.page(result);
        if (page.source().startsWith("http") && pages.size() < SearchForm.PAGES) {
          pages.add(new CitedPage(page, pages.size() + 1, List.of()));
        }
      }
    } catch (JsonException e) {
      return unavailable("the answer: " + ExceptionText.of(e), took);
    }
    CallMetadata metadata =
        new CallMetadata(new TokenUsage(0, 0, false, 0, 0, 0, 1), null, took, null);
    return new ModelAnswer.Answered(pages.size() + " pages", pages, metadata);
  }
}
