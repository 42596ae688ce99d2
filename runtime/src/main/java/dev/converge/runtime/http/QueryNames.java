package dev.converge.runtime.http;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.core.text.Nearest;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.util.List;

/// The query parameters that an operation accepts.
///
/// @param known their names, in the order of the contract; one that ends with [#MANY] means all
///   names that start with it
/// @param others whether other parameters are left to the operation
record QueryNames(List<String> known, boolean others) {
  /// Any parameters that another system sends.
  static final QueryNames ANY = new QueryNames(List.of(), true);

  /// The end of a name that means many.
  static final String MANY = ".*";

  QueryNames {
    known = List.copyOf(known);
  }

  /// These and no others.
  QueryNames(List<String> known) {
    this(known, false);
  }

  /// Refuses parameters that would otherwise be ignored: a filter with a typing error would list
  /// everything.
  ///
  /// @throws ProblemException with `MALFORMED` if a parameter is unknown or given twice
  void check(ServiceRequestContext ctx) {
    String query = ctx.query();
    if (others || query == null || query.isEmpty()) {
      return;
    }
    QueryParams given = ctx.queryParams();
    for (String name : given.names()) {
      String shown = Exchange.shortened(name);
      if (!isKnown(name)) {
        throw malformed(
            "unknown query parameter \"" + shown + "\"" + expected() + Nearest.hint(name, known));
      }
      int times = given.getAll(name).size();
      if (times > 1) {
        throw malformed(
            "query parameter \"" + shown + "\" is given " + times + " times (expected: once)");
      }
    }
  }

  private boolean isKnown(String name) {
    return known.contains(name)
        || known.stream()
            .anyMatch(one ->
                one.endsWith(MANY)
                    && name.startsWith(one.substring(0, one.length() - 1))
                    && name.length() >= one.length());
  }

  private String expected() {
    return known.isEmpty()
        ? " (expected: no query parameters)"
        : " (expected: " + String.join(", ", known) + ")";
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ErrorCode.MALFORMED, detail);
  }
}
