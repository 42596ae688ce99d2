package dev.converge.llm.reasoner.growth;

import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The competitors and possible partners that the seeds name, by the place of their names in
/// sentences: what a sentence about a competitor begins with, what follows "such as", and what
/// stands in the id of a seed.
final class RivalNames {
  private static final int MOST_WORDS_OF_A_NAME = 4;

  /// Words with a capital that begin a sentence and are no names.
  private static final Set<String> BEGINNINGS =
      set(
          "the a an our we they it its most many some few all both two three four local larger large small big other others"
              + " no not nobody one each every only cheap cheaper german swedish french spanish existing competitors competitor"
              + " rivals today currently there this these those people customers buyers incumbents market online traditional general in on at for with"
              + " der die das den dem ein eine einen einer es sie er viele einige alle beide mehrere große kleine andere lokale"
              + " manche keiner niemand wettbewerber konkurrenten konkurrenz anbieter marktführer heute derzeit bisher hersteller im in auf bei für mit wir unsere"
              + " kunden betriebe händler firmen unternehmen"
              + " den det de en ett flera många några alla båda stora små andra lokala konkurrenter konkurrenten konkurrenterna idag ingen"
              + " marknadsledaren marknadsledare kunder vi vår våra i på för med"
              + " le la les l' un une des du ils elles il elle plusieurs certains beaucoup tous deux grands petits autres concurrents concurrent"
              + " aujourd'hui aucun leader notre nos nous en dans sur pour avec"
              + " el los las una unos unas ellos ella hay varios algunos muchos todos dos grandes pequeños otros competidores competidor"
              + " hoy ningún nadie líder nuestro nosotros en sobre para con su sus");

  /// What follows a word with a capital that says what kind of firms are meant: "Letting agents".
  private static final Set<String> KINDS =
      set(
          "agents chatbots bots assistants spreadsheets agencies firms companies shops stores clubs schools banks providers vendors brokers apps services"
              + " suppliers makers manufacturers farms dealers builders tools sites platforms chains startups"
              + " firmor butiker byråer leverantörer kedjor föreningar agences magasins fournisseurs sociétés"
              + " agencias tiendas proveedores empresas");

  /// With what a sentence begins that speaks of people at large.
  private static final Set<String> OTHERS =
      new HashSet<>(
          List.of(
              "most",
              "many",
              "some",
              "few",
              "nobody",
              "everybody",
              "people",
              "others",
              "half",
              "viele",
              "manche",
              "einige",
              "wenige",
              "niemand",
              "andere",
              "die meisten",
              "många",
              "några",
              "ingen",
              "andra",
              "de flesta",
              "beaucoup",
              "certains",
              "personne",
              "la plupart",
              "les autres",
              "muchos",
              "muchas",
              "algunos",
              "nadie",
              "la mayoría",
              "la mayoria",
              "otros"));

  private static final Pattern FIRM =
      Pattern.compile(
          "(?i).*(?:erei|firma|anbieter|hersteller|händler|kette|unternehmen|dienst|verein|verband|gesellschaft|plattform|portal|verlag"
              + "|werkstatt|betrieb|laden|agentur|bank|versicherung|genossenschaft|handlung|haus|app|software|startup|start-up)",
          Pattern.UNICODE_CASE);

  private static final Set<String> SIZES = set("big little large small old new great first");

  private static final Set<String> JOINTS = set("and or & und oder och eller et ou y o e");

  /// Before a place or a date, not before a competitor.
  private static final Set<String> PLACES =
      set(
          "in from of near since by around at across im aus von vom seit bei nach zum zur i från vid sedan"
              + " dans de du en depuis à au chez desde");

  private static final Set<String> SUCH =
      set(
          "such_as like including namely z.b. etwa wie nämlich såsom som exempelvis comme notamment tels_que como tales_como");

  private static final Set<String> TELLS =
      set(
          "competitor competitors rival rivals incumbent incumbents against versus vs wettbewerber konkurrenten konkurrent gegen"
              + " konkurrent konkurrenter konkurrenten mot concurrents concurrent contre competidores competidor contra leader marktführer marknadsledaren líder");

