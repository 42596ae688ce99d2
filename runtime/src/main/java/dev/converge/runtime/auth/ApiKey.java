package dev.converge.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An API key as it is kept: who it stands for, and the digest of a secret that only its owner has.
/// The key itself reads `cvg_<id>_<secret>`: the id finds it, the prefix lets scanners of leaked
/// secrets recognise it.
///
/// @param id public name of the key, 16 hexadecimal digits
/// @param principal whom it stands for
/// @param digest SHA-256 of the whole key, in hexadecimal. A secret of 256 random bits needs no
///   slow digest: nobody can try them all
/// @param createdAt when it was made
/// @param expiresAt from when it is not valid any more, or `null`
/// @param revokedAt when it was revoked, or `null`
/// @param createdBy who made it on the command line, as they said; `null` if that is not known
/// @param revokedBy who revoked it on the command line, as they said; `null` if that is not known
public record ApiKey(
    String id,
    Principal principal,
    String digest,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable String createdBy,
    @Nullable String revokedBy) {
  /// The beginning of every key.
  public static final String PREFIX = "cvg_";

  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TEXT = Pattern.compile(PREFIX + "([0-9a-f]{16})_[A-Za-z0-9_-]{43}");

  /// Checks the forms.
  ///
  /// @throws IllegalArgumentException if id or digest are not of their form, or the principal has
  ///   no name
  public ApiKey {
    if (!ID.matcher(id).matches() || !DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("key: " + id + " (expected: an id and a digest)");
    }
    if (principal.name() == null) {
      throw new IllegalArgumentException("key: " + id + " has no owner (expected: a name)");
    }
  }

  /// A key of which it is not known who made it.
  ///
  /// @throws IllegalArgumentException as the other constructor
  public ApiKey(
      String id,
      Principal principal,
      String digest,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt) {
    this(id, principal, digest, createdAt, expiresAt, revokedAt, null, null);
  }

  /// A key that was just made, and its text, which is nowhere else.
  ///
  /// @param key as it is kept
  /// @param text to be shown once
  public record Fresh(ApiKey key, String text) {}

  /// Makes a key.
  ///
  /// @param random a secure generator
  /// @param expiresAt from when it is not valid any more, or `null`
  public static Fresh fresh(
      Principal principal, RandomGenerator random, Instant now, @Nullable Instant expiresAt) {
    byte[] id = new byte[ID_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(id);
    random.nextBytes(secret);
    String name = HexFormat.of().formatHex(id);
    String text =
        PREFIX + name + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    ApiKey key =
        new ApiKey(name, principal, HexFormat.of().formatHex(sha256(text)), now, expiresAt, null);
    return new Fresh(key, text);
  }

  /// The id in a key's text; empty if that is no key.
  public static Optional<String> idIn(String text) {
    Matcher m = TEXT.matcher(text);
    return m.matches() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /// Whether a text is this key, in a time that does not depend on where they differ.
  boolean is(String text) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(digest), sha256(text));
  }

  /// Whether it lets anybody in at a time.
  public boolean validAt(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// This key, made by somebody on the command line.
  public ApiKey by(@Nullable String maker) {
    return new ApiKey(id, principal, digest, createdAt, expiresAt, revokedAt, maker, revokedBy);
  }

  /// This key, revoked.
  ///
  /// @param by who revoked it on the command line, or `null`
  ApiKey revoked(Instant now, @Nullable String by) {
    return revokedAt != null
        ? this
        : new ApiKey(id, principal, digest, createdAt, expiresAt, now, createdBy, by);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
