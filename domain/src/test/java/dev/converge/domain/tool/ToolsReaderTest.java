package dev.converge.domain.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.engine.error.ConvergeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The file in which tools are declared.
final class ToolsReaderTest {
  private static final String FILE =
      """
      tools:
        - name: rate
          description: The exchange rate of a day.
          arguments: [base, symbol]
          optional_arguments: [day]
          http:
            method: GET
            url: https://rates.example.org/v1/{base}?symbol={symbol}
            headers: { Authorization: "Bearer ${RATES_KEY}", Accept-Language: en }
          timeout: 5s
        - name: tickets
          arguments: [query]
          mcp: { url: "http://tickets.internal/mcp", tool: search_tickets }
          reach: private
      """;

  private static Tools read(String text) {
    return ToolsReader.read("tools.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void declarationsAreRead() {
    Tools tools = read(FILE);
    DeclaredTool rate = tools.find("rate").orElseThrow();
    assertEquals(List.of("base", "symbol", "day"), rate.arguments());
    assertEquals(Reach.PUBLIC, rate.reach());
    assertEquals(Duration.ofSeconds(5), rate.timeout());
    DeclaredTool tickets = tools.find("tickets").orElseThrow();
    assertEquals(new DeclaredTool.Call.Mcp("search_tickets"), tickets.call());
    assertEquals(DeclaredTool.DEFAULT_TIMEOUT, tickets.timeout());
  }

  @Test
  void theVersionFollowsTheDeclarationAndNotTheSecret() {
    String before = read(FILE).find("rate").orElseThrow().version();
    assertEquals(before, read(FILE).find("rate").orElseThrow().version());
    String after = read(FILE.replace("/v1/", "/v2/")).find("rate").orElseThrow().version();
    assertEquals(false, before.equals(after));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "name: rate | name: Rate | 2:11: name: \"Rate\" (expected: lowercase letters, digits and"
            + " _)",
        "name: tickets | name: rate | tool \"rate\" occurs twice (expected: once)",
        "https://rates | http://rates | (expected: https; http only with reach: private)",
        "https://rates | ftp://rates | (expected: https; http only with reach: private)",
        "https://rates.example.org | https://{base} | (expected: a host that is fixed",
        "https://rates | https://me:pw@rates | (expected: a host that is fixed, no user",
        "{symbol} | {symbl} | {symbl} is not an argument (expected: one of [base, symbol, day]);"
            + " did you mean \"symbol\"?",
        "Bearer ${RATES_KEY} | Bearer abc | header \"Authorization\": a secret in the file"
            + " (expected: the name of a variable",
        "Accept-Language | Host | header \"Host\" is set by the server",
        "Accept-Language | Bad Header | header \"Bad Header\" (expected: letters, digits and -)",
        "method: GET | method: FETCH | (expected: one of [GET, POST, PUT, PATCH, DELETE])",
        "reach: private | reach: privat | reach: \"privat\" (expected: one of [public, private]);"
            + " did you mean \"private\"?",
        "timeout: 5s | timeout: 6m | timeout: is out of range (expected: 1s to 5m)",
        "timeout: 5s | time_out: 5s | time_out: unknown key",
        "arguments: [query] | arguments: [answer] | (expected: names of lowercase letters, digits"
            + " and _, each once; not answer or item",
        "arguments: [query] | arguments: [query, query] | each once",
        "optional_arguments: [day] | optional_arguments: [base] | \"base\" is required (expected:"
            + " not both)",
        ", tool: search_tickets | '' | tool: missing (expected: the tool's name as the server lists"
            + " it)",
        "mcp: { | other: { | other: unknown key",
      })
  void whatIsWrongIsSaidWithItsPlace(String old, String wrong, String message) {
    ConvergeException e =
        assertThrows(ConvergeException.class, () -> read(FILE.replace(old, wrong)));
    String said = String.valueOf(e.getMessage());
    assertEquals(true, said.contains(message), () -> said + "\nexpected: " + message);
    assertEquals(true, said.startsWith("tools: tools.yaml:"), said);
  }
}