  private final Map<String, List<SeedPassage>> of = new LinkedHashMap<>();
  private final Set<String> partners = new LinkedHashSet<>();
  private final boolean nouns;

  RivalNames(List<SeedPassage> passages, SeedLanguage language) {
    nouns = language == SeedLanguage.DE;
    for (SeedPassage passage : passages) {
      if (passage.role() == SeedPassage.Role.COMPETITOR) {
        first(passage);
      } else if (passage.speaksOf("rival")) {
        told(passage).forEach(name -> add(name, passage));
      } else if (passage.speaksOf("central_buying") || passage.speaksOf("association")) {
        partners.addAll(after(passage, SUCH));
      }
    }
    partners.removeAll(of.keySet());
    mentions(passages);
  }

  private static Set<String> set(String words) {
    return new HashSet<>(List.of(words.split(" ", -1)));
  }

  private void add(String name, SeedPassage passage) {
    List<SeedPassage> about = of.computeIfAbsent(name, _ -> new ArrayList<>());
    if (!about.contains(passage)) {
      about.add(passage);
    }
  }

  /// The names that a sentence about competitors has.
  private void first(SeedPassage passage) {
    Set<String> names = new LinkedHashSet<>(beginning(passage));
    if (names.isEmpty()) {
      names.addAll(told(passage));
    }
    if (names.isEmpty() && !nouns) {
      names.addAll(inside(passage));
    }
    if (names.isEmpty() && !others(passage)) {
      of.values().stream()
          .filter(about -> about.getLast().seed().equals(passage.seed()))
          .reduce((_, last) -> last)
          .filter(about -> about.getLast().order() == passage.order() - 1)
          .ifPresent(about -> about.add(passage));
    }
    names.forEach(name -> add(name, passage));
  }

  /// "Most captains steer by feel": whom a sentence speaks of that is about no competitor who was
  /// named before it.
  static boolean others(SeedPassage passage) {
    List<Words.Word> words = Words.at(passage.text());
    boolean kind = words.size() > 1 && KINDS.contains(Words.fold(words.get(1).text()));
    String first = words.isEmpty() ? "" : Words.fold(words.getFirst().text());
    String two = words.size() > 1 ? first + " " + Words.fold(words.get(1).text()) : first;
    return kind || OTHERS.contains(first) || OTHERS.contains(two);
  }

  private static boolean capital(String word) {
    return Character.isUpperCase(word.codePointAt(0))
        || (word.length() > 2
            && word.substring(1).chars().anyMatch(Character::isUpperCase)
            && word.chars().allMatch(Character::isLetterOrDigit));
  }

  /// "Swapfiets and Fietsenwinkel dominate": the list of names that a sentence begins with.
  private List<String> beginning(SeedPassage passage) {
    List<Words.Word> words = Words.at(passage.text());
    int at = 0;
    while (at < words.size() && TELLS.contains(Words.fold(words.get(at).text()))) {
      at++;
    }
    boolean kind = at + 1 < words.size() && KINDS.contains(Words.fold(words.get(at + 1).text()));
    if (nouns && at + 2 < words.size() && firm(words.get(at + 1).text())) {
      List<String> names = list(passage.text(), words, at + 2);
      return names.isEmpty() ? list(passage.text(), words, at) : names;
    }
    return kind ? List.of() : list(passage.text(), words, at);
  }

  /// "Die Wäscherei Brolli": in German the kind of a firm stands before its name.
  private static boolean firm(String word) {
    return FIRM.matcher(word).matches();
  }

