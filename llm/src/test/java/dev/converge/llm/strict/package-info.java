/// Servers that answer as providers do and refuse what they would refuse, by their documentation.
@NullMarked
package dev.converge.llm.strict;

import org.jspecify.annotations.NullMarked;
