package dev.converge.domain.patent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimConflictsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1. A battery, comprising: an anode of silicon; and an anode that is free of silicon.",
        "1. A battery, comprising an anode comprising silicon, wherein the anode contains no silicon.",
        "1. A frame, comprising a rigid bar, wherein the bar is flexible.",
        "1. A rod, wherein the rod has a length of at least 10 mm and a length of at most 5 mm.",
        "1. A bath kept between 90 and 40 degrees.",
        "1. A slot, wherein the slot has a width of at least 2 cm and a width of less than 5 mm.",
      })
  void whatContradictsItselfIsFound(String claim) {
    assertFalse(ClaimConflicts.contradictions(claim).isEmpty(), claim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1. A wheel that gives more energy than it consumes.",
        "1. A motor that runs without any supply of energy.",
        "1. A converter with an efficiency of 120 %.",
        "1. A freezer that cools to -300 °C.",
        "1. A perpetual motion machine.",
        "1. An alloy of 60 % copper by weight and 50 % zinc by weight.",
      })
  void whatCannotBeIsFound(String claim) {
    assertFalse(ClaimConflicts.impossible(claim).isEmpty(), claim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1. A battery, comprising: an anode of silicon; and a cathode that is free of silicon.",
        "1. A lid, comprising a rigid rim and a flexible skirt.",
        "1. A rod with a length of at least 5 mm and at most 10 mm.",
        "1. A freezer that cools to -30 °C with an efficiency of 80 %.",
        "1. A door that is open when the switch is closed.",
        "1. A method of brewing, comprising cooling the wort from 90 to 40 degrees.",
        "1. A valve, wherein the valve is open in a first state and the valve is closed in a second state.",
        "1. A plate with a first gap of at least 10 mm and a second gap of at most 5 mm.",
        "1. A slot, wherein the slot has a width of at least 2 mm and a width of less than 1 cm.",
        "1. An alloy of 60 % copper by weight and 40 % zinc by weight.",
      })
  void whatIsInOrderIsLeftAlone(String claim) {
    assertEquals(List.of(), ClaimConflicts.contradictions(claim), claim);
    assertEquals(List.of(), ClaimConflicts.impossible(claim), claim);
  }

  @Test
  void itIsSaidInWords() {
    assertEquals(
        List.of("\"anode\" has silicon and is without silicon"),
        ClaimConflicts.contradictions(
            "An anode of silicon; and an anode that is free of silicon."));
  }
}
