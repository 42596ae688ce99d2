/// Text for people, and the words of values in JSON.
@NullMarked
package dev.converge.core.text;

import org.jspecify.annotations.NullMarked;
