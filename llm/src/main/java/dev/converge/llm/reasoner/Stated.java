package dev.converge.llm.reasoner;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.llm.model.PromptFact;
import dev.converge.llm.reasoner.text.Amount;
import dev.converge.llm.reasoner.text.AmountReader;
import dev.converge.llm.reasoner.text.Orders;
import dev.converge.llm.reasoner.text.Phrases;
import dev.converge.llm.reasoner.text.SeedLanguage;
import dev.converge.llm.reasoner.text.Sentences;
import dev.converge.llm.reasoner.text.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a statement, and then the facts that it rests on, say under the name of a field. Where two
/// values stand under one name, neither is taken. Used by one thread.
final class Stated {
  private static final int NEAR = 4;
  private static final int MOST_ITEMS = 5;
  private static final int MOST_CHARACTERS = 300;

  private static final Set<String> YES =
      Set.of("yes", "true", "ja", "wahr", "oui", "vrai", "sí", "si");
  private static final Set<String> NO =
      Set.of("no", "false", "nein", "falsch", "nej", "non", "faux");

  private static final Set<String> NOT =
      Set.of(
          "not", "no", "never", "neither", "nor", "without", "nicht", "kein", "keine", "keinen",
          "nie", "ohne", "inte", "ingen", "aldrig", "utan", "pas", "ne", "sans", "jamais", "sin",
          "nunca");

  /// Words that make a sentence something other than a statement of what is so.
  private static final Set<String> OPEN =
      Set.of(
          "if", "when", "unless", "whether", "may", "might", "could", "should", "would", "or",
          "wenn", "falls", "ob", "könnte", "sollte", "oder", "om", "kan", "bör", "eller", "si",
          "peut", "ou", "puede", "o");

  /// Names that ask for an amount without saying of what.
  private static final Set<String> AMOUNT =
      Set.of(
          "amount", "sum", "total", "betrag", "summe", "belopp", "summa", "montant", "importe",
          "monto");

  /// What an amount is asked for or owed by.
  private static final Set<String> OF_AN_AMOUNT =
      Set.of(
          "loan",
          "credit",
          "claim",
          "invoice",
          "order",
          "purchase",
          "transfer",
          "payment",
          "refund",
          "kredit",
          "darlehen",
          "rechnung",
          "bestellung",
          "forderung",
          "zahlung",
          "lån",
          "faktura",
          "prêt",
          "crédit",
          "facture",
          "commande",
          "préstamo",
          "crédito",
          "factura",
          "pedido");

  private static final Set<String> OF_AN_AMOUNT_STEMS =
      OF_AN_AMOUNT.stream().map(Words::stem).collect(Collectors.toSet());

  private static final Set<String> SEARCH = Set.of("term", "synonym", "keyword", "word");
  private static final Pattern NAME = Pattern.compile("[_\\-\\s]+|(?<=\\p{Ll})(?=\\p{Lu})");

  /// A text that is looked at.
  ///
  /// @param sentences of it
  /// @param data of the fact that it stands in
  private record Scope(List<String> sentences, Json.Obj data) {}

  private final String statement;
  private final List<PromptFact> ground;
  private @Nullable SeedLanguage language;
  private @Nullable List<Scope> scopes;

  /// @param statement what is said
  /// @param ground the facts that it rests on, the nearest first
  Stated(String statement, List<PromptFact> ground) {
    this.statement = statement;
    this.ground = ground;
  }

  /// Told when it is first asked for: most fields are known before anything is looked up.
  private SeedLanguage language() {
    if (language == null) {
      String all =
          statement + " " + String.join(" ", ground.stream().map(PromptFact::content).toList());
      language = SeedLanguage.of(all).orElse(SeedLanguage.EN);
    }
    return language;
  }

  /// Taken apart when a value is first looked up.
  private List<Scope> scopes() {
    if (scopes == null) {
      scopes = new ArrayList<>();
      scopes.add(new Scope(informing(statement), Json.Obj.EMPTY));
      for (PromptFact fact : ground) {
        scopes.add(new Scope(informing(fact.content()), fact.data()));
      }
    }
    return scopes;
  }

