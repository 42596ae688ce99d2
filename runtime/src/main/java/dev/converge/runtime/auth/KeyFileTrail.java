package dev.converge.runtime.auth;

import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.store.AdminLog;
import dev.converge.runtime.operations.admin.AdminTrail;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records in the administrative log which changes of the file of API keys were made without this
/// server: by `converge keys`, or by hand. The log itself shows which changes it contains, so those
/// that were made while no server was running are recorded at the next start. Thread-safe.
public final class KeyFileTrail implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(KeyFileTrail.class);
  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{16}\\b");

  private final KeyFile file;
  private final AdminLog log;
  private final InstantSource clock;
  private final Set<String> created = new HashSet<>();
  private final Set<String> revoked = new HashSet<>();

  /// The keys of the file at the last check, or of the log at the first.
  private Map<String, String> present = new HashMap<>();

  private final boolean shared;
  private boolean started;
  private @Nullable Object stamp;

  /// Does not check anything yet.
  public KeyFileTrail(KeyFile file, AdminLog log, InstantSource clock) {
    this(file, log, clock, false);
  }

  /// The same.
  ///
  /// @param shared whether the log also contains keys that were never in this file: those of a
  ///   database, or of another server's file. Keys that were removed by hand while no server was
  ///   running are then not noticed
  public KeyFileTrail(KeyFile file, AdminLog log, InstantSource clock, boolean shared) {
    this.shared = shared;
    this.file = file;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void install(Site site) {
    site.every(ApiKeys.LOOK_EVERY, this::lookSafely);
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) {
      // The callers that need the file report that it cannot be read.
      LOG.debug("the file of API keys was not compared with the administrative log", e);
    }
  }

  /// This server is about to create a key, and records that itself.
  synchronized void creating(String id) {
    created.add(id);
  }

  /// This server is about to revoke a key, and records that itself.
  synchronized void revoking(String id) {
    revoked.add(id);
  }

  /// Compares the file with the log if the file has changed. Blocks for I/O.
  ///
  /// @throws ConvergeException if one of them cannot be read
  synchronized void look() {
    Object now = file.stamp();
    if (now.equals(stamp)) {
      return;
    }
    if (!started) {
      readLog();
      started = true;
    }
    Map<String, String> found = new LinkedHashMap<>();
    for (ApiKey key : file.read()) {
      found.put(key.id(), key.principal().tenant());
      compare(key);
    }
    present.forEach((id, tenant) -> {
      if (!found.containsKey(id) && revoked.add(id)) {
        record(tenant, null, Operation.REVOKE_KEY, id, "removed from the file of API keys");
      }
    });
    present = found;
    stamp = now;
  }

  private void compare(ApiKey key) {
    Principal principal = key.principal();
    if (created.add(key.id())) {
      record(
          principal.tenant(),
          key.createdBy(),
          Operation.CREATE_KEY,
          String.valueOf(principal.name()),
          "key "
              + key.id()
              + ": "
              + principal.permissions()
              + ", in the file of API keys since "
              + key.createdAt());
    }
    if (key.revokedAt() != null && revoked.add(key.id())) {
      record(
          principal.tenant(),
          key.revokedBy(),
          Operation.REVOKE_KEY,
          key.id(),
          "revoked in the file of API keys at " + key.revokedAt());
    }
  }

  private void record(
      String tenant, @Nullable String actor, Operation what, String target, String detail) {
    AdminLog.Act act =
        new AdminLog.Act(
            clock.instant(),
            tenant,
            actor == null ? "" : actor,
            true,
            what.word(),
            target,
            AdminLog.Outcome.DONE,
            detail);
    AdminTrail.record(log, act);
  }

  private void readLog() {
    long after = 0;
    while (true) {
      List<AdminLog.Entry> page = log.entries(after, AdminLog.MAX_PAGE);
      page.forEach(entry -> logged((Json.Obj) Json.parse(entry.line())));
      if (page.size() < AdminLog.MAX_PAGE) {
        return;
      }
      after = page.getLast().sequence();
    }
  }

  private void logged(Json.Obj entry) {
    String what = text(entry, "what");
    boolean creates = what.equals(Operation.CREATE_KEY.word());
    if (!text(entry, "outcome").equals("done")
        || (!creates && !what.equals(Operation.REVOKE_KEY.word()))) {
      return;
    }
    Matcher id = ID.matcher(text(entry, creates ? "detail" : "target"));
    if (id.find()) {
      (creates ? created : revoked).add(id.group());
      if (creates && !shared) {
        present.put(id.group(), text(entry, "tenant"));
      } else {
        present.remove(id.group());
      }
    }
  }

  private static String text(Json.Obj entry, String name) {
    return ((Json.Str) entry.get(name).orElseThrow()).value();
  }
}
