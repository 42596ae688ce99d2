package dev.converge.core;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The facts of a run at one moment: append-only, so a snapshot stays what it was while the run
/// goes on. Safe to read from any thread.
public final class Context {
  private final Program program;
  private final Vec<Fact> all;
  private final Vec<Fact>[] byKey;
  private final Index index;

  private Context(Program program, Vec<Fact> all, Vec<Fact>[] byKey, Index index) {
    this.program = program;
    this.all = all;
    this.byKey = byKey;
    this.index = index;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics have no other way
  static Context empty(Program program) {
    Vec<Fact>[] byKey = new Vec[program.keyCount()];
    Arrays.fill(byKey, Vec.empty());
    return new Context(program, Vec.empty(), byKey, new Index());
  }

  Context with(Fact fact) {
    int key = program.keyIndexOf(fact.key());
    Vec<Fact>[] keys = byKey.clone();
    keys[key] = keys[key].with(fact);
    Vec<Fact> facts = all.with(fact);
    return new Context(program, facts, keys, index.with(all, fact));
  }

  /// A context of those of these facts alone.
  Context where(Predicate<Fact> chosen) {
    Context some = empty(program);
    for (Fact fact : all) {
      some = chosen.test(fact) ? some.with(fact) : some;
    }
    return some;
  }

  /// Every fact, in the order of promotion.
  public List<Fact> facts() {
    return all;
  }

  /// The facts under a key, in the order of promotion; none if the program has no such key.
  public List<Fact> facts(String key) {
    int i = program.keyIndexOf(key);
    return i < 0 ? Collections.emptyList() : byKey[i];
  }

  /// The fact of that id.
  public Optional<Fact> fact(String id) {
    Index.Entry entry = index.byId(all, id);
    return entry == null ? Optional.empty() : Optional.of(entry.fact);
  }

  /// How many facts there are under each key that has any.
  TreeMap<String, Integer> counts() {
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < byKey.length; i++) {
      if (!byKey[i].isEmpty()) {
        counts.put(program.key(i), byKey[i].size());
      }
    }
    return counts;
  }

  /// How many facts there are.
  public int size() {
    return all.size();
  }

  /// The program that these are the facts of.
  public Program program() {
    return program;
  }

  boolean said(String agent, Substance substance) {
    return index.said(all, agent, substance);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Context c && all.equals(c.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  /// Look-ups for the newest of a line of contexts, shared by all of them; an entry counts for a
  /// context only if its fact is among that context's. A context that is not of the line gets an
  /// index of its own.
  private static final class Index {
    record Entry(Fact fact, int ordinal) {}

    private record Said(String agent, Substance substance) {}

    private final Map<String, Entry> ids = new HashMap<>();
    private final Map<Said, Entry> said = new HashMap<>();
    private int size;

    synchronized Index with(Vec<Fact> before, Fact fact) {
      if (size != before.size()) {
        Index fork = new Index();
        for (Fact old : before) {
          fork.add(old);
        }
        return fork.with(before, fact);
      }
      add(fact);
      return this;
    }

    private void add(Fact fact) {
      Entry entry = new Entry(fact, size++);
      ids.put(fact.id(), entry);
      said.putIfAbsent(new Said(fact.agent(), fact.substance()), entry);
    }

    synchronized @Nullable Entry byId(Vec<Fact> of, String id) {
      return in(of, ids.get(id));
    }

    synchronized boolean said(Vec<Fact> of, String agent, Substance substance) {
      return in(of, said.get(new Said(agent, substance))) != null;
    }

    private static @Nullable Entry in(Vec<Fact> of, @Nullable Entry entry) {
      return entry != null && entry.ordinal < of.size() ? entry : null;
    }
  }
}
