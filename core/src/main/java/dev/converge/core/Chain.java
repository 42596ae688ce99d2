package dev.converge.core;

import dev.converge.core.event.EventType;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.text.Times;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The chain of hashes over a run's events: proves that none was changed, removed, added or moved.
///
/// The content digest of an event is SHA-256 over its 16 bytes of salt and the canonical form of
/// its content (the members that are its own). Its hash is SHA-256 over the canonical form of its
/// header: `agent` (if any), `at`, `content` (that digest), `cycle`, `previous` (the hash before
/// it; 64 zeros before the first), `run_id`, `sequence` and `type`. So the content of an event can
/// be erased, salt and all, and the chain still verifies. Not thread-safe.
public final class Chain {
  /// The hash before the first event.
  public static final String START = "0".repeat(64);

  /// Bytes of salt of each event.
  public static final int SALT_BYTES = 16;

  /// Typical number of bytes of the members that all events have, and of an event's own members.
  private static final int HEADER_BYTES = 400;

  private static final int CONTENT_BYTES = 1_200;
  private static final HexFormat HEX = HexFormat.of();
  private static final List<String> HEADER =
      List.of("sequence", "type", "run_id", "cycle", "agent", "at", "salt", "hash");
  private final String runId;
  private final MessageDigest digest;
  private final CanonicalWriter header = new CanonicalWriter(HEADER_BYTES);
  private String previous;

  /// A chain that continues after a hash.
  public Chain(String runId, String previous) {
    this.runId = runId;
    this.previous = previous;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// The hash of the last event.
  public String last() {
    return previous;
  }

  /// Seals the next events.
  ///
  /// @param salt fresh randomness, [#SALT_BYTES] for each event
  public List<Sealed> seal(List<Event> events, byte[] salt) {
    List<Sealed> out = new ArrayList<>(events.size());
    CanonicalWriter content = new CanonicalWriter(CONTENT_BYTES);
    CanonicalWriter line = new CanonicalWriter(CONTENT_BYTES + HEADER_BYTES);
    for (int i = 0; i < events.size(); i++) {
      out.add(seal(events.get(i), salt, i * SALT_BYTES, content.clear(), line.clear()));
    }
    return out;
  }

  /// @param content to write the event's own members
  /// @param line to write the whole event
  private Sealed seal(
      Event event, byte[] salts, int from, CanonicalWriter content, CanonicalWriter line) {
    String type = event.body().type().journalName();
    String at = Times.format(event.at());
    EventContent.write(content, event.body());
    digest.update(salts, from, SALT_BYTES);
    String own = digest(content);
    String hash = next(event.agent(), at, own, event.cycle(), event.sequence(), type);
    String salt = HEX.formatHex(salts, from, from + SALT_BYTES);
    line.open().field("sequence", event.sequence()).field("type", type).field("run_id", runId);
    line.field("cycle", event.cycle()).field("agent", event.agent()).field("at", at);
    line.rest(content).field("salt", salt).field("hash", hash).close();
    return new Sealed(event.sequence(), type, hash, line.bytes());
  }

  private String digest(String salt, CanonicalWriter content) {
    digest.update(HEX.parseHex(salt));
    return digest(content);
  }

  private String digest(CanonicalWriter content) {
    content.digest(digest);
    return HEX.formatHex(digest.digest());
  }

  private String next(
      @Nullable String agent, String at, String content, long cycle, long sequence, String type) {
    header.clear().open().field("agent", agent).field("at", at).field("content", content);
    header.field("cycle", cycle).field("previous", previous).field("run_id", runId);
    header.field("sequence", sequence).field("type", type).close();
    header.digest(digest);
    previous = HEX.formatHex(digest.digest());
    return previous;
  }

  /// An event without its content and salt. The digest of the content replaces them, so the chain
  /// still verifies, but the content cannot be derived from it.
  ///
  /// @throws IllegalArgumentException if the line is not an event
  public static Sealed erase(Sealed event) {
    Json.Obj json = (Json.Obj) Json.parse(new String(event.json(), StandardCharsets.UTF_8));
    if (json.get("erased").isPresent()) {
      return event;
    }
    Members in = new Members("event", json);
    String content =
        new Chain("", START).digest(in.text("salt"), new CanonicalWriter().value(own(json)));
    CanonicalWriter line = new CanonicalWriter(HEADER_BYTES);
    line.open().field("sequence", event.sequence()).field("type", event.type());
    line.field("run_id", in.text("run_id")).field("cycle", in.number("cycle"));
    line.field("agent", in.optional("agent"));
    line.field("at", in.text("at")).field("content_digest", content);
    line.field("erased", true).field("hash", event.hash()).close();
    return new Sealed(event.sequence(), event.type(), event.hash(), line.bytes());
  }

  private static Json.Obj own(Json.Obj json) {
    TreeMap<String, Json> own = new TreeMap<>(json.fields());
    HEADER.forEach(own::remove);
    return new Json.Obj(own);
  }

  /// Reads an event back from its line.
  ///
  /// @throws IllegalArgumentException if the line is not an event
  public static Event read(byte[] line) {
    return read((Json.Obj) Json.parse(new String(line, StandardCharsets.UTF_8)));
  }

  /// Reads an event back from its JSON.
  ///
  /// @throws IllegalArgumentException if it is not an event
  public static Event read(Json.Obj json) {
    Members in = new Members("event", json);
    String agent = in.optional("agent");
    int cycle = (int) in.number("cycle");
    String type = in.text("type");
    Body body = EventContent.read(EventType.of(type), cycle, agent, json);
    return new Event(in.number("sequence"), cycle, Instant.parse(in.text("at")), agent, body);
  }

  /// Checks that a line is the next one of the chain, and adds it.
  ///
  /// @return what is wrong, or `null`
  public @Nullable String verify(Json.Obj json) {
    Members in = new Members("event", json);
    if (!in.text("run_id").equals(runId)) {
      return "event " + in.number("sequence") + " is of another run, " + in.text("run_id");
    }
    String content =
        json.get("erased").isPresent()
            ? in.text("content_digest")
            : digest(in.text("salt"), new CanonicalWriter().value(own(json)));
    long sequence = in.number("sequence");
    String hash =
        next(
            in.optional("agent"),
            in.text("at"),
            content,
            in.number("cycle"),
            sequence,
            in.text("type"));
    return hash.equals(in.text("hash"))
        ? null
        : "event " + sequence + ": hash is " + in.text("hash") + " (expected: " + hash + ")";
  }
}
