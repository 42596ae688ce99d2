package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.domain.template.Templates;
import dev.converge.engine.agent.AgentCall;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DraftingShortTest {
  private static final Program PROGRAM =
      Templates.shipped().find("drafting-short", "").orElseThrow();

  private static final List<Seed> SEEDS =
      List.of(
          new Seed("brief:tea", "How is green tea made?", null),
          new Seed("source:book", "Leaves are steamed. Then they are rolled.", null));

  /// Two notes, and a draft of them.
  private static Function<AgentCall, List<Proposal>> drafting(String draft, String... cites) {
    return notesAnd("Leaves are steamed.", "They are rolled.", draft, cites);
  }

  private static Function<AgentCall, List<Proposal>> notesAnd(
      String one, String two, String draft, String... cites) {
    return call ->
        switch (call.spec().id()) {
          case "drafting_research" ->
              List.of(said("Signals", one, "source:book"), said("Signals", two, "source:book"));
          case "drafting_composer" ->
              cites.length == 0 ? List.of() : List.of(said("Strategies", draft, cites));
          default -> throw new AssertionError(call.spec().id());
        };
  }

  private static Proposal said(String key, String content, String... cites) {
    return new Proposal(
        key,
        null,
        content,
        null,
        0.8,
        List.of(cites),
        List.of(),
        new Provenance(Provenance.Origin.OFFLINE, "scripted", null, null));
  }

  private static CoreRun run(Function<AgentCall, List<Proposal>> script) {
    return new CoreRun(PROGRAM, script).start(SEEDS);
  }

  private static Json.Obj check(CoreRun run) {
    return Objects.requireNonNull(run.state().context().facts("Evaluations").getFirst().data());
  }

  @Test
  void aDraftWhoseEveryParagraphRestsOnNotesConverges() {
    CoreRun run =
        run(
            drafting(
                "Leaves are steamed [in Japan]. [note:1]\n\nThey are rolled. [note:2, note:1]",
                "note:1",
                "note:2"));
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(3, run.state().cycle());
    Fact check = run.state().context().facts("Evaluations").getFirst();
    assertEquals(
        "draft:1: every paragraph rests on notes that exist. Paragraphs: 2. Words: 6 (expected: at most"
            + " 1200), 3 a sentence (expected: at most 30).",
        check.content());
    assertEquals(List.of("draft:1", "note:1", "note:2"), check.cites());
  }

  @Test
  void aParagraphWithoutANoteIsNotAnAnswer() {
    CoreRun run = run(drafting("Leaves are steamed. [note:1]\n\nEverybody likes it.", "note:1"));
    assertBites(run, "citations_resolve");
    assertEquals(Json.strings(List.of("paragraph 2 names no note")), problems(run));
  }

  @Test
  void aNoteThatDoesNotExistIsNotAnAnswer() {
    CoreRun run = run(drafting("Leaves are steamed. [note:1, note:7]", "note:1"));
    assertBites(run, "citations_resolve");
    assertEquals(
        Json.strings(List.of("paragraph 1 names note:7, which is no note")), problems(run));
  }

  @Test
  void aSeedIsNotANote() {
    CoreRun run = run(drafting("Leaves are steamed. [source:book]", "note:1"));
    assertEquals(
        Json.strings(List.of("paragraph 1 names source:book, which is no note")), problems(run));
  }

  @Test
  void aNoteThatTheDraftDoesNotCiteIsNotAnAnswer() {
    CoreRun run = run(drafting("They are rolled. [note:2]", "note:1"));
    assertBites(run, "citations_resolve");
    assertEquals(
        Json.strings(List.of("paragraph 1 names note:2, which the draft does not cite")),
        problems(run));
  }

  @Test
  void aDraftThatIsNotShortIsNotAnAnswer() {
    // As short as the contract of the composer demands, and yet too many words.
    String draft = "A b c d. ".repeat(DraftCheck.MAX_WORDS / 4 + 1) + "[note:1]";
    CoreRun run = run(drafting(draft, "note:1"));
    assertBites(run, "draft_is_short");
    assertEquals(Json.of(DraftCheck.MAX_WORDS + 4), check(run).get("words").orElseThrow());
  }

  @Test
  void sentencesThatNobodyFollowsAreSaidToBeHardToRead() {
    CoreRun run = run(drafting("word ".repeat(31) + ". [note:1]", "note:1"));
    assertEquals(Status.CONVERGED, run.state().status());
    assertEquals(Json.of(false), check(run).get("readable").orElseThrow());
    assertEquals(Json.of(31), check(run).get("words_in_a_sentence").orElseThrow());
  }

  @Test
  void aHollowPhraseIsRefused() {
    CoreRun run = run(drafting("Needless to say, leaves are steamed. [note:1]", "note:1"));
    assertBites(run, "no_hollow_phrases");
    assertTrue(run.state().context().facts("Strategies").isEmpty());
    assertBites(run, "a_draft_exists");
  }

  @Test
  void aNoteTakenTwiceIsRefused() {
    CoreRun run = run(notesAnd("Same thing.", "same  thing.", "Same thing. [note:1]", "note:1"));
    assertEquals(1, run.state().context().facts("Signals").size());
    assertBites(run, "notes_differ");
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
  }

  private static Json problems(CoreRun run) {
    return check(run).get("problems").orElseThrow();
  }

  private static void assertBites(CoreRun run, String id) {
    Bites.assertBites(PROGRAM, id, run);
  }
}
