package dev.converge.engine.post;

import dev.converge.core.Input;
import dev.converge.core.Observation;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Roles;
import dev.converge.core.event.EventReader;
import dev.converge.core.event.EventWriter;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.json.Members;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Inputs from outside as canonical JSON.
public final class PostedInput {
  private PostedInput() {}

  /// Writes an input.
  ///
  /// @throws IllegalArgumentException if the input does not come from outside, or if its text is
  ///   not valid Unicode
  public static String write(Input input) {
    CanonicalWriter out = new CanonicalWriter().open();
    switch (input) {
      case Input.Decided in -> decided(out, in);
      case Input.Returned in -> returned(out, in);
      case Input.Observed in -> observed(out, in);
      case Input.Paused(var actor, var asserted, var reason, var at) ->
          person(out, "paused", actor, asserted, reason, at);
      case Input.Cancelled(var actor, var asserted, var reason, var at) ->
          person(out, "cancelled", actor, asserted, reason, at);
      case Input.Resumed(var actor, var asserted, var at) ->
          person(out, "resumed", actor, asserted, null, at);
      case Input.BudgetChanged in -> budgetChanged(out, in);
      case Input.Continued in -> continued(out, in);
      case Input.TimeReached(var at) -> out.field("at", time(at)).field("kind", "time_reached");
      case Input.Started _,
          Input.Quoted _,
          Input.Sent _,
          Input.Answered _,
          Input.Failed _,
          Input.ProviderBack _,
          Input.OutOfRoom _,
          Input.Broken _ ->
          throw new IllegalArgumentException(
              input.getClass().getSimpleName() + " (expected: an input from outside)");
    }
    return new String(out.close().bytes(), StandardCharsets.UTF_8);
  }

  private static String time(Instant at) {
    return Times.format(at);
  }

  private static void person(
      CanonicalWriter out,
      String kind,
      String actor,
      @Nullable Boolean asserted,
      @Nullable String reason,
      Instant at) {
    out.field("actor", actor);
    asserted(out, asserted);
    out.field("at", time(at)).field("kind", kind).field("reason", reason);
  }

  private static void asserted(CanonicalWriter out, @Nullable Boolean asserted) {
    if (asserted != null) {
      out.field("asserted", asserted.booleanValue());
    }
  }

  private static void decided(CanonicalWriter out, Input.Decided in) {
    out.field("actor", in.actor())
        .field("asserted", in.asserted())
        .field("at", time(in.at()))
        .field("comment", in.comment())
        .field("decision", EnumWord.of(in.decision()))
        .field("every_role", in.roles().every())
        .field("kind", "decided")
        .field("proposal_id", in.proposalId())
        .field("roles", List.copyOf(in.roles().names()));
  }

  private static void returned(CanonicalWriter out, Input.Returned in) {
    out.field("actor", in.actor())
        .field("asserted", in.asserted())
        .field("at", time(in.at()))
        .field("comment", in.comment())
        .field("every_role", in.roles().every())
        .field("kind", "returned")
        .field("proposal_id", in.proposalId())
        .field("roles", List.copyOf(in.roles().names()));
  }

  private static void observed(CanonicalWriter out, Input.Observed in) {
    out.field("actor", in.actor())
        .field("asserted", in.asserted())
        .field("at", time(in.at()))
        .field("content", in.content())
        .field("data", in.data())
        .field("id", in.id())
        .field("key", in.key())
        .field("kind", "observed");
    EventWriter.request(out, in.request());
  }

  private static void budgetChanged(CanonicalWriter out, Input.BudgetChanged in) {
    out.field("actor", in.actor());
    asserted(out, in.asserted());
    out.field("at", time(in.at())).name("budget");
    EventWriter.budget(out, in.budget());
    out.field("kind", "budget_changed");
  }

  private static void continued(CanonicalWriter out, Input.Continued in) {
    out.field("actor", in.actor())
        .field("asserted", in.asserted())
        .field("at", time(in.at()))
        .name("budget");
    EventWriter.budget(out, in.budget());
    out.field("kind", "continued").name("observations").openArray();
    for (Observation one : in.observations()) {
      out.open()
          .field("content", one.content())
          .field("data", one.data())
          .field("id", one.id())
          .field("key", one.key())
          .close();
    }
    out.closeArray().field("reason", in.reason());
    EventWriter.request(out, in.request());
  }

  /// Reads an input.
  ///
  /// @throws IllegalArgumentException if [#write] did not write it
  public static Input read(String json) {
    if (!(Json.parse(json) instanceof Json.Obj object)) {
      throw new IllegalArgumentException("input: (expected: an object)");
    }
    Members in = new Members("input", object);
    Instant at = Objects.requireNonNull(in.time("at"), "at");
    return switch (in.text("kind")) {
      case "decided" ->
          new Input.Decided(
              in.text("proposal_id"),
              in.word("decision", Decision.class),
              in.text("actor"),
              in.bool("asserted"),
              in.optional("comment"),
              roles(in),
              at);
      case "returned" ->
          new Input.Returned(
              in.text("proposal_id"),
              in.text("actor"),
              in.bool("asserted"),
              in.text("comment"),
              roles(in),
              at);
      case "observed" ->
          new Input.Observed(
              in.text("key"),
              in.optional("id"),
              in.text("content"),
              in.object("data"),
              in.text("actor"),
              in.bool("asserted"),
              EventReader.request(in),
              at);
      case "paused" ->
          new Input.Paused(in.text("actor"), EventReader.asserted(in), in.optional("reason"), at);
      case "cancelled" ->
          new Input.Cancelled(
              in.text("actor"), EventReader.asserted(in), in.optional("reason"), at);
      case "resumed" -> new Input.Resumed(in.text("actor"), EventReader.asserted(in), at);
      case "budget_changed" ->
          new Input.BudgetChanged(
              EventReader.budget(in.required("budget")),
              in.text("actor"),
              EventReader.asserted(in),
              at);
      case "continued" ->
          new Input.Continued(
              EventReader.budget(in.required("budget")),
              in.list(
                  "observations",
                  one ->
                      new Observation(
                          one.text("key"),
                          one.optional("id"),
                          one.text("content"),
                          one.object("data"))),
              in.text("actor"),
              in.bool("asserted"),
              in.optional("reason"),
              EventReader.request(in),
              at);
      case "time_reached" -> new Input.TimeReached(at);
      default ->
          throw new IllegalArgumentException(
              "input: kind \"" + in.text("kind") + "\" (expected: one from outside)");
    };
  }

  private static Roles roles(Members in) {
    return new Roles(new TreeSet<>(in.strings("roles")), in.bool("every_role"));
  }
}
