package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.foreign.Ack;
import dev.converge.foreign.CancelJobRequest;
import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.foreign.SubmitJobResponse;
import dev.converge.foreign.SubscribeRequest;
import dev.converge.runtime.auth.Authenticator;
import dev.converge.runtime.auth.Principal;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A stream that is open has no more rights than its credential has now.
final class SessionTest {
  private final AtomicBoolean revoked = new AtomicBoolean();
  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server = new GrpcServer(agents, new OneKey(), ScriptedPrograms.gate(1));

  private final class OneKey implements Authenticator {
    @Override
    public String kind() {
      return "key";
    }

    @Override
    public boolean takes(String credential) {
      return true;
    }

    @Override
    public CompletionStage<Verdict> authenticate(String credential) {
      return CompletableFuture.completedFuture(
          revoked.get()
              ? new Verdict.Refused("revoked")
              : new Verdict.LetIn(new Principal("default", "ann")));
    }
  }

  @AfterEach
  void stop() {
    server.close();
    agents.close();
  }

  private Channel channel() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer of-ann");
    return ClientInterceptors.intercept(
        server.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private SubmitJobResponse waiting() {
    SubmitJobResponse job =
        ConvergeServiceGrpc.newBlockingStub(channel()).submitJob(ForeignClientTest.job("gate"));
    Eventually.so(() -> server.engine().view(job.getRunId()).state().status() == Status.WAITING);
    return job;
  }

  @Test
  void aSubscriberWhoseCredentialIsRevokedIsDisconnected() throws Exception {
    SubmitJobResponse job = waiting();
    Conversation client = Conversation.on(channel());
    Ack ack =
        client.ask(
            Conversation.message("s")
                .setSubscribe(SubscribeRequest.newBuilder().setJobId(job.getJobId())));
    assertTrue(ack.getSuccess());
    revoked.set(true);
    ExecutionException ended =
        assertThrows(
            ExecutionException.class,
            () -> client.over().get(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    StatusRuntimeException why = assertInstanceOf(StatusRuntimeException.class, ended.getCause());
    assertEquals(io.grpc.Status.Code.UNAUTHENTICATED, why.getStatus().getCode());
  }

  @Test
  void aRequestOnAnOpenStreamIsRefusedOnceTheCredentialIsRevoked() {
    SubmitJobResponse job = waiting();
    Conversation client = Conversation.on(channel());
    assertTrue(
        client
            .ask(
                Conversation.message("s")
                    .setSubscribe(SubscribeRequest.newBuilder().setJobId(job.getJobId())))
            .getSuccess());
    revoked.set(true);
    client.send(
        Conversation.message("c")
            .setCancelJob(CancelJobRequest.newBuilder().setJobId(job.getJobId())));
    assertThrows(
        ExecutionException.class,
        () -> client.over().get(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    assertEquals(Status.WAITING, server.engine().view(job.getRunId()).state().status());
  }
}
