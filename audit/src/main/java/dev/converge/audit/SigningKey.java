package dev.converge.audit;

import dev.converge.audit.VerifyKey.Pem;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The Ed25519 key with which a server signs its bundles. Thread-safe.
public final class SigningKey {
  /// Name of the key's file in the data directory.
  public static final String FILE = "signing-key.pem";

  private static final Set<PosixFilePermission> TOO_OPEN =
      EnumSet.of(
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final PrivateKey key;
  private final VerifyKey publicKey;

  private SigningKey(PrivateKey key, VerifyKey publicKey) {
    this.key = key;
    this.publicKey = publicKey;
  }

  /// The key in a data directory; created at the first call, readable only by its owner.
  ///
  /// @throws ConvergeException with `INVALID` if the file does not contain such a key, with
  ///   `UNAVAILABLE` if it cannot be read or written
  public static SigningKey ofDirectory(Path data) {
    Path file = data.resolve(FILE);
    if (Files.exists(file)) {
      return read(file);
    }
    SigningKey created = generate();
    try {
      store(file, Pem.encode("PRIVATE KEY", created.key.getEncoded()));
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "signing key: " + file + " cannot be written: " + e.getMessage(),
          e);
    }
    return created;
  }

  /// The key in a file: PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` writes it.
  ///
  /// @throws ConvergeException with `INVALID` if the file does not contain such a key or others
  ///   than its owner and group have access, with `UNAVAILABLE` if it cannot be read
  public static SigningKey read(Path file) {
    try {
      requirePrivate(file);
      return parse(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException | java.nio.charset.CharacterCodingException e) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "signing key: " + file + " is not a key (expected: an Ed25519 key, PKCS#8 in PEM)",
          e);
    } catch (NoSuchFileException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "signing key: "
              + file
              + " does not exist (expected: a file from `openssl genpkey -algorithm ed25519`)",
          e);
    } catch (AccessDeniedException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "signing key: "
              + file
              + " cannot be read: access is denied (expected: a file owned by the server's user)",
          e);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "signing key: " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /// A group is allowed to read it, because pods read mounted secrets that way.
  private static void requirePrivate(Path file) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!Collections.disjoint(mode, TOO_OPEN)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "signing key: "
              + file
              + " has mode "
              + PosixFilePermissions.toString(mode)
              + " (expected: rw------- or r--r-----, so that no other user can sign)");
    }
  }

  /// A new key.
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), VerifyKey.of(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
    }
  }

  /// Reads a private key in PEM form (PKCS #8, Ed25519).
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if it is not such a key
  public static SigningKey parse(String pem) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Pem.decode("PRIVATE KEY", pem)));
      return new SigningKey(key, publicHalf(key));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("key: no Ed25519 key in PKCS#8", e);
    }
  }

  /// A generator that returns the private key's own bytes generates its pair again. The JDK has no
  /// other way to get the public half. The result is checked.
  private static VerifyKey publicHalf(PrivateKey key) throws GeneralSecurityException {
    byte[] seed = ((EdECPrivateKey) key).getBytes().orElseThrow();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new Drawn(seed));
    KeyPair pair = generator.generateKeyPair();
    VerifyKey half = VerifyKey.of(pair.getPublic());
    byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
    if (!half.verifies(probe, new SigningKey(key, half).sign(probe))) {
      throw new GeneralSecurityException("the public half does not fit");
    }
    return half;
  }

  private static final class Drawn extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    Drawn(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(Arrays.copyOf(seed, bytes.length), 0, bytes, 0, bytes.length);
    }
  }

  /// Atomic: a crash leaves no partial key.
  private static void store(Path file, String pem) throws IOException {
    Path fresh = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(fresh);
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out = FileChannel.open(fresh, options, mode)) {
      ByteBuffer bytes = ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The public half.
  public VerifyKey publicKey() {
    return publicKey;
  }

  /// Signs a message: 64 bytes, always the same for the same message.
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that was read can sign", e);
    }
  }
}
