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

      A template is a folder `templates/<name>/` with two files: a **spec** in Gherkin that says what must be true, and a **wiring** in YAML that says what it runs on. Both are compiled when the template is loaded; every problem of both is told at once, with file, line and column. `converge templates validate` does only that.

      A third kind of file may stand beside them: CSV tables in which rules look values up. Both files are UTF-8, at most 256 KiB. A byte order mark and the kind of line ends are no content: the template's hash does not depend on them. A version, once installed, never changes: if its content does, the server refuses the changed files, while it runs and at its start, and keeps the installed ones. Templates that were installed by an earlier release stay valid even if this release is stricter.

      ## Wiring

      YAML 1.2, core schema: `no`, `on`, `12:30` and `1_000` are text; a text field that is given a number, a boolean or null is an error. No tags, anchors, aliases, merge keys, directives or second documents; a key stands once; at most 16 levels deep.

      | key | value |
      |---|---|
      | `name` | required; lower-case words and digits joined by `-`, at most 64 characters; the folder's name |
      | `version` | required; a semantic version. Jobs that name none get the highest release |
      | `spec` | required; the spec's file beside this one: `.feature`, `.truth` or `.truths` |
      | `description` | text |
      | `requires` | `runtime_api`: such as `">=1.0"` |
      | `budget` | `max_cycles`, `max_facts`, `max_duration`, `max_tokens`, `max_cost_usd`: what a job may use unless it says otherwise; durations are `30s`, `10m`, `2h` or ISO 8601 |
      | `agents` | required; entries for agents of the spec (one without an entry runs on `analysis` if a model answers for it, or else on `deterministic`): `id`, `requirements`, and optionally `deadline` (of one attempt, 2m if unsaid), `max_attempts` (1 to 10; if unsaid 3, for rule agents 1) and `give_up_after` (how long the agent is asked again while its provider is away, 15m if unsaid; these attempts do not count. After that the run pauses itself until the provider is back; an optional agent fails) |
      | `report` | how reports show the results: `title`, and `sections`, each with `key` and optionally `title`, `form` (`cards`, `text`, `list` or `table`) and for tables `columns` and `rows`; see reports.md |
      | `policy` | `confidentiality`: `open`, or `restricted` to keep remote models and searches off; `on_outage`: `wait`, or `halt` to halt the run as soon as the provider of an agent is away, unless the agent is optional |
      | `metadata` | anything |

      `requirements` is the name of a preset, or a mapping: `preset` (whose other members can be changed), `provider` and `model`, `requires_web_search`, `requires_reasoning`, `min_quality` (0 to 1), `cost_class` (at most: `very_low`, `low`, `medium`, `high`, `very_high`), `max_latency_ms`, `max_output_tokens`. They are preferences in this order: of the models that are set up, the one that meets most of what stands first is taken, and what it does not meet is said in the job's `notes`. `must: [requires_web_search, min_quality]` names those without which a job is refused. `max_output_tokens` is no preference but the most that an answer may have. Agents tagged `@rule` or `@tool` are `deterministic`, those tagged `@llm` are not.

      """;

  private static final String SPEC =
      """

      ## Spec

      Gherkin as Cucumber has it: every language, rules, backgrounds, outlines, doc strings, tables, comments. In `.truth` and `.truths` files `Truth:` stands for `Feature:`. The feature's description is the objective; models are told. Each scenario is one thing, named by its tags, which are inherited from its feature, rule and examples; nothing else may be tagged.

      | tags | the scenario is |
      |---|---|
      | `@intent` | what a job must bring; at most one |
      | `@agent` `@id:name` and one of `@llm`, `@rule`, `@search`, `@tool` | an agent; `@optional`: the run may converge although it failed |
      | `@invariant` `@structural` `@id:name` | what every fact must respect: a proposal that would break it is refused, and so is a job whose seeds break it; `@halts`: a refused proposal halts the run |
      | `@invariant` `@semantic` `@id:name` | what must hold at the end of each cycle: while it does not, the run cannot converge, and agents that depend on its violations run |
      | `@invariant` `@acceptance` `@id:name` | what must hold when nothing new follows, or the run halts; `@tier:name`: once it holds, the answer so far is announced |
      | `@approval` `@id:name` | proposals that a person decides |

      An outline's rows are scenarios of their own; where they share an id, an invariant demands what all of them say. `@id:<column>` gives each row its own. A placeholder `<name>` must be a column of the examples, in names, steps, tables and doc strings. Outside outlines, a placeholder in quotes or alone in a cell is an error.

      ## Sentences

      Sentences are [Cucumber Expressions](https://github.com/cucumber/cucumber-expressions): `fact(s)` is "fact" or "facts", `a/an` is either. A step that matches no sentence of its kind of scenario, or more than one, is an error that names the nearest.
      """;

  private static final String TAIL =
      """

      ### Parameters of sentences

      | hole | written as |
      |---|---|
      | `{string}` | `"text"` or `'text'`; `\\"` for a quote within |
      | `{strings}` | `"one"` or `"one", "two"` |
      | `{facts}` | `"Key"`, or of the facts there only those with a value in their data: `"Key" whose "field" is "text"`, `… is 3`, `… is true` |
      | `{value}` | `"text"`, `3`, `0.5`, `true` or `false` |
      | `{count}` | `3`, `exactly 3`, `2 to 4`, `at least 2` or `at most 4` |
      | `{int}`, `{number}` | `3`, `0.4` |
      | `{range}` | `1 to 10`, `at least 1` or `at most 10` |
      | `{type}` | `string`, `integer`, `number`, `boolean` or `list` |
      | `{time}` | `30 minutes`, `24 hours`, `7 days` |
      | `{condition}`, `{conclusion}` | another sentence of `@invariant` |

      ### Tables of fields

      Columns `field`, `type` and `rule`. A field's name is lower-case letters, digits and `_`. Rules, several separated by `;`:

      | rule | for | means |
      |---|---|---|
      | `1 to 10`, `at least 1`, `at most 10` | integer, number | the value |
      | the same, also with `characters` | string | its length |
      | the same, also with `items` | list (of strings) | how many |
      | `one of a, b, c` | string, list | the only values |
      | `optional` | all | it may be missing |

      ### Rules in the spec

      An agent tagged `@rule` needs no Java where its rules stand in its scenario: computed fields, a decision table, or both, over each fact that "for each fact under" names, or once over all facts.

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

      A cell under `if` is `-` for anything, a value, several separated by commas (one of them), `not` before these, `1 to 5`, or `<`, `<=`, `>`, `>=`, `=`, `!=` and a value. Words are text; after an operator, a name is that of a field. A cell under `then` is text, a number, `true` or `false`, `-` for no field, or `=` and a formula. In Gherkin's tables `|` is written `\\|`.

      A column of a CSV file holds numbers if all its cells are numbers, and otherwise text; its first line names the columns. The file is part of the template: its hash covers it. Where a template is sent as text, the file stands at the end of the spec, as the comment `# rates.csv` and its lines after `#|`.

      ### Tools

      An agent tagged `@tool` calls a tool that the operator of the server declared in a file ([tools.md](tools.md)): an HTTP call or a tool of a server of the Model Context Protocol. What it calls and with which secrets is not for specs to say. It is called for each fact that "for each fact under" names, or once over all facts.

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

      Formulas after the call know the arguments by their names, and `answer`: what the tool answered, as JSON, or as text. After `each item of "answer.results" gives a fact`, `item` is one of them. Where no fields are computed and no rules decide, the fields of the contract are the members of the answer, or of the item, that have these names.

      ### Formulas

      Formulas are written in the [Common Expression Language](https://cel.dev): `+ - * /`, comparisons, `&& || !`, `a ? b : c`, `in`, `size(x)`, `has(fact.x)`, `list.exists(x, …)`, `all`, `filter`, `map`, `matches`, `startsWith`, `contains`. All numbers are doubles.

      | name | is |
      |---|---|
      | `amount`, `fact.amount` | a field of the fact's data; a field that was computed before goes first |
      | `fact.id`, `fact.text`, `fact.confidence`, `fact.cites` | the fact's own, where its data has no field of that name |
      | `it.monthly` | a field that was computed before |
      | `facts("Key")`, `cited("Key")` | the facts under a key, and those of them that the fact cites |
      | `table("rates")`, `lookup("rates", "grade", grade)` | the rows of a table; the first row with that value in that column |
      | `round(x)`, `round(x, 2)`, `floor`, `ceil`, `abs` | of a number |
      | `sum`, `average`, `least`, `largest`, `first` | of a list |
      | `days(a, b)`, `months(a, b)`, `years(a, b)` | whole ones from one date to another, such as `"2026-01-31"` |
      | `text(x)`, `lower(x)`, `trim(x)` | text |

      A formula reads no clock and nothing outside the facts and tables, so it gives the same on every machine. It has at most 1,000 characters and 32 levels of brackets, and takes at most 20,000 steps through lists; one table has at most 200 rules and 30 columns, one CSV file 64 KiB, 2,000 rows and 50 columns. Names, types and values are checked when the template is loaded, as far as contracts and structural invariants tell them. What has no value when it is calculated, such as a field that is missing, fails the agent, breaks the invariant, and is held by the gate.

      ### Keys and ids

      Agents write under the keys that they propose facts under, and no others. `Seeds` holds what the job brought, `Decisions` what people decided. Ids start with a letter or digit and go on with letters, digits, `.`, `_`, `:` and `-`, at most 200; each output has a prefix of its own, and the engine numbers from 1.

      ## Conditions that can never be met

      A condition that no run can meet is an error, since it looks like a safeguard and is none:

      | where | example | would be right |
      |---|---|---|
      | a gate or an invariant over a field that no contract carries | `And its "priority" is "urgent"`, and no agent puts `priority` on these facts | a field of the contract |
      | a value that the contract excludes | `whose "tone" is "loud"`, and the contract says `one of calm, urgent` | one of its values |
      | a gate over a confidence that the contract excludes | `with confidence below 0.4`, and each fact has at least 0.5 | a higher limit |
      | a gate over facts that nobody proposes | `a fact is proposed under "Seeds"` | a key that an agent writes |
      | an invariant that contradicts the contract | `carries an integer "mark" of 11 to 20`, and the contract says `1 to 10` | a range that overlaps |
      | what nobody who writes the fact ever sees | `it cites a fact under "Triage"`, and the model that writes these facts never sees `Triage` | a key that it reads, or what its facts rest on |
      | more facts than can be proposed | `at least 5 facts exist under "Answers"`, and an agent that runs once proposes `1 to 3` | what the contracts allow |
      | a gate after one that holds the same | a gate over `Answers`, then one over `"Answers" whose "tone" is "urgent"` | the narrower one first |
      | a formula that speaks of what is not there | `satisfies "ammount > 3"`, `tone == "loud"` | a field and a value of the contract |
      | a comparison that the contract excludes | `satisfies "mark > 10"`, and the contract says `1 to 10` | a number within its bounds |
      | counts that exclude each other | `at least 3 facts exist` in one invariant, `at most 2` in another | counts that overlap |
      | a rule that never decides | a row below one of dashes alone | the narrower one first |
      | a rule that breaks its agent's contract | `then decision` is `maybe`, and the contract says `one of grant, refuse` | a value of the contract |
      | an agent that nobody answers for | `@search @id:finder` | an agent that is installed |
      | a tool that nobody declared, or not as it is called | `the tool "rates" is called`, and there is `rate` | a tool and arguments of the file of tools |
      | an agent that can never run | it reads `Decisions` and no person is asked, or only its own facts | facts that others write |

      Models answer with the fields of their contract alone. Rules and searches may carry more, so a field that is missing there is not an error.
      """;
}
