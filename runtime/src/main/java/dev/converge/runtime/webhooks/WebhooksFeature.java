package dev.converge.runtime.webhooks;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore;
import dev.converge.engine.store.WebhookStore.Letter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.webhook.WebhookOperations;
import dev.converge.runtime.operations.webhook.WebhookRequest;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.List;

/// Webhooks for every job: `/api/v1/webhooks`, and their undeliverable events.
public final class WebhooksFeature implements Feature {
  private static final String WEBHOOKS = "/api/v1/webhooks";
  private static final String LETTERS = WEBHOOKS + "/{webhook_id}/dead-letters";
  private static final String EVENT_ID = "event_id";
  private static final int DEFAULT_LIMIT = 100;
  private static final int BYTES = 1_024;

  private final WebhookOperations operations;
  private final String publicKey;

  /// Maps the operations.
  ///
  /// @param publicKey that receivers verify requests with
  public WebhooksFeature(WebhookOperations operations, String publicKey) {
    this.operations = operations;
    this.publicKey = publicKey;
  }

  @Override
  public void install(Site site) {
    site.resource(WEBHOOKS).getBlocking(this::list).withBodyBlocking(HttpMethod.POST, this::create);
    site.resource(WEBHOOKS + "/{webhook_id}")
        .getBlocking(this::get)
        .withOptionalBody(HttpMethod.DELETE, this::remove);
    site.resource(LETTERS).getBlocking(this::letters, "limit");
    site.resource(LETTERS + "/resend").withOptionalBody(HttpMethod.POST, this::sendAgain);
  }

  private static String id(Exchange exchange) {
    return exchange.path("webhook_id");
  }

  private static Caller caller(Exchange exchange) {
    return RunParameters.caller(exchange);
  }

  private HttpResponse list(Exchange exchange) {
    CanonicalWriter out = new CanonicalWriter(BYTES);
    out.open().name("webhooks").openArray();
    for (Webhook webhook : operations.list(caller(exchange))) {
      members(out.open(), webhook).close();
    }
    return Responses.json(out.closeArray().close());
  }

  private CanonicalWriter members(CanonicalWriter out, Webhook webhook) {
    out.field("webhook_id", webhook.id()).field("url", webhook.url());
    out.field("events", webhook.tells().stream().map(EnumWord::of).toList());
    optional(out, "job_id", webhook.jobId());
    optional(out, "description", webhook.description());
    optional(out, "created_by", webhook.createdBy());
    out.field("created_at", Times.format(webhook.createdAt()));
    out.field("public_key", publicKey);
    Webhook.Ended ended = webhook.ended();
    out.field("state", ended == null ? "active" : "ended");
    if (ended != null) {
      out.field("ended_at", Times.format(ended.at())).field("ended_because", ended.because());
    }
    return out;
  }

  private static void optional(CanonicalWriter out, String name, String value) {
    if (!value.isEmpty()) {
      out.field(name, value);
    }
  }

  private HttpResponse create(Exchange exchange, Json.Obj body) {
    List<FieldError> errors = new ArrayList<>();
    WebhookRequest request = operations.reader().standing(body, errors);
    BodyFields.check(errors);
    WebhookOperations.Added added = operations.add(caller(exchange), request);
    CanonicalWriter out = new CanonicalWriter(BYTES);
    members(out.open(), added.webhook()).field("secret", added.secret()).close();
    return Responses.of(
        Responses.jsonHeaders(HttpStatus.CREATED)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.LOCATION, WEBHOOKS + "/" + added.webhook().id()),
        out);
  }

  private HttpResponse get(Exchange exchange) {
    return shown(operations.get(caller(exchange), id(exchange)));
  }

  private HttpResponse shown(Webhook webhook) {
    CanonicalWriter out = new CanonicalWriter(BYTES);
    return Responses.json(members(out.open(), webhook).close());
  }

  private HttpResponse remove(Exchange exchange, Json.Obj body) {
    BodyFields.requireNone(body);
    return shown(operations.remove(caller(exchange), id(exchange)));
  }

  private HttpResponse letters(Exchange exchange) {
    int limit = exchange.query("limit", DEFAULT_LIMIT, 1, WebhookStore.MAX_PAGE);
    CanonicalWriter out = new CanonicalWriter(BYTES);
    out.open().name("dead_letters").openArray();
    for (Letter letter : operations.letters(caller(exchange), id(exchange), limit)) {
      out.open().field(EVENT_ID, letter.event().toString()).field("attempts", letter.attempts());
      out.field("given_up_at", Times.format(letter.at())).field("error", letter.error()).close();
    }
    return Responses.json(out.closeArray().close());
  }

  private HttpResponse sendAgain(Exchange exchange, Json.Obj body) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, List.of(EVENT_ID), errors);
    String text = fields.text(EVENT_ID);
    EventId event = text == null ? null : EventId.of(text).orElse(null);
    if (text != null && event == null) {
      fields.error(
          EVENT_ID,
          "\""
              + BodyFields.shortened(text)
              + "\" (expected: RUN:SEQUENCE, as dead letters show it)");
    }
    BodyFields.check(errors);
    int count = operations.sendAgain(caller(exchange), id(exchange), event);
    return Responses.json(new CanonicalWriter(BYTES).open().field("resent", count).close());
  }
}
