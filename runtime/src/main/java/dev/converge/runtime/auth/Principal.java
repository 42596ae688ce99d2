package dev.converge.runtime.auth;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.Submission;
import dev.converge.runtime.operations.call.Permissions;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The authenticated caller.
///
/// @param tenant whose jobs the caller can see; `default` while authentication is off
/// @param name of the caller, or `null` while authentication is off
/// @param permissions of the caller; everything while authentication is off
public record Principal(String tenant, @Nullable String name, Permissions permissions) {
  /// The form of a tenant's name.
  public static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}");

  /// Maximum length of a principal's name, in characters; OpenID Connect has the same limit for
  /// `sub`.
  public static final int MAX_NAME_LENGTH = 255;

  /// Anybody, while authentication is off.
  public static final Principal ANYBODY =
      new Principal(Submission.DEFAULT_TENANT, null, Permissions.ALL);

  private static final AttributeKey<Principal> KEY =
      AttributeKey.valueOf(Principal.class, "principal");

  /// Checks both names. Identity providers use arbitrary names (`auth0|5f7c…`, SPIFFE ids, names
  /// with blanks), so a name can be any single-line text.
  ///
  /// @throws IllegalArgumentException if the tenant does not have the form of [#TENANT], or the
  ///   name is blank, too long, or contains unprintable characters
  public Principal {
    if (!TENANT.matcher(tenant).matches()) {
      throw new IllegalArgumentException(
          "tenant: \"" + escaped(tenant) + "\" (expected: " + TENANT.pattern() + ")");
    }
    if (name != null
        && (name.isBlank()
            || name.length() > MAX_NAME_LENGTH
            || !name.codePoints().allMatch(Principal::isText))) {
      throw new IllegalArgumentException(
          "name: \""
              + escaped(name)
              + "\" (expected: 1 to "
              + MAX_NAME_LENGTH
              + " characters of text in one line)");
    }
  }

  private static boolean isText(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /// A text for a log or a terminal: everything that is not printable ASCII is escaped, so that no
  /// name looks like another or like output of the server.
  public static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(MAX_NAME_LENGTH)
        .forEach(c -> {
          if (c == '\\') {
            out.append("\\\\");
          } else if (c >= ' ' && c <= '~') {
            out.appendCodePoint(c);
          } else {
            out.append("\\u{").append(Integer.toHexString(c)).append('}');
          }
        });
    return out.toString();
  }

  /// A principal without restrictions by scopes.
  ///
  /// @throws IllegalArgumentException if a name is not of its form
  public Principal(String tenant, @Nullable String name) {
    this(tenant, name, Permissions.UNSCOPED);
  }

  /// The caller of a request, over any transport; [#ANYBODY] while authentication is off.
  public static Principal of(ServiceRequestContext request) {
    Principal known = request.attr(KEY);
    return known == null ? ANYBODY : known;
  }

  /// The authenticated actor of a decision. Empty while authentication is off: then a name in the
  /// request is kept as claimed.
  public Optional<String> actor() {
    return Optional.ofNullable(name);
  }

  void attachTo(ServiceRequestContext request) {
    request.setAttr(KEY, this);
  }
}
