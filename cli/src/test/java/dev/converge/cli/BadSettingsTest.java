package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.converge.cli.config.ConfigSources;
import dev.converge.cli.config.Setting;
import dev.converge.cli.config.Settings;
import dev.converge.cli.serve.Serving;
import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is wrong with a setting, a server that starts says so in one plain line.
final class BadSettingsTest {
  // Making a key takes longer than the test of a setting.
  private static final TlsKeyPair ONE = TlsKeyPair.ofSelfSigned("one.example");
  private static final TlsKeyPair TWO = TlsKeyPair.ofSelfSigned("two.example");

  @TempDir private Path folder = Path.of("");

  /// What a start comes to.
  private record Said(int exit, String text) {}

  private Said start(Map<String, String> environment, String... options) {
    Map<String, List<String>> flags = new LinkedHashMap<>();
    flags.put("--data", List.of(folder.resolve("data").toString()));
    flags.put("--port", List.of("0"));
    for (String option : options) {
      int at = option.indexOf('=');
      flags.put(option.substring(0, at), List.of(option.substring(at + 1)));
    }
    StringWriter err = new StringWriter();
    try {
      var config = ConfigSources.read(flags, environment, folder).config();
      config.requireSafe();
      Serving.start(config, environment).close();
      return new Said(0, "");
    } catch (Exception e) {
      return new Said(Main.failed(e, new PrintWriter(err, true)), err.toString().strip());
    }
  }

  /// Options and variables, then what the line must say. Names in capitals are files of [#files].
  static Stream<Arguments> bad() {
    return Stream.of(
        row("AUTH --auth-keys=DIR", "API keys: /dir cannot be read: Is a directory"),
        row("AUTH --auth-keys=GARBAGE", "API keys: /garbage: expected a value"),
        row("AUTH --auth-keys=BINARY", "API keys: /binary cannot be read: not UTF-8"),
        row("AUTH --auth-keys=OPEN", "API keys: /open has mode rw-rw-rw-"),
        row("JWT --auth-jwt-jwks=missing", "key set: /missing cannot be read: no such file"),
        row("JWT --auth-jwt-jwks=DIR", "key set: /dir cannot be read: Is a directory"),
        row("JWT --auth-jwt-jwks=GARBAGE", "key set: /garbage is not a key set"),
        row("JWT --auth-jwt-jwks=BINARY", "key set: /binary cannot be read: not UTF-8"),
        row("JWT --auth-jwt-jwks=EMPTY", "key set: /empty is not a key set"),
        row("JWT --auth-jwt-jwks=OPEN", "key set: /open has mode rw-rw-rw-"),
        row("JWT --auth-jwt-jwks=https://", "key set: https:// is not an address"),
        row("JWT --auth-jwt-jwks=https://[bad", "key set: https://[bad is not an address"),
        row("JWT --auth-jwt-jwks=http://a.example/jwks", "key set: http://a.example/jwks is not"),
        row(
            "OIDC --auth-oidc-client-secret-file=missing",
            "client secret: /missing cannot be read"),
        row("OIDC --auth-oidc-client-secret-file=BLANK", "client secret: /blank is empty"),
        row("AUTH --auth-oidc-issuer=https://a.example", "auth.oidc.issuer: set alone (expected: "),
        row("AUTH --auth-oidc-client-id=x", "auth.oidc.client_id: set without auth.oidc.issuer"),
        row("--auth-oidc-issuer=https://a.example --auth-jwt-audience=x", "issuer has no effect"),
        row("AUTH --auth-oidc-issuer=http://a.example", "(expected: an https:// address, or one"),
        row("--tls-certificate=missing --tls-key=KEY", "tls.certificate: /missing: no such file"),
        row("--tls-certificate=CHAIN --tls-key=DIR", "tls.key: /dir: not a file"),
        row("--tls-certificate=GARBAGE --tls-key=KEY", "found no certificates"),
        row("--tls-certificate=CHAIN --tls-key=GARBAGE", "tls.key /garbage: could not find"),
        row("--tls-certificate=CHAIN --tls-key=KEY", "/key is not the key of the first"),
        row("--signing-key=missing", "signing key: /missing does not exist"),
        row("--signing-key=DIR", "signing key: /dir has mode"),
        row("--signing-key=PRIVATE", "signing key: /private is not a key"),
        row("--models=missing", "models: /missing cannot be read"),
        row("--models=DIR", "models: /dir cannot be read"),
        row("--models=BINARY", "models: /binary cannot be read"),
        row("--models=GARBAGE", "/garbage:1:1: YAML: expected"),
        row("--recordings=missing", "recordings: /missing is not a folder"),
        row("--recordings=GARBAGE", "recordings: /garbage is not a folder"),
        row("--patents=missing", "patents: /missing cannot be read"),
        row("--patents=PRIVATE", "patents: /private:1: expected"),
        row("--patents=BINARY", "patents: /binary:1: not UTF-8"),
        row("--patent-sources=uspto", "source uspto: USPTO_API_KEY is not set"),
        row("--patent-urls=epo=https://[", "patent_urls: \"epo=https://[\""),
        row("--templates=missing", "templates: /missing cannot be read"),
        row("--templates=GARBAGE", "templates: /garbage cannot be read"),
        row("--host=no.such.host.invalid", "host: no.such.host.invalid is unknown"),
        row("--host=192.0.2.1 --insecure=true", "cannot listen on 192.0.2.1:0"),
        row("--data=GARBAGE", "data directory: /garbage cannot be created"),
        row("--config=missing", "/missing: no such file"),
        row("--config=DIR", "/dir: cannot be read (Is a directory)"),
        row("--config=GARBAGE", "/garbage:1:1: YAML: expected"),
        row("--config=BINARY", "/binary: not UTF-8"),
        row("OTEL_EXPORTER_OTLP_ENDPOINT=garbage", "traces: OTLP endpoint must be a valid URL"),
        row("OTLP OTEL_EXPORTER_OTLP_PROTOCOL=grpc", "OTEL_EXPORTER_OTLP_PROTOCOL: \"grpc\""),
        row("OTLP OTEL_TRACES_SAMPLER=x", "traces: Unrecognized value for OTEL_TRACES_SAMPLER: x"),
        row("OTLP OTEL_EXPORTER_OTLP_TIMEOUT=x", "property OTEL_EXPORTER_OTLP_TIMEOUT=x"),
        row("OTLP OTEL_EXPORTER_OTLP_HEADERS=x", "property: OTEL_EXPORTER_OTLP_HEADERS"),
        row("OTLP OTEL_RESOURCE_ATTRIBUTES=x", "property: OTEL_RESOURCE_ATTRIBUTES"));
  }

