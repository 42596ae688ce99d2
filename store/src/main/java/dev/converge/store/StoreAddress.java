package dev.converge.store;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a store is, and who asks for it. Its text never shows a password.
///
/// @param url `sqlite:DIRECTORY`, or that of another provider on the class path
/// @param user of the database, or `null` for what the URL says
/// @param password of that user, or `null` for what the URL says
public record StoreAddress(String url, @Nullable String user, @Nullable String password) {
  private static final String SQLITE = "sqlite:";
  private static final Pattern BEFORE_HOST = Pattern.compile("//[^/?#]*@");

  /// Without a user, or with the one that the URL names.
  public StoreAddress(String url) {
    this(url, null, null);
  }

  /// The SQLite store in a directory.
  public static StoreAddress of(Path directory) {
    return new StoreAddress(SQLITE + directory);
  }

  /// A URL as people may see it: without parameters and without what stands before the host, each
  /// of which can hold a password.
  public static String shown(String url) {
    int end = url.indexOf('?');
    String bare = end < 0 ? url : url.substring(0, end);
    return BEFORE_HOST.matcher(bare).replaceFirst("//");
  }

  /// The URL as people may see it.
  @Override
  public String toString() {
    return shown(url);
  }
}
