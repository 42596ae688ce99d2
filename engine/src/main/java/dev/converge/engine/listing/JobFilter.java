package dev.converge.engine.listing;

import dev.converge.core.status.Status;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Selects the jobs of a list. `null` and empty match every job. All filters must match.
///
/// @param statuses of the job's first run: any of these
/// @param reason why that run was halted or paused, in lower case
/// @param template name
/// @param version of the template
/// @param mode of the job, in lower case
/// @param correlationId of the job
/// @param prefix start of the job id or the correlation id
/// @param metadata members that the job's metadata must have, with these values
/// @param oldestFirst the order; newest first if false
public record JobFilter(
    List<Status> statuses,
    @Nullable String reason,
    @Nullable String template,
    @Nullable String version,
    @Nullable String mode,
    @Nullable String correlationId,
    @Nullable String prefix,
    SortedMap<String, String> metadata,
    boolean oldestFirst) {
  /// Every job, newest first.
  public static final JobFilter ALL = of(null, null, null);

  /// Copies the collections; each status counts once.
  public JobFilter {
    statuses = statuses.stream().distinct().sorted().toList();
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /// Filters by one status, template and correlation id.
  public static JobFilter of(
      @Nullable Status status, @Nullable String template, @Nullable String correlationId) {
    return new JobFilter(
        status == null ? List.of() : List.of(status),
        null,
        template,
        null,
        null,
        correlationId,
        null,
        new TreeMap<>(),
        false);
  }

  /// Filters by one status.
  public JobFilter only(Status status) {
    return new JobFilter(
        List.of(status),
        reason,
        template,
        version,
        mode,
        correlationId,
        prefix,
        metadata,
        oldestFirst);
  }

  /// Whether a job matches.
  public boolean matches(Row row) {
    return (statuses.isEmpty() || statuses.contains(row.status))
        && same(reason, row.reason)
        && same(template, row.template)
        && same(version, row.version)
        && same(mode, row.mode)
        && same(correlationId, row.correlationId)
        && (prefix == null || starts(row.jobId, prefix) || starts(row.correlationId, prefix))
        && metadata.entrySet().stream()
            .allMatch(member -> member.getValue().equals(row.notes.text(member.getKey())));
  }

  /// The properties of a job that filters check.
  public record Row(
      String jobId,
      Status status,
      @Nullable String reason,
      String template,
      String version,
      @Nullable String mode,
      @Nullable String correlationId,
      JobNotes notes) {}

  private static boolean same(@Nullable String wanted, @Nullable String found) {
    return wanted == null || wanted.equals(found);
  }

  private static boolean starts(@Nullable String text, String prefix) {
    return text != null && text.startsWith(prefix);
  }
}
