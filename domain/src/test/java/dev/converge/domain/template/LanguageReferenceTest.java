package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import dev.converge.domain.template.spec.SpecCompiler;
import dev.converge.domain.template.spec.StepDefinition;
import dev.converge.domain.template.spec.StepRegistry;
import dev.converge.domain.template.wiring.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Writes `docs/template-language.md` from the sentences that the compiler knows, and checks that
/// the file says so. After the language was changed: `./mvnw -Dquick -pl domain -am test
/// -Dtest=LanguageReferenceTest -Dconverge.docs=write`.
class LanguageReferenceTest {
  private static final Path FILE = Path.of("../docs/template-language.md");

  @Test
  void theReferenceIsCurrent() throws IOException {
    String reference = reference();
    if ("write".equals(System.getProperty("converge.docs"))) {
      Files.writeString(FILE, reference);
    }
    assertEquals(reference, Files.readString(FILE));
  }

  private static String reference() {
    StringBuilder out = new StringBuilder(HEAD);
    out.append("| name | ").append("members |\n|---|---|\n");
    for (Map.Entry<String, Json.Obj> preset : Requirements.PRESETS.entrySet()) {
      out.append("| `%s` | `%s` |\n".formatted(preset.getKey(), preset.getValue().canonical()));
    }
    out.append(SPEC);
    for (StepRegistry.Named kind : SpecCompiler.registries()) {
      out.append(
          "\n### `%s`\n\n| under | sentence | below it | means |\n|---|---|---|---|\n"
              .formatted(kind.name()));
      for (StepDefinition<?> definition : kind.registry().definitions()) {
        out.append(
            "| %s | `%s` | %s | %s |\n"
                .formatted(
                    definition.word(),
                    definition.expression(),
                    definition.argument(),
                    definition.doc()));
      }
    }
    return out.append(TAIL).toString();
  }

  private static final String HEAD =
      """
      # The template language

      <!-- Written by LanguageReferenceTest from the sentences that the compiler knows; do not edit.
           ./mvnw -Dquick -pl domain -am test -Dtest=LanguageReferenceTest -Dconverge.docs=write -->

      A template is a folder `templates/<name>/` with two files: a **spec** in Gherkin that says what must be true, and a **wiring** in YAML that says what it runs on. Both are compiled when the template is loaded. All problems are reported together, with file, line and column. `converge templates validate` only does this check.

      The folder can also contain CSV tables for rules. Both files are UTF-8, at most 256 KiB. A byte order mark and the kind of line endings do not affect the template's hash. An installed version never changes: if its files change, the server refuses the changed files, while it is running and at startup, and keeps the installed ones. Templates that an earlier release installed stay valid, even if this release is stricter.

      ## Wiring

      YAML 1.2, core schema: `no`, `on`, `12:30` and `1_000` are text. A number, a boolean or null in a text field is an error. Tags, anchors, aliases, merge keys, directives and multiple documents are not allowed. A key can occur only once. The maximum depth is 16 levels.

      | key | value |
      |---|---|
      | `name` | required; lowercase words and digits joined by `-`, at most 64 characters; the same as the name of the folder |
      | `version` | required; a semantic version. Jobs that do not set a version use the latest release |
      | `spec` | required; the file of the spec, in the same folder: `.feature`, `.truth` or `.truths` |
      | `description` | text |
      | `requires` | `runtime_api`: such as `">=1.0"` |
      | `budget` | `max_cycles`, `max_facts`, `max_duration`, `max_tokens`, `max_cost_usd`: the default limits of a job; durations are `30s`, `10m`, `2h` or ISO 8601 |
      | `agents` | required; entries for agents of the spec (an agent without an entry uses `analysis` if a model answers for it, and `deterministic` otherwise): `id`, `requirements`, and optionally `deadline` (of one attempt; default 2m), `max_attempts` (1 to 10; default 3, for rule agents 1) and `give_up_after` (how long the agent is retried while its provider is unavailable; default 15m. These attempts do not count. After that, the run pauses itself until the provider is back; an optional agent fails) |
      | `report` | how reports show the results: `title`, and `sections`, each with `key` and optionally `title`, `form` (`cards`, `text`, `list` or `table`) and for tables `columns` and `rows`; see reports.md |
      | `policy` | `confidentiality`: `open`, or `restricted` to block remote models and searches; `on_outage`: `wait`, or `halt` to halt the run as soon as the provider of an agent is unavailable, unless the agent is optional |
      | `metadata` | anything |

      `requirements` is the name of a preset, or a mapping: `preset` (whose other members can be changed), `provider` and `model`, `requires_web_search`, `requires_reasoning`, `min_quality` (0 to 1), `cost_class` (at most: `very_low`, `low`, `medium`, `high`, `very_high`), `max_latency_ms`, `max_output_tokens`. They are preferences, the most important first: the server uses the model that best meets them, and lists what it does not meet in the job's `notes`. `must: [requires_web_search, min_quality]` makes requirements mandatory: a job is refused if no model meets them. `max_output_tokens` is not a preference but the maximum length of an answer. Agents tagged `@rule` or `@tool` are `deterministic`, those tagged `@llm` are not.

      """;

