package dev.converge.audit;

import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.Members;
import dev.converge.engine.store.AdminLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The administrative log as a file of lines of JSON: a header, the entries, and a signature over
/// the SHA-256 digest of everything before it.
public final class AdminLogExport {
  /// What the header calls the format.
  static final String FORMAT = "converge-admin-log";

  private static final int VERSION = 1;
  private static final int PAGE = 500;

  private AdminLogExport() {}

  /// Writes the whole log; reads it page by page and may block.
  ///
  /// @throws IOException if the output cannot be written
  public static void write(AdminLog log, String server, SigningKey key, OutputStream out)
      throws IOException {
    MessageDigest digest = sha256();
    CanonicalWriter header = new CanonicalWriter(128);
    header.open().field("format", FORMAT).field("server", server).field("version", VERSION).close();
    line(out, digest, new String(header.bytes(), StandardCharsets.UTF_8));
    long after = 0;
    List<AdminLog.Entry> page = log.entries(after, PAGE);
    while (!page.isEmpty()) {
      for (AdminLog.Entry entry : page) {
        line(out, digest, entry.line());
      }
      after = page.getLast().sequence();
      page = log.entries(after, PAGE);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    CanonicalWriter end = new CanonicalWriter(512);
    end.open()
        .field("algorithm", "Ed25519")
        .field("entries", after)
        .field("key_id", key.publicKey().id())
        .field("public_key", key.publicKey().hex())
        .field("sha256", sha256)
        .field(
            "signature",
            HexFormat.of().formatHex(key.sign(sha256.getBytes(StandardCharsets.US_ASCII))))
        .close();
    out.write(end.bytes());
    out.write('\n');
  }

  private static void line(OutputStream out, MessageDigest digest, String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    digest.update(bytes);
    out.write(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// What a verification found.
  ///
  /// @param entries how many there are
  /// @param keyId of the key that the file is signed with; empty if it cannot be told
  /// @param problems what does not fit; empty if everything does
  public record Verified(long entries, String keyId, List<String> problems) {
    /// Copies the list.
    public Verified {
      problems = List.copyOf(problems);
    }
  }

  /// Whether a file starts like an exported log.
  public static boolean isOne(String firstLine) {
    return firstLine.startsWith("{\"format\":\"" + FORMAT + "\"");
  }

  /// Verifies an exported log: numbers, chain, digest and signature.
  ///
  /// @param trusted the server's key, or `null` to use the one in the file
  /// @throws IOException if it cannot be read
  public static Verified verify(BufferedReader in, @Nullable VerifyKey trusted) throws IOException {
    Check check = new Check(trusted);
    String line = in.readLine();
    if (line == null || !isOne(line)) {
      return new Verified(0, "", List.of("line 1: not the header of an administrative log"));
    }
    check.digest(line);
    String next = in.readLine();
    long number = 2;
    while (next != null) {
      String current = next;
      next = in.readLine();
      if (next == null) {
        check.end(current, number);
      } else {
        check.entry(current, number);
      }
      number++;
    }
    return check.verified();
  }

  private static final class Check {
    private final @Nullable VerifyKey trusted;
    private final MessageDigest digest = sha256();
    private final List<String> problems = new ArrayList<>();
    private long sequence;
    private String previous = AdminLog.START;
    private String keyId = "";
    private boolean ended;

    Check(@Nullable VerifyKey trusted) {
      this.trusted = trusted;
    }

    void digest(String line) {
      digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    void entry(String line, long number) {
      digest(line);
      sequence++;
      try {
        Json.Obj entry = (Json.Obj) Json.parse(line);
        TreeMap<String, Json> unsealed = new TreeMap<>(entry.fields());
        Json hash = unsealed.remove("hash");
        expect(Json.of((double) sequence), entry.get("sequence").orElse(null), number, "sequence");
        expect(Json.of(previous), entry.get("previous").orElse(null), number, "previous hash");
        expect(Json.of(Digest.of(new Json.Obj(unsealed).canonical())), hash, number, "hash");
        previous = hash instanceof Json.Str(var text) ? text : "";
      } catch (JsonException | ClassCastException e) {
        problems.add("line " + number + ": not an entry: " + e.getMessage());
      }
    }

    private void expect(Json expected, @Nullable Json found, long number, String what) {
      if (!expected.equals(found)) {
        problems.add(
            "line "
                + number
                + ": "
                + what
                + " does not fit (expected: "
                + expected.canonical()
                + ")");
      }
    }

    void end(String line, long number) {
      ended = true;
      String sha256 = HexFormat.of().formatHex(digest.digest());
      try {
        Json.Obj end = (Json.Obj) Json.parse(line);
        expect(Json.of(sha256), end.get("sha256").orElse(null), number, "sha256");
        expect(Json.of((double) sequence), end.get("entries").orElse(null), number, "entries");
        Members in = new Members("signature", end);
        VerifyKey key = new VerifyKey(in.text("public_key"));
        keyId = key.id();
        if (trusted != null && !trusted.equals(key)) {
          problems.add("line " + number + ": signed with key " + keyId + ", which is not trusted");
        }
        if (!key.verifies(
            sha256.getBytes(StandardCharsets.US_ASCII),
            HexFormat.of().parseHex(in.text("signature")))) {
          problems.add("line " + number + ": the signature does not match this file");
        }
      } catch (JsonException | ClassCastException | IllegalArgumentException e) {
        problems.add("line " + number + ": not a signature line: " + e.getMessage());
      }
    }

    Verified verified() {
      if (!ended) {
        problems.add("the file ends without a signature");
      }
      return new Verified(sequence, keyId, problems);
    }
  }
}
