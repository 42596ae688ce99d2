package dev.converge.interop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Receives webhooks and answers as it is told to.
final class Receiver implements AutoCloseable {
  /// What is answered by never answering, in the place of a status.
  static final int HANG = 0;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Integer> behaviour;

  /// A request.
  ///
  /// @param headers by their names in lower case
  record Request(String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  private Receiver(HttpServer server, Function<Request, Integer> behaviour) {
    this.server = server;
    this.behaviour = behaviour;
  }

  /// Starts one.
  ///
  /// @param port or 0
  static Receiver start(int port, Function<Request, Integer> behaviour) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    Receiver receiver = new Receiver(server, behaviour);
    server.setExecutor(receiver.threads);
    server.createContext("/", receiver::answer);
    server.start();
    return receiver;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, List<String>> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Request request = new Request(exchange.getRequestURI().toString(), headers, body);
      int status = behaviour.apply(request);
      requests.add(request);
      if (status == HANG) {
        new CountDownLatch(1).await();
      }
      exchange.getResponseHeaders().set("location", url("/elsewhere"));
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void behave(Function<Request, Integer> from) {
    behaviour = from;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /// What came, in order.
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /// What came to a path, in order.
  List<Request> requests(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
