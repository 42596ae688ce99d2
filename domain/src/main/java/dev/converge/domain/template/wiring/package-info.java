/// Reads a wiring: its YAML, its fields and what is wrong with them.
@NullMarked
package dev.converge.domain.template.wiring;

import org.jspecify.annotations.NullMarked;