  private static Arguments row(String given, String said) {
    return Arguments.of(given, said);
  }

  @BeforeEach
  void files() throws Exception {
    Files.createDirectories(folder.resolve("dir"));
    Files.writeString(folder.resolve("garbage"), "}{ this is: [nothing\n\tof any use\n");
    Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80});
    Files.writeString(folder.resolve("empty"), "{}");
    Files.writeString(folder.resolve("private"), "nothing of any use");
    Files.writeString(folder.resolve("open"), "{\"keys\":[]}");
    Files.writeString(folder.resolve("blank"), "\n");
    mode("private", "rw-------");
    mode("open", "rw-rw-rw-");
    pem("chain", "CERTIFICATE", ONE.certificateChain().getFirst().getEncoded());
    pem("key", "PRIVATE KEY", TWO.privateKey().getEncoded());
  }

  private void mode(String file, String mode) throws IOException {
    if (!OS.WINDOWS.isCurrentOs()) {
      Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString(mode));
    }
  }

  private void pem(String file, String what, byte[] bytes) throws IOException {
    Files.writeString(
        folder.resolve(file),
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + what
            + "-----\n");
  }

  private Said start(String given) {
    Map<String, String> environment = new LinkedHashMap<>();
    List<String> options = new ArrayList<>();
    for (String word : given.split(" ", -1)) {
      switch (word) {
        case "AUTH" -> options.add("--auth-enabled=true");
        case "JWT" ->
            options.addAll(
                List.of(
                    "--auth-enabled=true",
                    "--auth-jwt-issuer=https://issuer.example",
                    "--auth-jwt-audience=converge"));
        case "OIDC" ->
            options.addAll(
                List.of(
                    "--auth-enabled=true",
                    "--auth-oidc-issuer=https://issuer.example",
                    "--auth-oidc-client-id=converge"));
        case "OTLP" -> environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
        default -> {
          int at = word.indexOf('=') + 1;
          if (word.startsWith("OTEL_")) {
            environment.put(word.substring(0, at - 1), word.substring(at));
          } else {
            String value = word.substring(at);
            options.add(
                word.substring(0, at)
                    + (value.matches("[A-Z]+") ? value.toLowerCase(Locale.ROOT) : value));
          }
        }
      }
    }
    return start(environment, options.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aSettingThatCannotBeUsedIsReportedInOnePlainLine(String given, String expected) {
    Said said = start(given);
    String text = said.text().replace(folder.toString(), "");
    assertEquals(1, text.lines().count(), text);
    assertTrue(text.contains(expected), text);
    assertFalse(text.contains("Exception"), text);
    assertFalse(text.contains("null"), text);
    assertTrue(said.exit() == ExitCode.USAGE || said.exit() == ExitCode.ERROR, text);
  }

  static Stream<Setting<?>> all() {
    return Settings.all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aValueThatNoSettingTakesIsReportedWithItsOriginAndWhatIsExpected(Setting<?> setting) {
    String flag = "--" + setting.name().replace('.', '-').replace('_', '-');
    Said said = start(Map.of(), flag + "=a\u0000b");
    assertEquals(ExitCode.USAGE, said.exit(), said.text());
    assertEquals(1, said.text().lines().count(), said.text());
    assertTrue(said.text().startsWith(flag + ": " + setting.name()), said.text());
    assertTrue(said.text().contains("(expected: "), said.text());
  }
}
