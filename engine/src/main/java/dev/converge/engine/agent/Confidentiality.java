package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether what a run knows may leave the machine. It may not if the flow's wiring says `policy: {
/// confidentiality: restricted }`, or if one of the job's seeds `matter:` says so: in its data as
/// `confidentiality`, where every value but `open` restricts, or by the word "restricted" in its
/// text. What is unclear restricts.
public final class Confidentiality {
  /// How the ids of the seeds begin that may restrict a job.
  public static final String MATTER = "matter:";

  private static final String FIELD = "confidentiality";
  private static final String OPEN = "open";
  private static final String RESTRICTED = "restricted";
  private static final Pattern WORD =
      Pattern.compile("(?i)(?<![\\p{L}\\p{N}])restricted(?![\\p{L}\\p{N}])");

  private Confidentiality() {}

  /// Whether no remote model and no remote search may be asked.
  ///
  /// @param program whose wiring may restrict all its jobs
  /// @param context whose seeds may restrict the job
  public static boolean restricted(Program program, Context context) {
    return tier(program.definition().policy()).filter(RESTRICTED::equals).isPresent()
        || context.facts(Keys.SEEDS).stream()
            .anyMatch(seed -> seed.id().startsWith(MATTER) && restricts(seed));
  }

  private static boolean restricts(Fact matter) {
    Json.Obj data = matter.data();
    boolean closed =
        data != null && data.get(FIELD).isPresent() && tier(data).filter(OPEN::equals).isEmpty();
    return closed || WORD.matcher(matter.content()).find();
  }

  private static Optional<String> tier(Json.Obj data) {
    return data.get(FIELD)
        .filter(Json.Str.class::isInstance)
        .map(text -> ((Json.Str) text).value().strip().toLowerCase(Locale.ROOT));
  }
}
