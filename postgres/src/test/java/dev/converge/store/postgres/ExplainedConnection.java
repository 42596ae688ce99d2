package dev.converge.store.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection that asks for the plan of each query, with its parameters, before it runs it. Not
/// thread-safe.
final class ExplainedConnection {
  private static final Pattern ROWS = Pattern.compile("actual rows=([0-9]+)");

  private final Connection real;
  private final List<String> lines = new ArrayList<>();

  ExplainedConnection(Connection real) {
    this.real = real;
  }

  /// The connection to use.
  Connection connection() {
    return proxy(Connection.class, this::onConnection);
  }

  /// The plans since the last call.
  String plans() {
    return String.join("\n", lines);
  }

  /// The most rows that a step of these plans came to.
  int mostRows() {
    Matcher rows = ROWS.matcher(plans());
    int most = 0;
    while (rows.find()) {
      most = Math.max(most, Integer.parseInt(rows.group(1)));
    }
    return most;
  }

  /// Forgets the plans.
  void clear() {
    lines.clear();
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private @Nullable Object onConnection(Object self, Method method, @Nullable Object[] arguments)
      throws Throwable {
    Object answer = invoke(real, method, arguments);
    if (!method.getName().equals("prepareStatement")) {
      return answer;
    }
    PreparedStatement explain =
        real.prepareStatement(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) "
                + Objects.requireNonNull(arguments)[0]);
    PreparedStatement statement = (PreparedStatement) Objects.requireNonNull(answer);
    return proxy(
        PreparedStatement.class,
        (_, called, given) -> {
          if (called.getName().startsWith("set") || called.getName().equals("close")) {
            invoke(explain, called, given);
          } else if (called.getName().equals("executeQuery")) {
            note(explain);
          }
          return invoke(statement, called, given);
        });
  }

  private void note(PreparedStatement explain) throws SQLException {
    try (ResultSet rows = explain.executeQuery()) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
  }

  private static @Nullable Object invoke(
      Object target, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
