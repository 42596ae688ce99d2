package dev.converge.domain.patent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductElementsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          It contains a small motor and a radio.                              | a motor; a radio
          The lock has a bolt and a housing of steel.                         | a bolt; a housing of steel
          A motor moves the bolt.                                             | a motor configured to move the bolt
          a spring that lifts the lid                                         | a spring configured to lift the lid
          a bath that holds the liquid resin                                  | a bath holding the liquid resin
          a sensor on the platform that weighs the part and reports a fault   | a sensor on the platform, configured to weigh the part and to report a fault
          it opens when the owner's phone is near and locks itself when it moves away | the lock is configured to open when the owner's phone is near and to lock itself when it moves away
          A lamp on the front shows that the tray is full.                    | a lamp on the front, configured to show that the tray is full
          A bell is mounted on the lid.                                       | a bell mounted on the lid
          The lid is lighter than the spring.                                 | the lid is lighter than the spring
          The threads end in hooks.                                           | the threads end in hooks
          cooling the wort under a lid                                        | cooling the wort under a lid
          """)
  void whatIsSaidOfAThingBecomesElements(String said, String elements) {
    assertEquals(
        List.of(elements.split("; ", -1)), ProductElements.of(said, "A lock for a bicycle"));
  }

  @Test
  void aSubjectIsToldFromWhatItHas() {
    List<String> elements = new ArrayList<>();
    assertEquals(
        "A bicycle lock",
        ProductElements.split("A bicycle lock that contains a small motor and a radio", elements));
    assertEquals(List.of("a motor", "a radio"), elements);
    elements.clear();
    assertEquals(
        "A mouse for a computer",
        ProductElements.split("A mouse for a computer that has a ball and two wheels", elements));
    assertEquals(List.of("a ball", "two wheels"), elements);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a spring configured to lift the lid           | lifting the lid with a spring
          a bell configured to ring when the lid opens  | ringing a bell when the lid opens
          a controller configured to open the lock when a code comes in | opening the lock with a controller when a code comes in
          a sensor on the platform, configured to weigh the part and to report a fault | weighing the part and reporting a fault with a sensor on the platform
          a bath holding the liquid resin               | holding the liquid resin with a bath
          """)
  void whatAThingIsMadeToDoBecomesAStep(String element, String step) {
    assertEquals(step, ClaimSteps.step(element));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A lid, comprising a spring and the bell.           | A lid, comprising a spring and a bell.
          A lid, comprising a spring; and a spring on the lid. | A lid, comprising a spring; and the spring on the lid.
          A lid that opens when the water boils.             | A lid that opens when water boils.
          A lid, wherein the surface of the lid is flat.     | A lid, wherein the surface of the lid is flat.
          A lock that opens when the owner's phone is near.  | A lock that opens when an owner's phone is near.
          A net, comprising the threads and a knot.          | A net, comprising threads and a knot.
          """)
  void aThingIsBroughtInOnce(String text, String settled) {
    assertEquals(settled, ClaimArticles.settled("", text));
  }
}
