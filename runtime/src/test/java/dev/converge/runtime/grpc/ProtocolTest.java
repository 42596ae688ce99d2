package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every gRPC client relies on, whatever it calls: reflection, message limits, unknown
/// methods.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProtocolTest {
  private static final String SERVICE = "converge.v1.ConvergeService";
  private final ScriptedAgents agents = new ScriptedAgents();
  private GrpcServer server;

  @BeforeAll
  void start() {
    server = new GrpcServer(agents, ScriptedPrograms.det100());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Answers of a stream, as they come.
  private static final class Answers implements StreamObserver<ServerReflectionResponse> {
    private final BlockingQueue<Optional<ServerReflectionResponse>> queue =
        new LinkedBlockingQueue<>();

    @Override
    public void onNext(ServerReflectionResponse answer) {
      queue.add(Optional.of(answer));
    }

    @Override
    public void onError(Throwable failure) {
      queue.add(Optional.empty());
    }

    @Override
    public void onCompleted() {
      queue.add(Optional.empty());
    }

    Optional<ServerReflectionResponse> next() throws InterruptedException {
      Optional<ServerReflectionResponse> next = queue.poll(30, TimeUnit.SECONDS);
      assertTrue(next != null, "no answer");
      return next;
    }
  }

  private static ServerReflectionRequest services() {
    return ServerReflectionRequest.newBuilder().setListServices("*").build();
  }

  private static ServerReflectionRequest symbol(String name) {
    return ServerReflectionRequest.newBuilder().setFileContainingSymbol(name).build();
  }

  private static ServerReflectionRequest file(String name) {
    return ServerReflectionRequest.newBuilder().setFileByFilename(name).build();
  }

  /// As grpcurl asks: it sends a request, waits for the answer, and takes the next one that comes
  /// for the answer to its next request.
  @ParameterizedTest
  @ValueSource(strings = {"grpc.reflection.v1", "grpc.reflection.v1alpha"})
  void everyReflectionRequestHasOneAnswer(String version) throws InterruptedException {
    Answers answers = new Answers();
    StreamObserver<ServerReflectionRequest> requests =
        ClientCalls.asyncBidiStreamingCall(
            server.channel().newCall(reflection(version), CallOptions.DEFAULT), answers);
    for (int round = 0; round < 20; round++) {
      requests.onNext(services());
      assertTrue(
          answers.next().orElseThrow().getListServicesResponse().getServiceList().stream()
              .anyMatch(service -> service.getName().equals(SERVICE)));
      requests.onNext(symbol(SERVICE));
      assertTrue(
          answers.next().orElseThrow().getFileDescriptorResponse().getFileDescriptorProtoCount()
              > 0);
      requests.onNext(file("google/protobuf/struct.proto"));
      assertEquals(
          "google/protobuf/struct.proto",
          answers.next().orElseThrow().getOriginalRequest().getFileByFilename());
      requests.onNext(symbol("no.such.Symbol"));
      assertTrue(answers.next().orElseThrow().hasErrorResponse());
    }
    requests.onCompleted();
    assertEquals(Optional.empty(), answers.next());
  }

  /// Both versions have the same messages on the wire.
  private static MethodDescriptor<ServerReflectionRequest, ServerReflectionResponse> reflection(
      String version) {
    return ServerReflectionGrpc.getServerReflectionInfoMethod().toBuilder()
        .setFullMethodName(version + ".ServerReflection/ServerReflectionInfo")
        .build();
  }

  @Test
  void aServerWithoutReflectionDoesNotImplementIt() throws InterruptedException {
    try (GrpcServer bare =
        new GrpcServer(
            agents, ServerSettings.DEFAULT, null, false, List.of(), ScriptedPrograms.det100())) {
      StatusRuntimeException refused =
          assertThrows(
              StatusRuntimeException.class,
              () ->
                  ClientCalls.blockingServerStreamingCall(
                          bare.channel(),
                          reflection("grpc.reflection.v1"),
                          CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                          services())
                      .next());
      assertEquals(Status.Code.UNIMPLEMENTED, refused.getStatus().getCode());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1_048_577, 1_100_000, 1_398_000, 1_398_200, 1_500_000, 6_000_000})
  void aMessageAboveTheLimitIsRefusedWithTheLimit(int bytes) {
    SubmitJobRequest request =
        SubmitJobRequest.newBuilder().setBlueprintId("x".repeat(bytes)).build();
    StatusRuntimeException refused =
        assertThrows(StatusRuntimeException.class, () -> server.ourCalls().submitJob(request));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
    assertEquals(
        "the message is too large (expected: at most 1048576 bytes)",
        refused.getStatus().getDescription());
    assertEquals("TOO_LARGE", reason(refused));
  }

  private static String reason(StatusRuntimeException refused) {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertTrue(status != null && status.getDetailsCount() > 0, "no details");
    try {
      return status.getDetails(0).unpack(ErrorInfo.class).getReason();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVICE + "/NoSuchMethod", "no.such.Service/Method"})
  void aMethodThatDoesNotExistIsUnimplemented(String name) {
    MethodDescriptor<SubmitJobRequest, SubmitJobRequest> method =
        MethodDescriptor.<SubmitJobRequest, SubmitJobRequest>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(name)
            .setRequestMarshaller(ProtoUtils.marshaller(SubmitJobRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(SubmitJobRequest.getDefaultInstance()))
            .build();
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    server.channel(),
                    method,
                    CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                    SubmitJobRequest.getDefaultInstance()));
    assertEquals(Status.Code.UNIMPLEMENTED, refused.getStatus().getCode());
    assertEquals("method not found", refused.getStatus().getDescription());
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /converge.v1.ConvergeService/NoSuchMethod, application/grpc",
    "POST, /converge.v1.ConvergeService/NoSuchMethod, application/grpc-web+proto",
    "POST, /no/such/path, application/grpc+proto"
  })
  void anUnknownMethodHasAGrpcStatusOnTheWire(String method, String path, String type)
      throws Exception {
    HttpResponse<String> response = send(method, path, type);
    assertEquals(200, response.statusCode());
    assertEquals("12", response.headers().firstValue("grpc-status").orElse(""));
    assertEquals(type, response.headers().firstValue("content-type").orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, application/grpc, 405",
    "GET, application/grpc, 405",
    "PUT, application/grpc, 405",
    "POST, application/json, 415",
    "POST, text/plain, 415"
  })
  void whatIsNotACallIsAProblem(String method, String type, int status) throws Exception {
    HttpResponse<String> response = send(method, "/" + SERVICE + "/GetJob", type);
    assertEquals(status, response.statusCode());
    assertEquals(
        "application/problem+json", response.headers().firstValue("content-type").orElse(""));
    assertTrue(status != 405 || response.headers().firstValue("allow").orElse("").equals("POST"));
  }

  private HttpResponse<String> send(String method, String path, String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("content-type", type)
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