  /// The names in a row from a word on.
  private List<String> list(String text, List<Words.Word> words, int from) {
    List<String> names = new ArrayList<>();
    int at = from;
    while (at < words.size()) {
      Optional<Words.Word> last = Optional.empty();
      int start = at;
      while (at < words.size()
          && at - start < MOST_WORDS_OF_A_NAME
          && (name(words.get(at).text(), at) || sized(words, at))) {
        boolean near =
            last.isEmpty() || text.substring(last.get().end(), words.get(at).start()).equals(" ");
        if (!near) {
          break;
        }
        last = Optional.of(words.get(at));
        at++;
      }
      if (last.isEmpty()) {
        break;
      }
      names.add(text.substring(words.get(start).start(), last.get().end()));
      boolean joint = at < words.size() && JOINTS.contains(Words.fold(words.get(at).text()));
      boolean comma =
          at < words.size()
              && text.substring(last.get().end(), words.get(at).start()).strip().equals(",");
      boolean ampersand =
          at < words.size()
              && text.substring(last.get().end(), words.get(at).start()).strip().equals("&");
      if (joint) {
        at++;
      } else if (!comma && !ampersand) {
        break;
      }
    }
    return names;
  }

  /// "Big Dutchman": a size that begins a name, in languages where only names have capitals.
  private boolean sized(List<Words.Word> words, int at) {
    return !nouns
        && at == 0
        && words.size() > 1
        && SIZES.contains(Words.fold(words.getFirst().text()))
        && name(words.get(1).text(), 1);
  }

  private static boolean name(String word, int at) {
    boolean begins = at == 0 && BEGINNINGS.contains(Words.fold(word));
    boolean other =
        BEGINNINGS.contains(Words.fold(word)) && Character.isUpperCase(word.codePointAt(0));
    return capital(word) && !begins && !other && !Character.isDigit(word.codePointAt(0));
  }

  /// Names after a word that tells of competitors, or after "such as".
  private List<String> told(SeedPassage passage) {
    List<String> found = new ArrayList<>(after(passage, SUCH));
    if (found.isEmpty()) {
      found.addAll(after(passage, TELLS));
    }
    if (found.isEmpty() && passage.role() != SeedPassage.Role.COMPETITOR && !nouns) {
      found.addAll(beginning(passage));
    }
    return found;
  }

  private List<String> after(SeedPassage passage, Set<String> marks) {
    List<Words.Word> words = Words.at(passage.text());
    for (int i = 0; i < words.size(); i++) {
      String word = Words.fold(words.get(i).text());
      String two = i > 0 ? Words.fold(words.get(i - 1).text()) + "_" + word : word;
      if (marks.contains(word) || marks.contains(two)) {
        int at = i + 1;
        while (at < words.size() && filler(words.get(at).text())) {
          at++;
        }
        List<String> names = list(passage.text(), words, at);
        if (!names.isEmpty()) {
          return names;
        }
      }
    }
    return List.of();
  }

  private static boolean filler(String word) {
    return Set.of("is", "are", "the", "ist", "sind", "är", "est", "sont", "es", "son", "e.g")
        .contains(Words.fold(word));
  }

  /// Capitals inside a sentence, in languages where only names have them.
  private List<String> inside(SeedPassage passage) {
    List<Words.Word> words = Words.at(passage.text());
    for (int i = 1; i < words.size(); i++) {
      boolean place = PLACES.contains(Words.fold(words.get(i - 1).text()));
      if (!place && name(words.get(i).text(), i) && words.get(i).text().length() > 2) {
        return list(passage.text(), words, i);
      }
    }
    return List.of();
  }

  /// What other sentences say of those who were named.
  private void mentions(List<SeedPassage> passages) {
    if (of.isEmpty()) {
      return;
    }
    Map<String, String> byFirst = new LinkedHashMap<>();
    of.keySet().forEach(name -> byFirst.putIfAbsent(Words.of(name).getFirst(), name));
    for (SeedPassage passage : passages) {
      for (String word : Words.of(passage.text())) {
        String name = byFirst.get(word);
        if (name != null && passage.text().contains(name)) {
          add(name, passage);
        }
      }
    }
  }

  /// Those who were found, in the order of the seeds.
  List<String> names() {
    return List.copyOf(of.keySet());
  }

  /// What the seeds say of one of them.
  List<SeedPassage> of(String name) {
    return Collections.unmodifiableList(of.getOrDefault(name, List.of()));
  }

  /// Firms that the seeds name as those through whom is bought.
  List<String> partners() {
    return List.copyOf(partners);
  }
}
