package dev.converge.audit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.compare.WordDiff.Kind;
import dev.converge.audit.compare.WordDiff.Piece;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordDiffTest {
  private static String text(List<Piece> pieces, Kind without) {
    return pieces.stream()
        .filter(piece -> piece.kind() != without)
        .map(Piece::text)
        .collect(Collectors.joining());
  }

  @Test
  void oneChangedWordIsOneRemovalAndOneAddition() {
    assertEquals(
        List.of(
            new Piece(Kind.SAME, "We grow "),
            new Piece(Kind.REMOVED, "5"),
            new Piece(Kind.ADDED, "8"),
            new Piece(Kind.SAME, " % a year.")),
        WordDiff.between("We grow 5 % a year.", "We grow 8 % a year."));
  }

  @Test
  void equalTextsAreOnePieceAndEmptyOnesNone() {
    assertEquals(List.of(new Piece(Kind.SAME, "a b")), WordDiff.between("a b", "a b"));
    assertEquals(List.of(), WordDiff.between("", ""));
    assertEquals(List.of(new Piece(Kind.ADDED, "a b")), WordDiff.between("", "a b"));
  }

  @Test
  void bothTextsCanBePutTogetherAgainFromThePieces() {
    long seed = 20_260_714;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      String a = words(random, random.nextInt(60));
      String b = words(random, random.nextInt(60));
      List<Piece> pieces = WordDiff.between(a, b);
      String where = "seed " + seed + ", round " + round;
      assertEquals(a, text(pieces, Kind.ADDED), where);
      assertEquals(b, text(pieces, Kind.REMOVED), where);
      for (int i = 1; i < pieces.size(); i++) {
        assertTrue(pieces.get(i).kind() != pieces.get(i - 1).kind(), where);
      }
    }
  }

  private static String words(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> String.valueOf((char) ('a' + random.nextInt(4))))
        .collect(Collectors.joining(" "));
  }

  @Test
  void textsWithNothingInCommonAreBoundedWork() {
    String a = IntStream.range(0, 20_000).mapToObj(i -> "a" + i).collect(Collectors.joining(" "));
    String b = IntStream.range(0, 20_000).mapToObj(i -> "b" + i).collect(Collectors.joining(" "));
    List<Piece> pieces = WordDiff.between(a, b);
    assertEquals(a, text(pieces, Kind.ADDED));
    assertEquals(b, text(pieces, Kind.REMOVED));
  }
}
