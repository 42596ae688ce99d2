package dev.converge.runtime.auth;

import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of other sites from using the server, over every transport. List it after
/// [AuthFeature], so that it is applied first.
public final class BrowserGuardFeature implements Feature {
  private final @Nullable Set<String> hosts;
  private final Set<String> origins;

  private BrowserGuardFeature(@Nullable Set<String> hosts, List<String> origins) {
    this.hosts = hosts;
    this.origins = new TreeSet<>(origins);
  }

  /// For a server that requires credentials, which a page cannot send by itself: every name is
  /// allowed.
  ///
  /// @param origins allowed origins of other sites
  public static BrowserGuardFeature anyHost(List<String> origins) {
    return new BrowserGuardFeature(null, origins);
  }

  /// For a server without authentication: only known names and IP addresses are allowed.
  ///
  /// @param hosts allowed names besides those of loopback
  /// @param origins allowed origins of other sites
  public static BrowserGuardFeature knownHosts(List<String> hosts, List<String> origins) {
    Set<String> names = new TreeSet<>();
    hosts.forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
    return new BrowserGuardFeature(names, origins);
  }

  @Override
  public void install(Site site) {
    site.builder().decorator(service -> new BrowserGuard(service, hosts, origins));
  }
}
