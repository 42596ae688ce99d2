package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.converge.foreign.Budget;
import dev.converge.foreign.GetJobRequest;
import dev.converge.foreign.RunStatus;
import dev.converge.foreign.SubmitJobRequest;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.proto.ApproveProposalRequest;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.CancelJobResponse;
import dev.converge.proto.DecisionResponse;
import dev.converge.proto.GetAuditRequest;
import dev.converge.proto.GetAuditResponse;
import dev.converge.proto.GetJobResponse;
import dev.converge.proto.ListJobsRequest;
import dev.converge.proto.ListJobsResponse;
import dev.converge.proto.ListTemplatesRequest;
import dev.converge.proto.RejectProposalRequest;
import dev.converge.runtime.operations.AuditOperations;
import dev.converge.runtime.operations.template.ProgramList;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;

/// The calls of one request and one answer, and how they fail.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallsTest {
  private final byte[] bundle = new byte[200_000];
  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server;

  CallsTest() {
    new Random(5).nextBytes(bundle);
    server =
        new GrpcServer(
            agents,
            ServerSettings.DEFAULT,
            (_, _, _) -> new ByteArrayInputStream(bundle),
            ScriptedPrograms.det100(),
            ScriptedPrograms.gate(1));
  }

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  private static StatusRuntimeException fails(Status.Code code, Executable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, failure.getStatus().getCode(), failure::getMessage);
    return failure;
  }

  static <T extends Message> Optional<T> detail(StatusRuntimeException failure, Class<T> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError(e);
        }
      }
    }
    return Optional.empty();
  }

  private static String reason(StatusRuntimeException failure) {
    return detail(failure, ErrorInfo.class).orElseThrow().getReason();
  }

  @Test
  void theSameKeyIsTheSameJobAndAnotherBodyIsRefused() {
    SubmitJobRequest request =
        ForeignClientTest.job("det-100").toBuilder().setIdempotencyKey("order-1").build();
    SubmitJobResponse first = server.calls().submitJob(request);
    SubmitJobResponse second = server.calls().submitJob(request);
    assertEquals(first.getJobId(), second.getJobId());
    assertEquals(first.getRunId(), second.getRunId());
    SubmitJobRequest other = request.toBuilder().setCorrelationId("other").build();
    StatusRuntimeException refused =
        fails(Status.Code.ALREADY_EXISTS, () -> server.calls().submitJob(other));
    assertEquals("KEY_REUSED", reason(refused));
  }

  @Test
  void theTemplateIsNamedInEitherWayAndWithAVersion() {
    SubmitJobRequest job = ForeignClientTest.job("det-100");
    SubmitJobRequest pack = job.toBuilder().setBlueprintId("").addPackIds("det-100").build();
    assertFalse(server.calls().submitJob(pack).getJobId().isEmpty());
    SubmitJobRequest pinned = job.toBuilder().setBlueprintId("det-100@1.0.0").build();
    assertFalse(server.calls().submitJob(pinned).getJobId().isEmpty());
    StatusRuntimeException unknown =
        fails(
            Status.Code.NOT_FOUND,
            () ->
                server.calls().submitJob(job.toBuilder().setBlueprintId("det-100@9.9.9").build()));
    assertEquals("TEMPLATE_NOT_FOUND", reason(unknown));
    SubmitJobRequest two = job.toBuilder().addPackIds("det-100").addPackIds("gate").build();
    fails(Status.Code.INVALID_ARGUMENT, () -> server.calls().submitJob(two));
    SubmitJobRequest none = job.toBuilder().setBlueprintId("").build();
    fails(Status.Code.INVALID_ARGUMENT, () -> server.calls().submitJob(none));
  }

  @Test
  void whatIsWrongIsReportedByField() {
    SubmitJobRequest twice =
        ForeignClientTest.job("det-100").toBuilder()
            .addSeeds(ForeignClientTest.job("det-100").getSeeds(0))
            .build();
    StatusRuntimeException refused =
        fails(Status.Code.INVALID_ARGUMENT, () -> server.calls().submitJob(twice));
    BadRequest bad = detail(refused, BadRequest.class).orElseThrow();
    assertEquals("seeds[1].key", bad.getFieldViolations(0).getField());
    assertTrue(detail(refused, RetryInfo.class).isEmpty());
    SubmitJobRequest badKey =
        ForeignClientTest.job("det-100").toBuilder()
            .setSeeds(0, ForeignClientTest.job("det-100").getSeeds(0).toBuilder().setKey("a b"))
            .build();
    StatusRuntimeException grammar =
        fails(Status.Code.INVALID_ARGUMENT, () -> server.calls().submitJob(badKey));
    assertEquals(
        "seeds[0].key",
        detail(grammar, BadRequest.class).orElseThrow().getFieldViolations(0).getField());
  }

  @Test
  void aTextWithNulIsRefusedByField() {
    SubmitJobRequest.Builder request = ForeignClientTest.job("det-100").toBuilder();
    request
        .getSeedsBuilder(0)
        .getValueBuilder()
        .putFields(
            "content", com.google.protobuf.Value.newBuilder().setStringValue("a\0b").build());
    StatusRuntimeException refused =
        fails(Status.Code.INVALID_ARGUMENT, () -> server.calls().submitJob(request.build()));
    assertEquals(
        "seeds[0].value",
        detail(refused, BadRequest.class).orElseThrow().getFieldViolations(0).getField());
  }

  @Test
  void theDetailsOfAnErrorFitIntoAHeader() {
    SubmitJobRequest.Builder request = ForeignClientTest.job("det-100").toBuilder();
    for (int i = 0; i < 900; i++) {
      request.addSeeds(ForeignClientTest.job("det-100").getSeeds(0).toBuilder().setKey("a b"));
    }
    StatusRuntimeException refused =
        fails(Status.Code.INVALID_ARGUMENT, () -> server.calls().submitJob(request.build()));
    int told = detail(refused, BadRequest.class).orElseThrow().getFieldViolationsCount();
    assertTrue(told > 10 && told <= 100, "told: " + told);
    assertTrue(String.valueOf(refused.getMessage()).contains("more are not"), refused.toString());
  }

  @Test
  void aSeedsStructBecomesTextAndData() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("det-100"));
    var seed = server.live().await(job.getRunId()).state().context().facts("Seeds").getFirst();
    assertEquals("Where it starts.", seed.content());
    assertEquals(
        "{\"weight\":0.1}", String.valueOf(seed.data() == null ? "" : seed.data().canonical()));
  }

  @Test
  void aJobIsShownAsItIsAndOnceItIsFinal() {
    SubmitJobRequest request =
        ForeignClientTest.job("det-100").toBuilder()
            .setBudget(Budget.newBuilder().setMaxCycles(3).setMaxCostUsd(0.25))
            .setCorrelationId("order-9")
            .build();
    SubmitJobResponse job = server.calls().submitJob(request);
    GetJobResponse shown =
        server
            .ourCalls()
            .getJob(
                dev.converge.proto.GetJobRequest.newBuilder()
                    .setJobId(job.getJobId())
                    .setWaitMs(30_000)
                    .build());
    assertEquals("halted", shown.getExactStatus());
    assertEquals("budget", shown.getReason());
    assertEquals(dev.converge.proto.RunStatus.RUN_STATUS_HALTED, shown.getStatus());
    assertTrue(shown.getHaltInfo().getReason().startsWith("budget: max_cycles"));
    assertEquals(3, shown.getBudget().getMaxCycles());
    assertEquals(0.25, shown.getBudget().getMaxCostUsd());
    assertEquals(3, shown.getSpent().getCycles());
    assertEquals("order-9", shown.getCorrelationId());
    assertEquals(64, shown.getResultHash().length());
    long last = server.engine().view(job.getRunId()).state().sequence();
    assertEquals(last, shown.getLatestSequence());
    var foreign =
        server.calls().getJob(GetJobRequest.newBuilder().setJobId(job.getJobId()).build());
    assertEquals(RunStatus.RUN_STATUS_HALTED, foreign.getStatus());
    StatusRuntimeException unknown =
        fails(
            Status.Code.NOT_FOUND,
            () -> server.calls().getJob(GetJobRequest.newBuilder().setJobId("job_none").build()));
    assertEquals("JOB_NOT_FOUND", reason(unknown));
    fails(
        Status.Code.INVALID_ARGUMENT,
        () -> server.calls().getJob(GetJobRequest.getDefaultInstance()));
  }

  @Test
  void jobsAreListedNewestFirstByPages() {
    List<String> submitted = new ArrayList<>();
    SubmitJobRequest request =
        ForeignClientTest.job("gate").toBuilder().setCorrelationId("listed").build();
    for (int i = 0; i < 5; i++) {
      submitted.add(server.calls().submitJob(request).getJobId());
    }
    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      ListJobsResponse page =
          server
              .ourCalls()
              .listJobs(
                  ListJobsRequest.newBuilder()
                      .setCorrelationId("listed")
                      .setBlueprintId("gate")
                      .setLimit(2)
                      .setCursor(cursor)
                      .build());
      page.getJobsList().forEach(job -> listed.add(job.getJobId()));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());
    assertEquals(submitted.reversed(), listed);
    StatusRuntimeException refused =
        fails(
            Status.Code.INVALID_ARGUMENT,
            () ->
                server.ourCalls().listJobs(ListJobsRequest.newBuilder().setStatus("done").build()));
    assertTrue(String.valueOf(refused.getMessage()).contains("converged"));
  }

  @Test
  void cancellingIsIdempotent() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("gate"));
    CancelJobRequest cancel = CancelJobRequest.newBuilder().setJobId(job.getJobId()).build();
    CancelJobResponse first = server.ourCalls().cancelJob(cancel);
    assertEquals("cancelled", first.getExactStatus());
    assertEquals(first, server.ourCalls().cancelJob(cancel));
  }

  @Test
  void aProposalIsDecidedWithoutAStream() {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("gate"));
    Eventually.so(() -> !server.engine().view(job.getRunId()).state().pending().isEmpty());
    ApproveProposalRequest request =
        ApproveProposalRequest.newBuilder()
            .setRunId(job.getRunId())
            .setProposalId(
                server.engine().view(job.getRunId()).state().pending().getFirst().proposalId())
            .setActor("ann")
            .setComment("fine")
            .build();
    DecisionResponse decided = server.ourCalls().approveProposal(request);
    assertEquals("approved", decided.getDecision());
    assertEquals("ann", decided.getActor());
    assertTrue(decided.getAsserted());
    assertEquals("fine", decided.getComment());
    assertEquals(0, decided.getMissing());
    assertEquals(request.getProposalId(), decided.getProposalId());
    fails(
        Status.Code.FAILED_PRECONDITION,
        () ->
            server
                .ourCalls()
                .rejectProposal(
                    RejectProposalRequest.newBuilder()
                        .setRunId(job.getRunId())
                        .setProposalId(request.getProposalId())
                        .setActor("bob")
                        .setReason("no")
                        .build()));
  }

  @Test
  void theAuditBundleComesInPieces() throws Exception {
    SubmitJobResponse job = server.calls().submitJob(ForeignClientTest.job("det-100"));
    Iterator<GetAuditResponse> pieces =
        server.ourCalls().getAudit(GetAuditRequest.newBuilder().setJobId(job.getJobId()).build());
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    int count = 0;
    while (pieces.hasNext()) {
      pieces.next().getData().writeTo(got);
      count++;
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(bundle, got.toByteArray());
    assertEquals(4, count);
    fails(
        Status.Code.NOT_FOUND,
        () ->
            server
                .ourCalls()
                .getAudit(GetAuditRequest.newBuilder().setJobId("job_none").build())
                .next());
  }

  @Test
  void onlyALimitedNumberOfBundlesIsSentAtATime() {
    String jobId = server.calls().submitJob(ForeignClientTest.job("det-100")).getJobId();
    GetAuditRequest request = GetAuditRequest.newBuilder().setJobId(jobId).build();
    List<Iterator<GetAuditResponse>> open = new ArrayList<>();
    for (int i = 0; i < AuditOperations.MAX_EXPORTS; i++) {
      open.add(server.ourCalls().getAudit(request));
    }
    open.forEach(pieces -> pieces.forEachRemaining(_ -> {}));
    for (int i = 0; i < 3 * AuditOperations.MAX_EXPORTS; i++) {
      server.ourCalls().getAudit(request).forEachRemaining(_ -> {});
    }
    fails(
        Status.Code.INVALID_ARGUMENT,
        () ->
            server
                .ourCalls()
                .cancelJob(
                    CancelJobRequest.newBuilder()
                        .setJobId(jobId)
                        .setActor("x".repeat(201))
                        .build()));
  }

  @Test
  void templatesAndCapabilitiesSayWhatIsThere() {
    var templates = server.ourCalls().listTemplates(ListTemplatesRequest.getDefaultInstance());
    assertEquals(2, templates.getTemplatesCount());
    assertEquals("det-100", templates.getTemplates(0).getName());
    assertEquals(10, templates.getTemplates(0).getAgentsCount());
    var capabilities =
        server
            .ourCalls()
            .getCapabilities(dev.converge.proto.GetCapabilitiesRequest.getDefaultInstance());
    assertEquals("1.2.3", capabilities.getServerVersion());
    assertEquals(2, capabilities.getPacksCount());
    assertTrue(capabilities.getStreaming().getResumeSupported());
    assertEquals(1 << 20, capabilities.getLimits().getMaxMessageBytes());
  }

  @Test
  void aMessageBeyondTheLimitIsRefusedAndOneBelowIsNot() {
    String large = "x".repeat(300_000);
    SubmitJobRequest.Builder request = ForeignClientTest.job("det-100").toBuilder();
    request
        .getSeedsBuilder(0)
        .setKey("seed:large")
        .getValueBuilder()
        .putFields(
            "content",
            com.google.protobuf.Value.newBuilder().setStringValue("x".repeat(260_000)).build());
    assertFalse(server.calls().submitJob(request.build()).getJobId().isEmpty());
    request.setCorrelationId(large.repeat(4));
    fails(Status.Code.RESOURCE_EXHAUSTED, () -> server.calls().submitJob(request.build()));
  }

  @Test
  // docs/cases.md: F07
  void aFaultOfTheServerIsReportedByAnIncidentAlone() {
    ProgramList good = server.templates.get();
    server.templates.set(_ -> {
      throw new NullPointerException("the password is hunter2");
    });
    try {
      StatusRuntimeException fault =
          fails(
              Status.Code.INTERNAL,
              () -> server.ourCalls().listTemplates(ListTemplatesRequest.getDefaultInstance()));
      String all = fault + " " + StatusProto.fromThrowable(fault);
      assertFalse(all.contains("hunter2"), all);
      assertFalse(all.contains("NullPointer"), all);
      assertTrue(
          String.valueOf(fault.getStatus().getDescription())
              .matches("internal error; the log of the server has details under incident \\S+"),
          all);
    } finally {
      server.templates.set(good);
    }
  }

  @Test
  void withoutBundlesAnAuditIsUnavailableAndSaysWhenToTryAgain() {
    try (GrpcServer bare = new GrpcServer(agents, ScriptedPrograms.det100())) {
      String jobId = bare.calls().submitJob(ForeignClientTest.job("det-100")).getJobId();
      StatusRuntimeException refused =
          fails(
              Status.Code.UNAVAILABLE,
              () ->
                  bare.ourCalls()
                      .getAudit(GetAuditRequest.newBuilder().setJobId(jobId).build())
                      .next());
      assertEquals(1, detail(refused, RetryInfo.class).orElseThrow().getRetryDelay().getSeconds());
    }
  }

  @Test
  void aServerThatGoesDownTakesNoJobs() {
    try (GrpcServer bare = new GrpcServer(agents, ScriptedPrograms.det100())) {
      bare.engine().drain();
      StatusRuntimeException refused =
          fails(
              Status.Code.UNAVAILABLE,
              () -> bare.calls().submitJob(ForeignClientTest.job("det-100")));
      assertEquals("UNAVAILABLE", reason(refused));
      assertTrue(detail(refused, RetryInfo.class).isPresent());
    }
  }
}
