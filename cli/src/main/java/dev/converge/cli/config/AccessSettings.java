package dev.converge.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Settings of who may do what: `auth`, `tls` and `rate`.
final class AccessSettings {
  private static final SettingTable TABLE = new SettingTable();

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

  static final Setting<Boolean> AUTH_ENABLED =
      TABLE.add(
          "auth.enabled",
          SettingType.bool(),
          "false",
          "Require an API key or a valid token for every request. See `converge keys`.");
  static final Setting<@Nullable Path> AUTH_KEYS =
      TABLE.add(
          "auth.keys",
          SettingType.optional(SettingType.path("a file")),
          "",
          "File with the API keys. Only its owner may be able to write it. Defaults to `keys.json`"
              + " in the data directory.");
  static final Setting<@Nullable String> AUTH_JWT_JWKS =
      TABLE.add(
          "auth.jwt.jwks",
          SettingType.optional(SettingType.line("a file or an https:// address")),
          "",
          "Key set (JWKS) that verifies tokens. The server reloads a file when it changes. If"
              + " unset, tokens are refused.");
  static final Setting<@Nullable String> AUTH_JWT_ISSUER =
      TABLE.add(
          "auth.jwt.issuer",
          SettingType.optional(SettingType.line("a text")),
          "",
          "Issuer that tokens must have. Required with `auth.jwt.jwks`.");
  static final Setting<@Nullable String> AUTH_JWT_AUDIENCE =
      TABLE.add(
          "auth.jwt.audience",
          SettingType.optional(SettingType.line("a text")),
          "",
          "Audience that tokens must have. Required with `auth.jwt.jwks`.");
  static final Setting<String> AUTH_JWT_TENANT_CLAIM =
      TABLE.add(
          "auth.jwt.tenant_claim",
          SettingType.line("a name"),
          "tenant",
          "Claim of a token that contains the tenant.");
  static final Setting<@Nullable String> AUTH_JWT_SCOPES_CLAIM =
      TABLE.add(
          "auth.jwt.scopes_claim",
          SettingType.optional(SettingType.line("a name")),
          "",
          "Claim of a token that lists its scopes, such as `scope`; a path such as `a.b` selects a"
              + " nested member. If this and `auth.jwt.roles_claim` are unset, every token has all"
              + " scopes except `admin`.");
  static final Setting<@Nullable String> AUTH_JWT_ROLES_CLAIM =
      TABLE.add(
          "auth.jwt.roles_claim",
          SettingType.optional(SettingType.line("a name")),
          "",
          "Claim of a token that lists roles, such as `roles`. A token with the role `partner` can"
              + " decide at gates for that role.");
  static final Setting<List<String>> AUTH_JWT_SCOPE_MAP =
      TABLE.addList(
          "auth.jwt.scope_map",
          SettingType.listOf(
              SettingType.text("VALUE=SCOPE such as converge.reader=read", SCOPE_MAPPING)),
          "Maps values of the two claims to scopes, if the values are not names of scopes or"
              + " roles.");
  static final Setting<@Nullable String> AUTH_OIDC_ISSUER =
      TABLE.add(
          "auth.oidc.issuer",
          SettingType.optional(
              SettingType.text("an https:// address, or one of this machine", ISSUER)),
          "",
          "OpenID provider that people sign in with. The server reads endpoints and keys from the"
              + " provider's discovery document. Tokens of this issuer are accepted too if"
              + " `auth.jwt.audience` is set.");
  static final Setting<@Nullable String> AUTH_OIDC_CLIENT_ID =
      TABLE.add(
          "auth.oidc.client_id",
          SettingType.optional(SettingType.line("a text")),
          "",
          "Client id of this server at the provider. If unset, people cannot sign in with a"
              + " browser.");
  static final Setting<@Nullable Path> AUTH_OIDC_CLIENT_SECRET =
      TABLE.add(
          "auth.oidc.client_secret_file",
          SettingType.optional(SettingType.path("a file")),
          "",
          "File with the client secret. If unset, the server is a public client and relies on"
              + " PKCE.");
  static final Setting<@Nullable String> AUTH_OIDC_REDIRECT_URI =
      TABLE.add(
          "auth.oidc.redirect_uri",
          SettingType.optional(
              SettingType.text("an address that ends with /api/v1/session/callback", CALLBACK)),
          "",
          "Redirect URI that is registered with the provider. Set it if the server runs behind a"
              + " proxy. Defaults to the address that the browser uses for this server.");
  static final Setting<List<String>> AUTH_OIDC_SCOPES =
      TABLE.addList(
          "auth.oidc.scopes",
          SettingType.listOf(SettingType.text("a scope such as profile", SCOPE_TOKEN)),
          "Scopes to ask the provider for, in addition to `openid`.");
  static final Setting<Duration> AUTH_OIDC_SESSION =
      TABLE.add(
          "auth.oidc.session",
          SettingType.duration("1m", "8h"),
          "8h",
          "How long a session lasts. After that, people sign in again.");
  static final Setting<@Nullable Path> TLS_CERTIFICATE =
      TABLE.add(
          "tls.certificate",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificate chain. Turns on TLS together with `tls.key`. The server loads a renewed"
              + " certificate within seconds.");
  static final Setting<@Nullable Path> TLS_KEY =
      TABLE.add(
          "tls.key",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Private key of `tls.certificate`.");
  static final Setting<@Nullable Path> TLS_CLIENT_CA =
      TABLE.add(
          "tls.client_ca",
          SettingType.optional(SettingType.path("a PEM file")),
          "",
          "Certificates of the trusted authorities. If set, every client must present a certificate"
              + " that one of them issued.");
  static final Setting<Integer> RATE_REQUESTS =
      TABLE.add(
          "rate.requests",
          SettingType.integer(0, SettingTable.MANY),
          "0",
          "Maximum requests per second for each key or token, on each server. 0 means unlimited.");
  static final Setting<Integer> RATE_CONCURRENT =
      TABLE.add(
          "rate.concurrent",
          SettingType.integer(0, SettingTable.MANY),
          "0",
          "Maximum concurrent requests and streams for each key or token, on each server. 0 means"
              + " unlimited.");
  static final Setting<Integer> RATE_TENANT_REQUESTS =
      TABLE.add(
          "rate.tenant_requests",
          SettingType.integer(0, SettingTable.MANY),
          "0",
          "Maximum requests per second for each tenant, on each server. 0 means unlimited.");
  static final Setting<Integer> RATE_TENANT_CONCURRENT =
      TABLE.add(
          "rate.tenant_concurrent",
          SettingType.integer(0, SettingTable.MANY),
          "0",
          "Maximum concurrent requests and streams for each tenant, on each server. 0 means"
              + " unlimited.");

  private AccessSettings() {}

  /// All of them, in the order of the reference.
  static List<Setting<?>> all() {
    return TABLE.all();
  }
}
