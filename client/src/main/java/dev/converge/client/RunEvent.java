package dev.converge.client;

import java.time.Instant;

/// Something that happened in a run.
public final class RunEvent {
  private final JsonObject json;

  RunEvent(JsonObject json) {
    this.json = json;
  }

  /// The place among the events of the run: 1, 2, 3 and so on.
  public long sequence() {
    return json.integer("sequence");
  }

  /// What happened, such as `fact_promoted`; it says which members [#json] has.
  public String type() {
    return json.text("type");
  }

  /// When it happened.
  public Instant at() {
    return Instant.parse(json.text("at"));
  }

  /// Whether the run ended with it.
  public boolean isFinal() {
    return json.has("summary");
  }

  /// The event with all its members.
  public JsonObject json() {
    return json;
  }

  @Override
  public String toString() {
    return sequence() + " " + type();
  }
}
