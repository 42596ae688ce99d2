package dev.converge.testkit;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A real Chromium with one page, driven over the DevTools protocol. Pages run with all their
/// policies: what is evaluated here is not subject to them, but what it calls is. For one thread.
public final class Browser implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long PATIENCE_SECONDS = 60;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;
  private static final int PICTURE_QUALITY = 80;
  private static final int MOST_TABS = 100;

  /// Set where a browser was installed, so that its absence is a failure.
  private static final String REQUIRED = "BROWSER_TESTS";

  private static final String UNTIL =
      """
      (async () => {
        for (let i = 0; i < 1200; i++) {
          const found = await (%s);
          if (found) return String(found);
          await new Promise(r => setTimeout(r, 25));
        }
        return 'it never became so: ' + document.body.innerText;
      })()
      """;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<Json.Obj>> open = new ConcurrentHashMap<>();
  private final AtomicInteger calls = new AtomicInteger();
  private @Nullable String session;

  /// Opens a browser; the test is skipped if the machine has none.
  ///
  /// @param profile an empty folder
  /// @param flags further ones
  public Browser(Path profile, String... flags) {
    try {
      process = start(profile, flags);
      socket = client.newWebSocketBuilder().buildAsync(endpoint(profile), new Messages()).join();
      Json.Obj target = call("Target.createTarget", Json.object().put("url", "about:blank"));
      Json.Obj attached =
          call(
              "Target.attachToTarget",
              Json.object().put("targetId", text(target, "targetId")).put("flatten", true));
      session = text(attached, "sessionId");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The browser of this machine, if it has one.
  public static Optional<Path> find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      for (String name : NAMES) {
        Path path = Path.of(folder, name);
        if (Files.isExecutable(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  /// The browser of this machine; skips the test if it has none, or fails it where one was
  /// installed.
  public static Path required() {
    Optional<Path> found = find();
    String missing = "no Chromium on this machine (apt-get install chromium)";
    if (found.isEmpty() && "required".equals(System.getenv(REQUIRED))) {
      Assertions.fail(missing);
    }
    Assumptions.assumeTrue(found.isPresent(), missing);
    return found.orElseThrow();
  }

  private static Process start(Path profile, String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(required().toString());
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            // Else it ignores changes of the address beyond 200 in ten seconds.
            "--disable-ipc-flooding-protection",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile));
    command.addAll(List.of(flags));
    command.add("about:blank");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private URI endpoint(Path profile) {
    Path file = profile.resolve("DevToolsActivePort");
    List<String> lines = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (lines.size() < 2) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new AssertionError("the browser does not listen for its driver");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      lines.clear();
      try {
        if (Files.exists(file)) {
          lines.addAll(Files.readAllLines(file));
        }
      } catch (IOException _) {
        // It is being written.
      }
    }
    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
  }

  /// Puts the messages together that come in pieces.
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        Json.Obj message = (Json.Obj) Json.parse(text.toString());
        text.setLength(0);
        message
            .get("id")
            .map(id -> open.remove((int) ((Json.Num) id).value()))
            .ifPresent(answer -> answer.complete(message));
      }
      ws.request(1);
      return null;
    }
  }

  private Json.Obj call(String method, Json.Builder parameters) {
    int id = calls.incrementAndGet();
    CompletableFuture<Json.Obj> answer = new CompletableFuture<>();
    open.put(id, answer);
    Json.Obj message =
        Json.object()
            .put("id", id)
            .put("method", method)
            .put("params", parameters.build())
            .put("sessionId", session)
            .build();
    socket.sendText(message.canonical(), true).join();
    Json.Obj told = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    return (Json.Obj)
        told.get("result").orElseThrow(() -> new AssertionError(method + ": " + told.canonical()));
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Str) object.get(name).orElseThrow()).value();
  }

  /// Opens a page and waits until it is loaded.
  public void open(String address) {
    Json.Obj opened = call("Page.navigate", Json.object().put("url", address));
    if (opened.get("errorText").isPresent()) {
      throw new AssertionError(address + ": " + opened.canonical());
    }
    evaluate(
        "new Promise(r => document.readyState === 'complete' ? r('') : addEventListener('load', () => r('')))");
  }

  /// The value of an expression of the page, as text; promises are awaited.
  public String evaluate(String expression) {
    Json.Obj told =
        call(
            "Runtime.evaluate",
            Json.object()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true)
                .put("userGesture", true));
    if (told.get("exceptionDetails").isPresent()) {
      throw new AssertionError(expression + ": " + told.canonical());
    }
    Json.Obj result = (Json.Obj) told.get("result").orElseThrow();
    Json value = result.get("value").orElse(Json.of(""));
    return value instanceof Json.Str text ? text.value() : value.canonical();
  }

  /// Waits until an expression of the page is true, and returns its value as text.
  public String until(String expression) {
    String found = evaluate(UNTIL.formatted(expression));
    if (found.startsWith("it never became so")) {
      throw new AssertionError(expression + ": " + found);
    }
    return found;
  }

  /// Shows pages as a device does.
  ///
  /// @param width in CSS pixels
  /// @param dark whether the reader prefers dark pages
  public void device(int width, int height, boolean dark) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Json.object()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
    Json scheme =
        Json.object()
            .put("name", "prefers-color-scheme")
            .put("value", dark ? "dark" : "light")
            .build();
    call("Emulation.setEmulatedMedia", Json.object().put("features", Json.array(List.of(scheme))));
  }

  /// What the page looks like.
  ///
  /// @return a WebP file
  public byte[] picture() {
    Json.Obj taken =
        call(
            "Page.captureScreenshot",
            Json.object().put("format", "webp").put("quality", PICTURE_QUALITY));
    return Base64.getDecoder().decode(text(taken, "data"));
  }

  /// Runs a script in every page before its own.
  public void beforeEveryPage(String script) {
    call("Page.enable", Json.object());
    call("Page.addScriptToEvaluateOnNewDocument", Json.object().put("source", script));
  }

  /// Cuts the network off, or connects it again.
  public void offline(boolean cut) {
    call("Network.enable", Json.object());
    call(
        "Network.emulateNetworkConditions",
        Json.object()
            .put("offline", cut)
            .put("latency", 0)
            .put("downloadThroughput", -1)
            .put("uploadThroughput", -1));
  }

  /// The text of an element.
  public String text(String selector) {
    return evaluate("document.querySelector('" + selector + "').textContent");
  }

  /// Clicks an element once it is there.
  public void click(String selector) {
    until("document.querySelector('" + selector + "')");
    evaluate("document.querySelector('" + selector + "').click()");
  }

  /// Clicks the button or link that has this text, once it can be clicked: in the dialog that is
  /// open, or else in the main part of the page.
  public void press(String text) {
    String found =
        "[...(document.querySelector('dialog[open]') ?? document.querySelector('main'))"
            + ".querySelectorAll('button, a, summary')].find(b => !b.disabled &&"
            + " b.textContent.trim() === "
            + Json.of(text).canonical()
            + ")";
    until(found);
    evaluate(found + ".click()");
  }

  /// Presses a key of the keyboard: `Tab`, `Enter`, or the one of a character.
  public void key(String key) {
    int code =
        switch (key) {
          case "Tab" -> 9;
          case "Enter" -> 13;
          default -> Character.toUpperCase(key.charAt(0));
        };
    String text = key.equals("Tab") ? "" : key.equals("Enter") ? "\r" : key;
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Json.object()
              .put("type", type)
              .put("key", key)
              .put("windowsVirtualKeyCode", code)
              .put("text", type.equals("keyDown") ? text : ""));
    }
  }

  /// Moves the focus with `Tab` until it is on what has this text or label.
  public void tabTo(String text) {
    String focused =
        "(e => (e.innerText || e.labels?.[0]?.innerText || '').trim())(document.activeElement)";
    for (int i = 0; i < MOST_TABS; i++) {
      key("Tab");
      if (evaluate(focused).startsWith(text)) {
        return;
      }
    }
    throw new AssertionError("no Tab leads to \"" + text + "\"");
  }

  /// Fills in a field as a person does.
  public void fill(String selector, String value) {
    evaluate(
        "(e => { e.value = "
            + Json.of(value).canonical()
            + "; e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); })"
            + "(document.querySelector('"
            + selector
            + "'))");
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }
}