  private static final String SPEC =
      """

      ## Spec

      Specs use Cucumber's Gherkin: every language, rules, backgrounds, outlines, doc strings, tables, comments. In `.truth` and `.truths` files, write `Truth:` instead of `Feature:`. The description of the feature is the objective, which models receive. The tags of a scenario define what it is. A scenario inherits tags from its feature, rule and examples. Nothing else can have tags.

      | tags | the scenario is |
      |---|---|
      | `@intent` | the seeds that a job needs; at most one |
      | `@agent` `@id:name` and one of `@llm`, `@rule`, `@search`, `@tool` | an agent; `@optional`: the run can converge even if the agent fails |
      | `@invariant` `@structural` `@id:name` | a condition for every fact: a proposal that violates it is rejected, and a job whose seeds violate it is refused; `@halts`: a rejected proposal halts the run |
      | `@invariant` `@semantic` `@id:name` | a condition at the end of each cycle: while it is violated, the run cannot converge, and agents that depend on its violations run |
      | `@invariant` `@acceptance` `@id:name` | a condition when no agent adds anything new: if it is violated, the run halts; `@tier:name`: when it holds for the first time, the answer so far is announced |
      | `@approval` `@id:name` | proposals that a person must decide on |

      Each row of an outline is a separate scenario. If rows share an id, an invariant requires the conditions of all of them. `@id:<column>` gives each row its own id. A placeholder `<name>` in names, steps, tables and doc strings must be a column of the examples. Outside outlines, a placeholder in quotes or alone in a cell is an error.

      ## Sentences

      Sentences are [Cucumber Expressions](https://github.com/cucumber/cucumber-expressions): `fact(s)` is "fact" or "facts", `a/an` is "a" or "an". A step that matches no sentence for its kind of scenario, or more than one, is an error that suggests the nearest sentence.
      """;

