Feature: Patent research
  Turn what an inventor discloses into claims that are searched for, charted against the prior art and
  supported by a specification, and hand them to an attorney who decides whether they are submitted.

  @intent
  Scenario: Scope of the matter
    Given a seed with id starting "matter:"
      """
      Whose matter it is, in words; in its data, if at hand, reference, client, jurisdiction, deadline, and
      confidentiality: open or restricted. A restricted matter is shown to no remote model and no remote
      search; the word "restricted" in the text is enough.
      """
    And a seed with id starting "invention:"
      """
      What the invention is and does, in English. The first sentence should name it: "A lid for a kettle that
      opens by itself". Its further clauses are the parts if there are no seeds "feature:" or "claim:".
      """
    And optionally a seed with id starting "feature:"
      """
      One part and what it does ("a spring that lifts the lid"), one step ("cooling the wort under a lid"), or
      one condition ("the lid is lighter than the spring"). They are claimed in the order of their ids.
      """
    And optionally a seed with id starting "claim:"
      """
      A claim as drafted, if there is one. Then its parts are claimed, and what only it says has no support.
      """
    And optionally a seed with id starting "problem:"
      """
      What is wrong with what there is today.
      """
    And optionally a seed with id starting "embodiment:"
      """
      A way in which the invention is carried out: materials, sizes, variants.
      """
    And optionally a seed with id starting "advantage:"
      """
      What the invention does better, and why.
      """
    And optionally a seed with id starting "priority:" that names a day
      """
      The priority date, as YYYY-MM-DD. Only what was published before that day counts.
      """

  Rule: What was disclosed is captured

    @agent @rule @id:matter_policy_builder
    Scenario: It is said what binds the matter
      Given facts under "Seeds"
      When the agent runs
      Then it proposes 1 fact under "Policies" with ids starting "policy:"
      And each fact carries
        | field           | type   | rule                    |
        | confidentiality | string | one of open, restricted |
      And it proposes 1 fact under "SearchOrders" with ids starting "order:"
      And each fact carries
        | field  | type    | rule |
        | source | string  |      |
        | paid   | boolean |      |

    @agent @rule @id:matter_context_builder
    Scenario: The matter is told apart from the invention
      Given facts under "Seeds"
      When the agent runs
      Then it proposes 1 fact under "Matters" with ids starting "context:"
      And each fact carries
        | field   | type   | rule                   |
        | title   | string | at least 1             |
        | subject | string | at least 1             |
        | kind    | string | one of product, method |
      And it proposes 1 to 100 facts under "Statements" with ids starting "statement:"
      And each fact cites at least 1 fact under "Seeds"
      And each fact carries
        | field | type   | rule                                                           |
        | kind  | string | one of problem, invention, feature, embodiment, advantage      |

    @agent @llm @id:invention_capture
    Scenario: What the statements disclose is noted
      Given facts under "Statements"
      When the agent is asked
        """
        For each statement say what it discloses of the invention: a part or a step, how it works together with
        the others, the problem that is solved, or what is achieved. One fact is one thing disclosed, in one
        sentence, in the words of the inventor; keep every figure, material and name as it stands. Nothing that
        an expert would add, and nothing that the statement does not say. Two facts must not say the same.
        """
      Then it proposes 1 to 3 facts under "Aspects" for each fact under "Statements" with ids starting "aspect:"
      And each fact is no longer than 600 characters

    @agent @llm @id:invention_summary
    Scenario: The invention is summed up
      Given facts under "Statements"
      When the agent is asked
        """
        Write the paragraph that sums the invention up for the specification: what it is, how it works, and
        what that achieves, in this order, using what the facts say and nothing else, and their terms without
        synonyms. End each sentence with the ids of the facts that it rests on, in square brackets.
        """
      Then it proposes 1 fact under "Summaries" with ids starting "summary:"
      And each fact cites at least 1 fact under "Statements"
      And each fact is no longer than 4000 characters

  Rule: Claims are found that nobody published before

    @agent @rule @id:claim_seed_generator
    Scenario: Subject and parts of possible claims are named
      Given facts under "Seeds"
      And facts under "Matters"
      When the agent runs
      Then it proposes 1 to 12 facts under "ClaimSeeds" with ids starting "claimseed:"
      And each fact cites at least 1 fact under "Seeds"
      And each fact carries
        | field     | type    | rule                            |
        | role      | string  | one of subject, part            |
        | form      | string  | one of thing, step, condition   |
        | disclosed | boolean |                                 |

    @agent @rule @id:patent_query_builder
    Scenario: What might be claimed is put into terms
      Given facts under "Seeds"
      And facts under "ClaimSeeds"
      When the agent runs
      Then it proposes at most 12 facts under "Elements" with ids starting "part:"
      And each fact cites at least 1 fact under "ClaimSeeds"
      And it proposes at most 13 facts under "Queries" with ids starting "query:"
      And each fact carries
        | field | type   | rule            |
        | about | string | at least 1      |
        | terms | list   | 1 to 24 items   |
        | cpc   | list   | at most 3 items |

    @agent @rule @id:patent_operator_planner
    Scenario: Each query gets its operators, for each source in its language
      Given facts under "Queries"
      When the agent runs
      Then it proposes 1 fact under "Plans" for each fact under "Queries" with ids starting "plan:"
      And each fact carries
        | field   | type    | rule          |
        | minimum | integer | 1 to 24       |
        | terms   | list    | 1 to 24 items |
        | local   | string  | at least 1    |

    @agent @search @id:patent_search_executor
    Scenario: The plans are carried out, once the searches are ordered
      Given facts under "Plans"
      And facts under "SearchOrders"
      When the agent searches
      Then it proposes 1 fact under "Searches" for each fact under "Plans" with ids starting "search:"
      And each fact carries
        | field  | type    | rule       |
        | source | string  | at least 1 |
        | hits   | integer | at least 0 |
      And it proposes at most 25 facts under "Documents" with ids starting "doc:"
      And each fact cites at least 1 fact under "Plans"
      And each fact carries
        | field     | type   | rule                                                     |
        | patent    | string | at least 1                                               |
        | title     | string | at least 1                                               |
        | published | string | 10 to 10                                                 |
        | timing    | string | one of before priority, after priority, no priority date |
        | passages  | list   | at least 1                                               |

    @agent @rule @id:patent_evidence_collector
    Scenario: Passages that bear on an element are collected
      Given facts under "Elements"
      And facts under "Documents"
      When the agent runs
      Then it proposes at most 300 facts under "Evidence" with ids starting "evidence:"
      And each fact carries
        | field    | type    | rule                  |
        | share    | integer | 1 to 100              |
        | strength | string  | one of shows, touches |
        | where    | string  | at least 1            |

    @agent @rule @id:prior_art_shortlist
    Scenario: The nearest documents are ranked, with what they cover and miss
      Given facts under "Evidence"
      When the agent runs
      Then it proposes at most 10 facts under "Shortlist" with ids starting "prior:"
      And each fact carries
        | field  | type    | rule       |
        | rank   | integer | 1 to 10    |
        | patent | string  | at least 1 |
        | share  | integer | 0 to 100   |

    @agent @rule @id:claim_risk_flagger
    Scenario: It is judged how much was published before
      Given facts under any of "Searches", "Evidence", "Shortlist"
      When the agent runs
      Then it proposes at most 13 facts under "Risks" with ids starting "risk:"
      And each fact cites at least 1 fact under "Elements"
      And each fact carries
        | field | type   | rule                                 |
        | scope | string | one of element, invention            |
        | level | string | one of low, medium, high, not judged |

    @agent @rule @id:enrichment_loop
    Scenario: While the risk is high, more is searched for
      Given facts under "Risks"
      When the agent runs
      Then it proposes at most 4 facts under "Queries" with ids starting "more:"
      And each fact cites at least 1 fact under "Risks"

    @agent @rule @id:claim_strategy_builder
    Scenario: Claims are worded: broad, to fall back on, and for a method
      Given facts under "Risks"
      When the agent runs
      Then it proposes at most 3 facts under "Strategies" with ids starting "strategy:"
      And each fact carries
        | field | type   | rule                           |
        | kind  | string | one of broad, fallback, method |
      And it proposes at most 20 facts under "Claims" with ids starting "claim-"
      And a conflict under "Claims" halts the run
      And each fact cites at least 1 fact under "Elements"
      And each fact carries
        | field      | type    | rule                          |
        | number     | integer | at least 1                    |
        | kind       | string  | one of independent, dependent |
        | category   | string  | one of product, method        |
        | depends_on | list    | at most 1 items               |
        | elements   | list    | at least 1 items              |
        | terms      | list    | at least 1 items              |

  Rule: The claims are examined

    @agent @rule @id:claim_chart_generator
    Scenario: Independent claims are charted against the nearest documents
      Given facts under "Claims"
      When the agent runs
      Then it proposes 1 to 12 facts under "Charts" with ids starting "chart:"
      And each fact cites at least 1 fact under "Claims"
      And each fact cites at least 1 fact under "Elements"
      And each fact carries
        | field    | type    | rule             |
        | claim    | string  | at least 1       |
        | elements | list    | at least 1 items |
        | evidence | list    |                  |
        | missing  | list    |                  |
        | shown    | integer | at least 0       |

    @agent @rule @id:patent_claims_analyzer
    Scenario: Each claim is read as an examiner would
      Given facts under "Claims"
      When the agent runs
      Then it proposes 1 fact under "Analyses" for each fact under "Claims" with ids starting "analysis:"
      And each fact carries
        | field                | type    | rule       |
        | one_sentence         | boolean |            |
        | dependencies_resolve | boolean |            |
        | dangling             | list    |            |
        | vague                | list    |            |
        | contradictions       | list    |            |
        | impossible           | list    |            |
        | words                | integer | at least 1 |

    @agent @rule @id:patent_landscape_analyzer
    Scenario: It is counted whose the documents are, of when, and in which classes
      Given facts under "Claims"
      When the agent runs
      Then it proposes 1 to 3 facts under "Landscapes" with ids starting "landscape:"
      And each fact carries
        | field  | type   | rule                                 |
        | by     | string | one of assignee, year, class, nothing |
        | counts | list   |                                      |

    @agent @rule @id:patent_report_assembler
    Scenario: One report says what was found
      Given facts under "Charts"
      And facts under "Analyses"
      And facts under "Landscapes"
      When the agent runs
      Then it proposes 1 fact under "Reports" with ids starting "report:"
      And each fact cites at least 1 fact under "Claims"

  Rule: The application is drafted

    @agent @rule @id:spec_draft_builder
    Scenario: A specification says what was disclosed
      Given facts under "Claims"
      And facts under "Summaries"
      When the agent runs
      Then it proposes 4 to 120 facts under "Paragraphs" with ids starting "para:"
      And each fact carries
        | field   | type    | rule                                                           |
        | number  | integer | at least 1                                                     |
        | section | string  | one of title, field, background, summary, description, abstract |

    @agent @rule @id:support_matrix_builder
    Scenario: Every term of a claim is looked for in the description
      Given facts under "Claims"
      And facts under "Paragraphs"
      When the agent runs
      Then it proposes 1 to 20 facts under "Support" with ids starting "support:"
      And each fact cites at least 1 fact under "Claims"
      And each fact carries
        | field       | type   | rule       |
        | claim       | string | at least 1 |
        | supported   | list   |            |
        | unsupported | list   |            |
        | paragraphs  | list   |            |

    @agent @rule @id:draft_pack_assembler
    Scenario: Everything is put together
      Given facts under "Reports"
      And facts under "Support"
      When the agent runs
      Then it proposes 1 fact under "Packs" with ids starting "pack:"
      And each fact cites at least 1 fact under "Claims"
      And each fact cites at least 1 fact under "Paragraphs"

  Rule: A person decides

    @agent @rule @id:patent_alert_agent
    Scenario: What to look at first is named
      Given facts under "Packs"
      When the agent runs
      Then it proposes at most 50 facts under "Alerts" with ids starting "alert:"
      And each fact carries
        | field    | type   | rule                     |
        | severity | string | one of low, medium, high |

    @agent @rule @id:patent_submission_agent
    Scenario: The submission is asked for
      Given facts under "Packs"
      When the agent runs
      Then it proposes 1 fact under "Submissions" with ids starting "submission:"
      And each fact cites at least 1 fact under "Packs"
      And each fact carries
        | field           | type    | rule                    |
        | pack            | string  | at least 1              |
        | alerts          | integer | at least 0              |
        | confidentiality | string  | one of open, restricted |

    @agent @rule @id:patent_approval_recorder
    Scenario: Who approved what is recorded
      Given facts under "Submissions"
      And facts under "Decisions"
      When the agent runs
      Then it proposes at most 10 facts under "Records" with ids starting "record:"
      And each fact cites at least 1 fact under "Decisions"

    @approval @id:paid_search
    Scenario: Searches that cost money wait for the attorney
      When a fact is proposed under "SearchOrders" whose "paid" is true
      Then an "attorney" must approve it within 2 days
      And without a decision it is rejected
      And a rejection halts the run

    @approval @id:submission
    Scenario: Nothing is submitted without the attorney
      When a fact is proposed under "Submissions"
      Then an "attorney" must approve it within 14 days
      And without a decision it is rejected
      And a rejection halts the run

  Rule: What may never stand

    @invariant @structural @id:nothing_after_priority
    Scenario: No document from the priority date on is prior art
      Then no facts exist under "Documents" whose "timing" is "after priority"

    @invariant @structural @id:evidence_has_a_passage
    Scenario: Evidence names the passage it rests on
      Then every fact under "Evidence" names at least 1 source

    @invariant @structural @id:no_empty_phrases
    Scenario: No claim and no paragraph is padded
      Then no fact under "Claims" mentions any of
        | state of the art | and/or | etc | novel and inventive |
      And no fact under "Summaries" mentions any of
        | it goes without saying | needless to say | cutting-edge | game-changing |

  Rule: What must be true while the run goes on

    @invariant @semantic @id:evidence_rests_on_documents
    Scenario: Evidence is about an element, and of a document
      Then every fact under "Evidence" cites at least 1 fact under "Documents"
      And every fact under "Evidence" cites at least 1 fact under "Elements"

    @invariant @semantic @id:claims_name_elements
    Scenario: Claims are made of elements that were searched for
      Then every fact under "Claims" names only facts under "Elements" in "elements"
      And every fact under "Claims" cites at least 1 fact under "Strategies"

    @invariant @semantic @id:dependencies_resolve
    Scenario: A claim depends only on claims that there are
      Then every fact under "Claims" names only facts under "Claims" in "depends_on"

  Rule: When the application may be called one

    @invariant @acceptance @tier:claims @id:there_are_claims
    Scenario: There is an independent claim, broad, fallback and method strategy
      Then at least 1 fact exists under "Claims" whose "kind" is "independent"
      And at least 1 fact exists under "Strategies" whose "kind" is "broad"
      And at least 1 fact exists under "Strategies" whose "kind" is "fallback"
      And at least 1 fact exists under "Strategies" whose "kind" is "method"

    @invariant @acceptance @id:every_plan_searched
    Scenario: Every plan was carried out
      Then every fact under "Plans" is cited by a fact under "Searches"

    @invariant @acceptance @id:every_element_judged
    Scenario: No element goes unjudged
      Then every fact under "Elements" is cited by a fact under "Risks" whose "scope" is "element"

    @invariant @acceptance @id:every_independent_claim_charted
    Scenario: Every independent claim is charted
      Then every fact under "Claims" whose "kind" is "independent" is cited by a fact under "Charts"

    @invariant @acceptance @id:charts_are_whole
    Scenario: A chart has every element of its claim, and evidence that exists
      Then what facts under "Claims" whose "kind" is "independent" list in "elements" is listed in "elements" by facts under "Charts" that cite them
      And every fact under "Charts" names only facts under "Evidence" in "evidence"
      And every fact under "Charts" names only facts under "Elements" in "elements"

    @invariant @acceptance @id:every_term_supported
    Scenario: Every term of every claim is supported by the description
      Then every fact under "Claims" is cited by a fact under "Support"
      And what facts under "Claims" list in "terms" is listed in "supported" by facts under "Support" that cite them

    @invariant @acceptance @id:support_names_paragraphs
    Scenario: Support is found in paragraphs that there are
      Then every fact under "Support" names only facts under "Paragraphs" in "paragraphs"

    @invariant @acceptance @id:claims_read_as_claims
    Scenario: Every claim was examined, and is one sentence
      Then every fact under "Claims" is cited by a fact under "Analyses"
      And no facts exist under "Analyses" whose "one_sentence" is false
      And no facts exist under "Analyses" whose "dependencies_resolve" is false

    @invariant @acceptance @id:citations_resolve
    Scenario: Every citation resolves
      Then every fact under "Charts" refers only to facts that it cites
      And every fact under "Support" refers only to facts that it cites
      And every fact under "Reports" refers only to facts that it cites
      And every fact under "Packs" refers only to facts that it cites
      And every fact under "Submissions" refers only to facts that it cites
      And every fact under "Records" refers only to facts that it cites

    @invariant @acceptance @id:pack_is_whole
    Scenario: The draft pack has every claim, paragraph, chart, table of support and report
      Then every fact under "Claims" is cited by a fact under "Packs"
      And every fact under "Paragraphs" is cited by a fact under "Packs"
      And every fact under "Charts" is cited by a fact under "Packs"
      And every fact under "Support" is cited by a fact under "Packs"
      And every fact under "Reports" is cited by a fact under "Packs"
      And every fact under "Packs" names only facts under "Claims" in "claims"

    @invariant @acceptance @id:submission_recorded
    Scenario: What was submitted was approved, and that is recorded
      Then a fact exists under "Submissions"
      And every fact under "Submissions" is cited by a fact under "Records"
