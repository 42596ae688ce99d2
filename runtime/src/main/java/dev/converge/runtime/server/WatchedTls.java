package dev.converge.runtime.server;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import dev.converge.engine.error.ConvergeException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate of the server, read again when its files change: new connections get the new
/// one. If the files are invalid, the previous certificate stays in use. Thread-safe.
final class WatchedTls implements TlsProvider {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedTls.class);

  /// The content of the files.
  ///
  /// @param pair certificate chain and key
  /// @param clientCa authorities for clients' certificates; empty if clients need none
  private record Content(TlsKeyPair pair, List<X509Certificate> clientCa) {}

  private final ServerSettings.Tls files;
  private final Consumer<String> warn;
  private List<String> known;
  private List<String> lookedAt;
  private String problem = "";
  private volatile Content content;

  /// Reads the files for the first time.
  ///
  /// @throws ConvergeException with `INVALID` if one of them is invalid
  WatchedTls(ServerSettings.Tls files) {
    this(files, LOG::warn);
  }

  /// @param warn called with the problem of files that changed
  WatchedTls(ServerSettings.Tls files, Consumer<String> warn) {
    this.files = files;
    this.warn = warn;
    this.known = stamps();
    this.lookedAt = known;
    this.content = read();
  }

  private Content read() {
    Path ca = files.clientCa();
    return new Content(TlsFiles.read(files), ca == null ? List.of() : TlsFiles.authorities(ca));
  }

  /// Checks whether the files have changed. Blocks for I/O. They are read once they are the same in
  /// two checks, because certificate and key are not renewed at the same moment.
  synchronized void look() {
    List<String> now = stamps();
    boolean settled = now.equals(lookedAt);
    lookedAt = now;
    if (!settled || now.equals(known)) {
      return;
    }
    try {
      content = read();
      known = now;
      problem = "";
      LOG.info(
          "{} was renewed and is valid until {}",
          files.certificates(),
          content.pair.certificateChain().getFirst().getNotAfter().toInstant());
    } catch (ConvergeException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(problem)) {
        problem = message;
        warn.accept(message + "; the certificate read before stays in use");
      }
    }
  }

  private List<String> stamps() {
    Path ca = files.clientCa();
    return ca == null
        ? List.of(FileStamp.of(files.certificates()), FileStamp.of(files.key()))
        : List.of(FileStamp.of(files.certificates()), FileStamp.of(files.key()), FileStamp.of(ca));
  }

  @Override
  public TlsKeyPair keyPair(String hostname) {
    return content.pair;
  }

  @Override
  public List<X509Certificate> trustedCertificates(String hostname) {
    return content.clientCa;
  }
}
