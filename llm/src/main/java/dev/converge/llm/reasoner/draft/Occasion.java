package dev.converge.llm.reasoner.draft;

import dev.converge.llm.reasoner.text.Words;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What a passage that names a day says takes place, without the words that only say that it does.
final class Occasion {
  private static final Pattern DEADLINE =
      Pattern.compile(
          "\\b(?:by|before|until|till|deadline|no later than|register|sign up|booking|tickets?|bis|spätestens|vor dem|anmeld\\p{L}*|frist|senast|före|innan"
              + "|anmäl\\p{L}*|avant|jusqu'au|inscri\\p{L}*|date limite|antes del?|hasta|inscrib\\p{L}*|plazo)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Pattern BEGINS =
      Pattern.compile(
          "\\b(?:starts?|begins?|first|kick-off|opens?|beginnt|start|startet|erste[rs]?|öffnet|börjar|startar|första|commence|débute|première?|empieza"
              + "|comienza|primera?)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private static final Set<String> EMPTY = new LinkedHashSet<>();

  /// The roots of the same words.
  private static final Set<String> CALENDAR = new LinkedHashSet<>();

  static {
    for (String word :
        List.of(
            ("take takes taking place held hold starts start begins begin opens open will happens happen fixed set planned again year"
                    + " monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september"
                    + " october november december o'clock noon morning afternoon evening"
                    + " findet statt beginnt startet ist sind wird eröffnet öffnet uhr montag dienstag mittwoch donnerstag freitag samstag sonntag"
                    + " januar februar märz mai juni juli oktober dezember abend morgen"
                    + " äger rum börjar startar hålls blir öppnar måndag tisdag onsdag torsdag fredag lördag söndag januari februari mars maj"
                    + " augusti klockan kvällen"
                    + " lieu commence débute ouvre aura lundi mardi mercredi jeudi vendredi samedi dimanche janvier février avril juin juillet août"
                    + " septembre octobre novembre décembre heures"
                    + " tiene lugar empieza comienza abre será celebra lunes martes miércoles jueves viernes sábado domingo enero febrero marzo"
                    + " abril mayo junio julio agosto septiembre octubre noviembre diciembre horas")
                .split(" ", -1))) {
      EMPTY.add(Words.stem(word));
      CALENDAR.add(Keywords.root(word));
    }
  }

  private Occasion() {}

  /// Whether the root or stem of a word only says when something takes place.
  static boolean calendar(String root) {
    return EMPTY.contains(root) || CALENDAR.contains(root);
  }

  /// Whether a passage says when something begins.
  static boolean begins(String text) {
    return BEGINS.matcher(text).find();
  }

  static boolean deadline(String text) {
    return DEADLINE.matcher(text).find();
  }

  static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>(Words.stems(text));
    words.removeAll(EMPTY);
    return words;
  }
}
