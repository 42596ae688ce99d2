/// JSON values, a strict reader and a canonical writer (RFC 8785), and the digest of a value.
@NullMarked
package dev.converge.core.json;

import org.jspecify.annotations.NullMarked;
