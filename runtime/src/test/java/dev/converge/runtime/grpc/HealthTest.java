package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What probes and tools ask of every gRPC server.
class HealthTest {
  private static final String SERVICE = "converge.v1.ConvergeService";
  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server = new GrpcServer(agents, ScriptedPrograms.det100());

  @AfterEach
  void stop() {
    server.close();
    agents.close();
  }

  private HealthGrpc.HealthBlockingStub health() {
    return HealthGrpc.newBlockingStub(server.channel())
        .withDeadlineAfter(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static HealthCheckRequest of(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @Test
  // docs/cases.md: F08
  void healthFollowsReadinessByService() {
    var health = health();
    assertEquals(ServingStatus.SERVING, health.check(of("")).getStatus());
    assertEquals(ServingStatus.SERVING, health.check(of(SERVICE)).getStatus());
    StatusRuntimeException unknown =
        assertThrows(StatusRuntimeException.class, () -> health.check(of("converge.v2.Nothing")));
    assertEquals(Status.Code.NOT_FOUND, unknown.getStatus().getCode());
    server.ready.set(false);
    assertEquals(ServingStatus.NOT_SERVING, health.check(of("")).getStatus());
    assertEquals(ServingStatus.NOT_SERVING, health.check(of(SERVICE)).getStatus());
    server.ready.set(true);
    assertEquals(ServingStatus.SERVING, health.check(of("")).getStatus());
  }

  @Test
  // docs/cases.md: F08
  void whoWatchesHearsThatNothingIsServedBeforeTheServerIsGone() {
    var watch = health().watch(of(SERVICE));
    assertEquals(ServingStatus.SERVING, watch.next().getStatus());
    server.ready.set(false);
    assertEquals(ServingStatus.NOT_SERVING, watch.next().getStatus());
    server.ready.set(true);
    assertEquals(ServingStatus.SERVING, watch.next().getStatus());
    Thread.ofVirtual().start(server::goDown);
    assertEquals(ServingStatus.NOT_SERVING, watch.next().getStatus());
  }

  @Test
  void reflectionShowsTheServicesAndTheContract() {
    ServerReflectionRequest list =
        ServerReflectionRequest.newBuilder().setListServices("*").build();
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(first(answer));
    ask.onNext(list);
    List<String> names =
        LiveEngine.get(answer).getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .sorted()
            .toList();
    assertEquals(
        List.of(
            SERVICE,
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection"),
        names);
    ask.onCompleted();
  }

  @Test
  @SuppressWarnings("deprecation") // the older version is what this is about
  void reflectionSpeaksTheOlderVersionToo() throws Exception {
    CompletableFuture<io.grpc.reflection.v1alpha.ServerReflectionResponse> answer =
        new CompletableFuture<>();
    var ask =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(server.channel())
            .serverReflectionInfo(first(answer));
    ask.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol(SERVICE)
            .build());
    var files = LiveEngine.get(answer).getFileDescriptorResponse().getFileDescriptorProtoList();
    String text = files.getFirst().toStringUtf8();
    assertTrue(text.contains("WatchJob") && text.contains("ClientMessage"));
    ask.onCompleted();
  }

  private static <T> StreamObserver<T> first(CompletableFuture<T> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {}
    };
  }
}
