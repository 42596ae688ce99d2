package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How many bytes tenants may store, on a whole server.
final class StoredQuotaTest {
  private static final String JOBS = "/api/v1/jobs";
  private static final int SEED_BYTES = 20_000;
  private static final long LIMIT = 250_000;
  private static final long JOB = 70_000;
  private static final int MOST_TIMES = 50;
  private static final String QUOTA = "--quotas-tenant-stored=" + LIMIT;
  private static final String ROOM = "--quotas-job-stored=" + JOB;

  @TempDir private Path folder = Path.of("");

  private Served start(String... flags) throws IOException {
    Map<String, List<String>> all = new TreeMap<>();
    all.put("--port", List.of("0"));
    all.put("--grace-period", List.of("2s"));
    all.put("--data", List.of(folder.resolve("data").toString()));
    all.put("--templates", List.of(HeldJobs.template(folder).toString()));
    for (String flag : flags) {
      int at = flag.indexOf('=');
      all.put(flag.substring(0, at), List.of(flag.substring(at + 1)));
    }
    Served serving = Served.start(Config.load(all, Map.of(), folder), Map.of());
    serving.recover();
    return serving;
  }

  private static HttpResponse sent(
      Served serving, HttpMethod method, String path, String body, String... header) {
    RequestHeadersBuilder headers = RequestHeaders.builder(method, path);
    if (!body.isEmpty()) {
      headers.add("content-type", "application/json");
    }
    if (header.length > 0) {
      headers.add(header[0], header[1]);
    }
    return WebClient.of(serving.url()).execute(headers.build(), body);
  }

  private static AggregatedHttpResponse send(
      Served serving, HttpMethod method, String path, String body, String... header) {
    return sent(serving, method, path, body, header).aggregate().join();
  }

  /// A job that halts at once, so that it writes little but what was submitted.
  private static String large() {
    return "{\"template\":\"held\",\"budget\":{\"max_cycles\":0},\"seeds\":[{\"id\":\"seed:1\","
        + "\"content\":\""
        + "x".repeat(SEED_BYTES)
        + "\"}]}";
  }

