package dev.converge.runtime.control;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.JobQuery;
import dev.converge.runtime.operations.ProposalOperations;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;

/// `GET /api/v1/proposals`: the proposals of all jobs.
final class ProposalLists {
  /// The query parameters.
  static final String[] FILTERS = {"state", "role", "template", "limit", "cursor"};

  private static final String OPEN = "open";
  private static final String DECIDED = "decided";

  private final ProposalOperations operations;

  ProposalLists(ProposalOperations operations) {
    this.operations = operations;
  }

  /// A page of the proposals. Blocks for I/O.
  HttpResponse list(Exchange exchange) {
    ProposalOperations.Query query =
        new ProposalOperations.Query(
            decided(exchange),
            exchange.query("role"),
            exchange.query("template"),
            exchange.query("cursor"),
            exchange.query("limit", JobQuery.DEFAULT_LIMIT, 1, JobQuery.MAX_LIMIT));
    return Responses.json(
        ProposalJson.of(
            operations.listAll(RunParameters.caller(exchange), query), exchange.console()));
  }

  private static boolean decided(Exchange exchange) {
    String state = exchange.query("state");
    if (state == null || state.equals(OPEN)) {
      return false;
    }
    if (state.equals(DECIDED)) {
      return true;
    }
    throw new ProblemException(
        ErrorCode.MALFORMED,
        "state: \"" + Exchange.shortened(state) + "\" (expected: open or decided)");
  }
}
