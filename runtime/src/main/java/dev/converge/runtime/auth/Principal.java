package dev.converge.runtime.auth;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.Submission;
import dev.converge.runtime.operations.call.Permissions;
import io.netty.util.AttributeKey;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who asks.
///
/// @param tenant whose jobs they see; `default` while authentication is off
/// @param name who they are, or `null` while authentication is off
/// @param permissions what they may do; everything while authentication is off
public record Principal(String tenant, @Nullable String name, Permissions permissions) {
  /// What names a tenant or a principal.
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}");

  /// Anybody, while authentication is off.
  public static final Principal ANYBODY = 
      new Principal(Submission.DEFAULT_TENANT, null, Permissions.ALL);

  private static final AttributeKey<Principal> KEY =
      AttributeKey.valueOf(Principal.class, "principal");

  /// Checks both names.
  ///
  /// @throws IllegalArgumentException if one is not of the form of [#NAME]
  public Principal {
    require("tenant", tenant);
    if (name != null) {
      require("name", name);
    }
  }

  /// A principal of whom nothing is said about scopes.
  ///
  /// @throws IllegalArgumentException if a name is not of the form of [#NAME]
  public Principal(String tenant, @Nullable String name) {
    this(tenant, name, Permissions.UNSCOPED);
  }

  /// Who sent a request, over whichever transport; [#ANYBODY] while authentication is off.
  public static Principal of(ServiceRequestContext request) {
    Principal known = request.attr(KEY);
    return known == null ? ANYBODY : known;
  }

  /// The authenticated actor of a decision. Empty while authentication is off: then a name in the
  /// request is kept as asserted.
  public Optional<String> actor() {
    return Optional.ofNullable(name);
  }

  void attachTo(ServiceRequestContext request) {
    request.setAttr(KEY, this);
  }

  private static void require(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + ": " + value + " (expected: " + NAME.pattern() + ")");
    }
  }
}
