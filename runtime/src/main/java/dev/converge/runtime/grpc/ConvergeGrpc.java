package dev.converge.runtime.grpc;

import dev.converge.proto.ApproveProposalRequest;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.CancelJobResponse;
import dev.converge.proto.ClientMessage;
import dev.converge.proto.CompareRunsRequest;
import dev.converge.proto.CompareRunsResponse;
import dev.converge.proto.ContinueRunRequest;
import dev.converge.proto.ContinueRunResponse;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.DecisionResponse;
import dev.converge.proto.ForkRunRequest;
import dev.converge.proto.ForkRunResponse;
import dev.converge.proto.GetAuditRequest;
import dev.converge.proto.GetAuditResponse;
import dev.converge.proto.GetCapabilitiesRequest;
import dev.converge.proto.GetCapabilitiesResponse;
import dev.converge.proto.GetEventsRequest;
import dev.converge.proto.GetEventsResponse;
import dev.converge.proto.GetJobRequest;
import dev.converge.proto.GetJobResponse;
import dev.converge.proto.ListJobsRequest;
import dev.converge.proto.ListJobsResponse;
import dev.converge.proto.ListProposalsRequest;
import dev.converge.proto.ListProposalsResponse;
import dev.converge.proto.ListTemplatesRequest;
import dev.converge.proto.ListTemplatesResponse;
import dev.converge.proto.RejectProposalRequest;
import dev.converge.proto.ReturnProposalRequest;
import dev.converge.proto.ReturnProposalResponse;
import dev.converge.proto.ServerEvent;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.proto.SubmitJobResponse;
import dev.converge.proto.WatchJobRequest;
import dev.converge.runtime.grpc.message.ChangeRequests;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/// The service: says which method is answered by what. Its methods run on the event loop and never
/// block; the work is done on virtual threads.
final class ConvergeGrpc extends ConvergeServiceGrpc.ConvergeServiceImplBase {
  private final ServiceContext context;
  private final OpenStreams open;
  private final ChangeCalls changes;
  private final JobCalls jobs;
  private final JobListCalls lists;
  private final ProposalListCalls proposals;
  private final EventCalls events;
  private final OfferCalls offers;
  private final CompareCalls comparisons;
  private final UnaryCalls unary;

  ConvergeGrpc(ServiceContext context, OpenStreams open) {
    this.context = context;
    this.open = open;
    this.changes = new ChangeCalls(context);
    this.jobs = new JobCalls(context);
    this.lists = new JobListCalls(context);
    this.proposals = new ProposalListCalls(context);
    this.events = new EventCalls(context);
    this.offers = new OfferCalls(context);
    this.comparisons = new CompareCalls(context);
    this.unary = new UnaryCalls(context.executor());
  }

  private static <T> ServerCallStreamObserver<T> streaming(StreamObserver<T> observer) {
    return (ServerCallStreamObserver<T>) observer;
  }

  @Override
  public StreamObserver<ClientMessage> stream(StreamObserver<ServerEvent> out) {
    return StreamSession.begin(Callers.current(), streaming(out), context, changes, open);
  }

  @Override
  public void watchJob(WatchJobRequest request, StreamObserver<ServerEvent> out) {
    JobWatch.begin(Callers.current(), request, streaming(out), context, open);
  }

  @Override
  public void getAudit(GetAuditRequest request, StreamObserver<GetAuditResponse> out) {
    AuditDownload.begin(Callers.current(), request, streaming(out), context);
  }

  @Override
  public void submitJob(SubmitJobRequest request, StreamObserver<SubmitJobResponse> out) {
    unary.answer(out, caller -> JobCalls.submitted(changes.submit(caller, request)));
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> out) {
    unary.answer(out, caller -> jobs.get(caller, request));
  }

  @Override
  public void getEvents(GetEventsRequest request, StreamObserver<GetEventsResponse> out) {
    unary.answer(out, caller -> events.page(caller, request));
  }

  @Override
  public void getCapabilities(
      GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> out) {
    unary.answer(out, offers::capabilities);
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> out) {
    unary.answer(out, caller -> lists.list(caller, request));
  }

  @Override
  public void listProposals(
      ListProposalsRequest request, StreamObserver<ListProposalsResponse> out) {
    unary.answer(out, caller -> proposals.list(caller, request));
  }

  @Override
  public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> out) {
    unary.answer(out, caller -> JobCalls.cancelled(changes.cancel(caller, request)));
  }

  @Override
  public void approveProposal(
      ApproveProposalRequest request, StreamObserver<DecisionResponse> out) {
    unary.answer(
        out,
        caller -> ChangeCalls.decided(changes.decide(caller, ChangeRequests.approve(request))));
  }

  @Override
  public void rejectProposal(RejectProposalRequest request, StreamObserver<DecisionResponse> out) {
    unary.answer(
        out, caller -> ChangeCalls.decided(changes.decide(caller, ChangeRequests.reject(request))));
  }

  @Override
  public void continueRun(ContinueRunRequest request, StreamObserver<ContinueRunResponse> out) {
    unary.answer(out, caller -> JobCalls.continued(changes.goOn(caller, request)));
  }

  @Override
  public void returnProposal(
      ReturnProposalRequest request, StreamObserver<ReturnProposalResponse> out) {
    unary.answer(out, caller -> JobCalls.returned(changes.sendBack(caller, request)));
  }

  @Override
  public void forkRun(ForkRunRequest request, StreamObserver<ForkRunResponse> out) {
    unary.answer(out, caller -> JobCalls.forked(changes.fork(caller, request)));
  }

  @Override
  public void compareRuns(CompareRunsRequest request, StreamObserver<CompareRunsResponse> out) {
    unary.answer(out, caller -> comparisons.compare(caller, request));
  }

  @Override
  public void listTemplates(
      ListTemplatesRequest request, StreamObserver<ListTemplatesResponse> out) {
    unary.answer(out, offers::templates);
  }
}
