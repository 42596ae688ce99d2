package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.testkit.Browser;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A browser and a whole server for the tests of one class. After each of them nothing may have
/// been complained about: no script failed, and nothing was against the policy of the page.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsoleTest {
  /// What a page shows.
  static final String MAIN = "document.querySelector('main').innerText";

  /// The status in the head of a job's page.
  static final String STATUS =
      "(document.querySelector('main .status') ?? {textContent: ''}).textContent";

  /// The numbers of the events in the list, which all fit into it.
  static final String NUMBERS =
      "[...document.querySelectorAll('.event .mono')].map(e => e.textContent).join()";

  /// Whether those numbers begin with 1 and have no gap.
  static final String WITHOUT_GAPS =
      "(n => n.every((x, i) => +x === i + 1))(" + NUMBERS + ".split(','))";

  private static final String LISTEN =
      """
      window.complaints = [];
      addEventListener('securitypolicyviolation', e => complaints.push('policy: ' + e.violatedDirective));
      addEventListener('error', e => complaints.push('error: ' + e.message));
      addEventListener('unhandledrejection', e => complaints.push('rejection: ' + e.reason));
      """;

  Browser browser;
  ConsoleServer server;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    browser = new Browser(folder.resolve("profile"));
    browser.beforeEveryPage(LISTEN);
    atADesk();
    server = new ConsoleServer(folder, templates(folder));
  }

  /// Writes the templates of the server besides those that ship.
  ///
  /// @return their folder
  Path templates(Path folder) throws IOException {
    return ConsoleServer.templates(folder);
  }

  @AfterAll
  void close() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void nothingWasComplainedAbout() {
    browser.offline(false);
    assertEquals("", complaints());
  }

  String complaints() {
    return browser.evaluate("(window.complaints ?? []).join(', ')");
  }

  /// High enough for the whole of a long list.
  void atADesk() {
    browser.device(1440, 4000, false);
  }

  void onAPhone() {
    browser.device(390, 844, false);
  }

  void show(String page) {
    browser.open(server.page(page));
  }

  /// Waits until the page shows a text.
  void says(String text) {
    browser.until(MAIN + ".includes('" + text + "')");
  }

  /// Waits until the head of a job's page has a status.
  void is(String status) {
    browser.until(STATUS + " === '" + status + "'");
  }
}
