/// What a program says about an agent, and how agents fail.
@NullMarked
package dev.converge.core.agent;

import org.jspecify.annotations.NullMarked;
