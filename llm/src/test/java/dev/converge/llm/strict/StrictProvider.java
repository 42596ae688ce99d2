package dev.converge.llm.strict;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A provider on this machine. It refuses what the real one would refuse, in its words, and answers
/// everything else with what it was told to say for the agent that asks.
public abstract class StrictProvider implements AutoCloseable {
  /// The key that it takes.
  public static final String KEY = "sk-strict-provider-key-0001";

  private static final Pattern AGENT = Pattern.compile("You are the agent \\\\*\"(\\w+)\\\\*\"");
  private static final Pattern ORDER =
      Pattern.compile("\"properties\":\\{\"content\":.*?\"cites\":.*?\"confidence\":");

  private final HttpServer server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<Json.Obj> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> refusals = Collections.synchronizedList(new ArrayList<>());

  StrictProvider() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  /// Its name in the catalogue that ships.
  public abstract String name();

  /// The variable that sets it up, and what to set it to.
  public abstract Map.Entry<String, String> variable();

  /// Its entry in a catalogue that leads here instead of to the real one.
  public abstract String catalogue();

  /// What is wrong with a request; empty if it is as the documentation asks.
  abstract Optional<String> problem(String path, Headers headers, Json.Obj body);

  /// The body of an error.
  abstract Json.Obj error(String message);

  /// A whole answer with this text.
  abstract Json.Obj answer(Json.Obj request, String text);

  /// What a request says, all of it.
  String prompt(Json.Obj body) {
    return body.canonical();
  }

  /// Where it is.
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Tells what to say for each agent.
  public void says(Map<String, String> texts) {
    answers.putAll(texts);
  }

  /// The requests that came, in their order.
  public List<Json.Obj> requests() {
    return List.copyOf(requests);
  }

  /// What was refused, and why.
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Json.Obj body = (Json.Obj) Json.parse(text);
      requests.add(body);
      Optional<String> problem =
          exchange.getRequestMethod().equals("POST")
              ? problem(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body)
              : Optional.of("Method Not Allowed");
      if (problem.isEmpty() && text.contains("\"cites\"") && !ORDER.matcher(text).find()) {
        problem = Optional.of("members of the answer are not in the order of thought");
      }
      Matcher agent = AGENT.matcher(prompt(body));
      if (problem.isEmpty() && (!agent.find() || !answers.containsKey(agent.group(1)))) {
        problem = Optional.of("nobody knows who asks");
      }
      if (problem.isPresent()) {
        refusals.add(problem.get());
        send(exchange, 400, error(problem.get()));
      } else {
        boolean looks = prompt(body).contains("Name one to 3 searches");
        String said = looks ? QUERIES : String.valueOf(answers.get(agent.group(1)));
        send(exchange, 200, answer(body, said));
      }
    } catch (JsonException | ClassCastException _) {
      refusals.add("no JSON object");
      send(exchange, 400, error("no JSON object"));
    }
  }

  private static void send(HttpExchange exchange, int status, Json.Obj body) throws IOException {
    byte[] bytes = body.canonical().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// The first member of an object that is not among those known.
  static Optional<String> unknown(String where, Json.Obj object, String... known) {
    TreeSet<String> names = new TreeSet<>(object.fields().keySet());
    Arrays.asList(known).forEach(names::remove);
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(where + names.first() + ": Extra inputs are not permitted");
  }

  /// The first of several checks that finds something.
  @SafeVarargs
  @SuppressWarnings("varargs")
  static Optional<String> first(Optional<String>... checks) {
    return Arrays.stream(checks).flatMap(Optional::stream).findFirst();
  }

  /// What a condition that does not hold means.
  static Optional<String> unless(boolean holds, String problem) {
    return holds ? Optional.empty() : Optional.of(problem);
  }

  /// The member at a path of names.
  static Json.Obj at(Json.Obj from, String... path) {
    Json.Obj at = from;
    for (String name : path) {
      at = OptionalMembers.object(at, name).orElse(Json.Obj.EMPTY);
    }
    return at;
  }

  /// What is wrong with a schema for a strict mode: a keyword that is not taken, an object that is
  /// not closed or does not require all its members.
  static Optional<String> schema(Json schema, String... keywords) {
    if (!(schema instanceof Json.Obj object) || object.fields().isEmpty()) {
      return Optional.of("schema: missing");
    }
    for (Map.Entry<String, Json> member : object.fields().entrySet()) {
      String name = member.getKey();
      if (!Arrays.asList(keywords).contains(name)) {
        return Optional.of("schema: '" + name + "' is not permitted");
      }
      Optional<String> inner =
          switch (name) {
            case "properties" ->
                ((Json.Obj) member.getValue())
                    .fields().values().stream()
                        .map(each -> schema(each, keywords))
                        .flatMap(Optional::stream)
                        .findFirst();
            case "items" -> schema(member.getValue(), keywords);
            case "anyOf" ->
                ((Json.Arr) member.getValue())
                    .items().stream()
                        .map(each -> schema(each, keywords))
                        .flatMap(Optional::stream)
                        .findFirst();
            default -> Optional.empty();
          };
      if (inner.isPresent()) {
        return inner;
      }
    }
    return OptionalMembers.textOrEmpty(object, "type").equals("object")
        ? closed(object)
        : Optional.empty();
  }

  private static Optional<String> closed(Json.Obj object) {
    TreeSet<String> required = new TreeSet<>();
    OptionalMembers.list(object, "required")
        .forEach(name -> required.add(((Json.Str) name).value()));
    return first(
        unless(
            object.get("additionalProperties").equals(Optional.of(Json.of(false))),
            "schema: 'additionalProperties' is required to be supplied and to be false"),
        unless(
            required.equals(at(object, "properties").fields().keySet()),
            "schema: 'required' is required to include every key in properties"));
  }

  private static final String QUERIES =
      "{\"queries\":[\"bookkeeping software Nordic alternatives\",\"ledger competitors\"]}";

  /// A page that every search of this provider finds.
  static final String PAGE = "https://example.org/found";

  /// Members in the order of the arguments: a name, a value.
  static Json.Obj object(Object... namesAndValues) {
    TreeMap<String, Json> members = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], json(namesAndValues[i + 1]));
    }
    return new Json.Obj(members);
  }

  private static Json json(Object value) {
    return switch (value) {
      case Json json -> json;
      case String text -> Json.of(text);
      case Integer number -> Json.of(number);
      case Boolean flag -> Json.of(flag);
      case List<?> items -> Json.array(items.stream().map(item -> json((Object) item)).toList());
      default -> throw new IllegalArgumentException(String.valueOf(value));
    };
  }
}
