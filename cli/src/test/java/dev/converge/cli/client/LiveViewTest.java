package dev.converge.cli.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LiveViewTest {
  private static List<String> shown(String... events) {
    StringWriter out = new StringWriter();
    LiveView view = new LiveView(new PrintWriter(out));
    for (String event : events) {
      view.show((Json.Obj) Json.parse(event));
    }
    return out.toString().lines().toList();
  }

  @Test
  void dataAndConfidenceStandBesideTheContent() {
    assertEquals(
        List.of(
            "  seed  topic:1                  Hours {team: [a, b], urgent: true}",
            "  fact  answer:1                 Open longer {priority: urgent, score: 7} (confidence"
                + " 0.3)"),
        shown(
            """
            {"type":"seed_admitted","id":"topic:1","content":"Hours",
             "data":{"urgent":true,"team":["a","b"]}}\
            """,
            """
            {"type":"fact_promoted","fact_id":"answer:1","content":"Open longer","confidence":0.3,
             "data":{"priority":"urgent","score":7}}\
            """));
  }

  @Test
  void whatIsHeldIsShownWithWhatHoldsIt() {
    assertEquals(
        List.of(
            "  WAIT  p-1                      a lead must decide on answer:1",
            "        Open longer {priority: urgent}"),
        shown(
            """
            {"type":"proposal_made","proposal_id":"p-1","fact_id":"answer:1","content":"Open longer",
             "confidence":1,"data":{"priority":"urgent"}}\
            """,
            """
            {"type":"approval_requested","proposal_id":"p-1","fact_id":"answer:1","role":"lead"}\
            """));
  }

  @Test
  void longDataIsShortenedAndCannotWriteToTheTerminal() {
    String line =
        shown(
                "{\"type\":\"fact_promoted\",\"fact_id\":\"a\",\"content\":\"c\",\"data\":{\"x\":\""
                    + "\uD83D\uDE00".repeat(200)
                    + "\",\"y\":\"\\u001b[2J\"}}")
            .getFirst();
    assertEquals("c {x: " + "\uD83D\uDE00".repeat(31) + "…, y:  [2J}", line.substring(33));
  }
}
