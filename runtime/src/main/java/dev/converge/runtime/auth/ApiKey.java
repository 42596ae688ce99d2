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

/// An API key as it is stored: its principal, and the digest of a secret that only its owner has.
/// The key itself has the form `cvg_<id>_<secret>`: the id finds it, and the prefix lets scanners
/// for leaked secrets recognise it.
///
/// @param id public name of the key, 16 hexadecimal digits
/// @param principal that it authenticates
/// @param digest SHA-256 of the whole key, in hexadecimal. A secret of 256 random bits needs no
///   slow digest: nobody can try them all
/// @param createdAt when it was created
/// @param expiresAt when it expires, or `null`
/// @param revokedAt when it was revoked, or `null`
/// @param createdBy who created it on the command line, according to themselves; `null` if unknown
/// @param revokedBy who revoked it on the command line, according to themselves; `null` if unknown
public record ApiKey(
    String id,
    Principal principal,
    String digest,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable String createdBy,
    @Nullable String revokedBy) {
  /// The start of every key.
  public static final String PREFIX = "cvg_";

  private static final int ID_BYTES = 8;
  private static final int SECRET_BYTES = 32;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TEXT = Pattern.compile(PREFIX + "([0-9a-f]{16})_[A-Za-z0-9_-]{43}");

  /// Checks the forms.
  ///
  /// @throws IllegalArgumentException if the id or digest has the wrong form, or the principal has
  ///   no name
  public ApiKey {
    if (!ID.matcher(id).matches() || !DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("key: " + id + " (expected: an id and a digest)");
    }
    if (principal.name() == null) {
      throw new IllegalArgumentException("key: " + id + " has no owner (expected: a name)");
    }
  }

  /// A key of unknown origin.
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

  /// A newly created key and its text, which is not stored anywhere.
  ///
  /// @param key as stored
  /// @param text to show once
  public record Fresh(ApiKey key, String text) {}

  /// Creates a key.
  ///
  /// @param random a secure generator
  /// @param expiresAt when it expires, or `null`
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

  /// The id in the text of a key; empty if it is not a key.
  public static Optional<String> idIn(String text) {
    Matcher m = TEXT.matcher(text);
    return m.matches() ? Optional.of(m.group(1)) : Optional.empty();
  }

  /// Whether a text is this key, in a time that does not depend on the first difference.
  boolean is(String text) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(digest), sha256(text));
  }

  /// Whether it is valid at a time.
  public boolean validAt(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  /// This key, created by a person on the command line.
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
