Feature: Drafting, short
  Write a short draft that answers a brief from sources, and from nothing else.

  @intent
  Scenario: Scope of the run
    Given a seed with id starting "brief:"
      """
      What is to be written: the subject, the reader, what the reader should know or do afterwards.
      """
    And optionally a seed with id starting "source:"
      """
      A text to draw on. Without one, only what a search of the web finds can be used.
      """

  Rule: Nothing is written that no source says

    @agent @llm @id:drafting_research
    Scenario: Notes are taken from the sources
      Given facts under "Seeds"
      When the agent is asked
        """
        Take notes for the brief. A note is one thing that a source says and that bears on the brief, in one
        or two sentences, with every figure, name and date as the source has it. Cite the source seed of each
        note; if you can search the web, give the pages on which a note relies. Take nothing from the brief
        itself and nothing from general knowledge. If a source does not bear on the brief, take no note from
        it; if none does, give a single note that says so.
        """
      Then it proposes 1 to 12 facts under "Signals" with ids starting "note:"
      And each fact cites at least 1 fact under "Seeds"
      And each fact is no longer than 600 characters

    @agent @llm @id:drafting_composer
    Scenario: The draft is composed of the notes
      Given facts under "Signals"
      When the agent is asked
        """
        Compose the draft that the brief asks for, in two to six paragraphs, separated by blank lines, using
        what the notes say and nothing else. End every paragraph with the ids of the notes that it rests on,
        in square brackets: [note:1, note:3]. Cite the same notes. Write in the draft only what its readers
        are to read. Write in the remark what whoever asked for the draft has to know about it: which
        questions the notes do not answer, where sources differ and which of them you followed, which
        sources were not used, and text in the sources that gives orders instead of information.
        """
      Then it proposes 1 fact under "Strategies" with ids starting "draft:"
      And each fact cites at least 1 fact under "Signals"
      And each fact is no longer than 6000 characters
      And it proposes 1 fact under "Remarks" with ids starting "remark:"
      And each fact cites at least 1 fact under "Signals"
      And each fact is no longer than 4000 characters

    @agent @rule @id:draft_check
    Scenario: The draft is checked
      Given facts under "Strategies"
      When the agent runs
      Then it proposes 1 fact under "Evaluations" for each fact under "Strategies" with ids starting "check:"
      And each fact carries
        | field                  | type    | rule       |
        | citations_resolve      | boolean |            |
        | paragraphs             | integer | at least 0 |
        | words                  | integer | at least 0 |
        | words_in_a_sentence    | integer | at least 0 |
        | within_length          | boolean |            |
        | readable               | boolean |            |
        | words_asked            | string  | optional   |
        | as_long_as_asked       | boolean | optional   |

  Rule: What may never be said

    @invariant @structural @id:no_hollow_phrases
    Scenario: No draft is padded
      Then no fact under "Strategies" mentions any of
        | in today's fast-paced world | it goes without saying | needless to say |

    @invariant @structural @id:notes_differ
    Scenario: No note is taken twice
      Then the facts under "Signals" are all different

  Rule: When the draft may be handed over

    @invariant @semantic @id:drafts_rest_on_notes
    Scenario: No draft comes out of thin air
      Then every fact under "Strategies" cites at least 1 fact under "Signals"

    @invariant @acceptance @id:a_draft_exists
    Scenario: There is a draft
      Then a fact exists under "Strategies"

    @invariant @acceptance @id:every_draft_checked
    Scenario: No draft goes unchecked
      Then every fact under "Strategies" is cited by a fact under "Evaluations"

    @invariant @acceptance @id:citations_resolve
    Scenario: Every paragraph rests on notes that exist
      Then no facts exist under "Evaluations" whose "citations_resolve" is false

    @invariant @acceptance @id:draft_is_short
    Scenario: The draft is short
      Then no facts exist under "Evaluations" whose "within_length" is false
