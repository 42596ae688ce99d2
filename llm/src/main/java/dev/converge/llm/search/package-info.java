/// Searches of the web, and of folders in its place, for models that do not search themselves.
@NullMarked
package dev.converge.llm.search;

import org.jspecify.annotations.NullMarked;
