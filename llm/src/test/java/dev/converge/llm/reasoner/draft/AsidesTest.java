package dev.converge.llm.reasoner.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AsidesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The pool is shut. I think it opens on Monday.|The pool is shut.",
        "Thank you for your booking. The site opens at 10.30.|The site opens at 10.30.",
        "Tell them that everyone has raised prices. Next free date 27th.|Next free date 27th.",
        "Habe gehört, die fangen schon um sieben an? Der Parkplatz muss frei sein.|Der Parkplatz muss frei sein.",
        "Me dicen que empieza el martes 11. La piscina sigue cerrada.|La piscina sigue cerrada.",
        "Vi levererar tolv boxar. Montage sker i november.|Vi levererar tolv boxar. Montage sker i november."
      })
  void onlyWhatInformsIsKept(String text, String kept) {
    assertEquals(kept, Asides.without(text));
  }
}
