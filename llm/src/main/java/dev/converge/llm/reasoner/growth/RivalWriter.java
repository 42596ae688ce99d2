package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Says who or what buyers would choose instead: those that the seeds name, the way the job is done
/// today, and doing nothing.
final class RivalWriter {
  private static final int MOST_QUOTES = 3;

  /// Characters between a name and what is quoted of it, and behind that.
  private static final int FRAME = 8;

  private static final List<String> TRAITS =
      List.of("rival_cheap", "rival_gap", "rival_old", "rival_big");
  private static final List<String> TODAY = List.of("habits", "price_pressure", "waiting");
  private static final List<String> TROUBLE =
      List.of("pain", "waiting", "labour", "price_pressure", "regulation", "demand", "season");

  private final SeedCase seeds;
  private final Grounds grounds;

  RivalWriter(SeedCase seeds, Grounds grounds) {
    this.seeds = seeds;
    this.grounds = grounds;
  }

  List<NotedFinding> findings() {
    List<NotedFinding> found = new ArrayList<>();
    List<String> names = seeds.rivals().names();
    List<SeedPassage> unnamed =
        seeds.of(SeedPassage.Role.COMPETITOR).stream()
            .filter(p -> names.stream().noneMatch(n -> seeds.rivals().of(n).contains(p)))
            .toList();
    int room = Math.max(1, grounds.most() - (grounds.most() > 3 ? 2 : 1));
    for (int i = 0; i < Math.min(room, names.size()); i++) {
      List<String> more = i + 1 == room ? names.subList(i + 1, names.size()) : List.of();
      found.add(named(names.get(i), more));
    }
    if (names.isEmpty() && !unnamed.isEmpty()) {
      found.add(group(unnamed));
    }
    List<SeedPassage> today =
        unnamed.stream().filter(RivalNames::others).filter(grounds::allowed).limit(1).toList();
    if (names.isEmpty() || today.isEmpty()) {
      today = first(TODAY, List.of());
    }
    List<NotedFinding> others = List.of(indirect(today, found.isEmpty()), nothing(today));
    for (NotedFinding other : others) {
      if (found.size() < grounds.most()) {
        found.add(other);
      }
    }
    return found;
  }

  private NotedFinding finding(String text, List<SeedPassage> used, int percent, String kind) {
    return NotedFinding.of(
            Words.clip(text, grounds.length()),
            grounds.cites(used, List.of()),
            grounds.percent(percent))
        .with("kind", Json.of(kind));
  }

  /// As many quotations as leave room for the sentences behind them.
  private String quotes(List<SeedPassage> passages, int room) {
    List<String> quotes = passages.stream().limit(MOST_QUOTES).map(seeds::quoted).toList();
    String all = String.join("; ", quotes);
    for (int i = quotes.size() - 1; i > 0 && all.length() > room; i--) {
      all = String.join("; ", quotes.subList(0, i));
    }
    return all;
  }

  private NotedFinding named(String name, List<String> more) {
    List<SeedPassage> all = seeds.rivals().of(name).stream().filter(grounds::allowed).toList();
    StringBuilder rest = new StringBuilder(" ").append(traits(all, name));
    if (!more.isEmpty()) {
      rest.append(' ').append(seeds.phrase("rival_more", String.join(", ", more)));
    }
    int room = grounds.length() - rest.length() - name.length() - FRAME;
    String text = all.isEmpty() ? name + "." : seeds.phrase("rival_named", name, quotes(all, room));
    return finding(text + rest, all, 60, "direct");
  }

  private NotedFinding group(List<SeedPassage> passages) {
    List<SeedPassage> allowed = passages.stream().filter(grounds::allowed).toList();
    String rest = " " + traits(allowed, "");
    String frame = seeds.phrase("rival_group", "");
    String text =
        seeds.phrase(
            "rival_group", quotes(allowed, grounds.length() - rest.length() - frame.length()));
    return finding(text + rest, allowed, 45, "direct");
  }

  /// What the sentences about a competitor say of its strength and its gap.
  private String traits(List<SeedPassage> passages, String name) {
    Set<String> said = new LinkedHashSet<>();
    Set<String> topics = new TreeSet<>();
    passages.forEach(passage -> topics.addAll(seeds.topics(passage, name)));
    for (String trait : TRAITS) {
      if (topics.contains(trait)) {
        said.add(seeds.phrase(trait));
      }
    }
    return said.isEmpty() ? seeds.phrase("rival_plain") : String.join(" ", said);
  }

  private List<SeedPassage> first(List<String> topics, List<SeedPassage> but) {
    return seeds.about(topics).stream()
        .filter(passage -> passage.role() == SeedPassage.Role.MARKET)
        .filter(passage -> grounds.allowed(passage) && !but.contains(passage))
        .limit(1)
        .toList();
  }

  private NotedFinding indirect(List<SeedPassage> today, boolean alone) {
    String start = alone ? seeds.phrase("rival_none") + " " : "";
    String text =
        today.isEmpty()
            ? seeds.phrase("rival_indirect_plain")
            : seeds.phrase("rival_indirect", seeds.quoted(today.getFirst()));
    return finding(start + text, today, today.isEmpty() ? 30 : 45, "indirect");
  }

  private NotedFinding nothing(List<SeedPassage> but) {
    List<SeedPassage> trouble = first(TROUBLE, but);
    String text =
        trouble.isEmpty()
            ? seeds.phrase("rival_nothing_plain")
            : seeds.phrase("rival_nothing", seeds.quoted(trouble.getFirst()));
    return finding(text, trouble, trouble.isEmpty() ? 30 : 50, "status quo");
  }
}
