package dev.converge.runtime.grpc;

import dev.converge.core.event.Sealed;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.GetEventsRequest;
import dev.converge.proto.GetEventsResponse;
import dev.converge.runtime.grpc.message.EntryFilter;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.RunHeader;
import dev.converge.runtime.grpc.message.RunSelectors;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.EventPage;
import dev.converge.runtime.operations.EventQuery;
import dev.converge.runtime.operations.JobRun;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;

/// Pages of a run's events. Blocks for I/O.
final class EventCalls {
  private final EventOperations operations;

  EventCalls(ServiceContext context) {
    this.operations = context.operations().events();
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(ConvergeServiceGrpc.getGetEventsMethod(), this::page);
  }

  private GetEventsResponse page(Caller caller, GetEventsRequest request) {
    int limit = request.getLimit() == 0 ? EventQuery.DEFAULT_LIMIT : request.getLimit();
    EntryFilter filter = EntryFilter.of(request.getEntryTypesList());
    RunSelector selector = RunSelectors.ofJob(request.getJobId(), request.getRunId());
    EventQuery query =
        new EventQuery(selector, request.getSinceSequence(), filter.journalNames(), limit);
    JobRun run = operations.find(caller, selector);
    long last = operations.lastSequence(run.runId());
    EventPage page = operations.page(caller, query);
    RunHeader header = RunHeader.of(run);
    GetEventsResponse.Builder out = GetEventsResponse.newBuilder();
    for (Sealed event : page.events()) {
      out.addEntries(Messages.entry(header, event));
    }
    long latest = Math.max(last, page.position());
    return out.setLatestSequence(latest)
        .setHasMore(page.position() < latest)
        .setNextSinceSequence(page.position())
        .build();
  }
}
