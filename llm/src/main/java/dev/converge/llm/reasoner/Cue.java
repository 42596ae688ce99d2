package dev.converge.llm.reasoner;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What a word hints at. The lists are English; in other languages the reasoner falls back on where
/// a text stands and on numbers. An entry that ends with `*` stands for every word that begins so.
enum Cue {
  /// Something becomes more.
  GROWTH(
      "grow grows growing grew grown growth increas* rise rises rose risen rising climb* expand* expansion doubl* tripl* yearly annual*"
          + " cagr accelerat* surg* boom* gain*"),
  /// Something becomes less.
  DECLINE("declin* shrink* fall falls falling fell drop* decreas* fewer lose loses losing loss*"),
  /// Somebody wants or uses something.
  DEMAND(
      "ask asks asked asking want* need* demand* request* prefer* seek* look looks looking requir*"
          + " expect* adopt* use uses using user* used buy* bought customer* switch* willing"
          + " complain* wish* wait* pay pays paying subscrib* client* visit* book books booked spend*"),
  /// How much or how many there are.
  SIZE(
      "segment* market markets size* million* billion* thousand* compan* household* population*"
          + " firm firms store* shop* share shares number* revenue* turnover worth total large*"
          + " smb sme* enterprise* employees"),
  /// Something is changing.
  TREND(
      "trend* shift* move moves moving becom* new newly recent* increasingly popular* since emerg*"
          + " rising tighten* chang* more rule rules regulat*"),
  /// Others are after the same.
  RIVAL(
      "competitor* compet* rival* incumbent* alternativ* versus vs dominat* leader* leading"
          + " substitut* player*"),
  /// What something costs.
  PRICE(
      "price* pricing cost* fee fees eur usd gbp sek dkk nok chf cheap* afford* expensive"
          + " subscription* free discount* margin* spend*"),
  /// What is offered.
  OFFER(
      "product* service* tool* platform* app apps software automat* feature* offer* device* kit"
          + " kits solution* sell* provid* sensor*"),
  /// What is to be reached.
  AIM(
      "goal* aim aims target* reach* grow win launch* achiev* open double reduc* cut objective*"
          + " raise hit enter earn sell become strateg* plan plans"),
  /// What binds.
  LIMIT(
      "budget* within limit* only must cannot without regulat* comply compliance deadline* limits"
          + " shortage* lack* tight* depend* ban bans banned strict* before until constraint*"
          + " unless no not never"),
  /// What can go wrong.
  RISK(
      "risk* threat* uncertain* fail* delay* expensive churn* slow* late lack* shortage* drought*"
          + " tight* depend* expir* lose loses losing loss* obstacle* weak* hard danger*");

  private final String words;

  Cue(String words) {
    this.words = words;
  }

  /// What every listed word hints at, and every listed beginning of a word.
  private static final Map<String, Set<Cue>> EXACT = new HashMap<>();

  private static final Map<String, Set<Cue>> PREFIXES = new HashMap<>();
  private static final int SHORTEST;
  private static final int LONGEST;

  static {
    for (Cue cue : values()) {
      for (String word : cue.words.split(" ", -1)) {
        boolean prefix = word.endsWith("*");
        String key = prefix ? word.substring(0, word.length() - 1) : word;
        Map<String, Set<Cue>> map = prefix ? PREFIXES : EXACT;
        map.computeIfAbsent(key, _ -> EnumSet.noneOf(Cue.class)).add(cue);
      }
    }
    SHORTEST = PREFIXES.keySet().stream().mapToInt(String::length).min().orElse(0);
    LONGEST = PREFIXES.keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  /// What a word hints at.
  static Set<Cue> of(String word) {
    EnumSet<Cue> found = EnumSet.noneOf(Cue.class);
    add(word, found);
    return found;
  }

  /// What the words of a text hint at.
  static Set<Cue> in(String text) {
    EnumSet<Cue> found = EnumSet.noneOf(Cue.class);
    TextAnalysis.words(text).forEach(word -> add(word, found));
    return found;
  }

  private static void add(String word, Set<Cue> found) {
    String folded = word.toLowerCase(Locale.ROOT);
    found.addAll(EXACT.getOrDefault(folded, Set.of()));
    for (int end = SHORTEST; end <= Math.min(LONGEST, folded.length()); end++) {
      Set<Cue> cues = PREFIXES.get(folded.substring(0, end));
      if (cues != null) {
        found.addAll(cues);
      }
    }
  }
}
