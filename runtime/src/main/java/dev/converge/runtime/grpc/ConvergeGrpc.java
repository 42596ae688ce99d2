package dev.converge.runtime.grpc;

import dev.converge.proto.ConvergeServiceGrpc;
import io.grpc.ServerServiceDefinition;

/// The service: each class of calls binds the methods that it answers.
final class ConvergeGrpc {
  private ConvergeGrpc() {}

  static ServerServiceDefinition service(ServiceContext context, OpenStreams open) {
    ServiceMethods methods = new ServiceMethods(context.executor());
    ChangeCalls changes = new ChangeCalls(context);
    changes.bind(methods);
    new JobCalls(context).bind(methods);
    new JobListCalls(context).bind(methods);
    new ProposalListCalls(context).bind(methods);
    new EventCalls(context).bind(methods);
    new OfferCalls(context).bind(methods);
    new CompareCalls(context).bind(methods);
    methods.conversation(
        ConvergeServiceGrpc.getStreamMethod(),
        out -> StreamSession.begin(Callers.current(), out, context, changes, open));
    methods.stream(
        ConvergeServiceGrpc.getWatchJobMethod(),
        (request, out) -> JobWatch.begin(Callers.current(), request, out, context, open));
    methods.stream(
        ConvergeServiceGrpc.getGetAuditMethod(),
        (request, out) -> AuditDownload.begin(Callers.current(), request, out, context));
    return methods.whole();
  }
}
