Feature: Ranked ideas
  Collect ideas for a question, mark them and rank them.

  @intent
  Scenario: Scope of the run
    Given a seed with id starting "question:"
      """
      The question that the ideas answer.
      """

  @agent @llm @id:ideas
  Scenario: Ideas answer the question
    Given facts under "Seeds"
    When the agent is asked
      """
      Propose ideas that answer the question. State each in one or two sentences. The ideas must differ.
      """
    Then it proposes 1 to 3 facts under "Strategies" with ids starting "idea:"
    And each fact cites at least 1 fact under "Seeds"

  @agent @llm @id:marks
  Scenario: Every idea is marked
    Given facts under "Strategies"
    When the agent is asked
      """
      Mark each idea. Feasibility, from 1 to 10: how easily can it be done? Impact, from 1 to 10: how much
      does it change? Give the reasons in two sentences, and cite the one idea that you mark.
      """
    Then it proposes 1 fact under "Evaluations" for each fact under "Strategies" with ids starting "mark:"
    And each fact carries
      | field       | type    | rule    |
      | feasibility | integer | 1 to 10 |
      | impact      | integer | 1 to 10 |

  # A rule agent is Java code. This one is domain.flow.Ranking, whose id is "ranking".
  @agent @rule @id:ranking
  Scenario: Ideas are ranked
    Given facts under "Evaluations"
    When the agent runs
    Then it proposes 1 fact under "Rankings" for each fact under "Evaluations" with ids starting "ranking:"
    And each fact carries
      | field | type    | rule       |
      | rank  | integer | at least 1 |

  @invariant @acceptance @id:every_mark_ranked
  Scenario: Every mark is ranked
    Then every fact under "Evaluations" is cited by a fact under "Rankings"
