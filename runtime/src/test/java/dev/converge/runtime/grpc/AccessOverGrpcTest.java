package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.converge.core.Pending;
import dev.converge.proto.Ack;
import dev.converge.proto.ApproveProposalRequest;
import dev.converge.proto.Budget;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.ClientMessage;
import dev.converge.proto.CompareRunsRequest;
import dev.converge.proto.ContinueRunRequest;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.ForkRunRequest;
import dev.converge.proto.GetAuditRequest;
import dev.converge.proto.GetCapabilitiesRequest;
import dev.converge.proto.GetEventsRequest;
import dev.converge.proto.GetJobRequest;
import dev.converge.proto.ListJobsRequest;
import dev.converge.proto.ListProposalsRequest;
import dev.converge.proto.ListTemplatesRequest;
import dev.converge.proto.PauseRunRequest;
import dev.converge.proto.RejectProposalRequest;
import dev.converge.proto.ResumeRunRequest;
import dev.converge.proto.ReturnProposalRequest;
import dev.converge.proto.SeedFact;
import dev.converge.proto.ServerEvent;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.proto.SubmitObservationRequest;
import dev.converge.proto.SubscribeRequest;
import dev.converge.proto.UpdateBudgetRequest;
import dev.converge.proto.WatchJobRequest;
import dev.converge.runtime.auth.SpeakingCredentials;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.call.Scope;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every method and every request of a stream with every scope, over gRPC and gRPC-Web. What is
/// found must be what `docs/reference/access.md` says; `-Dconverge.docs=write` writes the page.
class AccessOverGrpcTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "access.md");
  private static final Pattern STATUS = Pattern.compile("grpc-status: ?([0-9]+)");
  private static final int PATIENCE_SECONDS = 30;

  private final ScriptedAgents agents = new ScriptedAgents();
  private final HttpClient client = HttpClient.newHttpClient();
  private final GrpcServer server =
      new GrpcServer(
          agents,
          ServerSettings.DEFAULT,
          (_, _, _) -> new ByteArrayInputStream(new byte[] {1}),
          true,
          List.of(new SpeakingCredentials()),
          ScriptedPrograms.gate(1),
          ScriptedPrograms.revised(),
          ScriptedPrograms.det100());

  @AfterEach
  void stop() {
    client.close();
    server.close();
    agents.close();
  }

  private Channel channel(String words) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer default/" + words);
    return ClientInterceptors.intercept(
        server.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static SubmitJobRequest job(String template) {
    return SubmitJobRequest.newBuilder()
        .setBlueprintId(template)
        .addSeeds(
            SeedFact.newBuilder()
                .setKey("s")
                .setValue(
                    Struct.newBuilder()
                        .putFields("content", Value.newBuilder().setStringValue("x").build())))
        .build();
  }

  private record Ids(String job, String run) {}

  private Ids submitted(String template, dev.converge.core.status.Status status) {
    var accepted =
        ConvergeServiceGrpc.newBlockingStub(channel(Permissions.ALL.toString()))
            .submitJob(job(template));
    Eventually.so(() -> server.engine().view(accepted.getRunId()).state().status() == status);
    return new Ids(accepted.getJobId(), accepted.getRunId());
  }

  private Ids waiting() {
    return submitted(ScriptedPrograms.gate(1).name(), dev.converge.core.status.Status.WAITING);
  }

  private Ids over() {
    return submitted(ScriptedPrograms.det100().name(), dev.converge.core.status.Status.CONVERGED);
  }

  private ReturnProposalRequest sendBack() {
    Ids ids = submitted(ScriptedPrograms.revised().name(), dev.converge.core.status.Status.WAITING);
    return ReturnProposalRequest.newBuilder()
        .setRunId(ids.run())
        .setProposalId(pending(ids).proposalId())
        .setComment("more")
        .build();
  }

  private static ContinueRunRequest goOn(Ids ids) {
    return ContinueRunRequest.newBuilder()
        .setRunId(ids.run())
        .setBudget(Budget.newBuilder().setMaxCycles(99))
        .build();
  }

  private Ids halted() {
    SubmitJobRequest job =
        job(ScriptedPrograms.det100().name()).toBuilder()
            .setBudget(Budget.newBuilder().setMaxCycles(1))
            .build();
    var accepted =
        ConvergeServiceGrpc.newBlockingStub(channel(Permissions.ALL.toString())).submitJob(job);
    Eventually.so(() ->
        server.engine().view(accepted.getRunId()).state().status()
            == dev.converge.core.status.Status.HALTED);
    return new Ids(accepted.getJobId(), accepted.getRunId());
  }

  private String role() {
    return pending(waiting()).role();
  }

  private Pending pending(Ids ids) {
    return server.engine().view(ids.run()).state().pending().getFirst();
  }

  /// A request of each method of the service, but for `Stream`.
  private Map<String, Supplier<Message>> methods() {
    Map<String, Supplier<Message>> all = new LinkedHashMap<>();
    all.put("SubmitJob", () -> job(ScriptedPrograms.det100().name()));
    all.put("GetJob", () -> GetJobRequest.newBuilder().setJobId(over().job()).build());
    all.put("GetEvents", () -> GetEventsRequest.newBuilder().setJobId(over().job()).build());
    all.put("GetCapabilities", GetCapabilitiesRequest::getDefaultInstance);
    all.put("WatchJob", () -> WatchJobRequest.newBuilder().setJobId(over().job()).build());
    all.put("ListJobs", ListJobsRequest::getDefaultInstance);
    all.put("ListProposals", ListProposalsRequest::getDefaultInstance);
    all.put("CancelJob", () -> CancelJobRequest.newBuilder().setJobId(waiting().job()).build());
    all.put("ApproveProposal", () -> approval(waiting()));
    all.put("RejectProposal", () -> rejection(waiting()));
    all.put("ContinueRun", () -> goOn(halted()));
    all.put("ReturnProposal", this::sendBack);
    all.put("ForkRun", () -> ForkRunRequest.newBuilder().setRunId(over().run()).build());
    all.put(
        "CompareRuns",
        () -> {
          Ids ids = over();
          return CompareRunsRequest.newBuilder().setA(ids.run()).setB(ids.job()).build();
        });
    all.put("GetAudit", () -> GetAuditRequest.newBuilder().setJobId(over().job()).build());
    all.put("ListTemplates", ListTemplatesRequest::getDefaultInstance);
    return all;
  }

  /// A message of each request that a stream takes, but for those about the stream alone.
  private Map<String, Supplier<ClientMessage>> messages() {
    Map<String, Supplier<ClientMessage>> all = new LinkedHashMap<>();
    all.put(
        "submit_job", () -> message().setSubmitJob(job(ScriptedPrograms.det100().name())).build());
    all.put(
        "cancel_job",
        () ->
            message()
                .setCancelJob(CancelJobRequest.newBuilder().setJobId(waiting().job()))
                .build());
    all.put(
        "submit_observation",
        () ->
            message()
                .setSubmitObservation(
                    SubmitObservationRequest.newBuilder()
                        .setRunId(waiting().run())
                        .setKey(
                            server
                                .engine()
                                .view(waiting().run())
                                .state()
                                .pending()
                                .getFirst()
                                .proposal()
                                .key())
                        .setPayload(
                            Struct.newBuilder()
                                .putFields(
                                    "content", Value.newBuilder().setStringValue("y").build())))
                .build());
    all.put("approve", () -> message().setApprove(approval(waiting())).build());
    all.put("reject", () -> message().setReject(rejection(waiting())).build());
    all.put(
        "pause",
        () -> message().setPause(PauseRunRequest.newBuilder().setRunId(waiting().run())).build());
    all.put(
        "resume",
        () -> {
          Ids ids = waiting();
          assertTrue(
              ask(
                      Permissions.ALL.toString(),
                      message().setPause(PauseRunRequest.newBuilder().setRunId(ids.run())).build())
                  .getSuccess());
          return message().setResume(ResumeRunRequest.newBuilder().setRunId(ids.run())).build();
        });
    all.put(
        "update_budget",
        () ->
            message()
                .setUpdateBudget(
                    UpdateBudgetRequest.newBuilder()
                        .setRunId(waiting().run())
                        .setBudget(Budget.newBuilder().setMaxCycles(9)))
                .build());
    all.put("return_proposal", () -> message().setReturnProposal(sendBack()).build());
    all.put("continue_run", () -> message().setContinueRun(goOn(halted())).build());
    all.put(
        "subscribe",
        () -> message().setSubscribe(SubscribeRequest.newBuilder().setJobId(over().job())).build());
    return all;
  }

  private ApproveProposalRequest approval(Ids ids) {
    return ApproveProposalRequest.newBuilder()
        .setRunId(ids.run())
        .setProposalId(pending(ids).proposalId())
        .build();
  }

  private RejectProposalRequest rejection(Ids ids) {
    return RejectProposalRequest.newBuilder()
        .setRunId(ids.run())
        .setProposalId(pending(ids).proposalId())
        .setReason("no")
        .build();
  }

  private static ClientMessage.Builder message() {
    return ClientMessage.newBuilder().setRequestId("1");
  }

  @SuppressWarnings("unchecked")
  private Status.Code call(String words, String name, Message request) {
    MethodDescriptor<Message, Message> method =
        (MethodDescriptor<Message, Message>)
            ConvergeServiceGrpc.getServiceDescriptor().getMethods().stream()
                .filter(each -> name.equals(each.getBareMethodName()))
                .findFirst()
                .orElseThrow();
    try {
      Iterator<Message> answers =
          ClientCalls.blockingServerStreamingCall(
              channel(words),
              method,
              CallOptions.DEFAULT.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS),
              request);
      answers.forEachRemaining(_ -> {});
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /// The same over gRPC-Web, by hand.
  private Status.Code web(String words, String name, Message request) {
    byte[] bytes = request.toByteArray();
    byte[] frame =
        ByteBuffer.allocate(bytes.length + 5).put((byte) 0).putInt(bytes.length).put(bytes).array();
    try {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(
                          "http://127.0.0.1:"
                              + server.port()
                              + "/converge.v1.ConvergeService/"
                              + name))
                  .header("content-type", "application/grpc-web+proto")
                  .header("x-grpc-web", "1")
                  .header("authorization", "Bearer default/" + words)
                  .POST(HttpRequest.BodyPublishers.ofByteArray(frame))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      String status =
          answer
              .headers()
              .firstValue("grpc-status")
              .orElseGet(() -> trailer(new String(answer.body(), StandardCharsets.ISO_8859_1)));
      return Status.fromCodeValue(Integer.parseInt(status)).getCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String trailer(String body) {
    Matcher status = STATUS.matcher(body);
    assertTrue(status.find(), body);
    return status.group(1);
  }

  private Ack ask(String words, ClientMessage message) {
    CompletableFuture<Ack> answer = new CompletableFuture<>();
    StreamObserver<ClientMessage> requests =
        ConvergeServiceGrpc.newStub(channel(words)).stream(
            new StreamObserver<>() {
              @Override
              public void onNext(ServerEvent event) {
                if (event.hasAck()) {
                  answer.complete(event.getAck());
                }
              }

              @Override
              public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                answer.completeExceptionally(new AssertionError("ended without an answer"));
              }
            });
    requests.onNext(message);
    Ack ack = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    requests.onCompleted();
    return ack;
  }

  /// The one scope with which a call is not refused; the others must be.
  private String scope(String what, Function<String, Status.Code> call) {
    List<String> allowed = new ArrayList<>();
    for (Scope scope : Scope.values()) {
      Status.Code code = call.apply(scope == Scope.DECIDE ? "decide:" + role() : scope.word());
      assertTrue(
          code == Status.Code.OK || code == Status.Code.PERMISSION_DENIED,
          what + " with " + scope.word() + ": " + code);
      if (code == Status.Code.OK) {
        allowed.add(scope == Scope.DECIDE ? "decide:ROLE" : scope.word());
      }
    }
    if (allowed.size() == Scope.values().length) {
      return "any credential";
    }
    assertEquals(1, allowed.size(), what + ": " + allowed);
    return "`" + allowed.getFirst() + "`";
  }

  private Status.Code code(Ack ack) {
    return ack.getSuccess() ? Status.Code.OK : Status.Code.valueOf(ack.getErrorCode());
  }

  @Test
  void everyMethodNeedsTheScopeThatThePageSays() throws IOException {
    StringBuilder table = new StringBuilder("| Method | Scope |\n|---|---|\n");
    methods()
        .forEach((name, request) -> {
          String scope = scope(name, words -> call(words, name, request.get()));
          assertEquals(
              scope,
              scope(name, words -> web(words, name, request.get())),
              name + " over gRPC-Web");
          table.append("| `").append(name).append("` | ").append(scope).append(" |\n");
        });
    messages()
        .forEach((name, message) -> {
          String scope = scope(name, words -> code(ask(words, message.get())));
          table.append("| `Stream`: `").append(name).append("` | ").append(scope).append(" |\n");
        });
    String begin = "<!-- grpc -->\n";
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    String written =
        page.substring(0, from) + table + page.substring(page.indexOf("<!-- end -->\n", from));
    if ("write".equals(System.getProperty("converge.docs"))) {
      Files.writeString(PAGE, written);
    } else {
      assertEquals(written, page, "access.md is out of date: run with -Dconverge.docs=write");
    }
  }

  @Test
  void everyMethodOfTheServiceIsTried() {
    List<String> all =
        ConvergeServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(method -> String.valueOf(method.getBareMethodName()))
            .filter(name -> !name.equals("Stream"))
            .sorted()
            .toList();
    assertEquals(all, methods().keySet().stream().sorted().toList());
  }

  @Test
  void aDecisionOverAStreamNeedsTheRoleOfTheGate() {
    Ids ids = waiting();
    ClientMessage approve =
        message()
            .setApprove(
                ApproveProposalRequest.newBuilder()
                    .setRunId(ids.run())
                    .setProposalId(pending(ids).proposalId()))
            .build();
    Ack refused = ask("decide:nobody", approve);
    assertEquals("PERMISSION_DENIED", refused.getErrorCode());
    assertTrue(refused.getErrorMessage().contains("must decide"), refused.getErrorMessage());
  }
}
