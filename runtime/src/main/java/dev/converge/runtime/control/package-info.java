/// What people do to runs: end, hold and go on, budgets, observations, decisions.
@NullMarked
package dev.converge.runtime.control;

import org.jspecify.annotations.NullMarked;
