Feature: Held
  Says something that a person must approve.

  @intent
  Scenario: What it is about
    Given a seed with id starting "seed:"

  @agent @llm @id:speaker
  Scenario: Something is said
    Given facts under "Seeds"
    When the agent is asked
      """
      Say what the seeds say.
      """
    Then it proposes 1 fact under "Words" with ids starting "word:"

  @approval @id:gate
  Scenario: A person looks at it
    When a fact is proposed under "Words"
    Then a "boss" must approve it
