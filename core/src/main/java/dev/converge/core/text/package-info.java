/// Text for people, and the words that values have on a wire.
@NullMarked
package dev.converge.core.text;

import org.jspecify.annotations.NullMarked;
