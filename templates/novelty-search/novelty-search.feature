Feature: Novelty search
  Find what was published before the priority date and bears on an invention, element by element.

  @intent
  Scenario: Scope of the search
    Given a seed with id starting "invention:"
      """
      What the invention is and does, in plain words: its parts or steps, how they work together, and what for.
      """
    And optionally a seed with id starting "claim:"
      """
      A claim as drafted. Its parts, separated by semicolons, are the elements that are searched for.
      """
    And optionally a seed with id starting "element:"
      """
      One element of the invention. If there are any, these are the elements, and no others.
      """
    And optionally a seed with id starting "priority:" that names a day
      """
      The priority date, as YYYY-MM-DD. Only what was published before that day counts.
      """

  Rule: The invention becomes a search

    @agent @rule @id:patent_query_builder
    Scenario: The invention is taken apart and put into terms
      Given facts under "Seeds"
      When the agent runs
      Then it proposes 1 to 12 facts under "Elements" with ids starting "part:"
      And each fact cites at least 1 fact under "Seeds"
      And it proposes 1 to 13 facts under "Queries" with ids starting "query:"
      And each fact cites at least 1 fact under "Seeds"
      And each fact carries
        | field | type   | rule               |
        | about | string | at least 1         |
        | terms | list   | 1 to 24 items      |
        | cpc   | list   | at most 3 items    |

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
        | uspto   | string  | at least 1    |
        | epo     | string  | at least 1    |
        | lens    | string  | at least 1    |

  Rule: What was published is found and read

    @agent @search @id:patent_search_executor
    Scenario: The plans are carried out
      Given facts under "Plans"
      When the agent searches
      Then it proposes 1 fact under "Searches" for each fact under "Plans" with ids starting "search:"
      And each fact carries
        | field  | type    | rule       |
        | source | string  | at least 1 |
        | hits   | integer | at least 0 |
      And it proposes at most 25 facts under "Documents" with ids starting "doc:"
      And each fact cites at least 1 fact under "Plans"
      And each fact carries
        | field     | type   | rule                                                      |
        | patent    | string | at least 1                                                |
        | title     | string | at least 1                                                |
        | published | string | 10 to 10                                                  |
        | timing    | string | one of before priority, after priority, no priority date  |
        | passages  | list   | at least 1                                                |

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

  Rule: What bears on the invention is ranked

    @agent @rule @id:prior_art_shortlist
    Scenario: The nearest documents are ranked, with what they cover and miss
      Given facts under "Evidence"
      When the agent runs
      Then it proposes at most 10 facts under "Shortlist" with ids starting "prior:"
      And each fact carries
        | field   | type    | rule       |
        | rank    | integer | 1 to 10    |
        | patent  | string  | at least 1 |
        | share   | integer | 0 to 100   |
        | covers  | list    | at least 0 |
        | touches | list    | at least 0 |
        | misses  | list    | at least 0 |

    @agent @rule @id:novelty_reporter
    Scenario: It is said what was found, where, and how far that goes
      Given facts under any of "Searches", "Evidence", "Shortlist"
      When the agent runs
      Then it proposes at most 1 fact under "Reports" with ids starting "report:"
      And each fact cites at least 1 fact under "Searches"
      And each fact carries
        | field    | type    | rule                          |
        | verdict  | string  | one of listed, nothing bears  |
        | listed   | integer | 0 to 10                       |
        | found    | integer | at least 0                    |
        | searched | string  | at least 1                    |

  Rule: What may never count

    @invariant @structural @id:nothing_after_priority
    Scenario: No document from the priority date on is prior art
      Then no facts exist under "Documents" whose "timing" is "after priority"

    @invariant @structural @id:evidence_has_a_passage
    Scenario: Evidence names the passage it rests on
      Then every fact under "Evidence" names at least 1 source

  Rule: What must be true while the run goes on

    @invariant @semantic @id:evidence_rests_on_documents
    Scenario: Evidence is about an element, and of a document
      Then every fact under "Evidence" cites at least 1 fact under "Documents"
      And every fact under "Evidence" cites at least 1 fact under "Elements"

    @invariant @semantic @id:documents_come_from_searches
    Scenario: No document comes from nowhere
      Then every fact under "Documents" cites at least 1 fact under "Plans"
      And every fact under "Documents" names at least 1 source

  Rule: When the answer may be called one

    @invariant @acceptance @id:every_plan_searched
    Scenario: Every plan was carried out
      Then every fact under "Plans" is cited by a fact under "Searches"

    @invariant @acceptance @id:shortlist_cites_evidence
    Scenario: Every document of the shortlist cites evidence
      Then every fact under "Shortlist" cites at least 1 fact under "Evidence"
      And every fact under "Shortlist" names at least 1 source

    @invariant @acceptance @id:shortlist_before_priority
    Scenario: Nothing on the shortlist is later than the priority date
      Then no facts exist under "Shortlist" whose "timing" is "after priority"

    @invariant @acceptance @id:something_is_said
    Scenario: A search never ends without a word on what it came to
      Then a fact exists under "Reports"
      And every fact under "Shortlist" is cited by a fact under "Reports"

    @invariant @acceptance @id:evidence_is_ranked
    Scenario: Where there is evidence there is a shortlist
      Then if a fact exists under "Evidence", then a fact exists under "Shortlist"
