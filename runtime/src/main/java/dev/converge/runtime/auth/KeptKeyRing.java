package dev.converge.runtime.auth;

import dev.converge.runtime.operations.admin.KeyRing;
import dev.converge.runtime.operations.call.Permissions;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lists and changes the API keys of a [KeySource]. Thread-safe.
public final class KeptKeyRing implements KeyRing {
  private final KeySource source;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final KeyFileTrail trail;

  /// @param random a secure generator
  /// @param trail that must not record changes made here, because the caller records them
  public KeptKeyRing(
      KeySource source, RandomGenerator random, InstantSource clock, KeyFileTrail trail) {
    this.source = source;
    this.random = random;
    this.clock = clock;
    this.trail = trail;
  }

  private static Key shown(ApiKey key) {
    Principal principal = key.principal();
    return new Key(
        key.id(),
        principal.tenant(),
        String.valueOf(principal.name()),
        principal.permissions(),
        key.createdAt(),
        key.expiresAt(),
        key.revokedAt());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public List<Key> keys(String tenant) {
    return source.read().stream()
        .map(KeptKeyRing::shown)
        .filter(key -> key.tenant().equals(tenant))
        .toList();
  }

  @Override
  public Created create(
      String tenant, String name, Permissions permissions, @Nullable Instant expiresAt) {
    ApiKey.Fresh fresh =
        ApiKey.fresh(
            new Principal(tenant, name, permissions),
            random,
            now(),
            expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS));
    trail.creating(fresh.key().id());
    source.add(fresh.key());
    return new Created(shown(fresh.key()), fresh.text());
  }

  @Override
  public Optional<Key> revoke(String tenant, String id) {
    if (keys(tenant).stream().noneMatch(key -> key.id().equals(id))) {
      return Optional.empty();
    }
    trail.revoking(id);
    source.revoke(id, now(), null);
    return keys(tenant).stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
