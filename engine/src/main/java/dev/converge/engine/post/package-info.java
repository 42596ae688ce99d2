/// How inputs from outside, and what became of them, are handed from one server to another.
@NullMarked
package dev.converge.engine.post;

import org.jspecify.annotations.NullMarked;
