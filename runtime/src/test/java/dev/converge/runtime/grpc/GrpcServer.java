package dev.converge.runtime.grpc;

import dev.converge.core.Program;
import dev.converge.engine.Agents;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.Programs;
import dev.converge.engine.SystemTimers;
import dev.converge.foreign.ConvergeServiceGrpc;
import dev.converge.runtime.Features;
import dev.converge.runtime.health.Check;
import dev.converge.runtime.jobs.JobSettings;
import dev.converge.runtime.jobs.SubmissionReader;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedPrograms;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A server on a free port over a live engine, and channels to it.
final class GrpcServer implements AutoCloseable {
  /// What a test may take away to make the server unready.
  final AtomicBoolean ready = new AtomicBoolean(true);

  final GrpcFeature feature;
  private final LiveEngine live;
  private final SystemTimers timers = new SystemTimers();
  private final ConvergeServer server;
  private final List<ManagedChannel> channels = new ArrayList<>();

  GrpcServer(Agents agents, Program... programs) {
    this(agents, ServerSettings.DEFAULT, null, programs);
  }

  GrpcServer(
      Agents agents, ServerSettings settings, @Nullable AuditBundles audit, Program... programs) {
    this.live = new LiveEngine(EngineSettings.DEFAULT, agents, programs);
    Programs installed = ScriptedPrograms.installed(programs);
    List<Check> more =
        List.of(
            new Check("test", () -> ready.get() ? Optional.empty() : Optional.of("taken away")));
    this.feature =
        new GrpcFeature(
            live.engine(),
            live.store(),
            new SubmissionReader(installed, JobSettings.DEFAULT),
            _ -> List.of(programs),
            audit,
            Features.checks(live.engine(), live.store(), more),
            timers,
            "1.2.3");
    List<Feature> features =
        new ArrayList<>(
            Features.of(live.engine(), live.store(), installed, JobSettings.DEFAULT, more));
    features.add(feature);
    this.server =
        ConvergeServer.start(
            settings.at("127.0.0.1", 0).with(settings.times().withGrace(Duration.ofSeconds(2))),
            features);
  }

  Engine engine() {
    return live.engine();
  }

  LiveEngine live() {
    return live;
  }

  int port() {
    return server.port();
  }

  /// A connection of its own.
  ManagedChannel channel() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port()).usePlaintext().build();
    synchronized (channels) {
      channels.add(channel);
    }
    return channel;
  }

  /// The foreign client's calls on a connection of their own, with one deadline for all.
  ConvergeServiceGrpc.ConvergeServiceBlockingStub calls() {
    return ConvergeServiceGrpc.newBlockingStub(channel())
        .withDeadlineAfter(LiveEngine.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// Goes down, as gracefully as the server does; [#close] must follow.
  void goDown() {
    server.close();
  }

  @Override
  public void close() {
    synchronized (channels) {
      channels.forEach(ManagedChannel::shutdownNow);
    }
    server.close();
    live.close();
    timers.close();
  }
}
