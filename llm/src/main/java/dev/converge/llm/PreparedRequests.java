package dev.converge.llm;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.engine.agent.AgentCall;
import dev.converge.llm.model.ModelRequest;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The requests that were written to say what an answer can cost, until the agents are asked: to
/// write one is a good part of what the offline reasoner's answer takes. Bounded; where there is no
/// room, requests are written again. A run that is gone takes its requests with it. Thread-safe.
final class PreparedRequests {
  /// Maximum number of characters of all cached requests together.
  static final int MOST_CHARACTERS = 4 << 20;

  /// An agent that is asked about a context, which is told from others by identity.
  private static final class Key extends WeakReference<Context> {
    private final String agent;
    private final int hash;

    Key(Context context, String agent, @Nullable ReferenceQueue<Context> gone) {
      super(context, gone);
      this.agent = agent;
      this.hash = 31 * System.identityHashCode(context) + agent.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      Context context = get();
      return this == other
          || (context != null
              && other instanceof Key key
              && agent.equals(key.agent)
              && key.refersTo(context));
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private record Prepared(Program program, AgentSpec spec, ModelRequest request, int characters) {}

  private final Map<Key, Prepared> kept = new HashMap<>();
  private final ReferenceQueue<Context> gone = new ReferenceQueue<>();
  private int characters;

  /// Keeps a request, if there is room.
  synchronized void keep(Program program, AgentSpec spec, Context context, ModelRequest request) {
    for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
      drop(kept.remove(key));
    }
    int size = request.characters();
    if (characters + size <= MOST_CHARACTERS) {
      characters += size;
      Key key = new Key(context, spec.id(), gone);
      drop(kept.put(key, new Prepared(program, spec, request, size)));
    }
  }

  /// Takes out the request that a call makes, if it is kept; no other call may make another one.
  @Nullable ModelRequest take(AgentCall call) {
    Prepared found;
    synchronized (this) {
      found = kept.remove(new Key(call.context(), call.spec().id(), null));
      drop(found);
    }
    return found != null && same(found, call) ? found.request() : null;
  }

  /// Whether a call says what was said before it: nothing that came since, and all facts.
  private static boolean same(Prepared prepared, AgentCall call) {
    return prepared.program().equals(call.program())
        && Objects.equals(prepared.spec(), call.spec())
        && call.request().violations().isEmpty()
        && call.request().broken().isEmpty()
        && call.request().returned().isEmpty()
        && (!call.spec().onlyNew() || call.request().seen() == 0);
  }

  private void drop(@Nullable Prepared prepared) {
    if (prepared != null) {
      characters -= prepared.characters();
    }
  }

  /// Lets go of all.
  synchronized void clear() {
    kept.clear();
    characters = 0;
  }

  synchronized int characters() {
    return characters;
  }
}
