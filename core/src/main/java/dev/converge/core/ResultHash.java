package dev.converge.core;

import dev.converge.core.event.EventWriter;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Digest;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Keys;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The hash of a run's result: equal for the same template content, versions, seeds and answers, on
/// every machine. It does not depend on times, the number of cycles, or ids.
public final class ResultHash {
  private ResultHash() {}

  static String of(Program program, RunState state, Status status, @Nullable HaltReason reason) {
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open();
    out.name("facts").openArray();
    sorted(state.context, false).forEach(fact -> fact(out, fact));
    out.closeArray();
    if (reason != null) {
      out.field("reason", EnumWord.of(reason));
    }
    out.name("seeds").openArray();
    sorted(state.context, true).forEach(fact -> fact(out, fact));
    out.closeArray();
    out.field("status", EnumWord.of(status));
    out.field("template", program.hash());
    out.name("versions").open();
    Map<String, String> versions =
        state.started == null ? new TreeMap<>() : state.started.versions();
    versions.forEach((name, version) -> out.field(name, version));
    out.close();
    out.close();
    return Digest.sha256(out.bytes());
  }

  private static List<Fact> sorted(Context context, boolean seeds) {
    return context.facts().stream()
        .filter(fact -> fact.key().equals(Keys.SEEDS) == seeds)
        .sorted(
            Comparator.comparing(Fact::key, Program::byCodePoint)
                .thenComparing(Fact::id, Program::byCodePoint))
        .toList();
  }

  private static void fact(CanonicalWriter out, Fact fact) {
    out.open();
    out.name("citations").openArray();
    for (Citation citation : fact.citations()) {
      EventWriter.citation(out, citation);
    }
    out.closeArray();
    out.field("cites", fact.cites());
    out.field("content", fact.content());
    out.field("data", fact.data());
    out.field("id", fact.id());
    out.field("key", fact.key());
    out.close();
  }
}
