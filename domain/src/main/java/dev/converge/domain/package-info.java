/// The template language, the flows that ship with converge and their rule agents.
@NullMarked
package dev.converge.domain;

import org.jspecify.annotations.NullMarked;
