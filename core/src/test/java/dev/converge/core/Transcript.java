package dev.converge.core;

import dev.converge.core.event.EventType;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.status.Outcome;
import dev.converge.core.text.EnumWord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A transcript: a text of given events, inputs and the events that they must lead to.
///
/// ```
/// program gated                   begins anew, with a program of [TranscriptPrograms]
/// given                           stored events, replayed as they are
///   run_started 0 - 0 {…}         type, cycle, agent or -, milliseconds after noon, content
/// when {"input":"answered",…}     see [TranscriptInputs]
/// then accepted                   what became of the input, and its events
///   agent_completed 1 a 0 {…}
/// ```
final class Transcript {
  private final List<String> out = new ArrayList<>();
  private final Consumer<Seen> seen;
  private Program program = TranscriptPrograms.named("row");
  private RunState state = Core.initial(program);

  /// What a step showed.
  record Seen(RunState before, Optional<Input> input, Optional<Outcome> outcome, Event event) {}

  Transcript(Consumer<Seen> seen) {
    this.seen = seen;
  }

  /// The text as it would be if everything in it happened as it happens now.
  static List<String> replayed(Path file, Consumer<Seen> seen) throws IOException {
    Transcript transcript = new Transcript(seen);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("program ")) {
        transcript.begin(line);
      } else if (line.startsWith("when ")) {
        transcript.when(line);
        while (i + 1 < lines.size() && isThen(lines.get(i + 1))) {
          i++;
        }
      } else if (line.startsWith("  ")) {
        transcript.given(line);
      } else {
        transcript.out.add(line);
      }
    }
    return transcript.out;
  }

  private static boolean isThen(String line) {
    return line.startsWith("then ") || line.startsWith("  ");
  }

  private void begin(String line) {
    program = TranscriptPrograms.named(line.substring("program ".length()));
    state = Core.initial(program);
    out.add(line);
  }

  private void given(String line) {
    Event event = read(line.strip());
    RunState before = state;
    state = Core.replay(program, state, List.of(event));
    seen.accept(new Seen(before, Optional.empty(), Optional.empty(), event));
    out.add(line);
  }

  private void when(String line) {
    out.add(line);
    Input input =
        TranscriptInputs.read((Json.Obj) Json.parse(line.substring("when ".length())), state);
    Step step = Core.step(program, state, input);
    out.add("then " + word(step.outcome()));
    RunState before = state;
    for (Event event : step.events()) {
      String written = write(event);
      Event back = read(written);
      if (!back.equals(event)) {
        throw new AssertionError("read back as " + back + " (expected: " + event + ")");
      }
      out.add("  " + written);
      RunState after = Core.replay(program, before, List.of(event));
      seen.accept(new Seen(before, Optional.of(input), Optional.of(step.outcome()), event));
      before = after;
    }
    if (!before.equals(step.next())) {
      throw new AssertionError("replayed: " + before + " (expected: " + step.next() + ")");
    }
    if (step.events().isEmpty()) {
      Event none = new Event(0, 0, Play.NOON, null, new Body.InvariantRestored(""));
      seen.accept(new Seen(state, Optional.of(input), Optional.of(step.outcome()), none));
    }
    state = step.next();
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> "accepted";
      case Outcome.Unchanged _ -> "unchanged";
      case Outcome.Refused(var code, var message) ->
          "refused " + EnumWord.of(code) + ": " + message;
    };
  }

  private static String write(Event event) {
    CanonicalWriter body = new CanonicalWriter();
    EventContent.write(body, event.body());
    long millis = Duration.between(Play.NOON, event.at()).toMillis();
    return String.join(
        " ",
        event.body().type().journalName(),
        String.valueOf(event.cycle()),
        event.agent() == null ? "-" : event.agent(),
        String.valueOf(millis),
        new String(body.bytes(), StandardCharsets.UTF_8));
  }

  private Event read(String line) {
    String[] parts = line.split(" ", 5);
    int cycle = Integer.parseInt(parts[1]);
    String agent = parts[2].equals("-") ? null : parts[2];
    Json.Obj content = (Json.Obj) Json.parse(parts[4]);
    Body body = EventContent.read(EventType.of(parts[0]), cycle, agent, content);
    long sequence = out.isEmpty() ? 1 : next();
    return new Event(sequence, cycle, Play.NOON.plusMillis(Long.parseLong(parts[3])), agent, body);
  }

  /// The sequence of the next event: one for each line since the program began.
  private long next() {
    long count = 1;
    for (int i = out.size() - 1; i >= 0 && !out.get(i).startsWith("program "); i--) {
      count += out.get(i).startsWith("  ") ? 1 : 0;
    }
    return count;
  }

  /// Members of an object that are text.
  static TreeMap<String, String> texts(Json.Obj json) {
    TreeMap<String, String> texts = new TreeMap<>();
    json.fields().forEach((name, value) -> texts.put(name, ((Json.Str) value).value()));
    return texts;
  }
}
