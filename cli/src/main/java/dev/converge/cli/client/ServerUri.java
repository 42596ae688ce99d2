package dev.converge.cli.client;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/// The address of a server as people write it.
final class ServerUri {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  private ServerUri() {}

  /// Reads an address: `http://` is assumed, and a path is kept without its last slash.
  ///
  /// @throws ConvergeException with `INVALID` if it is not an HTTP address of a host
  static URI of(String text) {
    String whole = SCHEME.matcher(text).matches() ? text : "http://" + text;
    try {
      URI uri = new URI(whole.replaceAll("/+$", ""));
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // Reported below.
    }
    throw new ConvergeException(
        ErrorCode.INVALID,
        "--server: invalid address \""
            + text
            + "\" (expected: such as localhost:8080 or https://example.org/converge)");
  }
}
