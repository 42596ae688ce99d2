package dev.converge.runtime.grpc;

import java.io.IOException;
import java.io.InputStream;

/// Makes audit bundles.
@FunctionalInterface
public interface AuditBundles {
  /// The bundle of a run; may block.
  ///
  /// @throws IOException if it cannot be made
  InputStream open(String tenant, String jobId, String runId) throws IOException;
}
