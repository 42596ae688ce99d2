package dev.converge.llm.reasoner.growth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.InnerMarks;
import dev.converge.llm.reasoner.text.NoAmount;
import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SupportTest {
  private static SeedPassage passage(String seed, SeedLanguage language, String text) {
    return new SeedPassage(
        seed,
        Aims.role(SeedPassage.Role.of(seed), text),
        0,
        text,
        Playbook.shipped().pack(language).topics().in(text),
        AmountReader.in(text, language));
  }

  private static boolean quoted(String seed, SeedLanguage language, String topic, String text) {
    SeedPassage passage = passage(seed, language, text);
    return passage.speaksOf(topic) && Support.of(passage, topic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|market:a|referral|Most new customers come by word of mouth.",
        "EN|market:a|regulation|The directive binds all of them from 2027.",
        "DE|market:a|waiting|Die Warteliste der Häuser ist lang.",
        "SV|market:a|tender|Kommunerna upphandlar vart fjärde år.",
        "FR|market:a|labour|Les crèches manquent de personnel.",
        "ES|market:a|habits|Muchos llevan las cuentas en papel."
      })
  void aPlainSignIsQuoted(SeedLanguage language, String seed, String topic, String text) {
    assertTrue(quoted(seed, language, topic, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|market:a|referral|Nobody recommends a dentist.",
        "EN|goal:a|referral|We want 40 customers by recommendation.",
        "EN|competitor:a|regulation|It comes with the directive built in.",
        "EN|market:a|central_buying|One wholesaler reckons it sells 2.5 million bottles.",
        "EN|market:a|labour|We have a shortage of staff ourselves.",
        "EN|history:a|events|The trade fair cost £3,800 and brought two enquiries.",
        "DE|market:a|churn|Mitarbeitende: keine Kündigungen in drei Jahren.",
        "DE|means:a|subsidy|Ein Zuschuss der Stiftung liegt bereit.",
        "SV|market:a|tender|Ingen upphandlar det här.",
        "EN|product:a|subscription|In 2024 we rented 22 bikes out at 189 euros a month.",
        "FR|product:a|subscription|Nous avons loué 22 vélos à 189 euros par mois pendant six mois.",
        "ES|market:a|season|Cada vez más hoteles abren también en invierno.",
        "SV|market:a|season|Gästnätterna blir fler, mest på vintern.",
        "SV|market:a|season|Antalet gästnätter ökar med 4 procent om året, mest på vintern.",
        "FR|market:a|tender|Les mairies achètent sans marché public."
      })
  void whatDeniesLimitsOrSpeaksOfOthersIsNotQuoted(
      SeedLanguage language, String seed, String topic, String text) {
    assertFalse(quoted(seed, language, topic, text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|The year begins on 1 April.",
        "DE|Die Differenzbesteuerung nach § 25a gilt.",
        "SV|Vi ligger vid väg 26.",
        "FR|Depuis le 1er janvier il faut le déclarer.",
        "EN|It runs on Windows 11."
      })
  void aDayAParagraphOrARoadCountsNothing(SeedLanguage language, String text) {
    assertTrue(
        AmountReader.in(text, language).stream()
            .allMatch(amount -> NoAmount.is(text, amount, language)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "goal:a|Not a penny off the price.|true",
        "constraint:a|Runway of nine months.|true",
        "means:a|Wir schaffen höchstens neun im Jahr.|true",
        "market:a|There are at most 400 of them.|false",
        "competitor:a|They take at most ten.|false"
      })
  void aLimitIsWhatWeSetOurselves(String seed, String text, boolean sets) {
    SeedPassage passage = passage(seed, SeedLanguage.EN, text);
    assertEquals(sets, OwnLimits.sets(passage));
  }

  @Test
  void marksInsideAQuotationAreThoseOfItsLanguage() {
    assertEquals(
        "Haus ‚Am Mühlbach‘ betreut", InnerMarks.in("Haus „Am Mühlbach“ betreut", SeedLanguage.DE));
    assertEquals(
        List.of("said ‘radio fun’", "sa ’hej’", "le “cru”", "el “cru”"),
        List.of(
            InnerMarks.in("said \"radio fun\"", SeedLanguage.EN),
            InnerMarks.in("sa ”hej”", SeedLanguage.SV),
            InnerMarks.in("le «cru»", SeedLanguage.FR),
            InnerMarks.in("el «cru»", SeedLanguage.ES)));
  }
}
