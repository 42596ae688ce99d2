Feature: Growth strategy
  Find growth strategies for a product in a defined market, and judge them honestly.

  @intent
  Scenario: Scope of the run
    Given a seed with id starting "market:"
      """
      The market: who buys, where, how large it is, how it grows, what buyers ask for.
      """
    And a seed with id starting "product:"
      """
      The product: what it does, for whom, how it is priced, what sets it apart.
      """
    And optionally a seed with id starting "goal:"
      """
      What growth is wanted, by when, and with what means.
      """
    And optionally a seed with id starting "constraint:"
      """
      What must not be done, or cannot be afforded.
      """
    And optionally a seed with id starting "criterion:"
      """
      By what strategies are judged: what counts most, and what rules one out. Only the judge sees it.
      """

  Rule: The market is understood before anything is proposed

    @agent @llm @id:market_signal
    Scenario: Signals are read from the seeds
      Given facts under "Seeds"
      And it is not shown seeds with ids starting "criterion:"
      When the agent is asked
        """
        Read the seeds and list the market signals that they support: trends, growth, demand, size of the
        market, and whatever limits growth. One signal is one observation in one or two sentences. Keep
        every figure, name and unit exactly as the seeds have them, and say what the signal means for
        somebody who wants to grow there. State only what the seeds support. If they say little, give few
        signals; never fill a gap with general knowledge. Two signals must not say the same.
        """
      Then it proposes 2 to 6 facts under "Signals" with ids starting "signal:"
      And each fact cites at least 1 fact under "Seeds"
      And each fact is no longer than 600 characters
      And each fact carries
        | field | type   | rule                                               |
        | kind  | string | one of trend, growth, demand, size, product, limit |

    @agent @llm @id:competitor
    Scenario: Competitors are found for the signals
      Given facts under "Signals"
      And it is not shown seeds with ids starting "criterion:"
      When the agent is asked
        """
        Name what a buyer with these needs would choose instead of the product: direct competitors, other
        ways to get the job done, and doing nothing. For each say who or what it is, which of the signals
        it answers well, and where it leaves buyers unserved. If you can search the web, name real
        companies or products and give the pages on which you rely. If you cannot, describe the kind of
        alternative and name no company. Never invent a company, a figure or a source.
        """
      Then it proposes 2 to 5 facts under "Competitors" with ids starting "competitor:"
      And each fact cites at least 1 fact under "Signals"
      And each fact is no longer than 800 characters
      And each fact carries
        | field | type   | rule                                |
        | kind  | string | one of direct, indirect, status quo |

    @agent @llm @id:strategic_insight
    Scenario: Insights join signals and competitors
      Given facts under "Signals"
      And facts under "Competitors"
      And it is not shown seeds with ids starting "criterion:"
      When the agent is asked
        """
        Say what follows when signals and competitors are read together and that neither says alone: where
        demand is not served, where a competitor's strength does not count, where a limit can be turned
        into an advantage. Each insight is a hypothesis that could turn out wrong: state it in one or two
        sentences, then how one would find out. Name the signals and competitors that it joins. No advice
        yet, and no hypothesis that the facts do not suggest.
        """
      Then it proposes 2 to 4 facts under "Hypotheses" with ids starting "insight:"
      And each fact cites at least 1 fact under "Signals"
      And each fact cites at least 1 fact under "Competitors"
      And each fact is no longer than 800 characters

  Rule: Strategies are proposed, and judged by others than their author

    @agent @llm @id:strategy
    Scenario: Strategies answer the signals
      Given facts under "Signals"
      And facts under "Competitors"
      And it is not shown seeds with ids starting "criterion:"
      When the agent is asked
        """
        Propose growth strategies for the product. They must differ in kind, not in wording: another group
        of buyers, another price or package, another channel, a partnership, a change of the product, or
        more business with those who buy already. For each say what is done, for whom, why the signals make
        it likely to work, why competitors will not simply follow, and the first step with its measure of
        success. Keep within the goal and the constraints in the seeds, and respect their figures. Do not
        promise a result; nothing is certain. Give a confidence from 0 to 1 that the facts would justify to
        a sceptic: low where a strategy rests on a single weak signal.
        """
      Then it proposes 3 to 5 facts under "Strategies" with ids starting "strategy:"
      And each fact cites at least 1 fact under "Signals"
      And each fact is no longer than 1200 characters
      And each fact carries
        | field | type   | rule                                                            |
        | lever | string | one of segment, pricing, channel, partnership, product, retention |

    @agent @llm @id:risk_assessment
    Scenario: Risks of every strategy are named
      Given facts under "Strategies"
      And it is not shown seeds with ids starting "criterion:"
      When the agent is asked
        """
        For each strategy name what is most likely to make it fail, or what it must not be allowed to
        break: one or two risks that are particular to this strategy and its market. Say what would
        happen, what would show it early, and what could be done about it. Severity is high if the
        strategy would fail, medium if it would miss its measure, low if it would only cost more. Do not
        repeat the strategy, and no risks that every company has.
        """
      Then it proposes 1 to 2 facts under "Constraints" for each fact under "Strategies" with ids starting "risk:"
      And each fact is no longer than 800 characters
      And each fact carries
        | field    | type   | rule                     |
        | severity | string | one of low, medium, high |

    @agent @llm @id:evaluation
    Scenario: Every strategy is judged
      Given facts under "Strategies"
      When the agent is asked
        """
        Judge each strategy on its own, as a sceptical board member would. Feasibility, from 1 to 10: can
        this company do it with the means and in the time that the seeds name? Impact, from 1 to 10: if it
        works, how far does it carry towards the goal? Where the seeds name criteria, judge by them. Use
        the whole scale, and give equal marks only to strategies that are equally good. Give the main risk
        in one sentence, and then say in two or three sentences why these marks and no others, with the
        facts that decide it. Cite exactly the one strategy that you judge.
        """
      Then it proposes 1 fact under "Evaluations" for each fact under "Strategies" with ids starting "eval:"
      And each fact is no longer than 1200 characters
      And each fact carries
        | field       | type    | rule                |
        | feasibility | integer | 1 to 10             |
        | impact      | integer | 1 to 10             |
        | risk        | string  | 1 to 400 characters |

    @agent @rule @id:ranking
    Scenario: Strategies are ranked
      Given facts under "Evaluations"
      When the agent runs
      Then it proposes 1 fact under "Rankings" for each fact under "Evaluations" with ids starting "ranking:"
      And each fact carries
        | field | type    | rule       |
        | rank  | integer | at least 1 |
        | score | integer | 0 to 100   |

  Rule: What may never be said

    @invariant @structural @id:brand_safety
    Scenario: Nothing promises what nobody can promise
      Then no fact under "Strategies" mentions any of
        | guaranteed | risk-free | 100% certain | no risk | cannot fail |

    @invariant @structural @id:signals_differ
    Scenario: No signal is told twice
      Then the facts under "Signals" are all different

  Rule: What must be true while the run goes on

    @invariant @semantic @id:strategies_rest_on_signals
    Scenario: No strategy comes out of thin air
      Then every fact under "Strategies" cites at least 1 fact under "Signals"

    @invariant @semantic @id:marks_within_scale
    Scenario: Every mark is on the scale
      Then every fact under "Evaluations" carries an integer "feasibility" of 1 to 10
      And every fact under "Evaluations" carries an integer "impact" of 1 to 10

  Rule: When the answer may be called one

    @invariant @acceptance @tier:early @id:first_strategies
    Scenario: There is something to choose from early
      Then at least 2 facts exist under "Strategies"

    @invariant @acceptance @id:two_distinct_strategies
    Scenario: There is a choice
      Then at least 2 facts exist under "Strategies"
      And the facts under "Strategies" are all different

    @invariant @acceptance @id:every_strategy_judged
    Scenario: No strategy goes unjudged
      Then every fact under "Strategies" is cited by a fact under "Evaluations"

    @invariant @acceptance @id:every_strategy_has_risks
    Scenario: No strategy is without its risks
      Then every fact under "Strategies" is cited by a fact under "Constraints"

    @invariant @acceptance @id:every_evaluation_ranked
    Scenario: No judgement is left out of the ranking
      Then every fact under "Evaluations" is cited by a fact under "Rankings"

  Rule: Where a person decides

    @approval @id:low_confidence
    Scenario: A person looks at weak strategies
      When a fact is proposed under "Strategies" with confidence below 0.4
      Then a "strategist" must approve it within 24 hours
      And without a decision it is rejected
