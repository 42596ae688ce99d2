package dev.converge.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job to submit. Not changed by the methods, which return another one.
public final class JobRequest {
  private final Map<String, @Nullable Object> members;
  private final String idempotencyKey;

  private JobRequest(Map<String, @Nullable Object> members, String idempotencyKey) {
    this.members = members;
    this.idempotencyKey = idempotencyKey;
  }

  /// A job of the highest version of a template, without seeds yet.
  public static JobRequest of(String template) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("template", template);
    members.put("seeds", Collections.emptyList());
    return new JobRequest(members, UUID.randomUUID().toString());
  }

  /// With another seed.
  ///
  /// @param id unique in the job, such as `market:nordic`
  public JobRequest seed(String id, String content) {
    Map<String, @Nullable Object> seed = new LinkedHashMap<>();
    seed.put("id", id);
    seed.put("content", content);
    return seed(seed);
  }

  /// With another seed, given with all its members.
  public JobRequest seed(Map<String, ? extends @Nullable Object> seed) {
    List<@Nullable Object> seeds = new ArrayList<>((List<?>) members.get("seeds"));
    seeds.add(new LinkedHashMap<>(seed));
    return with("seeds", seeds);
  }

  /// With a member of the contract, such as `version`, `mode`, `budget` or `metadata`.
  ///
  /// @param value a map, a list, a text, a number, a boolean or null
  public JobRequest with(String member, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new JobRequest(more, idempotencyKey);
  }

  /// With your own idempotency key instead of a random one. The server creates one job for all
  /// submissions with the same key. To make this work across restarts of your program, store the
  /// key before you submit.
  public JobRequest idempotencyKey(String key) {
    return new JobRequest(members, key);
  }

  /// The key that makes the job count once.
  public String idempotencyKey() {
    return idempotencyKey;
  }

  Map<String, @Nullable Object> members() {
    return members;
  }
}
