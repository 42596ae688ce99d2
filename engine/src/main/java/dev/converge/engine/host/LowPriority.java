package dev.converge.engine.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the threads that compute come after all others of the process: a probe or a list must not
/// wait until a processor is free. On Linux each thread has a priority, which anybody may lower;
/// the JVM sets it only with options that are for root. Elsewhere nothing is done.
final class LowPriority {
  private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

  /// With so much more a thread gets a tenth of a processor that others want as well.
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

  /// Lowers the priority of the thread that calls.
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
