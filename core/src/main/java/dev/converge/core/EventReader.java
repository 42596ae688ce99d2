package dev.converge.core;

import dev.converge.core.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the members of an event's content: the inverse of [EventWriter].
final class EventReader {
  private final Json.Obj json;

  EventReader(Json.Obj json) {
    this.json = json;
  }

  @Nullable RequestKey request() {
    String key = optional("request_key");
    return key == null ? null : new RequestKey(key, text("request_fingerprint"));
  }

  Quote quote() {
    return new Quote(
        text("provider"),
        text("model"),
        number("max_tokens"),
        number("max_cost_micros"),
        json.get("why").orElse(null));
  }

  Proposal proposal() {
    EventReader provenance = required("provenance");
    return new Proposal(
        text("key"),
        optional("fact_id"),
        text("content"),
        object("data"),
        ((Json.Num) member("confidence")).value(),
        strings("cites"),
        list("citations", EventReader::citation),
        new Provenance(
            provenance.word("origin", Provenance.Origin.class),
            provenance.text("version"),
            provenance.optional("model"),
            provenance.optional("prompt_hash")));
  }

  private static Citation citation(Json value) {
    EventReader in = new EventReader((Json.Obj) value);
    return new Citation(in.text("source"), in.optional("title"), in.optional("passage"));
  }

  Budget budget() {
    return new Budget(
        integer("max_cycles"),
        integer("max_facts"),
        duration("max_duration_ms"),
        number("max_tokens"),
        number("max_cost_micros"));
  }

  Spent spent() {
    return new Spent(
        integer("cycles"),
        integer("facts"),
        duration("running_ms"),
        number("tokens"),
        number("cost_micros"));
  }

  boolean has(String name) {
    return json.get(name).isPresent();
  }

  private Json member(String name) {
    return json.get(name)
        .orElseThrow(
            () -> new IllegalArgumentException("event: member \"" + name + "\" is missing"));
  }

  String text(String name) {
    return string(member(name));
  }

  @Nullable String optional(String name) {
    return json.get(name).map(EventReader::string).orElse(null);
  }

  static String string(Json value) {
    return ((Json.Str) value).value();
  }

  Json.@Nullable Obj object(String name) {
    return (Json.Obj) json.get(name).orElse(null);
  }

  Optional<EventReader> inner(String name) {
    return json.get(name).map(value -> new EventReader((Json.Obj) value));
  }

  EventReader required(String name) {
    return new EventReader((Json.Obj) member(name));
  }

  long number(String name) {
    return asNumber(member(name));
  }

  static long asNumber(Json value) {
    return (long) ((Json.Num) value).value();
  }

  int integer(String name) {
    return Math.toIntExact(number(name));
  }

  boolean bool(String name) {
    return ((Json.Bool) member(name)).value();
  }

  Duration duration(String name) {
    return Duration.ofMillis(number(name));
  }

  @Nullable Instant time(String name) {
    return json.get(name).map(EventReader::string).map(Instant::parse).orElse(null);
  }

  <E extends Enum<E>> E word(String name, Class<E> type) {
    return constant(text(name), type);
  }

  static <E extends Enum<E>> E constant(String word, Class<E> type) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  List<String> strings(String name) {
    return strings(member(name));
  }

  static List<String> strings(Json value) {
    List<String> out = new ArrayList<>();
    ((Json.Arr) value).items().forEach(item -> out.add(string(item)));
    return out;
  }

  <T> List<T> list(String name, Function<Json, T> read) {
    List<T> out = new ArrayList<>();
    ((Json.Arr) member(name)).items().forEach(item -> out.add(read.apply(item)));
    return out;
  }

  <T> SortedMap<String, T> map(String name, Function<Json, T> read) {
    TreeMap<String, T> out = new TreeMap<>();
    ((Json.Obj) member(name)).fields().forEach((key, value) -> out.put(key, read.apply(value)));
    return out;
  }
}
