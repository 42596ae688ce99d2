/// Which models a server can ask.
@NullMarked
package dev.converge.runtime.models;

import org.jspecify.annotations.NullMarked;
