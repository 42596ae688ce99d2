package dev.converge.cli.config;

import dev.converge.engine.EngineSettings;
import dev.converge.runtime.auth.TokenScopes;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.webhooks.WebhookSettings;
import dev.converge.store.Durability;
import dev.converge.store.StoreAddress;
import dev.converge.temporal.TemporalSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration in force.
///
/// @param server how it listens and what it lets in
/// @param engine limits of the engine
/// @param jobs what jobs may bring
/// @param storage where things are kept
/// @param flows what can be run and asked
/// @param access who is let in
/// @param sight logs, metrics and traces
/// @param mcpDecides whether clients of MCP may decide on proposals
/// @param webhooks how webhooks are sent
/// @param temporal whose workers drive runs, or `null` if the server does
/// @param workerListens address and port on which a worker answers probes, or `null`
public record Config(
    ServerSettings server,
    EngineSettings engine,
    JobSettings jobs,
    Storage storage,
    Flows flows,
    Access access,
    Sight sight,
    boolean mcpDecides,
    WebhookSettings webhooks,
    @Nullable TemporalSettings temporal,
    @Nullable String workerListens) {

  /// Where things are kept.
  ///
  /// @param data folder
  /// @param durability when something counts as stored
  /// @param retention age at which the content of finished jobs is erased, or `null`
  /// @param keep age at which finished jobs are removed whole, or `null`
  /// @param signingKey a key that was supplied, or `null` for one in the data folder
  /// @param store where jobs, events and templates are: in the data folder, or a database
  public record Storage(
      Path data,
      Durability durability,
      @Nullable Duration retention,
      @Nullable Duration keep,
      @Nullable Path signingKey,
      StoreAddress store) {
    /// Whether the store is a database that other servers can reach too.
    public boolean shared() {
      return !store.equals(StoreAddress.of(data));
    }
  }

  /// What can be run and asked.
  ///
  /// @param templates folders
  /// @param models a catalogue, or `null`
  /// @param recordings a folder, or `null`
  /// @param patents where they are searched
  /// @param tools a file that declares tools, or `null`
  public record Flows(
      List<Path> templates,
      @Nullable Path models,
      @Nullable Path recordings,
      Patents patents,
      @Nullable Path tools) {}

  /// Where patents are searched.
  ///
  /// @param corpus a file or folder of one's own, or `null`
  /// @param likeness whether a sentence model ranks beside the words
  /// @param sources by name, in order
  /// @param urls addresses of sources, each `name=address`
  public record Patents(
      @Nullable Path corpus, boolean likeness, List<String> sources, List<String> urls) {}

  /// Who is let in.
  ///
  /// @param enabled whether only those who are known
  /// @param keys file of API keys
  /// @param insecure whether to listen beyond this machine although nobody is asked who they are
  /// @param jwt how tokens are checked, or `null` if they are refused
  /// @param oidc how people sign in with a browser, or `null` if they cannot
  /// @param rates how much each may ask
  /// @param hosts names that are answered without authentication, besides localhost
  /// @param tenantQuota how much each tenant may use
  /// @param keyQuota how much each key may use
  public record Access(
      boolean enabled,
      Path keys,
      boolean insecure,
      @Nullable Jwt jwt,
      @Nullable Oidc oidc,
      Rates rates,
      List<String> hosts,
      Quota tenantQuota,
      Quota keyQuota) {
    /// Copies the list.
    public Access {
      hosts = List.copyOf(hosts);
    }
  }

  /// How tokens are checked.
  ///
  /// @param jwks a file or an `https` address; `null` for what the issuer's discovery document
  ///   names
  /// @param scopes what a token allows
  public record Jwt(
      @Nullable String jwks,
      String issuer,
      String audience,
      String tenantClaim,
      TokenScopes scopes) {}

  /// How people sign in with a browser.
  ///
  /// @param clientSecret a file, or `null` for a public client
  /// @param redirectUri as it is registered with the provider, or `null` for this server as the
  ///   browser names it
  /// @param requestedScopes in addition to `openid`
  /// @param session how long a session lasts
  /// @param tenantClaim of the ID token
  /// @param scopes what an ID token allows
  public record Oidc(
      String issuer,
      String clientId,
      @Nullable Path clientSecret,
      @Nullable String redirectUri,
      List<String> requestedScopes,
      Duration session,
      String tenantClaim,
      TokenScopes scopes) {
    /// Copies the list.
    public Oidc {
      requestedScopes = List.copyOf(requestedScopes);
    }
  }

  /// How much each may ask; 0 is no limit.
  ///
  /// @param requests a second, of one key
  /// @param concurrent at a time, of one key
  /// @param tenantRequests a second, of one tenant
  /// @param tenantConcurrent at a time, of one tenant
  public record Rates(int requests, int concurrent, int tenantRequests, int tenantConcurrent) {}

  /// Logs, metrics, traces and gRPC reflection.
  public record Sight(
      LogFormat logFormat,
      String logLevel,
      boolean metricsPublic,
      boolean tracing,
      boolean grpcReflection) {}

  /// Loads the configuration.
  ///
  /// @param flags options of the command line by name, `--port` say; with them `--config`
  /// @param environment every variable of the process
  /// @param folder the working folder, where `converge.yaml` is looked for
  /// @throws ConfigException if anything is wrong
  public static Config load(
      Map<String, List<String>> flags, Map<String, String> environment, Path folder) {
    return ConfigSources.read(flags, environment, folder).config();
  }

  /// Refuses to let everybody in from everywhere unless that was asked for.
  ///
  /// @throws ConfigException if it listens beyond this machine without authentication
  public void requireSafe() {
    if (access.enabled() || access.insecure() || loopback(server.host())) {
      return;
    }
    throw new ConfigException(
        List.of(
            "host: "
                + server.host()
                + " is reachable from other machines, where anyone could run jobs (expected:"
                + " auth.enabled with keys from `converge keys create`, or --insecure)"));
  }

  /// Refuses a database that servers share without a key that they share too: each would sign with
  /// its own, and bundles of one job would name different keys.
  ///
  /// @throws ConfigException if the key is missing
  public void requireSharedKey() {
    if (storage.shared() && storage.signingKey() == null) {
      throw new ConfigException(
          List.of(
              "signing_key: missing, but storage.url is set (expected: the file of a key that all"
                  + " servers on the database share, for example from `openssl genpkey -algorithm"
                  + " ed25519 -out signing-key.pem && chmod 600 signing-key.pem`)"));
    }
  }

  private static boolean loopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException _) {
      throw new ConfigException(
          List.of("host: " + host + " is unknown (expected: a name or address of this machine)"));
    }
  }
}
