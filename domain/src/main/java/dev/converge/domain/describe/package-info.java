/// What a compiled program does, in words and as JSON, for people who read or approve it.
@NullMarked
package dev.converge.domain.describe;

import org.jspecify.annotations.NullMarked;
