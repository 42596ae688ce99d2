package dev.converge.bench;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether jobs that were accepted came to their end in that order, and when their positions
/// promised: a job at position 100 ends after about 100 others. Thread-safe.
final class AdmissionOrder {
  private static final Pattern JOB = Pattern.compile("\"job_id\":\"([^\"]+)\"");
  private static final Pattern POSITION = Pattern.compile("\"position\":(\\d+)");
  private static final Pattern RUN = Pattern.compile("\"run_id\":\"([^\"]+)\"");
  private static final Pattern UPDATED = Pattern.compile("\"updated_at\":\"([^\"]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

  /// Where the next job of a list begins.
  private static final Pattern EACH = Pattern.compile("(?=\\{\"job_id\")");

  private static final int PAGE = 1_000;

  /// Where a job said that it stood, at a time.
  private record Said(String job, int position, Instant at) {}

  private final Set<String> accepted = new HashSet<>();
  private final List<Said> said = new ArrayList<>();
  private String latest = "none";

  /// A submission was answered.
  synchronized void accepted(@Nullable HttpResponse<String> answer) {
    if (answer != null && answer.statusCode() < 300) {
      Matcher job = JOB.matcher(answer.body());
      if (job.find()) {
        latest = job.group(1);
        accepted.add(latest);
      }
    }
  }

  /// The job that was accepted last.
  synchronized String latest() {
    return latest;
  }

  /// A job was read.
  synchronized void looked(@Nullable HttpResponse<String> answer) {
    if (answer != null && answer.statusCode() == 200) {
      Matcher job = JOB.matcher(answer.body());
      Matcher position = POSITION.matcher(answer.body());
      if (job.find() && position.find()) {
        said.add(new Said(job.group(1), Integer.parseInt(position.group(1)), Instant.now()));
      }
    }
  }

  /// What came of it.
  ///
  /// @param get the body at a path
  synchronized String found(UnaryOperator<String> get) {
    TreeMap<String, Instant> ends = new TreeMap<>();
    Map<String, String> runs = new HashMap<>();
    read(get, ends, runs);
    List<Instant> admitted = List.copyOf(ends.values());
    Instant[] sorted = admitted.toArray(Instant[]::new);
    Arrays.sort(sorted);
    int overtaken = 0;
    int places = 0;
    long most = 0;
    Instant earliest = Instant.MAX;
    for (int i = admitted.size() - 1; i >= 0; i--) {
      Instant end = admitted.get(i);
      if (earliest.isBefore(end)) {
        overtaken++;
        most = Math.max(most, end.toEpochMilli() - earliest.toEpochMilli());
      } else {
        earliest = end;
      }
      places = Math.max(places, before(sorted, end) - i);
    }
    return String.format(
            Locale.ROOT,
            "%d of %d jobs ended after one that was accepted later, at most %d ms after it, and at"
                + " most %d places behind their own",
            overtaken,
            admitted.size(),
            most,
            places)
        + promised(ends, runs, sorted);
  }

  private String promised(Map<String, Instant> ends, Map<String, String> runs, Instant[] sorted) {
    int furthest = 0;
    int beyond = 0;
    for (Said one : said) {
      Instant end = ends.get(runs.get(one.job()));
      if (end != null) {
        int first = before(sorted, end) - before(sorted, one.at());
        furthest = Math.max(furthest, one.position());
        beyond = Math.max(beyond, first - one.position());
      }
    }
    return String.format(
        Locale.ROOT,
        "%n          %d times a job said its position (up to %d), and at most %d more than that"
            + " ended before it, those included that had begun",
        said.size(),
        furthest,
        beyond);
  }

  /// How many ended before a time.
  private static int before(Instant[] sorted, Instant time) {
    int found = Arrays.binarySearch(sorted, time);
    while (found > 0 && sorted[found - 1].equals(time)) {
      found--;
    }
    return found < 0 ? -found - 1 : found;
  }

  /// When the runs of the accepted jobs ended; their ids are in the order in which they began.
  private void read(
      UnaryOperator<String> get, Map<String, Instant> ends, Map<String, String> runs) {
    String cursor = "";
    while (cursor != null) {
      String page = get.apply("/api/v1/jobs?limit=" + PAGE + cursor);
      for (String each : EACH.split(page, -1)) {
        Matcher job = JOB.matcher(each);
        Matcher run = RUN.matcher(each);
        Matcher updated = UPDATED.matcher(each);
        if (job.find() && run.find() && updated.find() && accepted.contains(job.group(1))) {
          runs.put(job.group(1), run.group(1));
          ends.put(run.group(1), Instant.parse(updated.group(1)));
        }
      }
      Matcher next = NEXT.matcher(page);
      cursor = next.find() ? "&cursor=" + next.group(1) : null;
    }
  }
}
