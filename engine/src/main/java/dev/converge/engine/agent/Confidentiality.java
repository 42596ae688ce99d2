package dev.converge.engine.agent;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Whether a run's content may leave the machine. It must not if the flow's wiring says `policy: {
/// confidentiality: restricted }`, or if one of the job's seeds `matter:` says so: with the member
/// `confidentiality` in its data, where every value except `open` restricts, or with the word
/// "restricted" in its text. Unclear cases restrict.
public final class Confidentiality {
  /// Prefix of the ids of seeds that can restrict a job.
  public static final String MATTER = "matter:";

  private static final String FIELD = "confidentiality";
  private static final String OPEN = "open";
  private static final String RESTRICTED = "restricted";
  private static final Pattern WORD =
      Pattern.compile("(?i)(?<![\\p{L}\\p{N}])restricted(?![\\p{L}\\p{N}])");

  private Confidentiality() {}

  /// Whether remote models and remote searches must not be asked.
  ///
  /// @param program whose wiring can restrict all its jobs
  /// @param context whose seeds can restrict the job
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
