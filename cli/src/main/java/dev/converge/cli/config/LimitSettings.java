package dev.converge.cli.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of sizes, counts and times: `limits`, `engine` and `times`.
final class LimitSettings {
  private static final SettingTable TABLE = new SettingTable();

  static final Setting<Integer> LIMITS_BODY =
      TABLE.add(
          "limits.body",
          SettingType.bytes(1 << 10, 1 << 30),
          "1MiB",
          "Maximum size of a request body.");
  static final Setting<Integer> LIMITS_SEEDS =
      TABLE.add(
          "limits.seeds",
          SettingType.integer(1, 100_000),
          "1000",
          "Maximum number of seeds of a job.");
  static final Setting<Integer> LIMITS_SEED =
      TABLE.add(
          "limits.seed",
          SettingType.bytes(1, 1 << 28),
          "256KiB",
          "Maximum size of the content of a seed. The same limit applies to its data.");
  static final Setting<@Nullable String> LIMITS_COST =
      TABLE.add(
          "limits.cost",
          SettingType.optional(SettingType.usd()),
          "",
          "Maximum `max_cost_usd` that the budget of a job can set, in US dollars. Unlimited if"
              + " unset.");
  static final Setting<@Nullable Integer> LIMITS_TOKENS =
      TABLE.add(
          "limits.tokens",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Maximum `max_tokens` that the budget of a job can set. Unlimited if unset.");
  static final Setting<@Nullable Integer> LIMITS_CYCLES =
      TABLE.add(
          "limits.cycles",
          SettingType.optional(SettingType.integer(1, SettingTable.MANY)),
          "",
          "Maximum `max_cycles` that the budget of a job can set. Unlimited if unset.");
  static final Setting<@Nullable Duration> LIMITS_DURATION =
      TABLE.add(
          "limits.duration",
          SettingType.optional(SettingType.duration("1s", "3650d")),
          "",
          "Maximum running time that the budget of a job can set. Unlimited if unset.");
  static final Setting<Integer> LIMITS_HEADERS =
      TABLE.add(
          "limits.headers",
          SettingType.bytes(1 << 10, 1 << 20),
          "16KiB",
          "Maximum size of all headers of a request.");
  static final Setting<Integer> LIMITS_CONNECTIONS =
      TABLE.add(
          "limits.connections",
          SettingType.integer(1, SettingTable.MANY),
          "20000",
          "Maximum number of open connections.");
  static final Setting<Integer> LIMITS_STREAMS =
      TABLE.add(
          "limits.streams",
          SettingType.integer(1, 100_000),
          "1000",
          "Maximum concurrent requests on an HTTP/2 connection.");
  static final Setting<Integer> LIMITS_RESETS =
      TABLE.add(
          "limits.resets",
          SettingType.integer(1, SettingTable.MANY),
          "400",
          "Maximum number of streams that a client can reset per minute on an HTTP/2 connection.");
  static final Setting<Integer> ENGINE_RUNS =
      TABLE.add(
          "engine.runs",
          SettingType.integer(1, SettingTable.MANY),
          "10000",
          "Maximum number of runs in which agents work at the same time. The server refuses further"
              + " jobs.");
  static final Setting<Duration> ENGINE_WAIT =
      TABLE.add(
          "engine.wait",
          SettingType.duration("1s", "30d"),
          "10m",
          "Maximum estimated time that a new run waits until its agents start. The estimate uses"
              + " the throughput of the last ten seconds. The server refuses a job that would wait"
              + " longer, with a `Retry-After`.");
  static final Setting<Integer> ENGINE_CALLS =
      TABLE.add(
          "engine.calls",
          SettingType.integer(1, 100_000),
          "256",
          "Maximum concurrent calls of live models and searches. Runs share them fairly. Agents"
              + " that compute locally, such as rules and the offline reasoner, are limited by the"
              + " number of processors instead.");
  static final Setting<Integer> ENGINE_FINISHED =
      TABLE.add(
          "engine.finished",
          SettingType.integer(0, SettingTable.MANY),
          "64",
          "Maximum number of finished runs kept in memory for clients that read them. The server"
              + " loads other runs from the database on request.");
  static final Setting<Integer> ENGINE_MEMORY =
      TABLE.add(
          "engine.memory",
          SettingType.bytes(0, 1 << 30),
          "32MiB",
          "Memory for the recent events of all runs and for finished runs. When it is full, the"
              + " server drops what was read least recently and loads it from the database on"
              + " request.");
  static final Setting<Duration> ENGINE_SCAN =
      TABLE.add(
          "engine.scan",
          SettingType.duration("100ms", "1h"),
          "10s",
          "How often the server looks for unfinished runs that no process is executing.");
  static final Setting<Duration> TIMES_REQUEST =
      TABLE.add(
          "times.request",
          SettingType.duration("100ms", "1h"),
          "10s",
          "Maximum time to receive and answer a request. Does not apply to streams and to requests"
              + " with `wait`.");
  static final Setting<Duration> TIMES_IDLE =
      TABLE.add(
          "times.idle",
          SettingType.duration("1s", "1h"),
          "75s",
          "How long an idle connection is kept open.");
  static final Setting<Duration> TIMES_WAIT =
      TABLE.add(
          "times.wait",
          SettingType.duration("1s", "1h"),
          "60s",
          "Maximum time that a request can wait for a job.");
  static final Setting<Duration> TIMES_HEARTBEAT =
      TABLE.add(
          "times.heartbeat",
          SettingType.duration("100ms", "10m"),
          "15s",
          "Time between heartbeats on an idle stream.");
  static final Setting<Duration> TIMES_WRITE =
      TABLE.add(
          "times.write",
          SettingType.duration("1s", "1h"),
          "60s",
          "How long a client of a stream can take to read what the server sent.");

  private LimitSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
