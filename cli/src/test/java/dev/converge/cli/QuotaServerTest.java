package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.converge.cli.config.Config;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tenants and keys may use, on a whole server.
final class QuotaServerTest {
  private static final String JOBS = "/api/v1/jobs";
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  @TempDir private Path folder = Path.of("");

  /// Noon in the middle of a month, so that no test runs over midnight; a test can move it. It is
  /// ahead of the time of others: for a run that Temporal drives, time that Temporal is ahead
  /// counts as running.
  private volatile Duration ahead =
      Duration.between(Instant.now(), Instant.parse("2036-03-10T12:00:00Z"));

  private Instant time() {
    return Instant.now().plus(ahead);
  }

  private String key(String tenant, String name, String more) {
    StringWriter out = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute(
                "keys",
                "create",
                "--data=" + folder.resolve("data"),
                "--tenant=" + tenant,
                "--name=" + name,
                "--scope=read,submit,control" + more);
    assertEquals(0, exit);
    return out.toString().strip();
  }

  private Served start(boolean authenticated, String... flags) throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    all.put("--port", List.of("0"));
    all.put("--grace-period", List.of("2s"));
    all.put("--data", List.of(folder.resolve("data").toString()));
    all.put("--templates", List.of(HeldJobs.template(folder).toString()));
    all.put("--auth-enabled", List.of(String.valueOf(authenticated)));
    for (String flag : flags) {
      int at = flag.indexOf('=');
      all.put(flag.substring(0, at), List.of(flag.substring(at + 1)));
    }
    Served serving = Served.start(Config.load(all, Map.of(), folder), Map.of(), this::time);
    serving.recover();
    return serving;
  }

  private record Client(Served serving, String key) {
    HttpResponse sent(HttpMethod method, String path, String body, String... header) {
      RequestHeadersBuilder headers = RequestHeaders.builder(method, path);
      if (!key.isEmpty()) {
        headers.add("authorization", "Bearer " + key);
      }
      if (!body.isEmpty()) {
        headers.add("content-type", "application/json");
      }
      if (header.length > 0) {
        headers.add(header[0], header[1]);
      }
      return WebClient.of(serving.url()).execute(headers.build(), body);
    }

    AggregatedHttpResponse send(HttpMethod method, String path, String body, String... header) {
      return sent(method, path, body, header).aggregate().join();
    }

    AggregatedHttpResponse submit(String cost) {
      return budgeted(cost.isEmpty() ? "" : "\"max_cost_usd\":" + cost);
    }

    AggregatedHttpResponse budgeted(String limits) {
      String budget = limits.isEmpty() ? "" : ",\"budget\":{" + limits + "}";
      return send(HttpMethod.POST, JOBS, HeldJobs.HELD.strip().replaceFirst("}$", budget + "}"));
    }

    String submitted() {
      return HeldJobs.text(submit("").contentUtf8(), "job_id");
    }

    void cancel(String job) {
      assertEquals(200, send(HttpMethod.POST, JOBS + "/" + job + "/cancel", "").status().code());
    }

    String usage() {
      return send(HttpMethod.GET, "/api/v1/usage", "").contentUtf8();
    }

    /// Waits until it is allowed: what is given back is given back after the answer.
    AggregatedHttpResponse allowed(String cost) {
      for (int i = 0; ; i++) {
        AggregatedHttpResponse answer = submit(cost);
        if (answer.status().code() != 429 || i > 2_000) {
          return answer;
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  private static void assertRefused(AggregatedHttpResponse answer, String words) {
    assertEquals(429, answer.status().code(), answer.contentUtf8());
    Json.Obj problem = (Json.Obj) Json.parse(answer.contentUtf8());
    assertEquals(Json.of("urn:converge:problem:quota_exceeded"), problem.get("type").orElseThrow());
    String detail = HeldJobs.text(answer.contentUtf8(), "detail");
    assertTrue(detail.contains(words), detail);
    assertTrue(Long.parseLong(answer.headers().get("retry-after", "0")) > 0);
  }

  @Test
  void noMoreJobsThanADayAllowsAreTakenAlsoAtOnceAndAfterARestart() throws Exception {
    String acme = key("acme", "ann", "");
    String globex = key("globex", "ann", "");
    String quota = "--quotas-tenant-jobs-per-day=3";
    try (Served serving = start(true, quota)) {
      Client ann = new Client(serving, acme);
      List<HttpResponse> asked = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        asked.add(ann.sent(HttpMethod.POST, JOBS, HeldJobs.HELD));
      }
      List<Integer> told =
          asked.stream().map(one -> one.aggregate().join().status().code()).sorted().toList();
      assertEquals(List.of(202, 202, 202, 429), told.subList(0, 4));
      assertEquals(429, told.getLast());
      assertRefused(ann.submit(""), "tenant \"acme\" has submitted 3 jobs today");
      assertRefused(ann.submit(""), "it resets at 2036-03-11T00:00:00Z");
      assertEquals(202, new Client(serving, globex).submit("").status().code());
    }
    try (Served serving = start(true, quota)) {
      assertRefused(new Client(serving, acme).submit(""), "expected: at most 3 a day");
    }
  }

  @Test
  void unfinishedJobsOfAKeyAreLimitedUntilOneEndsAlsoAfterARestart() throws Exception {
    String acme = key("acme", "ann", "");
    String bobs = key("acme", "bob", "");
    String quota = "--quotas-key-running=1";
    String job;
    try (Served serving = start(true, quota)) {
      Client ann = new Client(serving, acme);
      job = ann.submitted();
      assertRefused(ann.submit(""), "\"ann\" has 1 unfinished jobs");
      assertEquals(202, new Client(serving, bobs).submit("").status().code());
    }
    try (Served serving = start(true, quota)) {
      Client ann = new Client(serving, acme);
      assertRefused(ann.submit(""), "\"ann\" has 1 unfinished jobs");
      ann.cancel(job);
      assertEquals(202, ann.allowed("").status().code());
      assertRefused(ann.submit(""), "\"ann\" has 1 unfinished jobs");
    }
  }

  @Test
  void moneyIsReservedAtTheSubmissionAndGivenBackAtTheEnd() throws Exception {
    try (Served serving = start(false, "--quotas-tenant-cost-per-day=5")) {
      Client client = new Client(serving, "");
      String job = HeldJobs.text(client.submit("3").contentUtf8(), "job_id");
      assertRefused(client.submit("2.5"), "2.00 US dollars of 5.00 US dollars left today");
      String budget = JOBS + "/" + job + "/budget";
      assertRefused(
          client.send(HttpMethod.PATCH, budget, "{\"max_cost_usd\":5.5}"), "asks for 2.50");
      assertEquals(
          200, client.send(HttpMethod.PATCH, budget, "{\"max_cost_usd\":4}").status().code());
      assertRefused(client.submit("1.5"), "1.00 US dollars of 5.00 US dollars left today");
      assertEquals(202, client.submit("1").status().code());
      client.cancel(job);
      assertEquals(202, client.allowed("3").status().code());
      assertRefused(client.submit("1.5"), "the budget asks for 1.50 US dollars");
    }
  }

  @Test
  void aJobThatIsContinuedReservesAgainAndCountsAsUnfinishedAgain() throws Exception {
    try (Served serving =
        start(false, "--quotas-tenant-cost-per-day=5", "--quotas-tenant-running=2")) {
      Client client = new Client(serving, "");
      String job =
          JOBS
              + "/"
              + HeldJobs.text(
                  client.budgeted("\"max_cycles\":0,\"max_cost_usd\":3").contentUtf8(), "job_id");
      String halted = client.send(HttpMethod.GET, job + "?wait=20s", "").contentUtf8();
      assertEquals("halted", HeldJobs.text(halted, "status"), halted);
      String other = HeldJobs.text(client.allowed("4").contentUtf8(), "job_id");
      String more = "{\"budget\":{\"max_cycles\":9}}";
      assertRefused(
          client.send(HttpMethod.POST, job + "/continue", more), "the budget asks for 3.00");
      String less = "{\"budget\":{\"max_cycles\":9,\"max_cost_usd\":1}}";
      assertEquals(
          202,
          client
              .send(HttpMethod.POST, job + "/continue", less, "idempotency-key", "k")
              .status()
              .code());
      assertRefused(client.submit("0"), "has 2 unfinished jobs");
      // The same again reserves nothing.
      client.cancel(other);
      assertEquals(202, client.allowed("4").status().code());
      AggregatedHttpResponse again =
          client.send(HttpMethod.POST, job + "/continue", less, "idempotency-key", "k");
      assertEquals(202, again.status().code(), again.contentUtf8());
      client.cancel(job.substring(job.lastIndexOf('/') + 1));
      assertEquals(202, client.allowed("1").status().code());
    }
  }

  @Test
  void tokensAndMoneyAreCountedByTheMonthTooAndTheMonthEnds() throws Exception {
    String month = "--quotas-tenant-cost-per-month=5";
    String tokens = "--quotas-key-tokens-per-month=1000000";
    try (Served serving = start(false, month, tokens, "--quotas-key-tokens-per-day=700000")) {
      Client client = new Client(serving, "");
      assertEquals(
          202, client.budgeted("\"max_cost_usd\":3,\"max_tokens\":600000").status().code());
      assertRefused(
          client.budgeted("\"max_cost_usd\":1,\"max_tokens\":101000"),
          "every caller together has 100000 of 700000 tokens left today, and the budget asks for 101000");
      assertRefused(
          client.budgeted("\"max_cost_usd\":2.5,\"max_tokens\":1000"),
          "2.00 US dollars of 5.00 US dollars left this month, and the budget asks for 2.50");
      Json.Obj usage = (Json.Obj) Json.parse(client.usage());
      assertEquals("2036-04-01T00:00:00.000Z", HeldJobs.text(client.usage(), "month_resets_at"));
      assertTrue(usage.canonical().contains("\"tokens_per_month\":1000000"), usage.canonical());
    }
    ahead = ahead.plusDays(1);
    try (Served serving = start(false, month, tokens, "--quotas-key-tokens-per-day=700000")) {
      Client client = new Client(serving, "");
      assertRefused(
          client.budgeted("\"max_cost_usd\":1,\"max_tokens\":401000"),
          "400000 of 1000000 tokens left this month, and the budget asks for 401000");
      assertRefused(
          client.budgeted("\"max_cost_usd\":2.5,\"max_tokens\":1000"),
          "it resets at 2036-04-01T00:00:00Z");
      assertTrue(
          client.usage().contains("\"month\":{\"cost_usd\":3,\"jobs\":1,\"tokens\":600000}"),
          client.usage());
    }
    ahead = ahead.plusDays(30);
    try (Served serving = start(false, month, tokens)) {
      Client client = new Client(serving, "");
      assertEquals(
          202, client.budgeted("\"max_cost_usd\":5,\"max_tokens\":1000000").status().code());
    }
  }

  @Test
  void whatAnUnfinishedJobDidNotUseIsGivenBackToTheMonthAlsoOnALaterDay() throws Exception {
    String quota = "--quotas-tenant-tokens-per-month=1000000";
    String job;
    try (Served serving = start(false, quota)) {
      job =
          HeldJobs.text(
              new Client(serving, "").budgeted("\"max_tokens\":900000").contentUtf8(), "job_id");
    }
    ahead = ahead.plusDays(3);
    try (Served serving = start(false, quota)) {
      Client client = new Client(serving, "");
      assertRefused(
          client.budgeted("\"max_tokens\":200000"), "100000 of 1000000 tokens left this month");
      client.cancel(job);
      // All but the few that it had used.
      for (int i = 0; client.budgeted("\"max_tokens\":999000").status().code() != 202; i++) {
        assertTrue(i < 2_000, client.usage());
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  @Test
  void aRepeatedSubmissionGetsItsAnswerAlsoWhenTheQuotaIsUsedUp() throws Exception {
    String quota = "--quotas-tenant-jobs-per-day=1";
    String first;
    try (Served serving = start(false, quota)) {
      Client client = new Client(serving, "");
      first =
          client.send(HttpMethod.POST, JOBS, HeldJobs.HELD, "idempotency-key", "one").contentUtf8();
      assertRefused(client.submit(""), "1 jobs today");
      AggregatedHttpResponse again =
          client.send(HttpMethod.POST, JOBS, HeldJobs.HELD, "idempotency-key", "one");
      assertEquals(202, again.status().code(), again.contentUtf8());
      assertEquals(first, again.contentUtf8());
      assertEquals("true", again.headers().get("idempotent-replayed"));
      assertEquals(
          422,
          client
              .send(HttpMethod.POST, JOBS, HeldJobs.GROWTH, "idempotency-key", "one")
              .status()
              .code());
      assertRefused(
          client.send(HttpMethod.POST, JOBS, HeldJobs.HELD, "idempotency-key", "two"),
          "1 jobs today");
    }
    try (Served serving = start(false, quota)) {
      AggregatedHttpResponse again =
          new Client(serving, "")
              .send(HttpMethod.POST, JOBS, HeldJobs.HELD, "idempotency-key", "one");
      assertEquals(first, again.contentUtf8());
    }
  }

  @Test
  void aSubmissionThatIsSentAgainOrRefusedCountsOnce() throws Exception {
    try (Served serving = start(false, "--quotas-tenant-jobs-per-day=2")) {
      Client client = new Client(serving, "");
      for (int i = 0; i < 3; i++) {
        assertEquals(
            202,
            client
                .send(HttpMethod.POST, JOBS, HeldJobs.HELD, "idempotency-key", "one")
                .status()
                .code());
      }
      assertEquals(
          422,
          client
              .send(HttpMethod.POST, JOBS, HeldJobs.GROWTH, "idempotency-key", "one")
              .status()
              .code());
      assertTrue(client.usage().contains("\"jobs\":1"), client.usage());
      assertEquals(202, client.submit("").status().code());
      assertRefused(client.submit(""), "2 jobs today");
    }
  }

  @Test
  void everyTenantSeesItsOwnUsageAndAnAdministratorAll() throws Exception {
    String acme = key("acme", "ann", "");
    String globex = key("globex", "gus", ",admin");
    try (Served serving = start(true, "--quotas-key-jobs-per-day=9")) {
      Client ann = new Client(serving, acme);
      Client gus = new Client(serving, globex);
      ann.submitted();
      gus.submitted();
      assertTrue(ann.usage().contains("\"tenant\":\"acme\""), ann.usage());
      assertTrue(ann.usage().contains("\"key\":\"ann\""), ann.usage());
      assertTrue(ann.usage().contains("\"key_quota\":{\"jobs_per_day\":9}"), ann.usage());
      assertFalse(ann.usage().contains("globex"), ann.usage());
      assertTrue(gus.usage().contains("\"tenant\":\"acme\""), gus.usage());
      assertTrue(gus.usage().contains("\"tenant\":\"globex\""), gus.usage());
    }
  }

  @Test
  void withoutQuotasNothingIsCounted() throws Exception {
    try (Served serving = start(false)) {
      Client client = new Client(serving, "");
      client.submitted();
      assertTrue(client.usage().contains("\"counted\":false"), client.usage());
    }
  }
}
