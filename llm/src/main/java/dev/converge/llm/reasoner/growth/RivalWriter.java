package dev.converge.llm.reasoner.growth;

import dev.converge.core.json.Json;
import dev.converge.llm.reasoner.text.NotedFinding;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.List;

/// Says who or what buyers would choose instead: those that the seeds name, the way the job is done
/// today, and doing nothing.
final class RivalWriter {
  private static final int MOST_QUOTES = 3;
  private static final int FEW = 2;

  /// Characters between a name and what is quoted of it, and behind that.
  private static final int FRAME = 8;

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
            .filter(grounds::allowed)
            .toList();
    int room = Math.max(1, grounds.most());
    for (int i = 0; i < Math.min(room, names.size()); i++) {
      List<String> more = i + 1 == room ? names.subList(i + 1, names.size()) : List.of();
      found.add(named(names.get(i), more));
    }
    boolean instead = names.stream().limit(room).anyMatch(seeds.rivals()::indirect);
    List<NotedFinding> others = new ArrayList<>();
    if (!instead || unnamed.stream().anyMatch(RivalNames::apart)) {
      others.add(indirect(unnamed));
    }
    others.add(nothing());
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
    List<SeedPassage> few = passages.stream().limit(MOST_QUOTES).toList();
    String all = seeds.quoted(few);
    for (int i = few.size() - 1; i > 0 && all.length() > room; i--) {
      all = seeds.quoted(few.subList(0, i));
    }
    return all;
  }

  private NotedFinding named(String name, List<String> more) {
    List<SeedPassage> all = seeds.rivals().of(name).stream().filter(grounds::allowed).toList();
    String rest = more.isEmpty() ? "" : " " + seeds.phrase("rival_more", String.join(", ", more));
    int room = grounds.length() - rest.length() - name.length() - FRAME;
    String text = all.isEmpty() ? name + "." : seeds.phrase("rival_named", name, quotes(all, room));
    return finding(text + rest, all, 60, seeds.rivals().indirect(name) ? "indirect" : "direct");
  }

  /// What else the seeds say of competition, or what buyers do anywhere.
  private NotedFinding indirect(List<SeedPassage> unnamed) {
    List<SeedPassage> today = unnamed.stream().filter(RivalNames::apart).limit(FEW).toList();
    String text =
        today.isEmpty()
            ? seeds.phrase("rival_indirect_plain")
            : seeds.phrase("rival_indirect", seeds.quoted(today));
    return finding(text, today, today.isEmpty() ? 30 : 45, "indirect");
  }

  private NotedFinding nothing() {
    return finding(seeds.phrase("rival_nothing_plain"), List.of(), 30, "status quo");
  }
}
