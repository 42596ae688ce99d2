package dev.converge.runtime.jobs;

import dev.converge.core.status.Status;
import dev.converge.core.text.Nearest;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.problems.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the filters of the list of jobs.
final class JobFilters {
  private static final String METADATA = "metadata.";
  private static final List<String> ORDERS = List.of("newest", "oldest");
  private static final int MAX_STATUSES = 8;

  private JobFilters() {}

  static JobFilter of(Exchange exchange) {
    return new JobFilter(
        statuses(exchange.query("status")),
        exchange.query("reason"),
        exchange.query("template"),
        exchange.query("version"),
        word(exchange, "mode", JobQuery.MODES),
        exchange.query("correlation_id"),
        exchange.query("q"),
        metadata(exchange),
        "oldest".equals(word(exchange, "order", ORDERS)));
  }

  private static List<Status> statuses(@Nullable String words) {
    if (words == null) {
      return List.of();
    }
    return Arrays.stream(words.split(",", MAX_STATUSES + 1)).map(JobFilters::status).toList();
  }

  private static Status status(String word) {
    return Statuses.named(word)
        .orElseThrow(() ->
            malformed("status: \"" + Exchange.shortened(word) + "\" (expected: a status of runs)"));
  }

  private static @Nullable String word(Exchange exchange, String name, List<String> words) {
    String word = exchange.query(name);
    if (word != null && !words.contains(word)) {
      throw malformed(
          name
              + ": \""
              + Exchange.shortened(word)
              + "\" (expected: one of "
              + words
              + ")"
              + Nearest.hint(word, words));
    }
    return word;
  }

  private static SortedMap<String, String> metadata(Exchange exchange) {
    SortedMap<String, String> wanted = new TreeMap<>();
    if (exchange.ctx().query() == null) {
      return wanted;
    }
    exchange
        .ctx()
        .queryParams()
        .forEach((name, value) -> {
          if (name.startsWith(METADATA)) {
            String member = name.substring(METADATA.length());
            if (!JobQuery.METADATA_MEMBER.matcher(member).matches()) {
              throw malformed(
                  "metadata: \""
                      + Exchange.shortened(member)
                      + "\" (expected: "
                      + JobQuery.METADATA_EXPECTED
                      + ")");
            }
            wanted.put(member, value);
          }
        });
    return wanted;
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ErrorCode.MALFORMED, detail);
  }
}
