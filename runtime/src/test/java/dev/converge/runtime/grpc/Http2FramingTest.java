package dev.converge.runtime.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames that RFC 9113 forbids, and floods of those that it allows: the server ends the stream or
/// the connection, and answers others as before.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Http2FramingTest {
  /// More than any server should take of one client.
  private static final int FLOOD = 200_000;

  private static final Set<Integer> ENDS = Set.of(Http2Wire.GOAWAY, Http2Wire.RST_STREAM);

  private final ScriptedAgents agents = new ScriptedAgents();
  private final GrpcServer server = new GrpcServer(agents, ScriptedPrograms.gate(1));

  @AfterAll
  void stop() {
    server.close();
    agents.close();
  }

  @AfterEach
  void theServerStillAnswers() throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      wire.send(
          Http2Wire.HEADERS,
          Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
          1,
          Http2Wire.headers(
              ":method", "GET", ":scheme", "http", ":path", "/health", ":authority", "localhost"));
      wire.flush();
      assertEquals(Http2Wire.HEADERS, first(wire, Set.of(Http2Wire.HEADERS)).type());
    }
  }

  /// The first frame of some types; the end of the connection counts as GOAWAY without an error.
  private static Http2Wire.Frame first(Http2Wire wire, Set<Integer> types) throws IOException {
    try {
      Http2Wire.Frame frame = wire.next();
      while (!types.contains(frame.type())) {
        frame = wire.next();
      }
      return frame;
    } catch (EOFException | SocketException _) {
      return new Http2Wire.Frame(Http2Wire.GOAWAY, 0, 0, 0);
    }
  }

  private interface Sender {
    void send(Http2Wire wire, int i) throws IOException;
  }

  /// Sends until the server has hung up.
  private void endsTheConnection(Sender sender) throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      try {
        for (int i = 0; i < FLOOD; i++) {
          sender.send(wire, i);
        }
        wire.flush();
      } catch (IOException _) {
        // It has hung up; what it said may still be there to read.
      }
      assertEquals(Http2Wire.GOAWAY, first(wire, Set.of(Http2Wire.GOAWAY)).type());
    }
  }

  @Test
  void aFloodOfEmptyContinuationsEndsTheConnection() throws IOException {
    endsTheConnection((wire, i) -> {
      if (i == 0) {
        wire.send(Http2Wire.HEADERS, 0, 1, Http2Wire.headers(":method", "GET"));
      }
      wire.send(Http2Wire.CONTINUATION, 0, 1, new byte[0]);
    });
  }

  @Test
  void aFloodOfSmallContinuationsEndsTheConnection() throws IOException {
    endsTheConnection((wire, i) -> {
      if (i == 0) {
        wire.send(Http2Wire.HEADERS, 0, 1, Http2Wire.headers(":method", "GET"));
      }
      wire.send(Http2Wire.CONTINUATION, 0, 1, Http2Wire.headers("x-" + i, "y"));
    });
  }

  @Test
  void aFloodOfSettingsIsAnsweredOrEndsTheConnection() throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      try {
        for (int i = 0; i < FLOOD; i++) {
          wire.send(Http2Wire.SETTINGS, 0, 0, new byte[0]);
        }
        wire.send(Http2Wire.PING, 0, 0, new byte[8]);
        wire.flush();
      } catch (IOException _) {
        // It has hung up.
      }
      int type = first(wire, Set.of(Http2Wire.GOAWAY, Http2Wire.PING)).type();
      assertTrue(type == Http2Wire.GOAWAY || type == Http2Wire.PING);
    }
  }

  @Test
  void aFloodOfResetsEndsTheConnection() throws IOException {
    byte[] call = Http2Wire.call("/converge.v1.ConvergeService/WatchJob");
    endsTheConnection((wire, i) -> {
      wire.send(Http2Wire.HEADERS, Http2Wire.END_HEADERS, 2 * i + 1, call);
      wire.send(Http2Wire.RST_STREAM, 0, 2 * i + 1, Http2Wire.integer(Http2Wire.CANCEL));
    });
  }

  @Test
  void aFloodOfEmptyDataEndsTheConnection() throws IOException {
    byte[] call = Http2Wire.call("/converge.v1.ConvergeService/Stream");
    endsTheConnection((wire, i) -> {
      if (i == 0) {
        wire.send(Http2Wire.HEADERS, Http2Wire.END_HEADERS, 1, call);
      }
      wire.send(Http2Wire.DATA, 0, 1, new byte[0]);
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // RFC 9113, 8.3: pseudo-headers are known, there once, and before others.
        ":method GET :scheme http :path /health :authority localhost :authority other",
        ":method GET :scheme http :path /health :path /health :authority localhost",
        ":method GET :scheme http :scheme https :path /health :authority localhost",
        ":method GET :path /health :authority localhost",
        ":method GET :method POST :scheme http :path /health :authority localhost",
        ":scheme http :path /health :authority localhost",
        ":method GET :scheme http :authority localhost",
        ":method GET :scheme http :path /health :authority localhost :status 200",
        ":method GET :scheme http :path /health :authority localhost :unheard x",
        ":method GET :scheme http x-a b :path /health :authority localhost",
        // 8.2.2: connection-specific headers.
        ":method GET :scheme http :path /health :authority localhost connection close",
        ":method GET :scheme http :path /health :authority localhost transfer-encoding chunked",
        ":method GET :scheme http :path /health :authority localhost te gzip",
        // 8.3.1: a path begins with a slash.
        ":method GET :scheme http :path health :authority localhost",
      })
  void headersThatTheStandardForbidsAreRefused(String headers) throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      wire.send(
          Http2Wire.HEADERS,
          Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
          1,
          Http2Wire.headers(headers.split(" ", -1)));
      wire.flush();
      Http2Wire.Frame answer =
          first(wire, Set.of(Http2Wire.GOAWAY, Http2Wire.RST_STREAM, Http2Wire.HEADERS));
      boolean refused = ENDS.contains(answer.type()) || answer.status() == 400;
      assertTrue(refused, () -> headers + " -> " + answer);
    }
  }

  @Test
  void optionsOfTheServerAreAnswered() throws IOException {
    try (Http2Wire wire = new Http2Wire(server.port())) {
      wire.send(
          Http2Wire.HEADERS,
          Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
          1,
          Http2Wire.headers(
              ":method", "OPTIONS", ":scheme", "http", ":path", "*", ":authority", "localhost"));
      wire.flush();
      assertEquals(204, first(wire, Set.of(Http2Wire.HEADERS)).status());
    }
  }

  @Test
  void framesThatDoNotFitEndTheConnection() throws IOException {
    byte[] health =
        Http2Wire.headers(
            ":method", "GET", ":scheme", "http", ":path", "/health", ":authority", "localhost");
    List<Sender> frames =
        List.of(
            // RFC 9113, 5.1.1: an even stream, and one lower than before.
            (wire, _) -> wire.send(Http2Wire.HEADERS, Http2Wire.END_HEADERS, 2, health),
            // 6.1: data on no stream; 6.10: a continuation of nothing; 6.5: half a setting.
            (wire, _) -> wire.send(Http2Wire.DATA, 0, 0, new byte[1]),
            (wire, _) -> wire.send(Http2Wire.CONTINUATION, 0, 1, new byte[1]),
            (wire, _) -> wire.send(Http2Wire.SETTINGS, 0, 0, new byte[5]),
            // 6.7: a ping of the wrong size; 6.9: a window that grows by nothing or too far.
            (wire, _) -> wire.send(Http2Wire.PING, 0, 0, new byte[7]),
            (wire, _) -> wire.send(Http2Wire.WINDOW_UPDATE, 0, 0, Http2Wire.integer(0)),
            (wire, _) ->
                wire.send(Http2Wire.WINDOW_UPDATE, 0, 0, Http2Wire.integer(Integer.MAX_VALUE)),
            // 4.2: longer than the server said; 4.3: a header block that cannot be read.
            (wire, _) -> wire.send(Http2Wire.DATA, 0, 1, new byte[20_000]),
            (wire, _) ->
                wire.send(
                    Http2Wire.HEADERS,
                    Http2Wire.END_HEADERS,
                    1,
                    new byte[] {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F}));
    for (int i = 0; i < frames.size(); i++) {
      try (Http2Wire wire = new Http2Wire(server.port())) {
        frames.get(i).send(wire, 0);
        wire.flush();
        assertTrue(ENDS.contains(first(wire, ENDS).type()), "frame " + i);
      }
    }
  }
}
