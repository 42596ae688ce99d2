/// Authentication of callers: API keys and tokens, tenants, and limits on requests.
@NullMarked
package dev.converge.runtime.auth;

import org.jspecify.annotations.NullMarked;