  /// The sentences that say something: what gives orders to whoever reads it states no value.
  private static List<String> informing(String text) {
    return Sentences.of(text).stream().filter(sentence -> !Orders.in(sentence)).toList();
  }

  /// That something is not stated, in the language of what was read.
  String nothing() {
    return Phrases.of(language(), "not_stated");
  }

  private static List<String> name(Field field) {
    return NAME.splitAsStream(field.name())
        .filter(part -> !part.isEmpty())
        .map(Words::fold)
        .toList();
  }

  /// The one value that the first scope has which has any.
  private <T> Optional<T> first(Function<Scope, Set<T>> values) {
    for (Scope scope : scopes()) {
      Set<T> found = values.apply(scope);
      if (!found.isEmpty()) {
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Optional<Json> member(Scope scope, Field field) {
    return scope.data().get(field.name()).filter(value -> value != Json.Null.NULL);
  }

  /// A number that stands with the words of a field's name, or has them for its unit.
  Optional<Double> number(Field field) {
    return first(scope -> {
      Set<Double> found = new LinkedHashSet<>();
      if (member(scope, field).orElse(null) instanceof Json.Num number) {
        found.add(number.value());
        return found;
      }
      for (String sentence : scope.sentences()) {
        for (Amount amount : AmountReader.in(sentence, language())) {
          if (named(field, sentence, amount)) {
            found.add(scaled(field, amount));
          }
        }
      }
      return found;
    });
  }

  private static double scaled(Field field, Amount amount) {
    boolean share = amount.kind() == Amount.Kind.PERCENT && field.max() <= 1;
    return (share ? amount.value().movePointLeft(2) : amount.value()).doubleValue();
  }

  /// Whether the words of the name stand before a number, with nothing else counted between, or are
  /// what it counts.
  private static boolean named(Field field, String sentence, Amount amount) {
    Set<String> wanted = new LinkedHashSet<>();
    name(field).forEach(part -> wanted.add(Words.stem(part)));
    Set<String> unit = new LinkedHashSet<>(amount.stems());
    unit.add(Words.stem(amount.unit()));
    if (unit.containsAll(wanted)) {
      return true;
    }
    List<Words.Word> before = new ArrayList<>();
    for (Words.Word word : Words.at(sentence)) {
      if (word.end() <= amount.start()) {
        before.add(word);
      }
    }
    Set<String> near = new LinkedHashSet<>(unit);
    int words = 0;
    for (int i = before.size() - 1; i >= 0 && words < NEAR; i--) {
      String text = before.get(i).text();
      boolean counted = Character.isDigit(text.codePointAt(0));
      int next = i + 1 < before.size() ? before.get(i + 1).start() : amount.start();
      String between = sentence.substring(before.get(i).end(), next);
      if (counted || between.contains(",") || between.contains(";")) {
        break;
      }
      near.add(Words.stem(text));
      words++;
    }
    return near.containsAll(wanted)
        || (name(field).stream().allMatch(AMOUNT::contains)
            && near.stream().anyMatch(OF_AN_AMOUNT_STEMS::contains));
  }

  /// What stands after a field's name and a colon or an equals sign, in one sentence.
  private static Optional<String> after(Field field, String sentence) {
    String wanted = String.join("[\\s_-]+", name(field).stream().map(Pattern::quote).toList());
    var matcher =
        Pattern.compile(
                "(?<![\\p{L}\\p{N}])" + wanted + "\\s*[:=]\\s*(.+)",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
            .matcher(sentence);
    return matcher.find() ? Optional.of(Sentences.bare(matcher.group(1))) : Optional.empty();
  }

  /// What stands after a field's name and a verb of being.
  private static Optional<String> being(Field field, String sentence) {
    String wanted = String.join("[\\s_-]+", name(field).stream().map(Pattern::quote).toList());
    var matcher =
        Pattern.compile(
                "(?<![\\p{L}\\p{N}])"
                    + wanted
                    + "\\s+(?:is|are|was|ist|sind|war|är|var|est|sont|es|son)\\s+(.+)",
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
            .matcher(sentence);
    return matcher.find() ? Optional.of(Sentences.bare(matcher.group(1))) : Optional.empty();
  }

  /// Whether something is so, where a text says "name: yes" or data says it.
  Optional<Boolean> truth(Field field) {
    return first(scope -> {
      Set<Boolean> found = new LinkedHashSet<>();
      if (member(scope, field).orElse(null) instanceof Json.Bool flag) {
        found.add(flag.value());
        return found;
      }
      for (String sentence : scope.sentences()) {
        after(field, sentence)
            .map(text -> Words.of(text).stream().findFirst().map(Words::fold).orElse(""))
            .ifPresent(word -> {
              if (YES.contains(word)) {
                found.add(true);
              } else if (NO.contains(word)) {
                found.add(false);
              }
            });
      }
      return found;
    });
  }

  /// The one option that stands under the field's name, or is the only one that the statement has.
  Optional<String> choice(Field field) {
    Optional<String> under =
        first(scope -> {
          Set<String> found = new LinkedHashSet<>();
          if (member(scope, field).orElse(null) instanceof Json.Str text
              && field.oneOf().contains(text.value())) {
            found.add(text.value());
            return found;
          }
          for (String sentence : scope.sentences()) {
            after(field, sentence)
                .or(() -> being(field, sentence))
                .map(text -> options(field, text))
                .filter(some -> some.size() == 1 && !open(sentence))
                .ifPresent(found::addAll);
          }
          return found;
        });
    if (under.isPresent() || open(statement) || orders()) {
      return under;
    }
    Set<String> told = options(field, statement);
    return told.size() == 1 ? Optional.of(told.iterator().next()) : Optional.empty();
  }

  private boolean orders() {
    return Sentences.of(statement).stream().anyMatch(Orders::in);
  }

  private static boolean open(String sentence) {
    return sentence.endsWith("?")
        || Words.of(sentence).stream().map(Words::fold).anyMatch(OPEN::contains);
  }

  /// The options that a text has as whole words, none of them denied.
  private static Set<String> options(Field field, String text) {
    List<String> words = Words.of(text).stream().map(Words::fold).toList();
    Set<String> found = new LinkedHashSet<>();
    for (String option : field.oneOf()) {
      List<String> parts = Words.of(option).stream().map(Words::fold).toList();
      for (int i = 0; !parts.isEmpty() && i + parts.size() <= words.size(); i++) {
        if (words.subList(i, i + parts.size()).equals(parts)) {
          boolean denied = words.subList(Math.max(0, i - 3), i).stream().anyMatch(NOT::contains);
          if (denied) {
            return Set.of();
          }
          found.add(option);
        }
      }
    }
    return found;
  }

  /// What stands under a field's name, or the one sentence that has its words.
  Optional<String> text(Field field) {
    int most = Double.isFinite(field.max()) ? (int) field.max() : MOST_CHARACTERS;
    return first(
            scope -> {
              Set<String> found = new LinkedHashSet<>();
              if (member(scope, field).orElse(null) instanceof Json.Str text) {
                found.add(text.value());
                return found;
              }
              scope.sentences().forEach(sentence -> after(field, sentence).ifPresent(found::add));
              return found;
            })
        .or(() ->
            first(scope -> {
              Set<String> wanted = new LinkedHashSet<>();
              name(field).forEach(part -> wanted.add(Words.stem(part)));
              Set<String> found = new LinkedHashSet<>();
              scope.sentences().stream()
                  .filter(sentence -> Words.stems(sentence).containsAll(wanted))
                  .forEach(found::add);
              return found;
            }))
        .map(text -> Words.clip(text, most));
  }

  /// The options that the statement has; without options what stands under the field's name, or the
  /// words of the statement where words are asked for.
  List<String> items(Field field) {
    int most = Double.isFinite(field.max()) ? (int) field.max() : MOST_ITEMS;
    List<String> found = new ArrayList<>();
    if (!field.oneOf().isEmpty()) {
      found.addAll(orders() ? Set.of() : options(field, statement));
    } else if (SEARCH.stream().anyMatch(Words.fold(field.name())::contains)) {
      found.addAll(TextAnalysis.content(statement));
    } else {
      text(field).ifPresent(text -> found.addAll(List.of(text.split("\\s*[,;]\\s*", -1))));
    }
    found.removeIf(String::isBlank);
    return found.subList(0, Math.min(most, found.size()));
  }
}
