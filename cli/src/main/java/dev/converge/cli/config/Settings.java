package dev.converge.cli.config;

import dev.converge.core.budget.Mode;
import dev.converge.runtime.webhooks.Networks;
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
  private static final Pattern CONSOLE =
      Pattern.compile("https?://[^/\\s?#@]{1,253}(/[^\\s?#]{0,500})?");
  private static final Pattern LEVEL = Pattern.compile("error|warn|info|debug");
  private static final Pattern SOURCE = Pattern.compile("local|uspto|epo|lens");
  private static final Pattern SOURCE_URL =
      Pattern.compile("(uspto|epo|lens)=https?://[^\\s,@?#]{1,1000}");
  private static final Pattern USD = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,6})?");
  private static final Pattern SCOPE_MAPPING =
      Pattern.compile("[^=\\p{Cntrl}]{1,200}=[^=\\p{Cntrl}]{1,220}");
  private static final Pattern ISSUER =
      Pattern.compile(
          "(https://[^/\\s?#@]{1,253}|http://(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?)"
              + "(/[^\\s?#]{0,500})?");
  private static final Pattern CALLBACK =
      Pattern.compile("https?://[^/\\s?#@]{1,253}(/[^\\s?#]{1,500})?/api/v1/session/callback");
  private static final Pattern SCOPE_TOKEN =
      Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}");
  private static final Pattern STORE = Pattern.compile("jdbc:postgresql:[^\\s\\p{Cntrl}]{1,2000}");
  private static final Pattern SECRET = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
  private static final Pattern WEBHOOK_URL = Pattern.compile("https?://[^\\s\\p{Cntrl},]{1,1990}");
  private static final Pattern WEBHOOK_SECRET = Pattern.compile("whsec_[A-Za-z0-9+/]{31,86}={0,2}");
  private static final int MANY = 1_000_000;

  static final Setting<String> HOST =
      add(
          "host",
          SettingType.text("a name or address", LINE),
          "127.0.0.1",
          "Address to listen on. An address that other machines can reach requires `auth.enabled` or"
              + " `insecure`.");
  static final Setting<Integer> PORT =
      add(
          "port",
          SettingType.integer(0, 65_535),
          "8080",
          "Port to listen on. 0 chooses a free port.");
  static final Setting<Path> DATA =
      add(
          "data",
          SettingType.path("a folder"),
          "converge-data",
          "Directory for all data. Only one process at a time can use it.");
  static final Setting<List<Path>> TEMPLATES =
      addList(
          "templates",
          SettingType.listOf(SettingType.path("a folder")),
          "Directories with templates, in addition to the built-in ones.");
  static final Setting<Mode> DEFAULT_MODE =
      add(
          "default_mode",
          SettingType.choice(Mode.class),
          "offline",
          "Mode of jobs that do not set one. `offline` needs no network, `live` asks models,"
              + " `recorded` uses recordings.");
  static final Setting<Durability> DURABILITY =
      add(
          "durability",
          SettingType.choice(Durability.class),
          "full",
          "`full`: every write is on the disk before it is acknowledged. `relaxed`: a power failure"
              + " can lose the last writes.");
  static final Setting<@Nullable String> STORAGE_URL =
      add(
          "storage.url",
          SettingType.optional(
              SettingType.text("a URL such as jdbc:postgresql://db.example.org/converge", STORE)),
          "",
          "PostgreSQL database for jobs, events and templates. Requires `signing_key`. One server uses"
              + " it at a time; others wait and take over when it ends. If unset, the server uses SQLite"
              + " in the data directory. See [PostgreSQL](../postgresql.md).");
  static final Setting<@Nullable String> STORAGE_USER =
      add(
          "storage.user",
          SettingType.optional(SettingType.text("the name of a user", LINE)),
          "",
          "User of the database. If unset, the one that the URL names.");
  static final Setting<@Nullable String> STORAGE_PASSWORD =
      add(
          "storage.password",
          SettingType.optional(SettingType.secret(SECRET)),
          "",
          "Password of that user. There is no option for it, because other users of the machine can"
              + " see options. If unset, the password in the URL or in the file `.pgpass` is used.");
  static final Setting<Boolean> INSECURE =
      add(
          "insecure",
          SettingType.bool(),
          "false",
          "Allow `host` to be an address that other machines can reach, without authentication.");
  static final Setting<Duration> GRACE_PERIOD =
      add(
          "grace_period",
          SettingType.duration("1s", "1h"),
          "30s",
          "Longest time from SIGTERM to the exit of the process. The server finishes within 80 % of it.");
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
          "Ed25519 key (PKCS#8) that signs audit bundles. Only its owner may read the file. If unset,"
              + " the server uses `signing-key.pem` in the data directory and creates it at the first"
              + " start.");
  static final Setting<@Nullable Path> MODELS =
      add(
          "models",
          SettingType.optional(SettingType.path("a YAML file")),
          "",
          "Catalogue of models. Its entries take precedence over the built-in catalogue.");
  static final Setting<@Nullable Path> TOOLS =
      add(
          "tools",
          SettingType.optional(SettingType.path("a YAML file")),
          "",
          "File that declares the tools that agents of templates can call. See [Tools](../tools.md).");
  static final Setting<@Nullable Path> RECORDINGS =
      add(
          "recordings",
          SettingType.optional(SettingType.path("a folder")),
          "",
          "Directory with recordings of model answers for jobs in mode `recorded`.");
  static final Setting<@Nullable Path> PATENTS =
      add(
          "patents",
          SettingType.optional(SettingType.path("a file or folder of JSON Lines")),
          "",
          "Patents to search, in addition to the built-in ones.");
  static final Setting<Boolean> PATENT_LIKENESS =
      add(
          "patent_likeness",
          SettingType.bool(),
          "false",
          "Rank the patents of this machine by meaning as well as by words. It needs the module"
              + " `likeness`. See [Likeness](../patent-search.md#likeness).");
  static final Setting<List<String>> PATENT_SOURCES =
      add(
          new Setting<>(
              "patent_sources",
              SettingType.listOf(SettingType.text("local, uspto, epo or lens", SOURCE)),
              List.of("local"),
              "Sources of patents to search. All except `local` need their keys in the environment."
                  + " Only live jobs ask them, and never for a restricted matter."));
  static final Setting<List<String>> PATENT_URLS =
      addList(
          "patent_urls",
          SettingType.listOf(
              SettingType.text("a source and its address, such as epo=https://…", SOURCE_URL)),
          "Addresses to use for remote sources instead of their own.");

  static final Setting<Boolean> AUTH_ENABLED =
      add(
          "auth.enabled",
          SettingType.bool(),
          "false",
          "Require an API key or a valid token for every request. See `converge keys`.");
  static final Setting<@Nullable Path> AUTH_KEYS =
      add(
          "auth.keys",
          SettingType.optional(SettingType.path("a file")),
          "",
          "File with the API keys, which only its owner may write. Defaults to `keys.json` in the"
              + " data directory.");
  static final Setting<@Nullable String> AUTH_JWT_JWKS =
      add(
          "auth.jwt.jwks",
          SettingType.optional(SettingType.text("a file or an https:// address", LINE)),
          "",
          "Key set (JWKS) that verifies tokens. A file is read again when it changes. If unset, tokens"
              + " are refused.");
  static final Setting<@Nullable String> AUTH_JWT_ISSUER =
      add(
          "auth.jwt.issuer",
          SettingType.optional(SettingType.text("a text", LINE)),
          "",
          "Issuer that tokens must have. Required with `auth.jwt.jwks`.");
  static final Setting<@Nullable String> AUTH_JWT_AUDIENCE =
      add(
          "auth.jwt.audience",
          SettingType.optional(SettingType.text("a text", LINE)),
          "",
          "Audience that tokens must have. Required with `auth.jwt.jwks`.");
  static final Setting<String> AUTH_JWT_TENANT_CLAIM =
      add(
          "auth.jwt.tenant_claim",
          SettingType.text("a name", LINE),
          "tenant",
          "Claim of a token that contains the tenant.");
  static final Setting<@Nullable String> AUTH_JWT_SCOPES_CLAIM =
      add(
          "auth.jwt.scopes_claim",
          SettingType.optional(SettingType.text("a name", LINE)),
          "",
          "Claim of a token that lists its scopes, such as `scope`; a path such as `a.b` reaches into"
              + " objects. If this and `auth.jwt.roles_claim` are unset, every token may do"
              + " everything except administer.");
  static final Setting<@Nullable String> AUTH_JWT_ROLES_CLAIM =
      add(
          "auth.jwt.roles_claim",
          SettingType.optional(SettingType.text("a name", LINE)),
          "",
          "Claim of a token that lists roles, such as `roles`. A token with role `partner` decides at"
              + " gates of that role.");
  static final Setting<List<String>> AUTH_JWT_SCOPE_MAP =
      addList(
          "auth.jwt.scope_map",
          SettingType.listOf(
              SettingType.text("WORD=SCOPE such as converge.reader=read", SCOPE_MAPPING)),
          "What words in the two claims mean, if they are not the names of scopes or roles.");

  static final Setting<@Nullable String> AUTH_OIDC_ISSUER =
      add(
          "auth.oidc.issuer",
          SettingType.optional(
              SettingType.text("an https:// address, or one of this machine", ISSUER)),
          "",
          "OpenID provider that people sign in with. The server reads its endpoints and keys from its"
              + " discovery document. Tokens of this issuer are accepted too if"
              + " `auth.jwt.audience` is set.");
  static final Setting<@Nullable String> AUTH_OIDC_CLIENT_ID =
      add(
          "auth.oidc.client_id",
          SettingType.optional(SettingType.text("a text", LINE)),
          "",
          "Id of this server at the provider. If unset, browsers cannot sign in.");
  static final Setting<@Nullable Path> AUTH_OIDC_CLIENT_SECRET =
      add(
          "auth.oidc.client_secret_file",
          SettingType.optional(SettingType.path("a file")),
          "",
          "File with the secret of the client. If unset, the server is a public client, which PKCE"
              + " protects.");
  static final Setting<@Nullable String> AUTH_OIDC_REDIRECT_URI =
      add(
          "auth.oidc.redirect_uri",
          SettingType.optional(
              SettingType.text("an address that ends with /api/v1/session/callback", CALLBACK)),
          "",
          "Where the provider sends browsers back to, as it is registered there. Set it behind a"
              + " proxy. Defaults to this server as the browser names it.");
  static final Setting<List<String>> AUTH_OIDC_SCOPES =
      addList(
          "auth.oidc.scopes",
          SettingType.listOf(SettingType.text("a scope such as profile", SCOPE_TOKEN)),
          "Scopes to ask the provider for, in addition to `openid`.");
  static final Setting<Duration> AUTH_OIDC_SESSION =
      add(
          "auth.oidc.session",
          SettingType.duration("1m", "8h"),
          "8h",
          "How long a session lasts. After that, people sign in again.");

  static final Setting<@Nullable Path> TLS_CERTIFICATE =
      add(
          "tls.certificate",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificate chain. Together with `tls.key`, it turns TLS on. The server notices a"
              + " renewed certificate within seconds.");
  static final Setting<@Nullable Path> TLS_KEY =
      add(
          "tls.key",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Private key of `tls.certificate`.");
  static final Setting<@Nullable Path> TLS_CLIENT_CA =
      add(
          "tls.client_ca",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificates of authorities. If set, every client must present a certificate that one of"
              + " them issued.");

  static final Setting<Integer> RATE_REQUESTS =
      add(
          "rate.requests",
          SettingType.integer(0, MANY),
          "0",
          "Most requests a second for each key or token. 0 means no limit.");
  static final Setting<Integer> RATE_CONCURRENT =
      add(
          "rate.concurrent",
          SettingType.integer(0, MANY),
          "0",
          "Most concurrent requests and streams for each key or token. 0 means no limit.");
  static final Setting<Integer> RATE_TENANT_REQUESTS =
      add(
          "rate.tenant_requests",
          SettingType.integer(0, MANY),
          "0",
          "Most requests a second for each tenant. 0 means no limit.");
  static final Setting<Integer> RATE_TENANT_CONCURRENT =
      add(
          "rate.tenant_concurrent",
          SettingType.integer(0, MANY),
          "0",
          "Most concurrent requests and streams for each tenant. 0 means no limit.");

  static final Setting<@Nullable Integer> QUOTAS_TENANT_RUNNING =
      add(
          "quotas.tenant_running",
          SettingType.optional(SettingType.integer(0, MANY)),
          "",
          "Most unfinished jobs of a tenant,"
              + " at a time. Jobs that wait for a person count. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_JOBS_PER_DAY =
      add(
          "quotas.tenant_jobs_per_day",
          SettingType.optional(SettingType.integer(0, MANY)),
          "",
          "Most jobs of a tenant," + " submitted in a day (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_TENANT_COST_PER_DAY =
      add(
          "quotas.tenant_cost_per_day",
          SettingType.optional(SettingType.text("an amount in US dollars such as 25.50", USD)),
          "",
          "Most money, in US dollars, that jobs of a tenant,"
              + " can spend on models in a day (UTC). An unfinished job counts with its whole"
              + " `max_cost_usd`. If unset, there is no limit.");

  static final Setting<@Nullable Integer> QUOTAS_TENANT_TOKENS_PER_DAY =
      add(
          "quotas.tenant_tokens_per_day",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Most tokens of model calls that jobs of a tenant can use in a day (UTC). An unfinished job"
              + " counts with its whole `max_tokens`. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_TENANT_TOKENS_PER_MONTH =
      add(
          "quotas.tenant_tokens_per_month",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The same for a month (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_TENANT_COST_PER_MONTH =
      add(
          "quotas.tenant_cost_per_month",
          SettingType.optional(SettingType.text("an amount in US dollars such as 25.50", USD)),
          "",
          "Most money, in US dollars, that jobs of a tenant can spend on models in a month (UTC). An"
              + " unfinished job counts with its whole `max_cost_usd`. If unset, there is no limit.");
  static final Setting<@Nullable Long> QUOTAS_TENANT_STORED =
      add(
          "quotas.tenant_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Most bytes that the jobs of a tenant and their events take. An unfinished job counts with"
              + " all that `quotas.job_stored` lets it store. If unset, there is no limit.");

  /// What a job may have stored where that is limited for its tenant or its key.
  static final long DEFAULT_JOB_STORED = 4L << 20;

  static final Setting<@Nullable Long> QUOTAS_JOB_STORED =
      add(
          "quotas.job_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "Most bytes that a job and the events of its run take; a run that needs more is halted, with the"
              + " limit `max_stored_bytes`. If unset, it is 4MiB, or the smallest of `quotas.tenant_stored` and"
              + " `quotas.key_stored` if that is less; without those two there is no limit.");

  static final Setting<@Nullable Integer> QUOTAS_KEY_RUNNING =
      add(
          "quotas.key_running",
          SettingType.optional(SettingType.integer(0, MANY)),
          "",
          "Most unfinished jobs of a key or token, or of all callers together without authentication,"
              + " at a time. Jobs that wait for a person count. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_JOBS_PER_DAY =
      add(
          "quotas.key_jobs_per_day",
          SettingType.optional(SettingType.integer(0, MANY)),
          "",
          "Most jobs of a key or token, or of all callers together without authentication,"
              + " submitted in a day (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_KEY_COST_PER_DAY =
      add(
          "quotas.key_cost_per_day",
          SettingType.optional(SettingType.text("an amount in US dollars such as 25.50", USD)),
          "",
          "Most money, in US dollars, that jobs of a key or token, or of all callers together without authentication,"
              + " can spend on models in a day (UTC). An unfinished job counts with its whole"
              + " `max_cost_usd`. If unset, there is no limit.");

  static final Setting<@Nullable Integer> QUOTAS_KEY_TOKENS_PER_DAY =
      add(
          "quotas.key_tokens_per_day",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "Most tokens of model calls that jobs of a key or token can use in a day (UTC). An unfinished job"
              + " counts with its whole `max_tokens`. If unset, there is no limit.");
  static final Setting<@Nullable Integer> QUOTAS_KEY_TOKENS_PER_MONTH =
      add(
          "quotas.key_tokens_per_month",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The same for a month (UTC). If unset, there is no limit.");
  static final Setting<@Nullable String> QUOTAS_KEY_COST_PER_MONTH =
      add(
          "quotas.key_cost_per_month",
          SettingType.optional(SettingType.text("an amount in US dollars such as 25.50", USD)),
          "",
          "Most money, in US dollars, that jobs of a key or token can spend on models in a month (UTC). An"
              + " unfinished job counts with its whole `max_cost_usd`. If unset, there is no limit.");
  static final Setting<@Nullable Long> QUOTAS_KEY_STORED =
      add(
          "quotas.key_stored",
          SettingType.optional(SettingType.diskBytes(1L << 50)),
          "",
          "The same for the jobs that a key or token submitted, or all callers together without"
              + " authentication. If unset, there is no limit.");

  static final Setting<List<String>> CORS_ORIGINS =
      addList(
          "cors.origins",
          SettingType.listOf(SettingType.text("an origin such as https://example.org", ORIGIN)),
          "Origins of web pages that may call the server. `*` allows all.");

  static final Setting<@Nullable String> CONSOLE_URL =
      add(
          "console.url",
          SettingType.optional(
              SettingType.text("an address such as https://example.org/console", CONSOLE)),
          "",
          "Address of the console as browsers reach it, for links in answers and messages. If unset,"
              + " links to the console are paths of the server.");

  static final Setting<List<String>> HTTP_HOSTS =
      addList(
          "http.hosts",
          SettingType.listOf(
              SettingType.text("a host name such as converge.example.org", HOST_NAME)),
          "Host names that the server accepts without authentication, in addition to localhost, IP"
              + " addresses and the name of `host`. Requests with other names get 421.");

  static final Setting<Boolean> GRPC_REFLECTION =
      add(
          "grpc.reflection",
          SettingType.bool(),
          "true",
          "Offer gRPC reflection, which lists the services and methods.");

  static final Setting<Boolean> MCP_DECIDE =
      add(
          "mcp.decide",
          SettingType.bool(),
          "false",
          "Offer a tool over MCP that approves and rejects proposals. The caller needs the scope"
              + " `decide` and the role of the gate as well.");

  static final Setting<List<Networks.Network>> WEBHOOKS_ALLOW =
      addList(
          "webhooks.allow",
          SettingType.listOf(SettingType.network()),
          "Networks that webhooks may be sent to although they are not public, such as `10.0.0.0/8`."
              + " There `http` is possible, too. See [webhooks](../webhooks.md).");
  static final Setting<List<String>> WEBHOOKS_URLS =
      addList(
          "webhooks.urls",
          SettingType.listOf(SettingType.text("an https URL", WEBHOOK_URL)),
          "URLs that are told everything about every job of the tenant `default`, from the start on"
              + " that names them. One that is no longer named is removed at the next start. Servers"
              + " that share a database need the same list.");
  static final Setting<@Nullable String> WEBHOOKS_SECRET =
      add(
          "webhooks.secret",
          SettingType.optional(
              SettingType.text("a password: whsec_ and 24 to 64 bytes in base64", WEBHOOK_SECRET)),
          "",
          "Secret that requests to `webhooks.urls` are signed with. If unset, they have the signature"
              + " of the server's key alone.");
  static final Setting<Duration> WEBHOOKS_RETRY_FOR =
      add(
          "webhooks.retry_for",
          SettingType.duration("1s", "30d"),
          "1d",
          "How long an event is sent again to a webhook that does not take it. Then it becomes a"
              + " dead letter.");

  static final Setting<Integer> LIMITS_BODY =
      add(
          "limits.body",
          SettingType.bytes(1 << 10, 1 << 30),
          "1MiB",
          "Most bytes of a request body.");
  static final Setting<Integer> LIMITS_SEEDS =
      add("limits.seeds", SettingType.integer(1, 100_000), "1000", "Most seeds of a job.");
  static final Setting<Integer> LIMITS_SEED =
      add(
          "limits.seed",
          SettingType.bytes(1, 1 << 28),
          "256KiB",
          "Most bytes of the content of a seed, and of its data.");
  static final Setting<@Nullable String> LIMITS_COST =
      add(
          "limits.cost",
          SettingType.optional(SettingType.text("an amount in US dollars such as 25.50", USD)),
          "",
          "The most money, in US dollars, that the budget of one job can allow for models. If unset,"
              + " jobs can allow any amount.");
  static final Setting<@Nullable Integer> LIMITS_TOKENS =
      add(
          "limits.tokens",
          SettingType.optional(SettingType.integer(0, Integer.MAX_VALUE)),
          "",
          "The most tokens that the budget of one job can allow. If unset, jobs can allow any"
              + " number.");
  static final Setting<@Nullable Integer> LIMITS_CYCLES =
      add(
          "limits.cycles",
          SettingType.optional(SettingType.integer(1, MANY)),
          "",
          "The most cycles that the budget of one job can allow. If unset, jobs can allow any"
              + " number.");
  static final Setting<@Nullable Duration> LIMITS_DURATION =
      add(
          "limits.duration",
          SettingType.optional(SettingType.duration("1s", "3650d")),
          "",
          "The longest running time that the budget of one job can allow. If unset, jobs can allow"
              + " any time.");
  static final Setting<Integer> LIMITS_HEADERS =
      add(
          "limits.headers",
          SettingType.bytes(1 << 10, 1 << 20),
          "16KiB",
          "Most bytes of all headers of a request.");
  static final Setting<Integer> LIMITS_CONNECTIONS =
      add("limits.connections", SettingType.integer(1, MANY), "20000", "Most open connections.");
  static final Setting<Integer> LIMITS_STREAMS =
      add(
          "limits.streams",
          SettingType.integer(1, 100_000),
          "1000",
          "Most concurrent requests on an HTTP/2 connection.");
  static final Setting<Integer> LIMITS_RESETS =
      add(
          "limits.resets",
          SettingType.integer(1, MANY),
          "400",
          "Most streams of an HTTP/2 connection that the client may reset in a minute.");

  static final Setting<Integer> ENGINE_RUNS =
      add(
          "engine.runs",
          SettingType.integer(1, MANY),
          "10000",
          "Most runs in which agents work at the same time. Further jobs are refused.");
  static final Setting<Duration> ENGINE_WAIT =
      add(
          "engine.wait",
          SettingType.duration("1s", "30d"),
          "10m",
          "The longest that a new run can have to wait until its agents are asked, by what the server"
              + " did in the last ten seconds. A job that would wait longer is refused, with when to"
              + " try again.");
  static final Setting<Integer> ENGINE_CALLS =
      add(
          "engine.calls",
          SettingType.integer(1, 100_000),
          "256",
          "Most concurrent calls of live models and searches. Runs share them fairly. Agents that"
              + " compute, such as rules and the offline reasoner, are bounded by the number of"
              + " processors.");
  static final Setting<Integer> ENGINE_FINISHED =
      add(
          "engine.finished",
          SettingType.integer(0, MANY),
          "1000",
          "Most finished runs that are kept in memory for readers.");
  static final Setting<Integer> ENGINE_MEMORY =
      add(
          "engine.memory",
          SettingType.bytes(0, 1 << 30),
          "32MiB",
          "Memory for the recent events of all runs and for finished runs. If it is used up, the server"
              + " drops what was read least recently and reads it from the database when a client asks"
              + " for it.");
  static final Setting<Duration> ENGINE_SCAN =
      add(
          "engine.scan",
          SettingType.duration("100ms", "1h"),
          "10s",
          "How often the server looks for unfinished runs that no process executes.");

  static final Setting<Duration> TIMES_REQUEST =
      add(
          "times.request",
          SettingType.duration("100ms", "1h"),
          "10s",
          "Longest time to receive and answer a request. Does not apply to streams and waits.");
  static final Setting<Duration> TIMES_IDLE =
      add(
          "times.idle",
          SettingType.duration("1s", "1h"),
          "75s",
          "How long an idle connection is kept open.");
  static final Setting<Duration> TIMES_WAIT =
      add(
          "times.wait",
          SettingType.duration("1s", "1h"),
          "60s",
          "Longest time that a request may wait for a job.");
  static final Setting<Duration> TIMES_HEARTBEAT =
      add(
          "times.heartbeat",
          SettingType.duration("100ms", "10m"),
          "15s",
          "Time between heartbeats on an idle stream.");
  static final Setting<Duration> TIMES_WRITE =
      add(
          "times.write",
          SettingType.duration("1s", "1h"),
          "60s",
          "How long a client of a stream may take to read what was sent.");

  static final Setting<LogFormat> LOG_FORMAT =
      add(
          "log.format",
          SettingType.choice(LogFormat.class),
          "auto",
          "Format of log lines. `auto` is text on a terminal and JSON otherwise.");
  static final Setting<String> LOG_LEVEL =
      add(
          "log.level",
          SettingType.text("error, warn, info or debug", LEVEL),
          "info",
          "Lowest level that is logged.");
  static final Setting<Boolean> METRICS_PUBLIC =
      add(
          "metrics.public",
          SettingType.bool(),
          "false",
          "Serve `/metrics` without authentication even if `auth.enabled` is set.");
  static final Setting<Boolean> TRACING =
      add(
          "tracing",
          SettingType.bool(),
          "true",
          "Export traces if the OTEL_* variables set an endpoint.");

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
