package dev.converge.cli.config;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.engine.EngineSettings;
import dev.converge.runtime.auth.TokenScopes;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.quota.Amounts;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.operations.webhook.ConfiguredWebhooks;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.webhooks.Networks;
import dev.converge.runtime.webhooks.WebhookSettings;
import dev.converge.store.StoreAddress;
import dev.converge.temporal.TemporalSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds a [Config] from the values of all settings, one part of the server after another.
final class ConfigValues {
  private final ConfigSources sources;

  ConfigValues(ConfigSources sources) {
    this.sources = sources;
  }

  private <T extends @Nullable Object> T get(Setting<T> setting) {
    return sources.get(setting);
  }

  /// The values as one record.
  Config config() {
    String secret = get(InterfaceSettings.WEBHOOKS_SECRET);
    return new Config(
        server(),
        new EngineSettings(
            get(LimitSettings.ENGINE_RUNS),
            get(LimitSettings.ENGINE_CALLS),
            get(LimitSettings.ENGINE_FINISHED),
            get(LimitSettings.ENGINE_MEMORY),
            get(LimitSettings.ENGINE_SCAN),
            jobBytes(),
            get(LimitSettings.ENGINE_WAIT)),
        new JobSettings(
            get(GeneralSettings.DEFAULT_MODE),
            get(LimitSettings.LIMITS_SEEDS),
            get(LimitSettings.LIMITS_SEED),
            ceiling()),
        new Config.Storage(
            get(GeneralSettings.DATA),
            get(GeneralSettings.DURABILITY),
            get(GeneralSettings.RETENTION),
            get(GeneralSettings.KEEP),
            get(GeneralSettings.SIGNING_KEY),
            store()),
        new Config.Flows(
            get(GeneralSettings.TEMPLATES),
            get(GeneralSettings.MODELS),
            get(GeneralSettings.RECORDINGS),
            new Config.Patents(
                get(GeneralSettings.PATENTS),
                get(GeneralSettings.PATENT_LIKENESS),
                get(GeneralSettings.PATENT_SOURCES),
                get(GeneralSettings.PATENT_URLS)),
            get(GeneralSettings.TOOLS)),
        access(),
        new Config.Sight(
            get(ObservabilitySettings.LOG_FORMAT),
            get(ObservabilitySettings.LOG_LEVEL),
            get(ObservabilitySettings.METRICS_PUBLIC),
            get(ObservabilitySettings.TRACING),
            get(InterfaceSettings.GRPC_REFLECTION)),
        get(InterfaceSettings.MCP_DECIDE),
        new WebhookSettings(
            new Networks(get(InterfaceSettings.WEBHOOKS_ALLOW)),
            get(InterfaceSettings.WEBHOOKS_RETRY_FOR),
            new ConfiguredWebhooks(
                get(InterfaceSettings.WEBHOOKS_URLS), secret == null ? "" : secret)),
        temporal(),
        get(HostSettings.WORKER_LISTEN));
  }

  private @Nullable TemporalSettings temporal() {
    String target = get(HostSettings.TEMPORAL_TARGET);
    return target == null
        ? null
        : new TemporalSettings(
            target,
            get(HostSettings.TEMPORAL_NAMESPACE),
            get(HostSettings.TEMPORAL_TASK_QUEUE),
            get(HostSettings.TEMPORAL_TLS),
            get(HostSettings.TEMPORAL_CA),
            get(HostSettings.TEMPORAL_CERTIFICATE),
            get(HostSettings.TEMPORAL_KEY),
            get(HostSettings.TEMPORAL_API_KEY),
            get(HostSettings.TEMPORAL_HEARTBEAT),
            get(HostSettings.TEMPORAL_LAST_WORKER),
            get(HostSettings.TEMPORAL_SEARCH_ATTRIBUTES),
            get(HostSettings.TEMPORAL_DEPLOYMENT));
  }

  private StoreAddress store() {
    String url = get(GeneralSettings.STORAGE_URL);
    return url == null
        ? StoreAddress.of(get(GeneralSettings.DATA))
        : new StoreAddress(
            url, get(GeneralSettings.STORAGE_USER), get(GeneralSettings.STORAGE_PASSWORD));
  }

  private ServerSettings server() {
    Path certificate = get(AccessSettings.TLS_CERTIFICATE);
    Path key = get(AccessSettings.TLS_KEY);
    return new ServerSettings(
        get(GeneralSettings.HOST),
        get(GeneralSettings.PORT),
        certificate == null || key == null
            ? null
            : new ServerSettings.Tls(certificate, key, get(AccessSettings.TLS_CLIENT_CA)),
        new ServerSettings.Limits(
            get(LimitSettings.LIMITS_BODY),
            get(LimitSettings.LIMITS_HEADERS),
            get(LimitSettings.LIMITS_CONNECTIONS),
            get(LimitSettings.LIMITS_STREAMS),
            get(LimitSettings.LIMITS_RESETS)),
        new ServerSettings.Times(
            get(LimitSettings.TIMES_REQUEST),
            get(LimitSettings.TIMES_IDLE),
            get(LimitSettings.TIMES_WAIT),
            get(LimitSettings.TIMES_HEARTBEAT),
            get(LimitSettings.TIMES_WRITE),
            get(GeneralSettings.GRACE_PERIOD)),
        get(InterfaceSettings.CORS_ORIGINS),
        ConsoleLinks.at(get(InterfaceSettings.CONSOLE_URL)));
  }

