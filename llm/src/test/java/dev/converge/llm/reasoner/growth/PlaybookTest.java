package dev.converge.llm.reasoner.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PlaybookTest {
  private static final Set<String> LEVERS =
      new TreeSet<>(
          List.of("segment", "pricing", "channel", "partnership", "product", "retention"));

  private static final Pattern FORBIDDEN =
      Pattern.compile("guaranteed|risk-free|100% certain|no risk|cannot fail");

  private static final Playbook BOOK = Playbook.shipped();

  @Test
  void itHasEightyPlaysThatNeedSomethingOverAllLevers() {
    List<Play> special = BOOK.plays().stream().filter(play -> !play.general()).toList();
    assertTrue(special.size() >= 80, () -> special.size() + " plays");
    for (String lever : LEVERS) {
      long own = special.stream().filter(play -> play.lever().equals(lever)).count();
      assertTrue(own >= 10, () -> lever + ": " + own);
    }
    assertEquals(
        LEVERS,
        new TreeSet<>(BOOK.plays().stream().filter(Play::general).map(Play::lever).toList()));
  }

  @Test
  void everyTopicThatAPlayNamesIsKnownAndEveryMarkIsOnItsScale() {
    Set<String> ids = new HashSet<>();
    for (Play play : BOOK.plays()) {
      assertTrue(ids.add(play.id()), play.id());
      List<String> topics = new ArrayList<>(play.needs());
      topics.addAll(play.any());
      topics.addAll(play.fits());
      topics.addAll(play.against());
      topics.forEach(topic -> assertEquals(topic, BOOK.topic(topic).id()));
      assertTrue(LEVERS.contains(play.lever()), play.id());
      for (int mark : List.of(play.cost(), play.reach(), play.harm())) {
        assertTrue(mark >= 1 && mark <= 3, play.id());
      }
    }
    BOOK.insights().forEach(each -> each.needs().forEach(t -> assertEquals(t, BOOK.topic(t).id())));
  }

  @ParameterizedTest
  @EnumSource(SeedLanguage.class)
  void everyLanguageHasEverySentence(SeedLanguage language) {
    Playbook.Pack pack = BOOK.pack(language);
    Playbook.Pack english = BOOK.pack(SeedLanguage.EN);
    assertEquals(english.phrases().keySet(), pack.phrases().keySet());
    assertEquals(english.means().keySet(), pack.means().keySet());
    assertEquals(english.plays().keySet(), pack.plays().keySet());
    assertEquals(english.insights().keySet(), pack.insights().keySet());
    assertEquals(
        new TreeSet<>(BOOK.plays().stream().map(Play::id).toList()),
        new TreeSet<>(pack.plays().keySet()));
    english
        .phrases()
        .forEach((name, text) ->
            assertEquals(
                places(text), places(Objects.requireNonNull(pack.phrases().get(name))), name));
  }

  private static Set<String> places(String text) {
    Set<String> found = new TreeSet<>();
    Pattern.compile("\\{\\d}").matcher(text).results().forEach(each -> found.add(each.group()));
    return found;
  }

  @ParameterizedTest
  @EnumSource(SeedLanguage.class)
  void sentencesAreWholeDifferentAndPromiseNothing(SeedLanguage language) {
    Playbook.Pack pack = BOOK.pack(language);
    Set<String> said = new HashSet<>();
    pack.plays()
        .forEach((id, text) -> {
          for (String part : List.of(text.what(), text.first(), text.measure(), text.risk())) {
            assertTrue(part.endsWith("."), () -> language + " " + id + ": " + part);
            assertTrue(Character.isUpperCase(part.codePointAt(0)), () -> language + " " + id);
            assertFalse(FORBIDDEN.matcher(part).find(), part);
            assertTrue(said.add(part), () -> language + " twice: " + part);
          }
        });
    pack.insights()
        .forEach((id, text) -> {
          assertTrue(text.claim().endsWith(".") && text.test().endsWith("."), id);
          assertTrue(said.add(text.claim()), id);
        });
    pack.means().forEach((id, text) -> assertTrue(text.endsWith("."), id));
  }
}
