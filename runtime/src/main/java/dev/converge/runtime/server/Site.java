package dev.converge.runtime.server;

import com.linecorp.armeria.server.ServerBuilder;
import dev.converge.runtime.http.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Collects the parts of features. Used by one thread, before the server starts.
public final class Site {
  private final ServerBuilder builder;
  private final ServerSettings settings;
  private final VirtualThreads threads;
  private final List<Runnable> drains = new ArrayList<>();

  Site(ServerBuilder builder, ServerSettings settings, VirtualThreads threads) {
    this.builder = builder;
    this.settings = settings;
    this.threads = threads;
  }

  /// The server builder, for parts that are not a [Resource], such as gRPC.
  public ServerBuilder builder() {
    return builder;
  }

  /// The settings.
  public ServerSettings settings() {
    return settings;
  }

  /// Runs tasks that may block: a virtual thread for each.
  public Executor threads() {
    return threads;
  }

  /// Adds a path; methods are added to the result.
  ///
  /// @param pattern as Armeria writes it: `/api/v1/jobs/{id}`
  public Resource resource(String pattern) {
    Resource resource = new Resource(pattern, threads, settings.console());
    builder.service(pattern, resource);
    return resource;
  }

  /// Repeats a task on a virtual thread until the server is closed. It is not repeated after it has
  /// failed.
  public void every(Duration period, Runnable task) {
    long nanos = period.toNanos();
    threads.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /// Runs a task when the server starts shutting down, after `/ready` has failed and before
  /// connections are closed. It must be quick.
  public void onDrain(Runnable task) {
    drains.add(task);
  }

  List<Runnable> drains() {
    return List.copyOf(drains);
  }
}
