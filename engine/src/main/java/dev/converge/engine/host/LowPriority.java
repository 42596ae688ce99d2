package dev.converge.engine.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the threads that compute a lower priority than all others of the process: a probe or a
/// list must not wait for a free processor. On Linux, each thread has a priority, and lowering it
/// needs no privileges. The JVM sets it only with options that are meant for root. On other
/// systems, nothing is done.
final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

  /// With this difference, a thread gets a tenth of a processor that others want as well.
  private static final int NICER = 10;

  private static final @Nullable MethodHandle NICE = find();

  private LowPriority() {}

  @SuppressWarnings("restricted") // as every call of a function of the system
  private static @Nullable MethodHandle find() {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    try {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("nice"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("threads that compute keep their priority", e);
      return null;
    }
  }

  /// Lowers the priority of the calling thread.
  static void take() {
    if (NICE != null) {
      try {
        int now = (int) NICE.invokeExact(NICER);
        LOG.trace("nice: {}", now);
      } catch (Throwable e) {
        LOG.debug("a thread that computes keeps its priority", e);
      }
    }
  }
}
