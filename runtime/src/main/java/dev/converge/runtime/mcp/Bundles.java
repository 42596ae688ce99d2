package dev.converge.runtime.mcp;

import dev.converge.audit.Bundle;
import java.io.IOException;

/// Makes audit bundles.
@FunctionalInterface
public interface Bundles {
  /// The bundle of a run; may block.
  ///
  /// @throws IOException if it cannot be made
  Bundle of(String runId) throws IOException;
}
