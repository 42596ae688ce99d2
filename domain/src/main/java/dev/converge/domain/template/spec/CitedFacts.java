package dev.converge.domain.template.spec;

import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.template.source.Place;
import java.util.List;
import java.util.function.BiConsumer;

/// Which facts can cite which: those that whoever writes them sees, and that are there before them.
final class CitedFacts {
  private final List<String> observed;
  private final VisibleFacts visible;
  private final FactOrder order;
  private final BiConsumer<Place, String> dead;

  CitedFacts(
      List<String> observed,
      VisibleFacts visible,
      FactOrder order,
      BiConsumer<Place, String> dead) {
    this.observed = observed;
    this.visible = visible;
    this.order = order;
    this.dead = dead;
  }

  /// A contract that asks for what cannot be cited.
  void contract(CompiledSpec.CompiledAgent agent) {
    for (AgentSpec.Output output : agent.outputs()) {
      for (AgentSpec.Cites cites : output.cites()) {
        if (cites.min() > 0 && !visible.sees(agent, cites.key())) {
          dead.accept(
              agent.place(),
              "agent \"%s\" never sees facts under \"%s\", so it can cite none (expected: \"Given"
                      .formatted(agent.id(), cites.key())
                  + " facts under\" it)");
        } else if (cites.min() > 0 && !order.before(cites.key(), agent, output)) {
          dead.accept(
              agent.place(),
              "agent \"%s\" must cite facts under \"%s\", but there are none before its first answer"
                      .formatted(agent.id(), cites.key())
                  + " (expected: a key whose facts come earlier)");
        }
      }
    }
  }

  /// Some fact under a key has to be able to cite one under another.
  void some(Place place, String key, String target) {
    if (seen(place, key, target) && written(key) && !order.after(key, target)) {
      dead.accept(
          place,
          "no fact under \"%s\" cites a fact under \"%s\": these come only after it (expected: a key"
                  .formatted(key, target)
              + " whose facts come earlier)");
    }
  }

  /// Every fact under a key has to be able to cite one under another; so has the first.
  ///
  /// @param all whether it is said of all of them; the first of some may have others before it
  void every(Place place, String key, String target, boolean all) {
    if (!all) {
      some(place, key, target);
    } else if (seen(place, key, target) && written(key) && !order.before(target, key)) {
      dead.accept(
          place,
          "the first fact under \"%s\" cannot cite one under \"%s\": there is none before it (expected:"
                  .formatted(key, target)
              + " a key whose facts come earlier)");
    }
  }

  /// Every fact under a key has to be able to be cited by one under another; so has the last.
  ///
  /// @param all whether it is said of all of them
  void cited(Place place, String key, String by, boolean all) {
    if (all && key.equals(by) && written(key)) {
      dead.accept(
          place,
          "the last fact under \"%s\" is not cited by any under \"%s\" (expected: a key whose facts come"
                  .formatted(key, by)
              + " later)");
    } else {
      some(place, by, key);
    }
  }

  private boolean written(String key) {
    return !observed.contains(key) && !visible.writers(key).isEmpty();
  }

  /// @return whether those who write under a key see facts under another
  private boolean seen(Place place, String key, String target) {
    boolean blind = written(key) && !visible.canCite(key, target);
    if (blind) {
      dead.accept(
          place,
          "no fact under \"%s\" cites a fact under \"%s\": agent %s never sees these (expected: a"
                  .formatted(key, target, visible.who(key))
              + " key that it reads)");
    }
    return !blind;
  }
}
