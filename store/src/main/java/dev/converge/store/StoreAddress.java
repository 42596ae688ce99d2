package dev.converge.store;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The location of a store and the credentials for it. Its string form never contains a password.
///
/// @param url `sqlite:DIRECTORY`, or the URL of another provider on the class path
/// @param user of the database, or `null` to use the URL's
/// @param password of that user, or `null` to use the URL's
public record StoreAddress(String url, @Nullable String user, @Nullable String password) {
  private static final String SQLITE = "sqlite:";
  private static final Pattern BEFORE_HOST = Pattern.compile("//[^/?#]*@");

  /// An address without a separate user; the URL can name one.
  public StoreAddress(String url) {
    this(url, null, null);
  }

  /// The SQLite store in a directory.
  public static StoreAddress of(Path directory) {
    return new StoreAddress(SQLITE + directory);
  }

  /// A URL that is safe to show: without its parameters and the part before the host, both of which
  /// can contain a password.
  public static String shown(String url) {
    int end = url.indexOf('?');
    String bare = end < 0 ? url : url.substring(0, end);
    return BEFORE_HOST.matcher(bare).replaceFirst("//");
  }

  /// The URL in a form that is safe to show.
  @Override
  public String toString() {
    return shown(url);
  }
}
