package dev.converge.runtime.grpc.message;

import dev.converge.core.Chain;
import dev.converge.core.Event;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An event whose stored bytes are parsed at most once, and only if a message needs more than its
/// header. Used by one thread at a time.
public final class ParsedEvent {
  private final Sealed sealed;
  private Json.@Nullable Obj json;
  private @Nullable Event event;

  /// For a stored event.
  public ParsedEvent(Sealed sealed) {
    this.sealed = sealed;
  }

  /// The event as stored.
  public Sealed sealed() {
    return sealed;
  }

  /// The event in JSON.
  Json.Obj json() {
    Json.Obj parsed = json;
    if (parsed == null) {
      parsed = (Json.Obj) Json.parse(text());
      json = parsed;
    }
    return parsed;
  }

  /// The stored text.
  String text() {
    return new String(sealed.json(), StandardCharsets.UTF_8);
  }

  /// The event as a core type.
  public Event event() {
    Event read = event;
    if (read == null) {
      read = Chain.read(json());
      event = read;
    }
    return read;
  }
}
