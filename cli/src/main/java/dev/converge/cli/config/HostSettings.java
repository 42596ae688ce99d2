package dev.converge.cli.config;

import dev.converge.temporal.TemporalSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Settings for what drives runs.
final class HostSettings {
  private static final SettingTable TABLE = new SettingTable();

  private static final Pattern TARGET = Pattern.compile("[^\\s\\p{Cntrl}/]{1,253}:[0-9]{1,5}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");
  private static final Pattern SECRET = Pattern.compile("[^\\s\\p{Cntrl}]{1,4000}");

  static final Setting<RunsDrivenBy> ENGINE_HOST =
      TABLE.add(
          "engine.host",
          SettingType.choice(RunsDrivenBy.class),
          "server",
          "What executes runs. `server`: the server itself. `temporal`: `converge worker`"
              + " processes, coordinated by a Temporal cluster. The server then accepts jobs,"
              + " forwards decisions and serves all reads. `temporal` requires `storage.url`. See"
              + " [Temporal](../temporal.md).");
  static final Setting<@Nullable String> TEMPORAL_TARGET =
      TABLE.add(
          "temporal.target",
          SettingType.optional(
              SettingType.text("a host and a port, such as localhost:7233", TARGET)),
          "",
          "Address of the Temporal cluster. Required with `engine.host: temporal`.");
  static final Setting<String> TEMPORAL_NAMESPACE =
      TABLE.add(
          "temporal.namespace",
          SettingType.text("the name of a namespace", NAME),
          TemporalSettings.DEFAULT_NAMESPACE,
          "Temporal namespace for the runs. It must exist.");
  static final Setting<String> TEMPORAL_TASK_QUEUE =
      TABLE.add(
          "temporal.task_queue",
          SettingType.text("the name of a task queue", NAME),
          TemporalSettings.DEFAULT_QUEUE,
          "Task queue that servers and workers share.");
  static final Setting<Boolean> TEMPORAL_TLS =
      TABLE.add(
          "temporal.tls",
          SettingType.bool(),
          "false",
          "Encrypt the connection to Temporal. Always on with certificates or an API key.");
  static final Setting<@Nullable Path> TEMPORAL_CA =
      TABLE.add(
          "temporal.ca",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificates of the trusted authorities. Defaults to those of the system.");
  static final Setting<@Nullable Path> TEMPORAL_CERTIFICATE =
      TABLE.add(
          "temporal.certificate",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificate chain that this process presents to Temporal.");
  static final Setting<@Nullable Path> TEMPORAL_KEY =
      TABLE.add(
          "temporal.key",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Private key (PKCS#8) of `temporal.certificate`.");
  static final Setting<@Nullable String> TEMPORAL_API_KEY =
      TABLE.add(
          "temporal.api_key",
          SettingType.optional(SettingType.secret(SECRET)),
          "",
          "API key for Temporal. Not available as an option, because other users of the machine can"
              + " see options.");
  static final Setting<Duration> TEMPORAL_HEARTBEAT =
      TABLE.add(
          "temporal.heartbeat",
          SettingType.duration("1s", "10m"),
          "10s",
          "How long a worker that is executing an agent can go without a heartbeat. After that,"
              + " another worker executes the agent again.");
  static final Setting<Duration> TEMPORAL_LAST_WORKER =
      TABLE.add(
          "temporal.last_worker",
          SettingType.duration("0s", "1m"),
          "2s",
          "How long a run waits for the worker that executed it last, which does not need to read"
              + " its history again, before any other worker can continue it. 0 does not wait.");
  static final Setting<Boolean> TEMPORAL_SEARCH_ATTRIBUTES =
      TABLE.add(
          "temporal.search_attributes",
          SettingType.bool(),
          "false",
          "Set the search attributes `ConvergeTemplate`, `ConvergeStatus` and `ConvergeTenant` on"
              + " workflows. They must exist in the namespace.");
  static final Setting<@Nullable String> TEMPORAL_DEPLOYMENT =
      TABLE.add(
          "temporal.deployment",
          SettingType.optional(SettingType.text("the name of a worker deployment", NAME)),
          "",
          "Temporal worker deployment of these workers. If set, a run stays with workers of the"
              + " version that started it.");
  static final Setting<@Nullable String> WORKER_LISTEN =
      TABLE.add(
          "worker.listen",
          SettingType.optional(
              SettingType.text("an address and a port, such as 127.0.0.1:9090", TARGET)),
          "",
          "Address on which `converge worker` serves `/health`, `/ready` and `/metrics`, without"
              + " authentication. Port 0 chooses a free port. If unset, a worker does not listen on"
              + " any port.");

  private HostSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }

  /// Those that only matter with Temporal.
  static List<Setting<?>> ofTemporal() {
    return TABLE.all().stream().filter(setting -> !setting.equals(ENGINE_HOST)).toList();
  }
}
