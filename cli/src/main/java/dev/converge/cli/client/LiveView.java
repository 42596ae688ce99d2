package dev.converge.cli.client;

import dev.converge.core.event.EventType;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows a run's events to a person as they arrive: one line for each important event. Control
/// characters in content are shown as blanks, so that a fact cannot control the terminal.
public final class LiveView {
  private static final int WIDTH = 110;
  private final PrintWriter out;

  /// Proposals that are neither facts nor dropped yet, by id.
  private final Map<String, String> proposed = new HashMap<>();

  /// Prints to a writer.
  public LiveView(PrintWriter out) {
    this.out = out;
  }

  /// Prints an event if it is of interest to people.
  public void show(Json.Obj event) {
    // A newer server may send unknown types.
    EventType.named(text(event, "type")).ifPresent(type -> show(type, event));
    out.flush();
  }

  /// An expression, so that the compiler requires every type.
  ///
  /// @return whether the event is shown
  private boolean show(EventType type, Json.Obj event) {
    String agent = text(event, "agent");
    return switch (type) {
      case RUN_STARTED ->
          line(
              "%s %s, mode %s",
              text(event, "template"), text(event, "version"), text(event, "mode"));
      case SEED_ADMITTED -> line("  seed  %-24s %s", text(event, "id"), content(event));
      case CYCLE_STARTED -> line("cycle %s: %s", number(event, "cycle"), agents(event));
      case AGENT_FAILED ->
          line(
              "  FAIL  %s: %s (attempt %s%s)",
              agent,
              text(event, "message"),
              number(event, "attempt"),
              event.get("retry_at").isPresent() ? ", asked again" : "");
      case PROPOSAL_MADE -> {
        proposed.put(text(event, "proposal_id"), content(event));
        yield false;
      }
      case FACT_PROMOTED -> {
        proposed.remove(text(event, "proposal_id"));
        yield line("  fact  %-24s %s", text(event, "fact_id"), content(event));
      }
      case PROPOSAL_REJECTED -> {
        proposed.remove(text(event, "proposal_id"));
        yield line("  drop  %-24s %s", text(event, "proposal_id"), text(event, "message"));
      }
      case APPROVAL_REQUESTED -> {
        line(
            "  WAIT  %-24s %s %s must decide on %s",
            text(event, "proposal_id"),
            text(event, "role").matches("(?i)[aeiou].*") ? "an" : "a",
            text(event, "role"),
            text(event, "fact_id"));
        Optional.ofNullable(proposed.get(text(event, "proposal_id")))
            .ifPresent(what -> line("        %s", what));
        yield true;
      }
      case APPROVAL_GIVEN ->
          line(
              "  approved by %s: %s (%s more must approve)",
              actor(event), text(event, "proposal_id"), number(event, "missing"));
      case APPROVAL_DECIDED ->
          line("  %s by %s: %s", text(event, "decision"), actor(event), text(event, "proposal_id"));
      case PROPOSAL_RETURNED ->
          line(
              "  returned by %s: %s, %s",
              actor(event), text(event, "proposal_id"), text(event, "comment"));
      case INVARIANT_VIOLATED ->
          line("  BROKEN %s: %s", text(event, "invariant"), text(event, "message"));
      case INVARIANT_RESTORED -> line("  holds again: %s", text(event, "invariant"));
      case TIER_REACHED -> line("  tier %s reached", text(event, "tier"));
      case OSCILLATION_DETECTED ->
          line("  agents keep waking each other: %s", array(event, "agents"));
      case RUN_CONTINUED ->
          line("continued by %s, epoch %s%s", actor(event), number(event, "epoch"), why(event));
      case RUN_STATUS -> status(event);
      case AGENT_STARTED,
          MODEL_SENT,
          MODEL_CALLED,
          AGENT_COMPLETED,
          OBSERVATION_RECEIVED,
          CYCLE_COMPLETED,
          BUDGET_CHANGED ->
          // Calls, completions and counts are for the log, not for a watching person.
          false;
    };
  }

  /// Marks a name that was not authenticated.
  private static String actor(Json.Obj event) {
    boolean asserted = event.get("asserted").filter(Json.of(true)::equals).isPresent();
    return text(event, "actor") + (asserted ? " (asserted)" : "");
  }

  private static String why(Json.Obj event) {
    String reason = text(event, "reason");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private boolean status(Json.Obj event) {
    String status = text(event, "status");
    if (status.equals("running")) {
      return false;
    }
    String reason = text(event, "reason");
    String detail = text(event, "detail");
    line(
        "%s%s%s",
        status, reason.isEmpty() ? "" : " (" + reason + ")", detail.isEmpty() ? "" : ": " + detail);
    if (event.get("spent").orElse(null) instanceof Json.Obj spent) {
      line(
          "  %s cycles, %s facts, %s tokens, %s ms",
          number(spent, "cycles"),
          number(spent, "facts"),
          number(spent, "tokens"),
          number(spent, "running_ms"));
    }
    if (event.get("summary").orElse(null) instanceof Json.Obj summary) {
      line("  result_hash %s", text(summary, "result_hash"));
    }
    return true;
  }

  private static String agents(Json.Obj event) {
    if (!(event.get("agents").orElse(null) instanceof Json.Arr(var items))) {
      return "";
    }
    List<String> names = items.stream().map(item -> text((Json.Obj) item, "agent")).toList();
    return String.join(", ", names);
  }

  private static String array(Json.Obj event, String name) {
    return event.get(name).map(Json::canonical).orElse("");
  }

  private static String content(Json.Obj event) {
    Json data = event.get("data").orElse(Json.Obj.EMPTY);
    return DataText.shortened(text(event, "content"), WIDTH)
        + (data instanceof Json.Obj members ? DataText.of(members) : "")
        + confidence(event);
  }

  private static String confidence(Json.Obj event) {
    return event.get("confidence").orElse(null) instanceof Json.Num number && number.value() < 1
        ? " (confidence " + number.canonical() + ")"
        : "";
  }

  /// A text member of an object; empty if there is none.
  public static String text(Json.Obj event, String name) {
    return OptionalMembers.textOrEmpty(event, name);
  }

  private static String number(Json.Obj event, String name) {
    return event.get(name).map(Json::canonical).orElse("?");
  }

  private boolean line(String format, Object... args) {
    String line = String.format(java.util.Locale.ROOT, format, shown(args));
    out.println(line);
    return true;
  }

  private static Object[] shown(Object[] args) {
    Object[] clean = new Object[args.length];
    for (int i = 0; i < args.length; i++) {
      clean[i] = clean(args[i]);
    }
    return clean;
  }

  private static String clean(Object arg) {
    String text = String.valueOf(arg);
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c ->
            out.appendCodePoint(
                Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c));
    return out.toString();
  }
}
