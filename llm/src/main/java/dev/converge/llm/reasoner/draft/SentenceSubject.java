package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Words;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a sentence is about: the words before its verb. A sentence without a verb goes on about
/// what was spoken of before.
final class SentenceSubject {
  private static final int FURTHEST = 8;

  /// Characters of a sentence that are looked at.
  private static final int MOST = 400;

  private static final Set<String> VERBS =
      new HashSet<>(
          List.of(
              ("is are was were has have had will would can could must may might should shall gets get goes go needs need serves serve opens open closes"
                      + " comes come costs stays stay meets meet runs takes take starts start lasts reached reaches measures moves move leaves applies ends makes"
                      + " becomes holds keeps works play plays handled cost sells sings looks seems remains remain follows wants says told does do falls rises rose fell went"
                      + " ist sind war waren hat haben hatte wird werden wurde wurden kann können muss müssen darf dürfen soll sollen sollte steht stehen liegt liegen gibt"
                      + " bleibt bleiben kommt kommen läuft laufen steigt steigen sinkt gilt gelten findet finden bietet bieten beginnt endet öffnet schließt kostet kosten wollen will"
                      + " geht gehen fährt fahren macht machen braucht brauchen hängt trägt zahlt zahlen sucht suchen wählt tagt trifft treffen feiert"
                      + " är var blir har hade ska kan måste får kommer går finns står ligger gäller börjar slutar öppnar stänger kostar ingår sker hämtas lämnas betalas behöver"
                      + " söker säljer serverar bytts byts höjs sänks firar möts"
                      + " est sont était a ont sera seront doit doivent peut peuvent va vont reste restent commence ouvre ferme coûte dure fait font sert"
                      + " es son era está están hay ha han será serán debe deben puede pueden sigue siguen queda quedan lleva va van empieza abre cierra cuesta dura sube baja tiene tienen")
                  .split(" ", -1)));

  /// After these no verb stands.
  private static final Set<String> BEFORE_NOUNS =
      new HashSet<>(
          List.of(
              ("the a an at of to in on by with no our your their its this each every first last der die das den dem des ein eine einen zum zur im am"
                      + " en ett den det på vid le la les l un une des du au aux el los las un una del al")
                  .split(" ", -1)));

  /// With what a clause of its own begins, and who needs no name.
  private static final Set<String> CLAUSES =
      new HashSet<>(
          List.of(
              ("who which that because when if so while i we you they he she it there here everybody nobody who whoever"
                      + " dass weil wenn ob damit wer ich wir du ihr man es hier dort niemand jeder"
                      + " som att när om eftersom jag vi du ni man det den här där ingen alla"
                      + " qui que parce quand si je nous vous on il elle c'est personne"
                      + " quien quienes porque cuando si yo nosotros usted ustedes nadie")
                  .split(" ", -1)));

  /// Words that say nothing of what a sentence is about.
  static final Set<String> EMPTY =
      new HashSet<>(
          List.of(
              ("the new old our your all any next other alle neue neuen neuer alte alten unsere ihre nya nytt gamla alla våra er"
                      + " nouveau nouvelle nouveaux anciens notre votre tous toutes nuevo nueva antiguo nuestra todos todas vid med hos chez pour con para")
                  .split(" ", -1)));

  private SentenceSubject() {}

  /// The roots of what a sentence is about; empty if it names nothing before its verb or has none.
  static Set<String> of(String text) {
    List<Words.Word> words = Words.at(text.length() > MOST ? text.substring(0, MOST) : text);
    int end = end(text, words);
    Set<String> roots = new LinkedHashSet<>();
    for (int i = 0; i < end; i++) {
      String word = words.get(i).text();
      if (!AmountReader.digit(word) && word.length() > 2 && !EMPTY.contains(Words.fold(word))) {
        roots.addAll(Keywords.roots(word));
      }
    }
    roots.removeIf(Occasion::calendar);
    return roots;
  }

  /// How many words stand before the verb; 0 if there is none, or if somebody or a clause of its
  /// own stands there.
  private static int end(String text, List<Words.Word> words) {
    for (int i = 0; i < Math.min(FURTHEST, words.size()); i++) {
      Words.Word word = words.get(i);
      String lower = Words.fold(word.text());
      boolean noun = i > 0 && BEFORE_NOUNS.contains(Words.fold(words.get(i - 1).text()));
      if (VERBS.contains(lower) && !noun && Character.isLowerCase(word.text().charAt(0))) {
        return i;
      }
      boolean stops = word.end() < text.length() && ",;:".indexOf(text.charAt(word.end())) >= 0;
      if (stops || CLAUSES.contains(lower)) {
        return 0;
      }
    }
    return 0;
  }
}