  private static String job(AggregatedHttpResponse answer) {
    assertEquals(202, answer.status().code(), answer.contentUtf8());
    return JOBS + "/" + HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  private static void assertRefused(AggregatedHttpResponse answer) {
    assertEquals(429, answer.status().code(), answer.contentUtf8());
    String detail = HeldJobs.text(answer.contentUtf8(), "detail");
    assertTrue(detail.startsWith("quota exceeded: tenant \"default\" stores "), detail);
    assertTrue(detail.contains(" of " + LIMIT + " bytes, "), detail);
    assertTrue(detail.contains("and the request needs up to " + JOB + "; "), detail);
    assertTrue(detail.contains("erase the content of finished jobs"), detail);
    assertEquals("600", answer.headers().get("retry-after"));
  }

  private static long stored(Served serving) {
    return number(serving, "stored_bytes");
  }

  private static long number(Served serving, String name) {
    Json.Obj usage =
        (Json.Obj) Json.parse(send(serving, HttpMethod.GET, "/api/v1/usage", "").contentUtf8());
    Json.Arr tenants = (Json.Arr) usage.get("tenants").orElseThrow();
    Json.Obj used = (Json.Obj) ((Json.Obj) tenants.items().getFirst()).get("used").orElseThrow();
    return (long) ((Json.Num) used.get(name).orElseThrow()).value();
  }

  @Test
  void aFullTenantBeginsNothingUntilContentIsErasedAlsoAfterARestart() throws Exception {
    String first;
    try (Served serving = start(QUOTA, ROOM)) {
      AggregatedHttpResponse answer =
          send(serving, HttpMethod.POST, JOBS, large(), "idempotency-key", "first");
      first = job(answer);
      send(serving, HttpMethod.GET, first + "?wait=20s", "");
      while (answer.status().code() == 202) {
        assertTrue(stored(serving) <= LIMIT);
        answer = send(serving, HttpMethod.POST, JOBS, large());
        if (answer.status().code() == 202) {
          send(serving, HttpMethod.GET, job(answer) + "?wait=20s", "");
        }
      }
      assertRefused(answer);
    }
    try (Served serving = start(QUOTA, ROOM)) {
      assertRefused(send(serving, HttpMethod.POST, JOBS, large()));
      assertRefused(send(serving, HttpMethod.POST, first + "/fork", "{}"));
      // Who asks again gets the old answer.
      assertEquals(
          first, job(send(serving, HttpMethod.POST, JOBS, large(), "idempotency-key", "first")));
      long before = stored(serving);
      assertEquals(200, send(serving, HttpMethod.DELETE, first + "/content", "").status().code());
      assertTrue(stored(serving) < before - SEED_BYTES, before + " " + stored(serving));
      assertEquals(202, send(serving, HttpMethod.POST, JOBS, HeldJobs.HELD).status().code());
    }
  }

  @Test
  void aFullTenantReplaysAndContinuesNothingButAnswersWhoAsksAgain() throws Exception {
    String job;
    AggregatedHttpResponse first;
    try (Served serving = start()) {
      job = job(send(serving, HttpMethod.POST, JOBS, large()));
      send(serving, HttpMethod.GET, job + "?wait=20s", "");
      first = replayed(serving, job);
      assertEquals(202, first.status().code(), first.contentUtf8());
    }
    try (Served serving = start("--quotas-tenant-stored=20000")) {
      for (String what : List.of("/replay", "/continue")) {
        String body = what.equals("/replay") ? "" : "{\"budget\":{\"max_cycles\":9}}";
        AggregatedHttpResponse answer = send(serving, HttpMethod.POST, job + what, body);
        assertEquals(429, answer.status().code(), what + answer.contentUtf8());
      }
      AggregatedHttpResponse again = replayed(serving, job);
      assertEquals(202, again.status().code(), again.contentUtf8());
      assertEquals(
          HeldJobs.text(first.contentUtf8(), "run_id"),
          HeldJobs.text(again.contentUtf8(), "run_id"));
    }
    try (Served serving = start("--quotas-tenant-stored=1MiB")) {
      assertEquals(202, send(serving, HttpMethod.POST, job + "/replay", "").status().code());
    }
  }

  private static AggregatedHttpResponse replayed(Served serving, String job) {
    return send(serving, HttpMethod.POST, job + "/replay", "", "idempotency-key", "again");
  }

  @Test
  void ofManyAtOnceNoMoreAreAcceptedThanFitWithAllThatTheyMayStore() throws Exception {
    try (Served serving = start(QUOTA, ROOM)) {
      List<HttpResponse> asked = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        asked.add(sent(serving, HttpMethod.POST, JOBS, HeldJobs.HELD));
      }
      List<Integer> told =
          asked.stream().map(one -> one.aggregate().join().status().code()).toList();
      long accepted = told.stream().filter(status -> status == 202).count();
      assertTrue(accepted >= 1 && accepted * JOB <= LIMIT, told.toString());
      assertEquals(20, accepted + told.stream().filter(status -> status == 429).count());
      assertEquals(accepted * JOB, number(serving, "reserved_bytes"));
      AggregatedHttpResponse refused = send(serving, HttpMethod.POST, JOBS, HeldJobs.HELD);
      assertTrue(refused.contentUtf8().contains("reserved for unfinished jobs"));
      assertEquals("10", refused.headers().get("retry-after"));
    }
    try (Served serving = start(QUOTA, ROOM)) {
      // Jobs that an earlier process left unfinished are still promised what they may store.
      assertTrue(number(serving, "reserved_bytes") >= JOB);
      assertEquals(429, send(serving, HttpMethod.POST, JOBS, HeldJobs.HELD).status().code());
    }
  }

  private void outOfRoom(Served serving, String job) {
    String ended = send(serving, HttpMethod.GET, job + "?wait=20s", "").contentUtf8();
    assertEquals("halted", HeldJobs.text(ended, "status"), ended);
    assertTrue(ended.contains("\"limit\":\"max_stored_bytes\""), ended);
  }

  @Test
  void aJobThatNeedsMoreIsHaltedAndContinuesOnceItMayStoreMore() throws Exception {
    String job;
    try (Served serving = start("--quotas-job-stored=50000")) {
      String tooLarge = large().replace("xxx", "xxxx");
      assertEquals(413, send(serving, HttpMethod.POST, JOBS, tooLarge).status().code());
      job = job(send(serving, HttpMethod.POST, JOBS, HeldJobs.GROWTH));
      outOfRoom(serving, job);
      // What is left may be enough to go on and to halt again, a few times.
      AggregatedHttpResponse still = send(serving, HttpMethod.POST, job + "/continue", "{}");
      for (int i = 0; i < MOST_TIMES && still.status().code() == 202; i++) {
        outOfRoom(serving, job);
        still = send(serving, HttpMethod.POST, job + "/continue", "{}");
      }
      assertEquals(429, still.status().code(), still.contentUtf8());
      assertTrue(still.contentUtf8().contains("(setting quotas.job_stored)"), still.contentUtf8());
      assertEquals(202, send(serving, HttpMethod.POST, job + "/replay", "").status().code());
    }
    try (Served serving = start("--quotas-job-stored=1MiB")) {
      AggregatedHttpResponse on = send(serving, HttpMethod.POST, job + "/continue", "{}");
      assertEquals(202, on.status().code(), on.contentUtf8());
      String ended = send(serving, HttpMethod.GET, job + "?wait=20s", "").contentUtf8();
      assertEquals("converged", HeldJobs.text(ended, "status"), ended);
    }
  }
}
