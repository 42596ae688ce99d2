package dev.converge.report;

import dev.converge.core.json.Json;
import java.util.List;

/// A fact as a report shows it.
///
/// @param id of the fact
/// @param key that it stands under
/// @param content its text
/// @param data its data; empty if it has none
/// @param agent that proposed it
/// @param origin the word for where it comes from, such as `seed` or `live`
/// @param model that answered; empty if none was asked
/// @param cites ids of the facts that it rests on
/// @param citations sources outside the run
record ReportFact(
    String id,
    String key,
    String content,
    Json.Obj data,
    String agent,
    String origin,
    String model,
    List<String> cites,
    List<Citation> citations) {

  /// A source outside the run.
  ///
  /// @param source its address or id
  /// @param title of it; empty if it has none
  /// @param passage that bears on the fact; empty if none is named
  record Citation(String source, String title, String passage) {}
}
