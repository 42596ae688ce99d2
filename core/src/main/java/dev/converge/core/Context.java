package dev.converge.core;

import dev.converge.core.proposal.Substance;
import dev.converge.core.proposal.Surroundings;
import dev.converge.core.text.FoldedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The facts of a run at one moment. It is append-only, so a snapshot does not change while the run
/// continues. Safe to read from any thread.
public final class Context implements Surroundings {
  private final Program program;
  private final GrowingList<Fact> all;
  private final GrowingList<Fact>[] byKey;
  private final Index index;
  private final @Nullable Fact tried;

  private Context(
      Program program,
      GrowingList<Fact> all,
      GrowingList<Fact>[] byKey,
      Index index,
      @Nullable Fact tried) {
    this.program = program;
    this.all = all;
    this.byKey = byKey;
    this.index = index;
    this.tried = tried;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics have no other way
  static Context empty(Program program) {
    GrowingList<Fact>[] byKey = new GrowingList[program.keyCount()];
    Arrays.fill(byKey, GrowingList.empty());
    return new Context(program, GrowingList.empty(), byKey, new Index(), null);
  }

  Context with(Fact fact) {
    int key = program.keyIndexOf(fact.key());
    GrowingList<Fact>[] keys = byKey.clone();
    keys[key] = keys[key].with(fact);
    GrowingList<Fact> facts = all.with(fact);
    return new Context(program, facts, keys, index.with(all, fact), null);
  }

  /// Like [#with], for a context that is only checked and discarded: it does not take the place of
  /// a later fact, so nothing has to be copied when one is added.
  Context trial(Fact fact) {
    return new Context(program, all, byKey, index, fact);
  }

  /// A context with only some of these facts, computed once for each fact of this line of contexts.
  ///
  /// @param of the condition
  /// @param chosen whether a fact is included; the same for equal conditions
  Context where(Condition of, Predicate<Fact> chosen) {
    Context some = index.where(program, all, of, chosen);
    return tried != null && chosen.test(tried) ? some.trial(tried) : some;
  }

  /// The first fact under a key that says the same as an earlier one, ignoring case and spacing.
  /// Each text is folded once for this line of contexts.
  Optional<Fact> firstSame(String key) {
    int i = program.keyIndexOf(key);
    if (i < 0) {
      return Optional.empty();
    }
    Optional<Fact> first = index.firstSame(key, byKey[i]);
    if (first.isPresent() || tried == null || !tried.key().equals(key)) {
      return first;
    }
    return index.says(key, byKey[i], tried) ? Optional.of(tried) : Optional.empty();
  }

  /// Every fact, in the order of promotion.
  public List<Fact> facts() {
    return tried == null ? all : all.trial(tried);
  }

  @Override
  public List<Fact> facts(String key) {
    int i = program.keyIndexOf(key);
    if (i < 0) {
      return Collections.emptyList();
    }
    return tried == null || program.keyIndexOf(tried.key()) != i ? byKey[i] : byKey[i].trial(tried);
  }

  @Override
  public Optional<Fact> fact(String id) {
    if (tried != null && tried.id().equals(id)) {
      return Optional.of(tried);
    }
    Index.Entry entry = index.byId(all, id);
    return entry == null ? Optional.empty() : Optional.of(entry.fact);
  }

  /// Number of facts under each key that has any.
  TreeMap<String, Integer> counts() {
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < byKey.length; i++) {
      if (!byKey[i].isEmpty()) {
        counts.put(program.key(i), byKey[i].size());
      }
    }
    return counts;
  }

  /// Number of facts.
  public int size() {
    return all.size() + (tried == null ? 0 : 1);
  }

  /// The program of these facts.
  public Program program() {
    return program;
  }

  boolean said(String agent, Substance substance) {
    return index.said(all, agent, substance);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Context c && facts().equals(c.facts());
  }

  @Override
  public int hashCode() {
    return facts().hashCode();
  }

  /// Indexes for the newest of a line of contexts, which all of them share. An entry counts for a
  /// context only if the context contains its fact. A context outside the line gets its own index.
  private static final class Index {
    record Entry(Fact fact, int ordinal) {}

    private record Said(String agent, Substance substance) {}

    private final Map<String, Entry> ids = new HashMap<>();
    private final Map<Said, Entry> said = new HashMap<>();

    /// Facts that are not in [#said] yet: many contexts are never asked what was said.
    private final List<Entry> unread = new ArrayList<>();

    private final Map<Condition, Chosen> chosen = new HashMap<>();
    private final Map<String, Texts> texts = new HashMap<>();
    private int size;

    /// The facts that a condition selected, up to a position.
    private record Chosen(Context facts, int of) {}

    /// The folded texts of the facts under a key, each with its first position, and the position of
    /// the first fact that repeats an earlier one.
    private static final class Texts {
      private final Map<String, Integer> first = new HashMap<>();
      private int read;
      private int same = Integer.MAX_VALUE;

      void read(List<Fact> facts) {
        for (; read < facts.size(); read++) {
          if (first.putIfAbsent(FoldedText.fold(facts.get(read).content()), read) != null) {
            same = Math.min(same, read);
          }
        }
      }
    }

    private Texts texts(String key, List<Fact> facts) {
      Texts known = texts.computeIfAbsent(key, _ -> new Texts());
      known.read(facts);
      return known;
    }

    synchronized Optional<Fact> firstSame(String key, List<Fact> facts) {
      int same = texts(key, facts).same;
      return same < facts.size() ? Optional.of(facts.get(same)) : Optional.empty();
    }

    synchronized boolean says(String key, List<Fact> facts, Fact other) {
      Integer place = texts(key, facts).first.get(FoldedText.fold(other.content()));
      return place != null && place < facts.size();
    }

    synchronized Context where(
        Program program, GrowingList<Fact> all, Condition of, Predicate<Fact> test) {
      Chosen known = chosen.get(of);
      boolean older = known != null && known.of > all.size();
      Context some = known == null || older ? empty(program) : known.facts;
      for (int i = known == null || older ? 0 : known.of; i < all.size(); i++) {
        some = test.test(all.get(i)) ? some.with(all.get(i)) : some;
      }
      if (!older) {
        chosen.put(of, new Chosen(some, all.size()));
      }
      return some;
    }

    synchronized Index with(GrowingList<Fact> before, Fact fact) {
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
      unread.add(entry);
    }

    synchronized @Nullable Entry byId(GrowingList<Fact> of, String id) {
      return in(of, ids.get(id));
    }

    synchronized boolean said(GrowingList<Fact> of, String agent, Substance substance) {
      for (Entry entry : unread) {
        said.putIfAbsent(new Said(entry.fact.agent(), entry.fact.substance()), entry);
      }
      unread.clear();
      return in(of, said.get(new Said(agent, substance))) != null;
    }

    private static @Nullable Entry in(GrowingList<Fact> of, @Nullable Entry entry) {
      return entry != null && entry.ordinal < of.size() ? entry : null;
    }
  }
}
