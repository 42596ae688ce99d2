package dev.converge.store.postgres.replica;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The columns of rows that a group's statement unnests from arrays.
///
/// @param columns each with a name and a type
record GroupColumns(List<Column> columns) {
  /// What lists show of a run after these events.
  private static final String HEAD =
      ", last_sequence int8, status text, reason text, unfinished bool, cycles int4, facts int4,"
          + " updated_at int8, mode text, detail text, running_ms int8, tokens int8, cost_micros"
          + " int8, pending int4, wake_at int8, bytes int8";

  static final GroupColumns CREATES =
      of(
          "job_no int8, tenant text, job_id text, run_no int8, run_id text, template text, version"
              + " text, template_hash text, correlation_id text, created_at int8, submission text,"
              + " about text, metadata text, operation text, key text, fingerprint text, used_at"
              + " int8, submitted_by text"
              + HEAD);
  static final GroupColumns APPENDS = of("run_no int8, expected int8, asked bool" + HEAD);
  static final GroupColumns EVENTS =
      of("run_no int8, first_sequence int8, last_sequence int8, events bytea");
  static final GroupColumns PROPOSALS =
      of(
          "run_no int8, proposal_id text, fact_id text, agent text, key text, gate text, role text,"
              + " excerpt text, asked_at int8, due int8, on_silence text");
  static final GroupColumns DECISIONS =
      of(
          "run_no int8, proposal_id text, decision text, actor text, asserted bool, comment text,"
              + " by_deadline bool, decided_at int8");
  static final GroupColumns OWNERS = of("run_id text, mine bool");
  static final GroupColumns USES =
      of("run_no int8, tenant text, key text, day int8, jobs int8, tokens int8, cost_micros int8");
  static final GroupColumns ANSWERS = of("run_no int8, input_id text, outcome text");

  /// One column.
  record Column(String name, String type) {
    private static Column of(String text) {
      int space = text.indexOf(' ');
      return new Column(text.substring(0, space), text.substring(space + 1));
    }
  }

  private static GroupColumns of(String text) {
    return new GroupColumns(Arrays.stream(text.split(", ", -1)).map(Column::of).toList());
  }

  /// Empty rows with these columns.
  ArrayRows rows() {
    return new ArrayRows(columns.stream().map(Column::type).toList());
  }

  /// The rows as a table in a statement.
  String table(String alias) {
    return columns.stream()
        .map(column -> "?::" + column.type() + "[]")
        .collect(
            Collectors.joining(
                ", ",
                "unnest(",
                columns.stream()
                    .map(Column::name)
                    .collect(Collectors.joining(", ", ") AS " + alias + '(', ")"))));
  }
}
