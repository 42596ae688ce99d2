package dev.converge.cli.serve;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for signals. A shutdown hook would only notice the first one. `sun.misc.Signal` is in
/// every JDK (module `jdk.unsupported`) and has no successor. It is used by name, because the
/// compiler warns about it and the warning cannot be suppressed.
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /// Runs a task, each time on its own thread, whenever a signal arrives.
  ///
  /// @param name without `SIG`
  static void on(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName(SIGNAL);
      Class<?> handler = Class.forName(HANDLER);
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      task.run();
                      yield null;
                    }
                    case "hashCode" -> name.hashCode();
                    case "toString" -> name;
                    default -> false;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
    } catch (InvocationTargetException e) {
      // The system has no such signal, or the JVM reserves it.
      LOG.debug("no handler for {}: {}", name, String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOG.warn("signals cannot be heard of: {}", e.toString());
    }
  }
}
