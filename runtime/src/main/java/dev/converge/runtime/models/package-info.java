/// The models that a server can use.
@NullMarked
package dev.converge.runtime.models;

import org.jspecify.annotations.NullMarked;
