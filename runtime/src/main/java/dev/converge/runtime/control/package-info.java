/// What people do to runs: cancel, pause and resume, budgets, observations, decisions.
@NullMarked
package dev.converge.runtime.control;

import org.jspecify.annotations.NullMarked;
