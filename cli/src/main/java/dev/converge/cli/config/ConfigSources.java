package dev.converge.cli.config;

import dev.converge.cli.config.SettingValue.Origin;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.core.text.Nearest;
import dev.converge.engine.EngineSettings;
import dev.converge.runtime.auth.TokenScopes;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.JobSettings;
import dev.converge.runtime.operations.quota.Amounts;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.webhook.ConfiguredWebhooks;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.webhooks.Networks;
import dev.converge.runtime.webhooks.WebhookSettings;
import dev.converge.store.StoreAddress;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Every setting's value and where it comes from: defaults, then `converge.yaml`, then the
/// environment, then options, the last that says anything wins.
public final class ConfigSources {
  /// The file that is read if it is there and none is named.
  static final String FILE = "converge.yaml";

  /// The option and the variable that name another.
  static final String CONFIG_FLAG = "--config";

  static final String CONFIG_VARIABLE = "CONVERGE_CONFIG";

  /// Variables with our prefix that are no settings, and what they are for.
  static final SortedMap<String, String> OTHER_VARIABLES =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  CONFIG_VARIABLE,
                  "The configuration file. Defaults to `./converge.yaml`.",
                  "CONVERGE_SERVER",
                  "The server that client commands connect to.",
                  "CONVERGE_API_KEY",
                  "The API key that client commands send.",
                  "CONVERGE_JAVA_OPTS",
                  "JVM options for the start script, such as `-Xmx2g`. Without an option for the heap, a"
                      + " server gets `-Xmx256m`. `-Dorg.sqlite.tmpdir=FOLDER`"
                      + " names the folder that SQLite's native library is loaded from, if `/tmp` is"
                      + " missing or mounted with noexec.",
                  "CONVERGE_LIB",
                  "A folder with the jars of optional modules, for the start script.",
                  "CONVERGE_AOT",
                  "`off` starts without the AOT cache.")));

  private final Map<Setting<?>, SettingValue> given = new LinkedHashMap<>();
  private final Map<Setting<?>, SettingType.Value<?>> values = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigSources() {}

  /// Reads all sources; see [Config#load].
  public static ConfigSources read(
      Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
    ConfigSources sources = new ConfigSources();
    for (Setting<?> setting : Settings.all()) {
      sources.given.put(
          setting, new SettingValue(setting.byDefault(), new Origin.Default(), folder));
    }
    sources.file(flags, environment, folder);
    sources.environment(environment, folder);
    sources.flags(flags, folder);
    sources.parse();
    sources.check();
    if (!sources.problems.isEmpty()) {
      throw new ConfigException(sources.problems);
    }
    return sources;
  }

  /// What was given, and by whom, in the order of the table.
  public Map<Setting<?>, SettingValue> given() {
    return Collections.unmodifiableMap(given);
  }

  private void file(Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
    Path file = folder.resolve(FILE);
    String named =
        flags.containsKey(CONFIG_FLAG)
            ? flags.get(CONFIG_FLAG).getLast()
            : environment.getOrDefault(CONFIG_VARIABLE, "");
    if (!named.isEmpty()) {
      file = folder.resolve(named);
    } else if (!Files.exists(file)) {
      return;
    }
    ConfigFile.read(file, problems)
        .forEach((name, value) -> given.put(Settings.named(name).orElseThrow(), value));
  }

  private void environment(Map<String, String> environment, Path folder) {
    new TreeMap<>(environment)
        .forEach((variable, text) -> {
          if (variable.startsWith(Setting.PREFIX)
              && !OTHER_VARIABLES.containsKey(variable)
              && !text.isEmpty()) {
            variable(variable, text, folder);
          }
        });
  }

  private void variable(String variable, String text, Path folder) {
    Optional<Setting<?>> setting =
        Settings.all().stream().filter(s -> s.variable().equals(variable)).findFirst();
    if (text.startsWith("tcp://") || (setting.isEmpty() && variable.endsWith("_SERVICE_HOST"))) {
      problems.add(
          variable
              + ": set by Kubernetes for a service named \"converge\" (expected: enableServiceLinks:"
              + " false in the pod's spec)");
    } else if (setting.isPresent()) {
      given.put(
          setting.get(),
          new SettingValue(setting.get().split(text), new Origin.Variable(variable), folder));
    } else {
      List<String> known = new ArrayList<>(OTHER_VARIABLES.keySet());
      Settings.all().forEach(s -> known.add(s.variable()));
      problems.add(
          "unknown variable "
              + variable
              + " (expected: a setting"
              + Nearest.to(variable, known).map(near -> "; did you mean " + near + "?").orElse("")
              + ")");
    }
  }

  private void flags(Map<String, List<String>> flags, Path folder) {
    for (Setting<?> setting : Settings.all()) {
      List<String> texts = flags.get(setting.flag());
      if (texts != null) {
        List<String> all =
            setting.kind().list()
                ? texts.stream().flatMap(text -> setting.split(text).stream()).toList()
                : List.of(texts.getLast());
        given.put(setting, new SettingValue(all, new Origin.Flag(setting.flag()), folder));
      }
    }
  }

  private void parse() {
    given.forEach((setting, value) -> {
      Optional<? extends SettingType.Value<?>> parsed =
          setting.kind().parser().parse(value.texts(), value.folder());
      if (parsed.isPresent()) {
        values.put(setting, parsed.get());
      } else {
        problems.add(
            value.origin()
                + ": "
                + setting.name()
                + ": \""
                + setting.forPeople(value.texts())
                + "\" (expected: "
                + setting.kind().expected()
                + ")");
      }
    });
  }

  /// What one setting alone cannot tell.
  private void check() {
    if (!problems.isEmpty()) {
      return;
    }
    together(Settings.TLS_CERTIFICATE, Settings.TLS_KEY);
    together(Settings.TLS_KEY, Settings.TLS_CERTIFICATE);
    together(Settings.STORAGE_USER, Settings.STORAGE_URL);
    together(Settings.STORAGE_PASSWORD, Settings.STORAGE_URL);
    together(Settings.TLS_CLIENT_CA, Settings.TLS_CERTIFICATE);
    together(Settings.AUTH_JWT_JWKS, Settings.AUTH_JWT_ISSUER);
    together(Settings.AUTH_JWT_JWKS, Settings.AUTH_JWT_AUDIENCE);
    for (Setting<?> of :
        List.of(
            Settings.AUTH_OIDC_CLIENT_ID,
            Settings.AUTH_OIDC_CLIENT_SECRET,
            Settings.AUTH_OIDC_REDIRECT_URI)) {
      together(of, Settings.AUTH_OIDC_ISSUER);
    }
    for (Setting<?> of : List.of(Settings.AUTH_JWT_JWKS, Settings.AUTH_OIDC_ISSUER)) {
      if (isSet(of) && !get(Settings.AUTH_ENABLED)) {
        problems.add(
            origin(of)
                + ": "
                + of.name()
                + " has no effect (expected: auth.enabled: true with it)");
      }
    }
    if (isSet(Settings.AUTH_OIDC_ISSUER)
        && !isSet(Settings.AUTH_OIDC_CLIENT_ID)
        && !isSet(Settings.AUTH_JWT_AUDIENCE)) {
      problems.add(
          origin(Settings.AUTH_OIDC_ISSUER)
              + ": auth.oidc.issuer alone (expected: auth.oidc.client_id with it for browsers,"
              + " auth.jwt.audience for tokens, or both)");
    }
  }

  private void together(Setting<?> one, Setting<?> other) {
    if (isSet(one) && !isSet(other)) {
      problems.add(
          origin(one) + ": " + one.name() + " alone (expected: " + other.name() + " with it)");
    }
  }

  private boolean isSet(Setting<?> setting) {
    return values.get(setting) instanceof SettingType.Value<?>(Object value) && value != null;
  }

  private Origin origin(Setting<?> setting) {
    SettingValue value = given.get(setting);
    return value == null ? new Origin.Default() : value.origin();
  }

  /// The value in force. The table holds kind and value of one type together.
  @SuppressWarnings({"unchecked", "NullAway"})
  <T extends @Nullable Object> T get(Setting<T> setting) {
    return ((SettingType.Value<T>) values.get(setting)).get();
  }

  /// The values as one record.
  public Config config() {
    String secret = get(Settings.WEBHOOKS_SECRET);
    return new Config(
        server(),
        new EngineSettings(
            get(Settings.ENGINE_RUNS),
            get(Settings.ENGINE_CALLS),
            get(Settings.ENGINE_FINISHED),
            get(Settings.ENGINE_MEMORY),
            get(Settings.ENGINE_SCAN),
            jobBytes(),
            get(Settings.ENGINE_WAIT)),
        new JobSettings(
            get(Settings.DEFAULT_MODE),
            get(Settings.LIMITS_SEEDS),
            get(Settings.LIMITS_SEED),
            ceiling()),
        new Config.Storage(
            get(Settings.DATA),
            get(Settings.DURABILITY),
            get(Settings.RETENTION),
            get(Settings.KEEP),
            get(Settings.SIGNING_KEY),
            store()),
        new Config.Flows(
            get(Settings.TEMPLATES),
            get(Settings.MODELS),
            get(Settings.RECORDINGS),
            new Config.Patents(
                get(Settings.PATENTS),
                get(Settings.PATENT_LIKENESS),
                get(Settings.PATENT_SOURCES),
                get(Settings.PATENT_URLS)),
            get(Settings.TOOLS)),
        access(),
        new Config.Sight(
            get(Settings.LOG_FORMAT),
            get(Settings.LOG_LEVEL),
            get(Settings.METRICS_PUBLIC),
            get(Settings.TRACING),
            get(Settings.GRPC_REFLECTION)),
        get(Settings.MCP_DECIDE),
        new WebhookSettings(
            new Networks(get(Settings.WEBHOOKS_ALLOW)),
            get(Settings.WEBHOOKS_RETRY_FOR),
            new ConfiguredWebhooks(get(Settings.WEBHOOKS_URLS), secret == null ? "" : secret)));
  }

  private StoreAddress store() {
    String url = get(Settings.STORAGE_URL);
    return url == null
        ? StoreAddress.of(get(Settings.DATA))
        : new StoreAddress(url, get(Settings.STORAGE_USER), get(Settings.STORAGE_PASSWORD));
  }

  private ServerSettings server() {
    Path certificate = get(Settings.TLS_CERTIFICATE);
    Path key = get(Settings.TLS_KEY);
    return new ServerSettings(
        get(Settings.HOST),
        get(Settings.PORT),
        certificate == null || key == null
            ? null
            : new ServerSettings.Tls(certificate, key, get(Settings.TLS_CLIENT_CA)),
        new ServerSettings.Limits(
            get(Settings.LIMITS_BODY),
            get(Settings.LIMITS_HEADERS),
            get(Settings.LIMITS_CONNECTIONS),
            get(Settings.LIMITS_STREAMS),
            get(Settings.LIMITS_RESETS)),
        new ServerSettings.Times(
            get(Settings.TIMES_REQUEST),
            get(Settings.TIMES_IDLE),
            get(Settings.TIMES_WAIT),
            get(Settings.TIMES_HEARTBEAT),
            get(Settings.TIMES_WRITE),
            get(Settings.GRACE_PERIOD)),
        get(Settings.CORS_ORIGINS),
        ConsoleLinks.at(get(Settings.CONSOLE_URL)));
  }

  private Config.Access access() {
    Path keys = get(Settings.AUTH_KEYS);
    return new Config.Access(
        get(Settings.AUTH_ENABLED),
        keys == null ? get(Settings.DATA).resolve("keys.json") : keys,
        get(Settings.INSECURE),
        jwt(),
        oidc(),
        new Config.Rates(
            get(Settings.RATE_REQUESTS),
            get(Settings.RATE_CONCURRENT),
            get(Settings.RATE_TENANT_REQUESTS),
            get(Settings.RATE_TENANT_CONCURRENT)),
        get(Settings.HTTP_HOSTS),
        quota(
            get(Settings.QUOTAS_TENANT_RUNNING),
            amounts(
                get(Settings.QUOTAS_TENANT_JOBS_PER_DAY),
                get(Settings.QUOTAS_TENANT_TOKENS_PER_DAY),
                get(Settings.QUOTAS_TENANT_COST_PER_DAY)),
            amounts(
                null,
                get(Settings.QUOTAS_TENANT_TOKENS_PER_MONTH),
                get(Settings.QUOTAS_TENANT_COST_PER_MONTH)),
            get(Settings.QUOTAS_TENANT_STORED)),
        quota(
            get(Settings.QUOTAS_KEY_RUNNING),
            amounts(
                get(Settings.QUOTAS_KEY_JOBS_PER_DAY),
                get(Settings.QUOTAS_KEY_TOKENS_PER_DAY),
                get(Settings.QUOTAS_KEY_COST_PER_DAY)),
            amounts(
                null,
                get(Settings.QUOTAS_KEY_TOKENS_PER_MONTH),
                get(Settings.QUOTAS_KEY_COST_PER_MONTH)),
            get(Settings.QUOTAS_KEY_STORED)));
  }

  private Config.@Nullable Jwt jwt() {
    String jwks = get(Settings.AUTH_JWT_JWKS);
    String issuer = jwks == null ? get(Settings.AUTH_OIDC_ISSUER) : get(Settings.AUTH_JWT_ISSUER);
    String audience = get(Settings.AUTH_JWT_AUDIENCE);
    return issuer == null || audience == null
        ? null
        : new Config.Jwt(
            jwks == null ? null : keySet(jwks),
            issuer,
            audience,
            get(Settings.AUTH_JWT_TENANT_CLAIM),
            tokenScopes());
  }

  private Config.@Nullable Oidc oidc() {
    String issuer = get(Settings.AUTH_OIDC_ISSUER);
    String client = get(Settings.AUTH_OIDC_CLIENT_ID);
    return issuer == null || client == null
        ? null
        : new Config.Oidc(
            issuer,
            client,
            get(Settings.AUTH_OIDC_CLIENT_SECRET),
            get(Settings.AUTH_OIDC_REDIRECT_URI),
            get(Settings.AUTH_OIDC_SCOPES),
            get(Settings.AUTH_OIDC_SESSION),
            get(Settings.AUTH_JWT_TENANT_CLAIM),
            tokenScopes());
  }

  /// What a job may have stored: it has to be bounded where its tenant or its key is.
  private long jobBytes() {
    long most =
        Math.min(
            orUnlimited(get(Settings.QUOTAS_TENANT_STORED)),
            orUnlimited(get(Settings.QUOTAS_KEY_STORED)));
    Long asked = get(Settings.QUOTAS_JOB_STORED);
    boolean bounded = most != Quota.UNLIMITED;
    return Math.min(
        most, orUnlimited(asked == null && bounded ? (Long) Settings.DEFAULT_JOB_STORED : asked));
  }

  private static long orUnlimited(@Nullable Long limit) {
    return limit == null ? Quota.UNLIMITED : limit;
  }

  private static Quota quota(
      @Nullable Integer running, Amounts day, Amounts month, @Nullable Long stored) {
    return new Quota(running == null ? Quota.UNLIMITED : running, day, month, orUnlimited(stored));
  }

  private static Amounts amounts(
      @Nullable Integer jobs, @Nullable Integer tokens, @Nullable String cost) {
    return new Amounts(
        jobs == null ? Quota.UNLIMITED : jobs,
        tokens == null ? Quota.UNLIMITED : tokens,
        cost == null ? Quota.UNLIMITED : Money.micros(new BigDecimal(cost)));
  }

  /// What is not set is as large as a request can name it.
  private Budget ceiling() {
    Budget none = JobSettings.NO_CEILING;
    Duration duration = get(Settings.LIMITS_DURATION);
    String cost = get(Settings.LIMITS_COST);
    Integer cycles = get(Settings.LIMITS_CYCLES);
    Integer tokens = get(Settings.LIMITS_TOKENS);
    return new Budget(
        cycles == null ? none.maxCycles() : cycles,
        none.maxFacts(),
        duration == null ? none.maxDuration() : duration,
        tokens == null ? none.maxTokens() : tokens,
        cost == null ? none.maxCostMicros() : Money.micros(new BigDecimal(cost)));
  }

  private TokenScopes tokenScopes() {
    Map<String, String> mapping = new TreeMap<>();
    for (String pair : get(Settings.AUTH_JWT_SCOPE_MAP)) {
      int at = pair.indexOf('=');
      mapping.put(pair.substring(0, at), pair.substring(at + 1));
    }
    try {
      return new TokenScopes(
          get(Settings.AUTH_JWT_SCOPES_CLAIM), get(Settings.AUTH_JWT_ROLES_CLAIM), mapping);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("auth.jwt.scope_map: " + e.getMessage()));
    }
  }

  /// A file is relative to where it is named, as every other path is.
  private String keySet(String jwks) {
    SettingValue value = given.get(Settings.AUTH_JWT_JWKS);
    return jwks.contains("://") || value == null
        ? jwks
        : value.folder().resolve(jwks).normalize().toString();
  }
}
