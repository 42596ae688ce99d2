package dev.converge.domain.tool;

import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Nearest;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SourceText;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.domain.template.wiring.Yaml;
import dev.converge.domain.template.wiring.YamlFields;
import dev.converge.domain.template.wiring.YamlReader;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads the file that declares tools, and reports everything that is wrong in it with its place.
final class ToolsReader {
  /// The longest timeout for a call.
  static final Duration MAX_TIMEOUT = Duration.ofMinutes(5);

  /// Maximum number of headers of a tool.
  static final int MAX_HEADERS = 20;

  /// Maximum number of arguments of a tool.
  static final int MAX_ARGUMENTS = 20;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");
  private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{0,2000}");
  private static final Pattern MCP_NAME = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(authorization|cookie|key|token|secret|password).*");
  private static final List<String> OWN =
      List.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "idempotency-key",
          "mcp-session-id",
          "mcp-protocol-version");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> TOOL =
      List.of(
          "name",
          "description",
          "arguments",
          "optional_arguments",
          "http",
          "mcp",
          "reach",
          "timeout");

  private final Problems problems;

  private ToolsReader(Problems problems) {
    this.problems = problems;
  }

  static Tools read(String file, byte[] bytes) {
    Problems problems = new Problems(file);
    String text = SourceText.read(bytes, problems);
    List<DeclaredTool> tools =
        problems.isEmpty()
            ? YamlReader.read(text, problems)
                .map(root -> new ToolsReader(problems).root(root))
                .orElse(List.of())
            : List.of();
    if (!problems.isEmpty()) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "tools: "
              + problems.list().stream()
                  .map(TemplateProblem::toString)
                  .collect(Collectors.joining("\n")));
    }
    return Tools.of(tools);
  }

  private List<DeclaredTool> root(Yaml root) {
    if (!(root instanceof Yaml.Fields node)) {
      problems.add(root.place(), root.what() + " (expected: a mapping with \"tools\")");
      return List.of();
    }
    YamlFields fields = new YamlFields("", node, List.of("tools"), _ -> Optional.empty(), problems);
    fields.require("tools", "a list of tools");
    List<DeclaredTool> tools = new ArrayList<>();
    List<Yaml> items = fields.items("tools", "- { name: …, http: { url: … } }");
    if (items.size() > Tools.MAX) {
      fields.wrong("tools", items.size() + " tools (expected: at most " + Tools.MAX + ")");
      return List.of();
    }
    for (Yaml item : items) {
      if (item instanceof Yaml.Fields each) {
        tool(each)
            .ifPresent(tool -> {
              if (tools.stream().anyMatch(other -> other.name().equals(tool.name()))) {
                problems.add(
                    each.place(), "tool \"" + tool.name() + "\" occurs twice (expected: once)");
              }
              tools.add(tool);
            });
      } else {
        problems.add(item.place(), item.what() + " (expected: a mapping)");
      }
    }
    return tools;
  }

  private Optional<DeclaredTool> tool(Yaml.Fields node) {
    YamlFields fields = new YamlFields("", node, TOOL, _ -> Optional.empty(), problems);
    int before = problems.reported();
    fields.require("name", "the name by which specs call it");
    String name = fields.string("name").orElse("");
    if (fields.value("name").isPresent() && !NAME.matcher(name).matches()) {
      fields.wrong("name", "\"" + name + "\" (expected: lowercase letters, digits and _)");
    }
    List<String> required = arguments(fields, "arguments");
    List<String> optional = arguments(fields, "optional_arguments");
    optional.stream()
        .filter(required::contains)
        .forEach(twice ->
            fields.wrong(
                "optional_arguments", "\"" + twice + "\" is required (expected: not both)"));
    Reach reach = reach(fields);
    Duration timeout = timeout(fields);
    boolean http = fields.value("http").isPresent();
    if (http == fields.value("mcp").isPresent()) {
      problems.add(
          node.place(),
          "tool \"%s\" has %s (expected: one of http and mcp)"
              .formatted(name, http ? "http and mcp" : "neither http nor mcp"));
      return Optional.empty();
    }
    Optional<YamlFields> how =
        http
            ? fields.fields("http", List.of("method", "url", "headers"), _ -> Optional.empty())
            : fields.fields("mcp", List.of("url", "tool", "headers"), _ -> Optional.empty());
    if (how.isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>(required);
    arguments.addAll(optional);
    String url = url(how.get(), reach, http ? arguments : List.of());
    DeclaredTool.Call call = http ? http(how.get()) : mcp(how.get());
    SortedMap<String, String> headers = headers(how.get());
    return problems.reported() > before
        ? Optional.empty()
        : Optional.of(
            new DeclaredTool(
                name,
                fields.string("description").orElse(""),
                required,
                optional,
                reach,
                timeout,
                url,
                headers,
                call));
  }

  private static DeclaredTool.Call http(YamlFields fields) {
    String method = fields.string("method").orElse("GET");
    if (!METHODS.contains(method)) {
      fields.wrong(
          "method",
          "\"%s\" (expected: one of %s)%s"
              .formatted(method, METHODS, Nearest.hint(method.toUpperCase(Locale.ROOT), METHODS)));
    }
    return new DeclaredTool.Call.Http(method);
  }

  private static DeclaredTool.Call mcp(YamlFields fields) {
    fields.require("tool", "the tool's name as the server lists it");
    String tool = fields.string("tool").orElse("");
    if (fields.value("tool").isPresent() && !MCP_NAME.matcher(tool).matches()) {
      fields.wrong("tool", "\"" + tool + "\" (expected: 1 to 128 characters without spaces)");
    }
    return new DeclaredTool.Call.Mcp(tool);
  }

  private List<String> arguments(YamlFields fields, String key) {
    List<String> names = new ArrayList<>();
    for (Yaml item : fields.items(key, "- city")) {
      boolean good =
          item instanceof Yaml.Scalar(_, String text, Yaml.Type type)
              && type == Yaml.Type.STRING
              && NAME.matcher(text).matches()
              && !ToolUse.RESERVED.contains(text)
              && !names.contains(text);
      if (good) {
        names.add(((Yaml.Scalar) item).text());
      } else {
        problems.add(
            item.place(),
            key
                + ": "
                + item.what()
                + " (expected: names of lowercase letters, digits and _, each once; not "
                + String.join(" or ", ToolUse.RESERVED)
                + ")");
      }
    }
    if (names.size() > MAX_ARGUMENTS) {
      fields.wrong(key, names.size() + " arguments (expected: at most " + MAX_ARGUMENTS + ")");
    }
    return names;
  }

  private static Reach reach(YamlFields fields) {
    String word = fields.string("reach").orElse("public");
    Optional<Reach> reach = EnumWord.find(Reach.class, word);
    if (reach.isEmpty()) {
      fields.wrong(
          "reach",
          "\"%s\" (expected: one of %s)%s"
              .formatted(
                  word, EnumWord.all(Reach.class), Nearest.hint(word, EnumWord.all(Reach.class))));
    }
    return reach.orElse(Reach.PUBLIC);
  }

  private static Duration timeout(YamlFields fields) {
    Duration timeout = fields.duration("timeout").orElse(DeclaredTool.DEFAULT_TIMEOUT);
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      fields.wrong("timeout", "is out of range (expected: 1s to " + MAX_TIMEOUT.toMinutes() + "m)");
    }
    return timeout;
  }

  private static String url(YamlFields fields, Reach reach, List<String> arguments) {
    fields.require("url", "an address such as https://api.example.org/v1/rates");
    String url = fields.string("url").orElse("");
    if (fields.value("url").isEmpty() || url.isEmpty()) {
      return url;
    }
    Matcher holes = ToolAddress.HOLE.matcher(url);
    while (holes.find()) {
      if (!arguments.contains(holes.group(1))) {
        fields.wrong(
            "url",
            "{%s} is not an argument (expected: one of %s)%s"
                .formatted(holes.group(1), arguments, Nearest.hint(holes.group(1), arguments)));
      }
    }
    address(fields, url, reach);
    return url;
  }

  private static void address(YamlFields fields, String url, Reach reach) {
    String bare = ToolAddress.HOLE.matcher(url).replaceAll("x");
    int path = url.indexOf('/', url.indexOf("://") + "://".length());
    boolean inHost = ToolAddress.HOLE.matcher(path < 0 ? url : url.substring(0, path)).find();
    try {
      URI uri = URI.create(bare);
      boolean https = "https".equals(uri.getScheme());
      boolean http = "http".equals(uri.getScheme()) && reach == Reach.PRIVATE;
      if (uri.getHost() == null
          || inHost
          || uri.getRawUserInfo() != null
          || uri.getFragment() != null) {
        fields.wrong(
            "url",
            "\""
                + url
                + "\" (expected: a host that is fixed, no user, no fragment, and arguments only in"
                + " path and query)");
      } else if (!https && !http) {
        fields.wrong("url", "\"" + url + "\" (expected: https; http only with reach: private)");
      }
    } catch (IllegalArgumentException _) {
      fields.wrong(
          "url", "\"" + url + "\" (expected: an address such as https://api.example.org/v1/rates)");
    }
  }

  private SortedMap<String, String> headers(YamlFields fields) {
    SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Optional<Yaml> value = fields.value("headers");
    if (value.isEmpty()) {
      return headers;
    }
    if (!(value.get() instanceof Yaml.Fields(_, List<Yaml.Entry> entries))) {
      fields.wrong("headers", value.get().what() + " (expected: a mapping)");
      return headers;
    }
    if (entries.size() > MAX_HEADERS) {
      fields.wrong("headers", entries.size() + " headers (expected: at most " + MAX_HEADERS + ")");
    }
    for (Yaml.Entry entry : entries) {
      header(entry, headers);
    }
    return headers;
  }

  private void header(Yaml.Entry entry, SortedMap<String, String> headers) {
    String name = entry.key().text();
    Place place = entry.key().place();
    if (!HEADER.matcher(name).matches()) {
      problems.add(place, "header \"" + name + "\" (expected: letters, digits and -)");
    } else if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
      problems.add(place, "header \"" + name + "\" is set by the server (expected: another)");
    } else if (!(entry.value() instanceof Yaml.Scalar(_, String text, _))
        || !TEXT.matcher(text).matches()) {
      problems.add(place, "header \"" + name + "\" (expected: a text of printable characters)");
    } else if (SECRET_NAME.matcher(name).matches() && !Secrets.VARIABLE.matcher(text).find()) {
      problems.add(
          place,
          "header \"%s\": a secret in the file (expected: the name of a variable of the environment,"
                  .formatted(name)
              + " such as ${SERVICE_KEY})");
    } else if (headers.put(name, text) != null) {
      problems.add(place, "header \"" + name + "\" occurs twice (expected: once)");
    }
  }
}
