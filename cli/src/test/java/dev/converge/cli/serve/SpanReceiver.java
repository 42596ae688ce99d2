package dev.converge.cli.serve;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/// Takes what is exported by OTLP over HTTP. Reads the few fields of the protocol's messages that
/// tests look at, by their numbers in `opentelemetry/proto/trace/v1/trace.proto`.
final class SpanReceiver implements AutoCloseable {
  /// A span.
  record Span(
      String traceId,
      String spanId,
      String parentId,
      String name,
      long start,
      long end,
      Map<String, String> attributes) {}

  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  SpanReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"));
    try (var in =
        zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
      // ExportTraceServiceRequest.resource_spans / ResourceSpans.scope_spans / ScopeSpans.spans
      for (byte[] resource : fields(in.readAllBytes(), 1)) {
        for (byte[] scope : fields(resource, 2)) {
          fields(scope, 2).forEach(span -> spans.add(span(span)));
        }
      }
    }
    exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static Span span(byte[] message) {
    Map<String, String> attributes = new TreeMap<>();
    for (byte[] pair : fields(message, 9)) {
      attributes.put(text(pair, 1), value(fields(pair, 2).getFirst()));
    }
    return new Span(
        HexFormat.of().formatHex(fields(message, 1).getFirst()),
        HexFormat.of().formatHex(fields(message, 2).getFirst()),
        fields(message, 4).stream().map(HexFormat.of()::formatHex).findFirst().orElse(""),
        text(message, 5),
        number(message, 7),
        number(message, 8),
        attributes);
  }

  /// AnyValue: string_value is 1, bool_value 2, int_value 3.
  private static String value(byte[] any) {
    List<byte[]> texts = fields(any, 1);
    return texts.isEmpty() ? Long.toString(number(any, 3)) : text(any, 1);
  }

  private static String text(byte[] message, int number) {
    List<byte[]> found = fields(message, number);
    return found.isEmpty()
        ? ""
        : new String(found.getFirst(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /// The fields of that number that have a length.
  private static List<byte[]> fields(byte[] message, int number) {
    List<byte[]> found = new ArrayList<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == number
            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          found.add(in.readByteArray());
        } else {
          in.skipField(tag);
        }
      }
      return found;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long number(byte[] message, int number) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == number) {
          return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_FIXED64
              ? in.readFixed64()
              : in.readInt64();
        }
        in.skipField(tag);
      }
      return 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
