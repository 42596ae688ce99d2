Feature: Euro prices
  Convert prices to euros.

  @intent
  Scenario: A job needs prices
    Given a seed with id starting "price:"

  @agent @tool @id:rates
  Scenario: The rate of each price is looked up
    Given facts under "Seeds"
    When the tool "rate" is called
      | argument | value         |
      | currency | fact.currency |
    And the fields are computed
      | field | value                          |
      | euros | round(amount * answer.rate, 2) |
    Then it proposes 1 fact under "Prices" for each fact under "Seeds" with ids starting "euro:"
    And each fact says "{amount} {currency} are {euros} EUR"
