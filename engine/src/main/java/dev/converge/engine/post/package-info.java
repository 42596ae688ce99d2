/// How servers exchange inputs from outside and their outcomes.
@NullMarked
package dev.converge.engine.post;

import org.jspecify.annotations.NullMarked;
