package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.converge.cli.config.Config;
import dev.converge.testkit.Browser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console and gRPC-Web behind nginx with the file that `deploy/` has for it.
final class BehindProxyTest {
  private static final Path FILE = Path.of("..", "deploy", "nginx", "converge.conf");
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final String NAME = "converge.example.org";
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  @TempDir private Path folder = Path.of("");
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Process process : started) {
      process.destroy();
      process.waitFor();
    }
  }

  private Served serving() throws IOException {
    Served serving =
        Served.start(
            Config.load(
                Map.of(
                    "--port", List.of("0"),
                    "--grace-period", List.of("2s"),
                    "--data", List.of(folder.resolve("data").toString()),
                    "--templates", List.of(HeldJobs.template(folder).toString()),
                    "--http-hosts", List.of(NAME)),
                Map.of(),
                folder),
            Map.of());
    serving.recover();
    return serving;
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }

  /// Starts nginx before a server and returns its port.
  ///
  /// @param prefix under which it serves everything, with a slash at both ends
  private int proxy(String upstream, String prefix) throws Exception {
    assumeTrue(Files.isExecutable(NGINX), "no nginx on this machine (apt-get install nginx)");
    TlsKeyPair pair = TlsKeyPair.ofSelfSigned(NAME);
    Path certificate = folder.resolve("proxy.pem");
    Files.writeString(
        certificate, pem("CERTIFICATE", pair.certificateChain().getFirst().getEncoded()));
    Path key = folder.resolve("proxy.key");
    Files.writeString(key, pem("PRIVATE KEY", pair.privateKey().getEncoded()));
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String site =
        Files.readString(FILE)
            .replace("server 127.0.0.1:8080;", "server " + upstream + ";")
            .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + " ssl http2;")
            .replace("/etc/nginx/converge.pem", certificate.toString())
            .replace("/etc/nginx/converge.key", key.toString())
            .replace(
                "location / {\n    proxy_pass http://converge;",
                "location " + prefix + " {\n    proxy_pass http://converge/;");
    Files.writeString(folder.resolve("site.conf"), site);
    StringBuilder conf = new StringBuilder("daemon off; master_process off; pid nginx.pid;\n");
    conf.append("events {}\nhttp {\n  access_log off;\n");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      conf.append("  ").append(kind).append("_temp_path ").append(kind).append(";\n");
    }
    conf.append("  include ").append(folder.resolve("site.conf")).append(";\n}\n");
    Path file = Files.writeString(folder.resolve("nginx.conf"), conf);
    Process nginx =
        new ProcessBuilder(
                NGINX.toString(),
                "-p",
                folder.toString(),
                "-c",
                file.toString(),
                "-e",
                folder.resolve("nginx.log").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    started.add(nginx);
    awaitPort(nginx, port);
    return port;
  }

  private void awaitPort(Process nginx, int port) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      assertTrue(
          nginx.isAlive() && System.nanoTime() < end,
          Files.readString(folder.resolve("nginx.out")));
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException _) {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      }
    }
  }

  @Test
  void theConsoleSubmitsFollowsAndDecidesAndGrpcWebIsAnswered() throws Exception {
    submitsFollowsAndDecides("/", browser -> assertEquals("0", grpcWeb(browser)));
  }

  @Test
  void theConsoleWorksUnderAPathPrefix() throws Exception {
    submitsFollowsAndDecides(
        "/tools/converge/",
        browser ->
            browser.until(
                "[...document.querySelectorAll('a')].every(a =>"
                    + " a.pathname.startsWith('/tools/converge/'))"));
  }

  private void submitsFollowsAndDecides(String prefix, Consumer<Browser> meanwhile)
      throws Exception {
    Browser.required();
    try (Served serving = serving()) {
      String site =
          "https://" + NAME + ":" + proxy(serving.url().replace("http://", ""), prefix) + prefix;
      try (Browser browser =
          new Browser(
              folder.resolve("profile"),
              "--ignore-certificate-errors",
              "--host-resolver-rules=MAP " + NAME + " 127.0.0.1")) {
        browser.open(site);
        browser.until("location.pathname === '" + prefix + "console/'");
        browser.open(site + "console/new?template=held");
        browser.until("document.querySelector('fieldset textarea')");
        browser.fill("fieldset textarea", "Rivers carry silt to the sea, and deltas grow.");
        browser.click("main form button.primary");
        browser.click(".note a.primary");
        browser.until("document.querySelector('.actions button')");
        meanwhile.accept(browser);
        browser.fill("main section > label input", "ann");
        browser.until("!document.querySelector('.actions button.primary').disabled");
        browser.click(".actions button.primary");
        browser.until("document.querySelector('.status.converged')");
      }
    }
  }

  /// The status of a call in gRPC-Web, from its headers or its last frame.
  private static String grpcWeb(Browser browser) {
    return browser.evaluate(
        """
        fetch('/converge.v1.ConvergeService/ListJobs', {
          method: 'POST',
          headers: {'content-type': 'application/grpc-web+proto', 'x-grpc-web': '1'},
          body: new Uint8Array(5),
        }).then(async r => r.headers.get('grpc-status')
          || ((await r.text()).match(/grpc-status: ?([0-9]+)/) || [])[1] || 'HTTP ' + r.status)
        """);
  }
}
