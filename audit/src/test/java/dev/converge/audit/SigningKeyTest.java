package dev.converge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  /// RFC 8032, 7.1, test 1.
  private static final String PUBLIC =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  @TempDir private Path data;

  @Test
  void aKeyIsCreatedOnceAndReadableByItsOwnerAlone() throws IOException {
    SigningKey created = SigningKey.ofDirectory(data);
    assertEquals(created.publicKey(), SigningKey.ofDirectory(data).publicKey());
    Path file = data.resolve(SigningKey.FILE);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (var files = Files.list(data)) {
      assertEquals(1, files.count());
    }
    byte[] message = {1, 2, 3};
    assertTrue(created.publicKey().verifies(message, SigningKey.read(file).sign(message)));
  }

  @Test
  void thePublicHalfAndSignaturesAreThoseOfTheRfc() {
    assertEquals(PUBLIC, Samples.KEY.publicKey().hex());
    assertEquals(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        HexFormat.of().formatHex(Samples.KEY.sign(new byte[0])));
  }

  @Test
  void aPublicKeyIsReadFromPemAndFromDigits() {
    VerifyKey key = new VerifyKey(PUBLIC);
    assertEquals(key, VerifyKey.parse(key.pem()));
    assertEquals(key, VerifyKey.parse(PUBLIC + "\n"));
    assertEquals(64, key.id().length());
    assertThrows(IllegalArgumentException.class, () -> VerifyKey.parse("no key"));
    assertThrows(
        IllegalArgumentException.class, () -> VerifyKey.parse("-----BEGIN PUBLIC KEY-----"));
    assertFalse(new VerifyKey("f".repeat(64)).verifies(new byte[1], new byte[64]));
  }

  @Test
  void aFileThatIsNotAKeyIsRefused() throws IOException {
    Path file = data.resolve(SigningKey.FILE);
    Files.writeString(file, "not a key\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    ConvergeException refused =
        assertThrows(ConvergeException.class, () -> SigningKey.ofDirectory(data));
    assertEquals(ErrorCode.INVALID, refused.code());
    assertEquals(
        "signing key: " + file + " is not a key (expected: an Ed25519 key, PKCS#8 in PEM)",
        refused.getMessage());
    ConvergeException missing =
        assertThrows(ConvergeException.class, () -> SigningKey.read(data.resolve("none.pem")));
    assertEquals(ErrorCode.UNAVAILABLE, missing.code());
  }

  @Test
  void aKeyThatOthersCanReadIsRefusedAndOneOfAGroupIsNot() throws IOException {
    SigningKey key = SigningKey.ofDirectory(data);
    Path file = data.resolve(SigningKey.FILE);
    for (String mode : List.of("rw----r--", "rw--w----", "rw-----w-", "rw-r--r--")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      ConvergeException refused =
          assertThrows(ConvergeException.class, () -> SigningKey.ofDirectory(data));
      assertEquals(ErrorCode.INVALID, refused.code());
      assertEquals(
          "signing key: %s has mode %s (expected: rw------- or r--r-----, so that no other user can sign)"
              .formatted(file, mode),
          refused.getMessage());
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    assertEquals(key.publicKey(), SigningKey.read(file).publicKey());
  }
}
