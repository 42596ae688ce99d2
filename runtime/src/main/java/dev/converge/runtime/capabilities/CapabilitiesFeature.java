package dev.converge.runtime.capabilities;

import dev.converge.core.Core;
import dev.converge.core.event.EventType;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.text.Ids;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.http.StrictJson;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/// `GET /api/v1/capabilities`: what this server can do, and what it accepts.
public final class CapabilitiesFeature implements Feature {
  private static final List<String> TRANSPORTS = List.of("http/1.1", "http/2", "sse", "ndjson");
  private static final List<String> FEATURES =
      List.of(
          "approvals",
          "budgets",
          "cursor-paging",
          "etag",
          "idempotency-key",
          "observations",
          "pause",
          "prefer-wait",
          "submit-and-stream",
          "template-install");

  private final ServerParts offered;
  private final JobSettings jobs;
  private final IntSupplier openStreams;

  /// For a server with these parts.
  ///
  /// @param openStreams number of open streams of runs
  public CapabilitiesFeature(ServerParts offered, JobSettings jobs, IntSupplier openStreams) {
    this.offered = offered;
    this.jobs = jobs;
    this.openStreams = openStreams;
  }

  @Override
  public void install(Site site) {
    ServerSettings settings = site.settings();
    site.resource("/api/v1/capabilities").get(_ -> Responses.json(body(settings)));
  }

  private CanonicalWriter body(ServerSettings settings) {
    CanonicalWriter out = new CanonicalWriter(2048);
    out.open().field("name", "converge-runtime").field("version", offered.version());
    out.field("api_version", "v1").field("event_format", Core.FORMAT);
    out.field("transports", joined(TRANSPORTS, offered.transports()));
    out.field("features", joined(FEATURES, offered.features()));
    out.field("modes", offered.modes()).field("default_mode", offered.defaultMode());
    out.field("model_providers", offered.modelProviders());
    out.field(
        "event_types", Arrays.stream(EventType.values()).map(EventType::journalName).toList());
    out.field("open_streams", openStreams.getAsInt());
    out.name("limits").open();
    ServerSettings.Limits limits = settings.limits();
    out.field("body_bytes", limits.bodyBytes()).field("header_bytes", limits.headerBytes());
    out.field("seeds", jobs.maxSeeds()).field("seed_content_bytes", jobs.maxSeedBytes());
    out.field("json_depth", StrictJson.MAX_DEPTH).field("id_characters", Ids.MAX_LENGTH);
    out.field("connections", limits.connections());
    out.field("streams_per_connection", limits.streamsPerConnection());
    out.field("longest_wait_ms", settings.times().longestWait().toMillis());
    out.field("request_timeout_ms", settings.times().request().toMillis());
    out.field("heartbeat_ms", settings.times().heartbeat().toMillis());
    out.field("idempotency_key_retention_ms", JobStore.KEY_RETENTION.toMillis());
    return out.close().close();
  }

  private static List<String> joined(List<String> always, List<String> more) {
    List<String> all = new ArrayList<>(always);
    all.addAll(more);
    return all.stream().distinct().sorted().toList();
  }
}
