package dev.converge.domain.patent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.patent.PatentText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimWordingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a spring that lifts the lid                 | THING
          two rollers in a frame                      | THING
          a set of steel hooks in a row               | THING
          a bearing                                   | THING
          cooling the wort under a lid                | STEP
          housing made of tin                         | THING
          the lid is lighter than the spring          | CONDITION
          each layer is cured by light                | CONDITION
          a pump returns the yeast to the vessel      | CONDITION
          a bell rings when the lid opens             | CONDITION
          the hooks catch in the loops                | CONDITION
          copper rivets hold the corners              | CONDITION
          """)
  void aPartIsAThingAStepOrACondition(String part, ClaimWording.Form form) {
    assertEquals(form, ClaimWording.form(part));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          The invention is a pump that primes itself.     | A pump that primes itself
          A lid for a kettle.                             | A lid for a kettle
          Brewing beer in a closed vessel                 | A method of brewing beer in a closed vessel
          Messages between computers are kept secret      | A method by which messages between computers are kept secret
          DNA is copied in cycles                         | A method by which DNA is copied in cycles
          A lock has a bolt and a motor.                  | A lock that contains a bolt and a motor
          A gateway between a network and a phone delivers messages to the phone. | A gateway between a network and a phone, which delivers messages to the phone
          A spring lifts the lid and a bell rings         | A method by which a spring lifts the lid and a bell rings
          A user presses a button                         | A method by which a user presses a button
          """)
  void theSubjectIsWhatThePreambleOfAClaimSays(String sentence, String subject) {
    assertEquals(subject, ClaimWording.subject(sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A gateway between two networks, which delivers the messages | GATEWAY BETWEEN TWO NETWORKS | false
          A greenhouse with a roof of glass                           | GREENHOUSE WITH A ROOF OF GLASS | false
          A mouse for a computer                                      | MOUSE FOR A COMPUTER | false
          A process for drying herbs                                  | PROCESS FOR DRYING HERBS | true
          A method by which herbs are dried on a belt                 | METHOD BY WHICH HERBS ARE DRIED ON A BELT | true
          """)
  void aTitleSaysTheSubjectAndOnlyAMethodIsOne(String subject, String title, boolean method) {
    assertEquals(title, ClaimWording.title(subject));
    assertEquals(method, ClaimWording.method(subject));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a spring that lifts the lid                       | lifting the lid with a spring
          a sensor that weighs the part and reports a fault | weighing the part and reporting a fault with a sensor
          a knife that cuts the paper                       | cutting the paper with a knife
          a valve that controls the flow                    | controlling the flow with a valve
          a motor that carries the basket                   | carrying the basket with a motor
          a brush that catches the dust                     | catching the dust with a brush
          a press that closes the mold                      | closing the mold with a press
          the wort is cooled under a lid                    | cooling the wort under a lid
          the vessel is emptied through a valve             | emptying the vessel through a valve
          a pump returns the yeast to the vessel            | returning the yeast to the vessel with a pump
          a raised pile of threads                          | providing a raised pile of threads
          a lid that is heated                              | providing a lid that is heated
          the lid is lighter than the spring                | the lid is lighter than the spring
          the herbs are spread on a belt                    | spreading the herbs on a belt
          warm air is blown through the belt                | blowing warm air through the belt
          a camera watches the colour of the herbs and stops the fan when they are dry | watching the colour of the herbs and stopping the fan with a camera when they are dry
          the lock is configured to open when a phone is near and to lock itself when it is gone | opening the lock when a phone is near and locking the lock when it is gone
          the switch is configured to stop a pump           | stopping a pump with the switch
          a float configured to rise with water             | allowing a float to rise with water
          """)
  void whatAPartDoesBecomesAStep(String part, String step) {
    assertEquals(step, ClaimSteps.step(part));
  }

  @Test
  void anIndependentClaimListsThingsAndThenSaysHowTheyAre() {
    assertEquals(
        "A lid for a kettle, comprising:\n  a spring that lifts the lid; and\n  a bell, wherein the"
            + " bell is made of tin.",
        ClaimWording.independent(
            "A lid for a kettle",
            List.of("a spring that lifts the lid", "the bell is made of tin", "a bell"),
            false));
  }

  @Test
  void aDependentClaimAddsAPartOrSaysHowOneIs() {
    assertEquals(
        "The lid of claim 1, further comprising a bell.",
        ClaimWording.dependent("A lid for a kettle", 1, "a bell"));
    assertEquals(
        "The lid of claim 3, wherein a bell rings when the lid opens.",
        ClaimWording.dependent("A lid for a kettle", 3, "a bell rings when the lid opens"));
    assertEquals(
        "The method of claim 1, further comprising returning the yeast to the vessel with a pump.",
        ClaimWording.dependent(
            "A method of brewing beer", 1, "a pump returns the yeast to the vessel"));
  }

  @Test
  void whatTheSubjectHasIsSaidOnce() {
    assertEquals(
        "small hooks of thread",
        ClaimWording.part("The strip has small hooks of thread.", "A fabric strip"));
    assertEquals(
        "the lid has a hinge", ClaimWording.part("The lid has a hinge.", "A fabric strip"));
  }

  @Test
  void termsAreWordsThatStandTogetherAndNotTheNumbersOfClaims() {
    assertEquals(
        List.of("lid", "bath", "liquid resin"),
        ClaimTerms.of(
            "The lid of claim 12, further comprising a bath that is of the liquid resin."));
    assertTrue(ClaimTerms.supports(PatentText.stems("Of liquid resins."), "liquid resin"));
    assertFalse(ClaimTerms.supports(PatentText.stems("A resin, and liquids."), "liquid resin"));
    assertFalse(ClaimTerms.supports(PatentText.stems("A resin."), "of the"));
  }

  @Test
  void whatIsReferredBackToMustHaveBeenNamed() {
    assertEquals(
        List.of("wort"), ClaimReferences.dangling("", "A method, comprising cooling the wort."));
    assertEquals(List.of(), ClaimReferences.dangling("A wort.", "Cooling the wort."));
    assertEquals(List.of(), ClaimReferences.dangling("", "A lid, wherein the surface is flat."));
    assertTrue(ClaimReferences.introduces("A lid", "a spring", "a hook on the spring"));
    assertFalse(ClaimReferences.introduces("A spring", "a spring", "a hook on the spring"));
    assertFalse(ClaimReferences.introduces("A lid", "a rod in the spring", "a hook on the spring"));
  }
}
