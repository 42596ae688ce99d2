package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Makes certificates with the JDK's keytool.
public final class TestAuthority {
  private static final String PASSWORD = "changeit";
  private final Path store;
  private final String name;

  /// An authority of its own.
  public TestAuthority(Path folder, String name) throws Exception {
    this.store = folder.resolve(name + ".p12");
    this.name = name;
    keytool(name, "-ext", "bc:c");
  }

  private void keytool(String alias, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-validity", "2"));
    command.addAll(List.of("-dname", "CN=" + alias, "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-keystore", store.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  private KeyStore keys() throws Exception {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  /// Issues a certificate.
  public X509Certificate issue(String alias) throws Exception {
    keytool(alias, "-signer", name, "-ext", "san=ip:127.0.0.1,dns:localhost");
    return certificate(alias);
  }

  /// The certificate of an alias.
  public X509Certificate certificate(String alias) throws Exception {
    return (X509Certificate) keys().getCertificate(alias);
  }

  /// Writes the certificate of an alias, and its key unless it is the authority's own.
  public void write(String alias, Path certificate, Path key) throws Exception {
    Files.writeString(certificate, pem("CERTIFICATE", certificate(alias).getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys().getKey(alias, PASSWORD.toCharArray()).getEncoded()));
  }

  /// Writes the certificate of the authority.
  public Path writeAuthority(Path file) throws Exception {
    return Files.writeString(file, pem("CERTIFICATE", certificate(name).getEncoded()));
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }

  /// Clients that trust this authority and present the certificate that another one issued.
  public SSLContext client(TestAuthority issuer, String alias) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (!alias.isEmpty()) {
      own.setKeyEntry(
          alias,
          issuer.keys().getKey(alias, PASSWORD.toCharArray()),
          PASSWORD.toCharArray(),
          issuer.keys().getCertificateChain(alias));
    }
    KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    mine.init(own, PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(name, certificate(name));
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(mine.getKeyManagers(), trusts.getTrustManagers(), null);
    return context;
  }
}
