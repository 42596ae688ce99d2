package dev.converge.runtime.admin;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.audit.AdminLogExport;
import dev.converge.audit.SigningKey;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.engine.store.AdminLog;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.ExportStream;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.admin.AdminOperations;
import dev.converge.runtime.operations.admin.KeyRequest;
import dev.converge.runtime.operations.admin.KeyRing;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// API keys and the administrative log: `/api/v1/keys`, `/api/v1/audit-log` and its export.
public final class AdminFeature implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(AdminFeature.class);
  private static final String KEYS = "/api/v1/keys";
  private static final String AUDIT_LOG = "/api/v1/audit-log";
  private static final String NDJSON = "application/x-ndjson";
  private static final int DEFAULT_LIMIT = 100;
  private static final List<String> KEY = List.of("name", "scopes", "expires_in");

  private final AdminOperations operations;
  private final AdminLog log;
  private final String version;
  private final SigningKey signingKey;

  /// Maps the operations.
  ///
  /// @param log that is exported
  /// @param version of the server
  /// @param signingKey that exports are signed with
  public AdminFeature(
      AdminOperations operations, AdminLog log, String version, SigningKey signingKey) {
    this.operations = operations;
    this.log = log;
    this.version = version;
    this.signingKey = signingKey;
  }

  @Override
  public void install(Site site) {
    site.resource(KEYS).getBlocking(this::keys).withBodyBlocking(HttpMethod.POST, this::create);
    site.resource(KEYS + "/{key_id}").withOptionalBody(HttpMethod.DELETE, this::revoke);
    site.resource(AUDIT_LOG).getBlocking(this::page, "after", "limit");
    site.resource(AUDIT_LOG + "/export").produces(NDJSON).getStream(this::export);
  }

  private HttpResponse keys(Exchange exchange) {
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().name("keys").openArray();
    for (KeyRing.Key key : operations.keys(RunParameters.caller(exchange))) {
      key(out.open(), key);
      out.close();
    }
    return Responses.json(out.closeArray().close());
  }

  private static void key(CanonicalWriter out, KeyRing.Key key) {
    Permissions permissions = key.permissions();
    out.field("key_id", key.id()).field("name", key.name());
    out.field("scopes", permissions.words());
    out.field("created_at", Times.format(key.createdAt()));
    time(out, "expires_at", key.expiresAt());
    time(out, "revoked_at", key.revokedAt());
  }

  private static void time(CanonicalWriter out, String name, @Nullable Instant time) {
    if (time != null) {
      out.field(name, Times.format(time));
    }
  }

  private HttpResponse create(Exchange exchange, Json.Obj body) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, KEY, errors);
    String name = fields.requiredText("name");
    Duration expiresIn = fields.duration("expires_in");
    List<String> scopes = scopes(fields, errors);
    BodyFields.check(errors);
    KeyRing.Created created =
        operations.createKey(
            RunParameters.caller(exchange), new KeyRequest(name, scopes, expiresIn));
    CanonicalWriter out = new CanonicalWriter(512);
    key(out.open(), created.key());
    out.field("key", created.text()).close();
    return Responses.of(
        Responses.jsonHeaders(HttpStatus.CREATED)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(HttpHeaderNames.LOCATION, KEYS + "/" + created.key().id()),
        out);
  }

  private static List<String> scopes(BodyFields fields, List<FieldError> errors) {
    List<Json> items = fields.array("scopes");
    List<String> scopes = new ArrayList<>();
    for (Json item : items == null ? List.<Json>of() : items) {
      if (item instanceof Json.Str(var text)) {
        scopes.add(text);
      } else {
        errors.add(
            new FieldError(
                FieldError.pointer("/scopes", scopes.size()),
                BodyFields.describe(item) + " (expected: " + Permissions.EXPECTED + ")"));
      }
    }
    return scopes;
  }

  private HttpResponse revoke(Exchange exchange, Json.Obj body) {
    BodyFields.requireNone(body);
    KeyRing.Key revoked =
        operations.revokeKey(RunParameters.caller(exchange), exchange.path("key_id"));
    CanonicalWriter out = new CanonicalWriter(512);
    key(out.open(), revoked);
    return Responses.json(out.close());
  }

  private HttpResponse page(Exchange exchange) {
    int after = exchange.query("after", 0, 0, Integer.MAX_VALUE);
    int limit = exchange.query("limit", DEFAULT_LIMIT, 1, AdminLog.MAX_PAGE);
    List<AdminLog.Entry> entries = operations.log(RunParameters.caller(exchange), after, limit);
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().name("entries").openArray();
    entries.forEach(entry -> out.value(Json.parse(entry.line())));
    out.closeArray();
    out.field("next_after", entries.isEmpty() ? after : entries.getLast().sequence());
    return Responses.json(out.close());
  }

  private HttpResponse export(Exchange exchange) {
    operations.log(RunParameters.caller(exchange), 0, 1);
    exchange.ctx().clearRequestTimeout();
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .set(HttpHeaderNames.CONTENT_TYPE, NDJSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set(
                HttpHeaderNames.CONTENT_DISPOSITION,
                "attachment; filename=\"converge-audit-log.ndjson\"")
            .build());
    if (exchange.head()) {
      writer.close();
    } else {
      exchange.threads().execute(() -> send(writer));
    }
    return writer;
  }

  private void send(HttpResponseWriter writer) {
    try (ExportStream out = new ExportStream(writer)) {
      AdminLogExport.write(log, version, signingKey, out);
      out.flush();
      writer.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("the export of the administrative log ended early", e);
      writer.close(e);
    }
  }
}
