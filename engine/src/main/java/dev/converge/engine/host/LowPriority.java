package dev.converge.engine.host;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final int NICEST = 19;

  /// How the JVM calls the threads of the compiler that takes long; the system keeps 15 characters.
  private static final String COMPILER = "C2 CompilerThre";

  /// Where the system shows the threads of this process.
  private static final Path THREADS = Path.of("/proc/self/task");

  /// In what is told of a thread, where its own nice value stands after its name.
  private static final int NICE_FIELD = 16;

  /// That a number is one of a process, or of a thread.
  private static final int PRIO_PROCESS = 0;

  private static final @Nullable MethodHandle NICE =
      find("nice", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private static final @Nullable MethodHandle SET_PRIORITY =
      find(
          "setpriority",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));

  private LowPriority() {}

  @SuppressWarnings("restricted") // as every call of a function of the system
  private static @Nullable MethodHandle find(String function, FunctionDescriptor takes) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return null;
    }
    try {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), takes);
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

  /// Lowers the priority of the compiler as well, once: a server compiles for its first minutes,
  /// and a single method can take it a second.
  static void ofCompiler() {
    if (SET_PRIORITY == null) {
      return;
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        lower(thread, SET_PRIORITY);
      }
    } catch (IOException e) {
      LOG.debug("the compiler keeps its priority", e);
    }
  }

  /// Lowers the priority of a thread if it belongs to the compiler. That a thread ends meanwhile
  /// says nothing about the others.
  private static void lower(Path thread, MethodHandle setPriority) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      int end = stat.lastIndexOf(')');
      if (stat.substring(stat.indexOf('(') + 1, end).equals(COMPILER)) {
        int nice = Integer.parseInt(stat.substring(end + 2).split(" ", -1)[NICE_FIELD]);
        int id = Integer.parseInt(thread.getFileName().toString());
        int result =
            (int) setPriority.invokeExact(PRIO_PROCESS, id, Math.min(nice + NICER, NICEST));
        LOG.trace("setpriority: {}", result);
      }
    } catch (Throwable e) {
      LOG.debug("a thread keeps its priority", e);
    }
  }
}
