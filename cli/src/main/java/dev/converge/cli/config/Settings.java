package dev.converge.cli.config;

import dev.converge.core.Mode;
import dev.converge.store.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every setting: the one table from which the file, the environment, the options, `converge
/// config` and the reference are made.
public final class Settings {
  private static final List<Setting<?>> TABLE = new ArrayList<>();

  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
  private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/\\s,]{1,253}");
  private static final Pattern LEVEL = Pattern.compile("error|warn|info|debug");
  private static final Pattern SOURCE = Pattern.compile("local|uspto|epo|lens");
  private static final Pattern SOURCE_URL =
      Pattern.compile("(uspto|epo|lens)=https?://[^\\s,@?#]{1,1000}");
  private static final int MANY = 1_000_000;

  static final Setting<String> HOST =
      add(
          "host",
          SettingType.text("a name or address", LINE),
          "127.0.0.1",
          "Address to listen on. Beyond this machine only with authentication, or `insecure`.");
  static final Setting<Integer> PORT =
      add(
          "port",
          SettingType.integer(0, 65_535),
          "8080",
          "Port to listen on; 0 takes any that is free.");
  static final Setting<Path> DATA =
      add(
          "data",
          SettingType.path("a folder"),
          "converge-data",
          "Folder of everything that is kept. One process at a time uses it.");
  static final Setting<List<Path>> TEMPLATES =
      addList(
          "templates",
          SettingType.listOf(SettingType.path("a folder")),
          "Folders with templates, beside those that are built in.");
  static final Setting<Mode> DEFAULT_MODE =
      add(
          "default_mode",
          SettingType.choice(Mode.class),
          "offline",
          "How models are answered for jobs that do not say it.");
  static final Setting<Durability> DURABILITY =
      add(
          "durability",
          SettingType.choice(Durability.class),
          "full",
          "`full`: stored means on the disk. `relaxed`: a power failure can lose the last moments.");
  static final Setting<Boolean> INSECURE =
      add(
          "insecure",
          SettingType.bool(),
          "false",
          "Listen beyond this machine without authentication all the same.");
  static final Setting<Duration> GRACE_PERIOD =
      add(
          "grace_period",
          SettingType.duration("1s", "1h"),
          "30s",
          "From SIGTERM to the end; everything is over within 80 % of it.");
  static final Setting<@Nullable Duration> RETENTION =
      add(
          "retention",
          SettingType.optional(SettingType.duration("1h", "36500d")),
          "",
          "How long the content of finished jobs is kept, from their submission. If unset, it is kept"
              + " forever.");
  static final Setting<@Nullable Duration> KEEP =
      add(
          "keep",
          SettingType.optional(SettingType.duration("1d", "36500d")),
          "",
          "How long a job is kept after its last run ended. Then the job is removed whole, with its"
              + " runs, events and idempotency keys, and requests for it get 404. If unset, jobs are"
              + " kept forever.");
  static final Setting<@Nullable Path> SIGNING_KEY =
      add(
          "signing_key",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Ed25519 key (PKCS#8) that bundles are signed with, for its owner's eyes alone; nothing is"
              + " `signing-key.pem` in the data folder, made at the first start.");
  static final Setting<@Nullable Path> MODELS =
      add(
          "models",
          SettingType.optional(SettingType.path("a YAML file")),
          "",
          "A catalogue of models that goes before the one that is built in.");
  static final Setting<@Nullable Path> RECORDINGS =
      add(
          "recordings",
          SettingType.optional(SettingType.path("a folder")),
          "",
          "Recordings of models from which jobs in mode `recorded` are answered.");
  static final Setting<@Nullable Path> PATENTS =
      add(
          "patents",
          SettingType.optional(SettingType.path("a file or folder of JSON Lines")),
          "",
          "Patents to search, beside those that are built in.");
  static final Setting<List<String>> PATENT_SOURCES =
      add(
          new Setting<>(
              "patent_sources",
              SettingType.listOf(SettingType.text("local, uspto, epo or lens", SOURCE)),
              List.of("local"),
              "Where patents are searched. All but `local` need their keys in the environment, and"
                  + " are asked by live jobs only, never on a restricted matter."));
  static final Setting<List<String>> PATENT_URLS =
      addList(
          "patent_urls",
          SettingType.listOf(
              SettingType.text("a source and its address, such as epo=https://…", SOURCE_URL)),
          "Where remote sources are asked instead of at their own address.");

  static final Setting<Boolean> AUTH_ENABLED =
      add(
          "auth.enabled",
          SettingType.bool(),
          "false",
          "Let in only who has an API key or a valid token; see `converge keys`.");
  static final Setting<@Nullable Path> AUTH_KEYS =
      add(
          "auth.keys",
          SettingType.optional(SettingType.path("a file")),
          "",
          "File of API keys, which only its owner may write. Defaults to `keys.json` in the data"
              + " folder.");
  static final Setting<@Nullable String> AUTH_JWT_JWKS =
      add(
          "auth.jwt.jwks",
          SettingType.optional(SettingType.text("a file or an https:// address", LINE)),
          "",
          "Key set (JWKS) that tokens are checked with. A file is read again when it changes. If unset,"
              + " tokens are refused.");
  static final Setting<@Nullable String> AUTH_JWT_ISSUER =
      add(
          "auth.jwt.issuer",
          SettingType.optional(SettingType.text("a text", LINE)),
          "",
          "Issuer that tokens must name. Needed with `auth.jwt.jwks`.");
  static final Setting<@Nullable String> AUTH_JWT_AUDIENCE =
      add(
          "auth.jwt.audience",
          SettingType.optional(SettingType.text("a text", LINE)),
          "",
          "Audience that tokens must name. Needed with `auth.jwt.jwks`.");
  static final Setting<String> AUTH_JWT_TENANT_CLAIM =
      add(
          "auth.jwt.tenant_claim",
          SettingType.text("a name", LINE),
          "tenant",
          "Claim of a token that names the tenant.");

  static final Setting<@Nullable Path> TLS_CERTIFICATE =
      add(
          "tls.certificate",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificate chain; with `tls.key` the port speaks TLS.");
  static final Setting<@Nullable Path> TLS_KEY =
      add(
          "tls.key",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Private key of the certificate.");

  static final Setting<Integer> RATE_REQUESTS =
      add(
          "rate.requests",
          SettingType.integer(0, MANY),
          "0",
          "Requests a second from one key or token; 0 is no limit.");
  static final Setting<Integer> RATE_CONCURRENT =
      add(
          "rate.concurrent",
          SettingType.integer(0, MANY),
          "0",
          "Requests and streams open at a time for one key or token; 0 is no limit.");
  static final Setting<Integer> RATE_TENANT_REQUESTS =
      add(
          "rate.tenant_requests",
          SettingType.integer(0, MANY),
          "0",
          "Requests a second from one tenant; 0 is no limit.");
  static final Setting<Integer> RATE_TENANT_CONCURRENT =
      add(
          "rate.tenant_concurrent",
          SettingType.integer(0, MANY),
          "0",
          "Requests and streams open at a time for one tenant; 0 is no limit.");

  static final Setting<List<String>> CORS_ORIGINS =
      addList(
          "cors.origins",
          SettingType.listOf(SettingType.text("an origin such as https://example.org", ORIGIN)),
          "Origins of web pages that may call the server.");

  static final Setting<List<String>> HTTP_HOSTS =
      addList(
          "http.hosts",
          SettingType.listOf(
              SettingType.text("a host name such as converge.example.org", HOST_NAME)),
          "Host names that the server answers without authentication, besides localhost, IP"
              + " addresses and the name of `host`. Requests with other names get 421.");

  static final Setting<Boolean> GRPC_REFLECTION =
      add(
          "grpc.reflection",
          SettingType.bool(),
          "true",
          "Answer gRPC reflection, which tells clients what services and methods there are.");

  static final Setting<Integer> LIMITS_BODY =
      add("limits.body", SettingType.bytes(1 << 10, 1 << 30), "1MiB", "Bytes of a request's body.");
  static final Setting<Integer> LIMITS_SEEDS =
      add("limits.seeds", SettingType.integer(1, 100_000), "1000", "Seeds of one job.");
  static final Setting<Integer> LIMITS_SEED =
      add(
          "limits.seed",
          SettingType.bytes(1, 1 << 28),
          "256KiB",
          "Bytes of a seed's content, and of its data.");
  static final Setting<Integer> LIMITS_HEADERS =
      add(
          "limits.headers",
          SettingType.bytes(1 << 10, 1 << 20),
          "16KiB",
          "Bytes of a request's headers together.");
  static final Setting<Integer> LIMITS_CONNECTIONS =
      add(
          "limits.connections",
          SettingType.integer(1, MANY),
          "20000",
          "Connections open at a time.");
  static final Setting<Integer> LIMITS_STREAMS =
      add(
          "limits.streams",
          SettingType.integer(1, 100_000),
          "1000",
          "Requests at a time on one HTTP/2 connection.");
  static final Setting<Integer> LIMITS_RESETS =
      add(
          "limits.resets",
          SettingType.integer(1, MANY),
          "400",
          "Streams of one HTTP/2 connection that its client may reset in a minute.");

  static final Setting<Integer> ENGINE_RUNS =
      add(
          "engine.runs",
          SettingType.integer(1, MANY),
          "10000",
          "Runs in which agents are at work at a time; further jobs are refused.");
  static final Setting<Integer> ENGINE_CALLS =
      add(
          "engine.calls",
          SettingType.integer(1, 100_000),
          "256",
          "Calls of models and searches at a time, shared fairly between runs.");
  static final Setting<Integer> ENGINE_FINISHED =
      add(
          "engine.finished",
          SettingType.integer(0, MANY),
          "1000",
          "Finished runs kept in memory for readers.");
  static final Setting<Duration> ENGINE_SCAN =
      add(
          "engine.scan",
          SettingType.duration("100ms", "1h"),
          "10s",
          "How often runs that no process drives are looked for.");

  static final Setting<Duration> TIMES_REQUEST =
      add(
          "times.request",
          SettingType.duration("100ms", "1h"),
          "10s",
          "For a request to be whole and answered; streams and waits are not bound by it.");
  static final Setting<Duration> TIMES_IDLE =
      add(
          "times.idle",
          SettingType.duration("1s", "1h"),
          "75s",
          "For the next request on a connection.");
  static final Setting<Duration> TIMES_WAIT =
      add(
          "times.wait",
          SettingType.duration("1s", "1h"),
          "60s",
          "The longest that a client may wait for a job in one request.");
  static final Setting<Duration> TIMES_HEARTBEAT =
      add(
          "times.heartbeat",
          SettingType.duration("100ms", "10m"),
          "15s",
          "Between signs of life on a stream.");
  static final Setting<Duration> TIMES_WRITE =
      add(
          "times.write",
          SettingType.duration("1s", "1h"),
          "60s",
          "For the client of a stream to take what was sent.");

  static final Setting<LogFormat> LOG_FORMAT =
      add(
          "log.format",
          SettingType.choice(LogFormat.class),
          "auto",
          "How log lines look; `auto` is readable on a terminal and JSON elsewhere.");
  static final Setting<String> LOG_LEVEL =
      add(
          "log.level",
          SettingType.text("error, warn, info or debug", LEVEL),
          "info",
          "The least important lines that are logged.");
  static final Setting<Boolean> METRICS_PUBLIC =
      add(
          "metrics.public",
          SettingType.bool(),
          "false",
          "Show `/metrics` without authentication even where it is on.");
  static final Setting<Boolean> TRACING =
      add(
          "tracing",
          SettingType.bool(),
          "true",
          "Export traces if the standard OTEL_* variables say where to.");

  private Settings() {}

  /// Every setting, in the order of the reference.
  public static List<Setting<?>> all() {
    return Collections.unmodifiableList(TABLE);
  }

  /// The setting of that name in the file.
  static Optional<Setting<?>> named(String name) {
    return TABLE.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  private static <T extends @Nullable Object> Setting<T> add(
      String name, SettingType<T> kind, String byDefault, String description) {
    return add(new Setting<>(name, kind, List.of(byDefault), description));
  }

  private static <T> Setting<List<T>> addList(
      String name, SettingType<List<T>> kind, String description) {
    return add(new Setting<>(name, kind, List.of(), description));
  }

  private static <T extends @Nullable Object> Setting<T> add(Setting<T> setting) {
    TABLE.add(setting);
    return setting;
  }
}
