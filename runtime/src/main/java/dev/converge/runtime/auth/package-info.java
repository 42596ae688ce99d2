/// Who asks: API keys and tokens, tenants, and how much each may ask.
@NullMarked
package dev.converge.runtime.auth;

import org.jspecify.annotations.NullMarked;