  private Config.Access access() {
    Path keys = get(AccessSettings.AUTH_KEYS);
    return new Config.Access(
        get(AccessSettings.AUTH_ENABLED),
        keys == null ? get(GeneralSettings.DATA).resolve("keys.json") : keys,
        get(GeneralSettings.INSECURE),
        jwt(),
        oidc(),
        new Config.Rates(
            get(AccessSettings.RATE_REQUESTS),
            get(AccessSettings.RATE_CONCURRENT),
            get(AccessSettings.RATE_TENANT_REQUESTS),
            get(AccessSettings.RATE_TENANT_CONCURRENT)),
        get(InterfaceSettings.HTTP_HOSTS),
        quota(
            get(QuotaSettings.QUOTAS_TENANT_RUNNING),
            amounts(
                get(QuotaSettings.QUOTAS_TENANT_JOBS_PER_DAY),
                get(QuotaSettings.QUOTAS_TENANT_TOKENS_PER_DAY),
                get(QuotaSettings.QUOTAS_TENANT_COST_PER_DAY)),
            amounts(
                null,
                get(QuotaSettings.QUOTAS_TENANT_TOKENS_PER_MONTH),
                get(QuotaSettings.QUOTAS_TENANT_COST_PER_MONTH)),
            get(QuotaSettings.QUOTAS_TENANT_STORED)),
        quota(
            get(QuotaSettings.QUOTAS_KEY_RUNNING),
            amounts(
                get(QuotaSettings.QUOTAS_KEY_JOBS_PER_DAY),
                get(QuotaSettings.QUOTAS_KEY_TOKENS_PER_DAY),
                get(QuotaSettings.QUOTAS_KEY_COST_PER_DAY)),
            amounts(
                null,
                get(QuotaSettings.QUOTAS_KEY_TOKENS_PER_MONTH),
                get(QuotaSettings.QUOTAS_KEY_COST_PER_MONTH)),
            get(QuotaSettings.QUOTAS_KEY_STORED)));
  }

  private Config.@Nullable Jwt jwt() {
    String jwks = get(AccessSettings.AUTH_JWT_JWKS);
    String issuer =
        jwks == null ? get(AccessSettings.AUTH_OIDC_ISSUER) : get(AccessSettings.AUTH_JWT_ISSUER);
    String audience = get(AccessSettings.AUTH_JWT_AUDIENCE);
    return issuer == null || audience == null
        ? null
        : new Config.Jwt(
            jwks == null ? null : keySet(jwks),
            issuer,
            audience,
            get(AccessSettings.AUTH_JWT_TENANT_CLAIM),
            tokenScopes());
  }

  private Config.@Nullable Oidc oidc() {
    String issuer = get(AccessSettings.AUTH_OIDC_ISSUER);
    String client = get(AccessSettings.AUTH_OIDC_CLIENT_ID);
    return issuer == null || client == null
        ? null
        : new Config.Oidc(
            issuer,
            client,
            get(AccessSettings.AUTH_OIDC_CLIENT_SECRET),
            get(AccessSettings.AUTH_OIDC_REDIRECT_URI),
            get(AccessSettings.AUTH_OIDC_SCOPES),
            get(AccessSettings.AUTH_OIDC_SESSION),
            get(AccessSettings.AUTH_JWT_TENANT_CLAIM),
            tokenScopes());
  }

  /// The storage limit of a job, which is required if its tenant or its key has one.
  private long jobBytes() {
    long most =
        Math.min(
            orUnlimited(get(QuotaSettings.QUOTAS_TENANT_STORED)),
            orUnlimited(get(QuotaSettings.QUOTAS_KEY_STORED)));
    Long asked = get(QuotaSettings.QUOTAS_JOB_STORED);
    boolean bounded = most != Quota.UNLIMITED;
    return Math.min(
        most,
        orUnlimited(asked == null && bounded ? (Long) QuotaSettings.DEFAULT_JOB_STORED : asked));
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

  /// An unset limit is the largest that a request can name.
  private Budget ceiling() {
    Budget none = JobSettings.NO_CEILING;
    Duration duration = get(LimitSettings.LIMITS_DURATION);
    String cost = get(LimitSettings.LIMITS_COST);
    Integer cycles = get(LimitSettings.LIMITS_CYCLES);
    Integer tokens = get(LimitSettings.LIMITS_TOKENS);
    return new Budget(
        cycles == null ? none.maxCycles() : cycles,
        none.maxFacts(),
        duration == null ? none.maxDuration() : duration,
        tokens == null ? none.maxTokens() : tokens,
        cost == null ? none.maxCostMicros() : Money.micros(new BigDecimal(cost)));
  }

  private TokenScopes tokenScopes() {
    Map<String, String> mapping = new TreeMap<>();
    for (String pair : get(AccessSettings.AUTH_JWT_SCOPE_MAP)) {
      int at = pair.indexOf('=');
      mapping.put(pair.substring(0, at), pair.substring(at + 1));
    }
    try {
      return new TokenScopes(
          get(AccessSettings.AUTH_JWT_SCOPES_CLAIM),
          get(AccessSettings.AUTH_JWT_ROLES_CLAIM),
          mapping);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("auth.jwt.scope_map: " + e.getMessage()));
    }
  }

  /// A file is relative to where it is named, like every other path.
  private String keySet(String jwks) {
    SettingValue value = sources.given().get(AccessSettings.AUTH_JWT_JWKS);
    return jwks.contains("://") || value == null
        ? jwks
        : value.folder().resolve(jwks).normalize().toString();
  }
}
