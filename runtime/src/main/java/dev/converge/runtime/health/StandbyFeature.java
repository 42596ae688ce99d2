package dev.converge.runtime.health;

import com.linecorp.armeria.common.metric.NoopMeterRegistry;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.util.Set;

/// Refuses everything but probes, for a server that waits until it is its turn.
public final class StandbyFeature implements Feature {
  private static final Set<String> PROBES = Set.of("/health", "/ready");

  @Override
  public void install(Site site) {
    site.builder()
        // The process has one registry, which is for the server that comes after.
        .meterRegistry(NoopMeterRegistry.get())
        .decorator((service, context, request) -> {
          if (PROBES.contains(context.path())) {
            return service.serve(context, request);
          }
          throw new ProblemException(
              ErrorCode.UNAVAILABLE, "this server waits for another one to end");
        });
  }
}
