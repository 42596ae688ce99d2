/// Values and the pure step function that turns answers into promoted facts until nothing changes.
@NullMarked
package dev.converge.core;

import org.jspecify.annotations.NullMarked;
