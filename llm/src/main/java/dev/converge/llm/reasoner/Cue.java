package dev.converge.llm.reasoner;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
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

  @SuppressWarnings("ImmutableEnumChecker") // filled in the constructor only
  private final Set<String> exact = new java.util.TreeSet<>();

  @SuppressWarnings("ImmutableEnumChecker") // likewise
  private final List<String> prefixes = new java.util.ArrayList<>();

  Cue(String words) {
    for (String word : words.split(" ", -1)) {
      if (word.endsWith("*")) {
        prefixes.add(word.substring(0, word.length() - 1));
      } else {
        exact.add(word);
      }
    }
  }

  /// What a word hints at.
  static Set<Cue> of(String word) {
    String folded = word.toLowerCase(Locale.ROOT);
    EnumSet<Cue> found = EnumSet.noneOf(Cue.class);
    for (Cue cue : values()) {
      if (cue.exact.contains(folded) || cue.prefixes.stream().anyMatch(folded::startsWith)) {
        found.add(cue);
      }
    }
    return found;
  }

  /// What the words of a text hint at.
  static Set<Cue> in(String text) {
    EnumSet<Cue> found = EnumSet.noneOf(Cue.class);
    TextAnalysis.words(text).forEach(word -> found.addAll(of(word)));
    return found;
  }
}
