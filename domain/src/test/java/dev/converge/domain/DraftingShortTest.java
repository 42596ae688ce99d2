package dev.converge.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Fact;
import dev.converge.core.HaltReason;
import dev.converge.core.Invariant;
import dev.converge.core.Json;
import dev.converge.core.Program;
import dev.converge.core.Proposal;
import dev.converge.core.Provenance;
import dev.converge.core.Seed;
import dev.converge.core.Status;
import dev.converge.engine.AgentCall;
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
  void aParagraphWithoutANoteIsNoAnswer() {
    CoreRun run = run(drafting("Leaves are steamed. [note:1]\n\nEverybody likes it.", "note:1"));
    assertViolated(run, "citations_resolve", Invariant.Kind.ACCEPTANCE);
    assertEquals(Json.strings(List.of("paragraph 2 names no note")), problems(run));
  }

  @Test
  void aNoteThatDoesNotExistIsNoAnswer() {
    CoreRun run = run(drafting("Leaves are steamed. [note:1, note:7]", "note:1"));
    assertViolated(run, "citations_resolve", Invariant.Kind.ACCEPTANCE);
    assertEquals(
        Json.strings(List.of("paragraph 1 names note:7, which is no note")), problems(run));
  }

  @Test
  void aSeedIsNoNote() {
    CoreRun run = run(drafting("Leaves are steamed. [source:book]", "note:1"));
    assertEquals(
        Json.strings(List.of("paragraph 1 names source:book, which is no note")), problems(run));
  }

  @Test
  void aNoteThatTheDraftDoesNotCiteIsNoAnswer() {
    CoreRun run = run(drafting("They are rolled. [note:2]", "note:1"));
    assertViolated(run, "citations_resolve", Invariant.Kind.ACCEPTANCE);
    assertEquals(
        Json.strings(List.of("paragraph 1 names note:2, which the draft does not cite")),
        problems(run));
  }

  @Test
  void aDraftThatIsNotShortIsNoAnswer() {
    // As short as the contract of the composer demands, and yet too many words.
    String draft = "A b c d. ".repeat(DraftCheck.MAX_WORDS / 4 + 1) + "[note:1]";
    CoreRun run = run(drafting(draft, "note:1"));
    assertViolated(run, "draft_is_short", Invariant.Kind.ACCEPTANCE);
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
    assertTrue(refusals(run).contains("no_hollow_phrases"), refusals(run)::toString);
    assertTrue(run.state().context().facts("Strategies").isEmpty());
    assertViolated(run, "a_draft_exists", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void aNoteTakenTwiceIsRefused() {
    CoreRun run = run(notesAnd("Same thing.", "same  thing.", "Same thing. [note:1]", "note:1"));
    assertEquals(1, run.state().context().facts("Signals").size());
    assertEquals(List.of("notes_differ"), refusals(run));
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
  }

  /// The contracts of the agents, and who may write where, keep the rest from being broken as it
  /// is; a looser spec shows that the invariants hold by themselves.
  private static Program loose(String strict, String loose) {
    Template shipped = Templates.shipped().template("drafting-short", "").orElseThrow();
    assertTrue(shipped.spec().contains(strict), strict);
    return new Templates(RuleAgents.installed())
        .install(
            TemplateSource.of(
                "drafting-short", shipped.spec().replace(strict, loose), shipped.wiring()))
        .program();
  }

  @Test
  void aDraftOutOfThinAirBlocksConvergence() {
    String contract = "And each fact cites at least 1 fact under \"Signals\"";
    CoreRun run =
        new CoreRun(loose(contract, ""), drafting("Leaves are steamed. [note:1]", "source:book"))
            .start(SEEDS);
    assertViolated(run, "drafts_rest_on_notes", Invariant.Kind.SEMANTIC);
  }

  @Test
  void withoutADraftThereIsNoAnswer() {
    CoreRun run =
        new CoreRun(
                loose(
                    "proposes 1 fact under \"Strategies\"",
                    "proposes at most 1 fact under \"Strategies\""),
                drafting(""))
            .start(SEEDS);
    assertViolated(run, "a_draft_exists", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void aDraftThatNobodyCheckedIsNoAnswer() {
    Program unchecked =
        Program.of(
            new Program.Definition(
                PROGRAM.name(),
                PROGRAM.version(),
                PROGRAM.hash(),
                PROGRAM.definition().objective(),
                PROGRAM.definition().seeds(),
                PROGRAM.agents().stream().filter(a -> !a.id().equals("draft_check")).toList(),
                PROGRAM.definition().invariants(),
                PROGRAM.definition().gates(),
                PROGRAM.definition().budget(),
                PROGRAM.definition().policy()));
    CoreRun run =
        new CoreRun(unchecked, drafting("Leaves are steamed. [note:1]", "note:1")).start(SEEDS);
    assertViolated(run, "every_draft_checked", Invariant.Kind.ACCEPTANCE);
  }

  private static Json problems(CoreRun run) {
    return check(run).get("problems").orElseThrow();
  }

  private static List<String> refusals(CoreRun run) {
    return run.events().stream()
        .map(event -> event.body())
        .filter(Body.ProposalRejected.class::isInstance)
        .map(Body.ProposalRejected.class::cast)
        .map(rejected -> String.valueOf(rejected.invariant()))
        .toList();
  }

  private static void assertViolated(CoreRun run, String id, Invariant.Kind kind) {
    assertEquals(Status.HALTED, run.state().status());
    assertEquals(HaltReason.INVARIANT, run.state().reason().orElseThrow());
    assertTrue(run.state().detail().orElse("").contains(id), run.state().detail().orElse(""));
    assertTrue(
        run.events().stream()
            .anyMatch(event ->
                event.body() instanceof Body.InvariantViolated v
                    && v.id().equals(id)
                    && v.kind() == kind));
  }
}