  private static final String TAIL =
      """

      ### Parameters of sentences

      | parameter | written as |
      |---|---|
      | `{string}` | `"text"` or `'text'`; `\\"` for a quote in the text |
      | `{strings}` | `"one"` or `"one", "two"` |
      | `{facts}` | `"Key"`, or only the facts under it with a value in their data: `"Key" whose "field" is "text"`, `… is 3`, `… is true` |
      | `{value}` | `"text"`, `3`, `0.5`, `true` or `false` |
      | `{count}` | `3`, `exactly 3`, `2 to 4`, `at least 2` or `at most 4` |
      | `{int}`, `{number}` | `3`, `0.4` |
      | `{range}` | `1 to 10`, `at least 1` or `at most 10` |
      | `{type}` | `string`, `integer`, `number`, `boolean` or `list` |
      | `{time}` | `30 minutes`, `24 hours`, `7 days` |
      | `{condition}`, `{conclusion}` | another sentence of `@invariant` |

      ### Tables of fields

      Columns `field`, `type` and `rule`. The name of a field consists of lowercase letters, digits and `_`. Separate several rules with `;`:

      | rule | for | means |
      |---|---|---|
      | `1 to 10`, `at least 1`, `at most 10` | integer, number | the value |
      | the same, also with `characters` | string | its length |
      | the same, also with `items` | list (of strings) | how many |
      | `one of a, b, c` | string, list | the only values |
      | `optional` | all | the field can be missing |

      ### Rules in the spec

      An agent tagged `@rule` does not need Java if its scenario contains its rules: computed fields, a decision table, or both. They apply to each fact that "for each fact under" selects, or once to all facts.

      ```gherkin
      @agent @rule @id:decision
      Scenario: Each application is decided
        Given facts under "Seeds"
        And a table "rates" from "rates.csv"
        When the fields are computed
          | field   | value                                  |
          | rate    | lookup("rates", "grade", grade).rate   |
          | monthly | round(amount * (1 + rate) / months, 2) |
        And the first rule that matches decides
          | if monthly / income | if grade | then decision | then reason             |
          | > 0.4               | -        | refuse        | the instalment is high  |
          | -                   | C, D     | ask           | a person looks at it    |
          | -                   | -        | grant         | = "at " + text(monthly) |
        Then it proposes 1 fact under "Decisions made" for each fact under "Seeds" with ids starting "decision:"
        And each fact says "{decision}: {amount} over {months} months"
      ```

      A cell under `if` is `-` for anything, a value, several values separated by commas (any of them), `not` before these, `1 to 5`, or `<`, `<=`, `>`, `>=`, `=`, `!=` and a value. Words are text. After an operator, a name is the name of a field. A cell under `then` is text, a number, `true` or `false`, `-` for no field, or `=` and a formula. In Gherkin's tables `|` is written `\\|`.

      The first line of a CSV file contains the names of the columns. A column contains numbers if all its cells are numbers, otherwise text. The file is part of the template, and the template's hash covers it. If a template is sent as text, append the file to the spec, as the comment `# rates.csv` followed by its lines, each after `#|`.

      ### Tools

      An agent tagged `@tool` calls a tool that the operator of the server declared in a file ([tools.md](tools.md)): an HTTP call or a tool of a Model Context Protocol server. A spec cannot set addresses or secrets. The tool is called for each fact that "for each fact under" selects, or once for all facts.

      ```gherkin
      @agent @tool @id:rates
      Scenario: The rate of each price is looked up
        Given facts under "Seeds"
        When the tool "rate" is called
          | argument | value         |
          | base     | fact.currency |
          | symbol   | "EUR"         |
        And the fields are computed
          | field | value                          |
          | euros | round(amount * answer.rate, 2) |
        Then it proposes 1 fact under "Prices" for each fact under "Seeds" with ids starting "euro:"
        And each fact says "{amount} {base} are {euros} EUR"
      ```

      Formulas after the call can use the arguments by name, and `answer`: the response of the tool, as JSON or text. After `each item of "answer.results" gives a fact`, `item` is one of the items. If no fields are computed and no rules decide, the fields of the contract are the members with the same names in the answer or the item.

      ### Formulas

      Formulas are written in the [Common Expression Language](https://cel.dev): `+ - * /`, comparisons, `&& || !`, `a ? b : c`, `in`, `size(x)`, `has(fact.x)`, `list.exists(x, …)`, `all`, `filter`, `map`, `matches`, `startsWith`, `contains`. All numbers are doubles.

      | name | meaning |
      |---|---|
      | `amount`, `fact.amount` | a field of the fact's data; a field computed earlier takes precedence |
      | `fact.id`, `fact.text`, `fact.confidence`, `fact.cites` | members of the fact, unless its data has a field with that name |
      | `it.monthly` | a field computed earlier |
      | `facts("Key")`, `cited("Key")` | the facts under a key, and the ones that the fact cites |
      | `table("rates")`, `lookup("rates", "grade", grade)` | the rows of a table; the first row with that value in that column |
      | `round(x)`, `round(x, 2)`, `floor`, `ceil`, `abs` | of a number |
      | `sum`, `average`, `least`, `largest`, `first` | of a list |
      | `days(a, b)`, `months(a, b)`, `years(a, b)` | whole days, months or years from one date to another, such as `"2026-01-31"` |
      | `text(x)`, `lower(x)`, `trim(x)` | text |

      A formula reads only facts and tables, not the clock, so it gives the same result on every machine. Limits: 1,000 characters, 32 levels of brackets and 20,000 steps through lists for a formula; 200 rules and 30 columns for a decision table; 64 KiB, 2,000 rows and 50 columns for a CSV file. Names, types and values are checked when the template is loaded, as far as contracts and structural invariants define them. If a formula has no value, for example because a field is missing, the agent fails, the invariant is violated, or the gate holds the proposal.

      ### Keys and ids

      Agents can write only under the keys that they propose facts under. `Seeds` contains the seeds of the job, and `Decisions` the decisions of people. An id starts with a letter or digit, followed by letters, digits, `.`, `_`, `:` and `-`, at most 200 characters. Each output has its own prefix, and the engine numbers the facts from 1.

      ## Conditions that can never be met

      A condition that no run can meet is an error, because it looks like a safeguard but has no effect:

      | problem | example | correct |
      |---|---|---|
      | a gate or an invariant on a field that no contract contains | `And its "priority" is "urgent"`, and no agent puts `priority` on these facts | a field of the contract |
      | a value that the contract excludes | `whose "tone" is "loud"`, and the contract says `one of calm, urgent` | one of its values |
      | a gate on a confidence that the contract excludes | `with confidence below 0.4`, and each fact has at least 0.5 | a higher limit |
      | a gate on facts that no agent proposes | `a fact is proposed under "Seeds"` | a key that an agent writes |
      | an invariant that contradicts the contract | `carries an integer "mark" of 11 to 20`, and the contract says `1 to 10` | a range that overlaps |
      | a citation of facts that the agent never sees | `it cites a fact under "Triage"`, and the model that writes these facts never sees `Triage` | a key that it reads, or facts that it cites |
      | a citation of facts that only come later | `every fact under "Plans" cites a fact under "Plans"`: the first one has none before it; `it cites a fact under "Plans"` for `Plans` of an agent that runs once | a key whose facts exist before |
      | sources from an agent that does not search | `every fact under "Answers" names at least 1 source`, and the agent has no `requires_web_search`, calls no tool and is no `@search` agent | an agent that searches |
      | more facts than can be proposed | `at least 5 facts exist under "Answers"`, and an agent that runs once proposes `1 to 3` | what the contracts allow |
      | a gate after another one that holds the same proposals | a gate over `Answers`, then one over `"Answers" whose "tone" is "urgent"` | the narrower one first |
      | a formula with an unknown field or value | `satisfies "ammount > 3"`, `tone == "loud"` | a field and a value of the contract |
      | a comparison that the contract excludes | `satisfies "mark > 10"`, and the contract says `1 to 10` | a number within its bounds |
      | conditions that no fact meets together | `satisfies "mark > 7"` and `satisfies "mark < 3"` in one gate or in two invariants; `"mark > 7 && mark < 3"`; a gate for facts that a structural invariant rejects first | conditions that one fact can meet |
      | counts that exclude each other | `at least 3 facts exist` in one invariant, `at most 2` in another | counts that overlap |
      | a rule that never decides | a row below a row of only dashes | the narrower one first |
      | a rule that violates its agent's contract | `then decision` is `maybe`, and the contract says `one of grant, refuse` | a value of the contract |
      | an agent that is not installed | `@search @id:finder` | an agent that is installed |
      | a tool that is not declared, or called with wrong arguments | `the tool "rates" is called`, and there is `rate` | a tool and arguments from the tools file |
      | an agent that can never run | it reads `Decisions` and no person is asked, or only its own facts | facts that others write |

      Models answer only with the fields of their contract. Rules and searches can add other fields, so a field that their contract does not contain is not an error.

      Not every condition that can never be met is found. In formulas, comparisons of one field with constants are followed through `&&`, `||`, `!` and `in`, up to 64 alternatives. A formula that compares two fields (`a < b && b < a`), calculates (`a * 2 > 30`), calls a function or looks at other facts is not examined. Conditions under `if … then …` are not compared with others, nor are conditions on facts with different values.
      """;
}
