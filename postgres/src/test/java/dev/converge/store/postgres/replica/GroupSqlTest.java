package dev.converge.store.postgres.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.converge.store.Durability;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.Postgres;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The shapes of the statement that stores a group.
class GroupSqlTest {
  private static final Pattern PARAMETER = Pattern.compile("\\?");
  private static final List<Boolean> BOTH = List.of(true, false);

  private static Set<GroupSql> shapes() {
    Set<GroupSql> shapes = new HashSet<>();
    for (boolean creates : BOTH) {
      for (boolean keys : BOTH) {
        for (boolean appends : BOTH) {
          for (boolean asks : BOTH) {
            for (boolean uses : BOTH) {
              for (boolean owning : BOTH) {
                shapes.add(new GroupSql(creates, creates && keys, appends, uses, asks, owning));
              }
            }
          }
        }
      }
    }
    return shapes;
  }

  /// Each is planned for itself, and its plan stays with the connection. Half of them are for
  /// servers with quotas.
  @Test
  void thereAreFewShapes() {
    assertEquals(2 * 2 * 8, shapes().size());
  }

  /// On fresh tables, of which the planner knows nothing.
  @Test
  void noShapeReadsAWholeTable() throws SQLException {
    String url = Postgres.database();
    Stores.open(new StoreAddress(url), StoreOptions.durable(InstantSource.system())).close();
    StoreAddress plain = new StoreAddress(url + "&preferQueryMode=simple");
    try (PostgresConnections connections = new PostgresConnections(plain, Durability.FULL)) {
      Sql lane = connections.lane();
      for (GroupSql shape : shapes()) {
        String plan =
            String.join(
                "\n",
                lane.all(
                    row -> row.getString(1),
                    "EXPLAIN (GENERIC_PLAN, COSTS OFF) " + numbered(shape.text())));
        assertFalse(
            plan.matches("(?s).*(Seq Scan|Hash Join|Merge Join).*"), () -> shape + "\n" + plan);
      }
      lane.close();
    }
  }

  /// With `$1` and so on, which stand for any value.
  private static String numbered(String text) {
    StringBuilder all = new StringBuilder();
    Matcher parameter = PARAMETER.matcher(text);
    for (int i = 1; parameter.find(); i++) {
      parameter.appendReplacement(all, Matcher.quoteReplacement("$" + i));
    }
    return parameter.appendTail(all).toString();
  }
}
