package dev.converge.cli.serve;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears of signals. A shutdown hook would hear of the first one only. `sun.misc.Signal` is in
/// every JDK (module `jdk.unsupported`) and without a successor; reached by its name, because the
/// compiler warns of it and lets nobody say that this is known.
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /// Has a task run, each time on a thread of its own, whenever a signal comes.
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
      // The system has no such signal, or the JVM keeps it for itself.
      LOG.debug("no handler for {}: {}", name, String.valueOf(e.getCause()));
    } catch (ReflectiveOperationException e) {
      LOG.warn("signals cannot be heard of: {}", e.toString());
    }
  }
}
