package dev.converge.runtime.auth;

import dev.converge.audit.Bundle;
import dev.converge.audit.RunRecords;
import dev.converge.audit.SigningKey;
import dev.converge.audit.TemplateFiles;
import dev.converge.core.json.Json;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Eraser;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.engine.store.MemoryTemplates;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Features;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.a2a.A2aFeature;
import dev.converge.runtime.admin.AdminFeature;
import dev.converge.runtime.audit.AuditFeature;
import dev.converge.runtime.audit.ErasureFeature;
import dev.converge.runtime.capabilities.ServerParts;
import dev.converge.runtime.changes.ChangesFeature;
import dev.converge.runtime.mcp.McpFeature;
import dev.converge.runtime.metrics.MetricsFeature;
import dev.converge.runtime.models.ModelsFeature;
import dev.converge.runtime.models.SampleModels;
import dev.converge.runtime.operations.admin.AdminOperations;
import dev.converge.runtime.operations.admin.KeyRing;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.template.InstalledTemplates;
import dev.converge.runtime.report.ReportFeature;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.signin.OpenIdProvider;
import dev.converge.runtime.signin.SessionFeature;
import dev.converge.runtime.signin.SignIn;
import dev.converge.runtime.webhooks.WebhooksFeature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A server with all features of HTTP whose credentials are [SpeakingCredentials].
final class AccessServer implements AutoCloseable {
  /// The key of RFC 8032, 7.1, test 1. It is public, so it is for tests only.
  static final SigningKey KEY =
      SigningKey.parse(
          """
          -----BEGIN PRIVATE KEY-----
          MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
          -----END PRIVATE KEY-----
          """);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private final Fixture fixture;
  private final ConvergeServer server;
  private final KeyRing keys;

  /// @param folder for the file of API keys
  AccessServer(Path folder) {
    fixture = new Fixture();
    InstalledTemplates templates =
        new InstalledTemplates(
            Templates.shipped(), new MemoryTemplates(threads), fixture.engine::now);
    Features features =
        Features.over(
            fixture.engine,
            fixture.store,
            fixture.flows,
            templates,
            JobSettings.DEFAULT,
            new ServerParts(
                "test", List.of(), List.of("offline"), "offline", List.of(), List.of()));
    Host host = new Host(threads, timers, new SteadyClock(), new SecureRandom());
    RunRecords records =
        new RunRecords(
            fixture.store,
            fixture.store,
            (_, name, version) ->
                Optional.of(
                    new TemplateFiles(
                        name,
                        version,
                        fixture.flows.find("default", name, version).orElseThrow().hash(),
                        "Feature: x\n",
                        "")));
    List<Feature> all = features.all(List.of());
    all.add(
        new AuditFeature(
            features.operations().audit(), records, new Bundle.Origin("0.1.0", "full"), KEY));
    all.add(new ChangesFeature(fixture.changes));
    all.add(new ModelsFeature(features.operations().templates(), new SampleModels()));
    all.add(new A2aFeature(features.operations(), "test"));
    all.add(new WebhooksFeature(features.operations().webhooks(), "whpk_none"));
    all.add(new ReportFeature(features.operations().audit(), records));
    all.add(
        new McpFeature(
            features.operations(),
            "test",
            10,
            true,
            runId -> Bundle.of(records.record(runId), new Bundle.Origin("0.1.0", "full"), KEY)));
    all.add(
        new ErasureFeature(
            features.operations().audit(), new Eraser(fixture.engine, fixture.store, host)::erase));
    KeyFile file = new KeyFile(folder.resolve("keys.json"));
    KeyFileTrail trail = new KeyFileTrail(file, features.adminLog(), host.clock());
    keys = new KeptKeyRing(file, new SecureRandom(), host.clock(), trail);
    all.add(trail);
    all.add(
        new AdminFeature(
            new AdminOperations(
                features.entrance(), Optional.of(keys), features.adminLog(), host.clock()),
            features.adminLog(),
            "test",
            KEY));
    all.add(
        new AuthFeature(
            List.of(new SpeakingCredentials()), RequestLimits.none(), host.clock(), false));
    all.add(new SessionFeature(List.of("test"), Optional.of(signIn(host.clock()))));
    all.add(new MetricsFeature());
    server = ConvergeServer.start(ServerSettings.DEFAULT.at("127.0.0.1", 0), all);
  }

  /// With a provider that nobody can reach.
  private static SignIn signIn(InstantSource clock) {
    Issuer issuer = new Issuer("http://127.0.0.1:1", clock);
    Tokens tokens =
        new Tokens(
            TokenKeys.of(issuer), new Tokens.Demands("x", "x", "tenant"), clock, Runnable::run);
    CookieSeal seal = CookieSeal.ofProcess();
    return new SignIn(
        new OpenIdProvider(issuer, new OpenIdProvider.Client("x", null, List.of()), tokens),
        new BrowserSessions(seal, null, Duration.ofHours(1), new SecureRandom(), clock),
        seal,
        clock,
        null,
        Refusals.untold());
  }

  KeyRing keys() {
    return keys;
  }

  HttpClient client() {
    return fixture.client();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /// Who may do everything.
  static String all() {
    return "default/" + Permissions.ALL;
  }

  HttpResponse<String> send(String credential, String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("content-type", "application/json");
    }
    if (!credential.isEmpty()) {
      request.header("authorization", "Bearer " + credential);
    }
    try {
      HttpResponse<String> answer =
          fixture.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
      ContractCheck.check(
          method,
          URI.create("http://x" + path).getRawPath(),
          answer.statusCode(),
          answer.headers().firstValue("content-type"),
          answer.body());
      return answer;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// A job that waits at a gate, or one that has converged.
  String job(boolean over) {
    return over ? job(Fixture.job("chain"), "converged") : job(Fixture.job("gate"), "waiting");
  }

  /// A job that one cycle was too few for.
  String halted() {
    String submission = Fixture.job("chain");
    String budget = "{\"budget\":{\"max_cycles\":1},";
    return job(budget + submission.substring(1), "halted");
  }

  /// A job that waits at a gate whose proposals can be returned.
  String revisable() {
    return job(Fixture.job("revised"), "waiting");
  }

  private String job(String submission, String status) {
    HttpResponse<String> accepted = send(all(), "POST", "/api/v1/jobs", submission);
    String id = Fixture.text(Fixture.json(accepted), "job_id");
    Fixture.until(
        () -> send(all(), "GET", "/api/v1/jobs/" + id, "").body().contains("\"" + status + "\""));
    return id;
  }

  /// A webhook of the tenant `default`.
  String webhook() {
    String body = "{\"url\":\"https://example.org/hook\"}";
    return Fixture.text(Fixture.json(send(all(), "POST", "/api/v1/webhooks", body)), "webhook_id");
  }

  String proposal(String job) {
    Json.Obj page = Fixture.json(send(all(), "GET", "/api/v1/jobs/" + job + "/proposals", ""));
    Json.Arr proposals = (Json.Arr) page.get("proposals").orElseThrow();
    return Fixture.text((Json.Obj) proposals.items().getFirst(), "proposal_id");
  }

  @Override
  public void close() {
    server.close();
    fixture.close();
    threads.shutdownNow();
    timers.close();
  }
}
