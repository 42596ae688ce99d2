/// Notes from sources for a brief, and the draft that is made of them.
@NullMarked
package dev.converge.llm.reasoner.draft;

import org.jspecify.annotations.NullMarked;
