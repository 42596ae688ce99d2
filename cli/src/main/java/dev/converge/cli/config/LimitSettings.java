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
          "Most bytes of a request body.");
  static final Setting<Integer> LIMITS_SEEDS =
      TABLE.add("limits.seeds", SettingType.integer(1, 100_000), "1000", "Most seeds of a job.");
  static final Setting<Integer> LIMITS_SEED =
      TABLE.add(
          "limits.seed",
          SettingType.bytes(1, 1 << 28),
          "256KiB",
          "Most bytes of the content of a seed, and of its data.");
  static final Setting<@Nullable String> LIMITS_COST =
      TABLE.add(
          "limits.cost",
          SettingType.optional(SettingType.usd()),
          "",
          "The most money, in US dollars, that the budget of one job can allow for models. If unset,"
              + " jobs can allow any amount.");
  static final Setting<@Nullable Integer> LIMITS_TOKENS =
      TABLE.add(
          "limits.tokens",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The most tokens that the budget of one job can allow. If unset, jobs can allow any"
              + " number.");
  static final Setting<@Nullable Integer> LIMITS_CYCLES =
      TABLE.add(
          "limits.cycles",
          SettingType.optional(SettingType.integer(1, SettingTable.MANY)),
          "",
          "The most cycles that the budget of one job can allow. If unset, jobs can allow any"
              + " number.");
  static final Setting<@Nullable Duration> LIMITS_DURATION =
      TABLE.add(
          "limits.duration",
          SettingType.optional(SettingType.duration("1s", "3650d")),
          "",
          "The longest running time that the budget of one job can allow. If unset, jobs can allow"
              + " any time.");
  static final Setting<Integer> LIMITS_HEADERS =
      TABLE.add(
          "limits.headers",
          SettingType.bytes(1 << 10, 1 << 20),
          "16KiB",
          "Most bytes of all headers of a request.");
  static final Setting<Integer> LIMITS_CONNECTIONS =
      TABLE.add(
          "limits.connections",
          SettingType.integer(1, SettingTable.MANY),
          "20000",
          "Most open connections.");
  static final Setting<Integer> LIMITS_STREAMS =
      TABLE.add(
          "limits.streams",
          SettingType.integer(1, 100_000),
          "1000",
          "Most concurrent requests on an HTTP/2 connection.");
  static final Setting<Integer> LIMITS_RESETS =
      TABLE.add(
          "limits.resets",
          SettingType.integer(1, SettingTable.MANY),
          "400",
          "Most streams of an HTTP/2 connection that the client may reset in a minute.");
  static final Setting<Integer> ENGINE_RUNS =
      TABLE.add(
          "engine.runs",
          SettingType.integer(1, SettingTable.MANY),
          "10000",
          "Most runs in which agents work at the same time. Further jobs are refused.");
  static final Setting<Duration> ENGINE_WAIT =
      TABLE.add(
          "engine.wait",
          SettingType.duration("1s", "30d"),
          "10m",
          "The longest that a new run can have to wait until its agents are asked, by what the server"
              + " did in the last ten seconds. A job that would wait longer is refused, with when to"
              + " try again.");
  static final Setting<Integer> ENGINE_CALLS =
      TABLE.add(
          "engine.calls",
          SettingType.integer(1, 100_000),
          "256",
          "Most concurrent calls of live models and searches. Runs share them fairly. Agents that"
              + " compute, such as rules and the offline reasoner, are bounded by the number of"
              + " processors.");
  static final Setting<Integer> ENGINE_FINISHED =
      TABLE.add(
          "engine.finished",
          SettingType.integer(0, SettingTable.MANY),
          "64",
          "Most finished runs that are kept in memory for readers; others are read from the"
              + " database when a client asks for them.");
  static final Setting<Integer> ENGINE_MEMORY =
      TABLE.add(
          "engine.memory",
          SettingType.bytes(0, 1 << 30),
          "32MiB",
          "Memory for the recent events of all runs and for finished runs. If it is used up, the server"
              + " drops what was read least recently and reads it from the database when a client asks"
              + " for it.");
  static final Setting<Duration> ENGINE_SCAN =
      TABLE.add(
          "engine.scan",
          SettingType.duration("100ms", "1h"),
          "10s",
          "How often the server looks for unfinished runs that no process executes.");
  static final Setting<Duration> TIMES_REQUEST =
      TABLE.add(
          "times.request",
          SettingType.duration("100ms", "1h"),
          "10s",
          "Longest time to receive and answer a request. Does not apply to streams and waits.");
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
          "Longest time that a request may wait for a job.");
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
          "How long a client of a stream may take to read what was sent.");

  private LimitSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
