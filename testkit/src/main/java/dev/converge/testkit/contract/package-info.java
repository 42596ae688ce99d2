/// What every store must do, as suites of tests that each kind of store passes.
@NullMarked
package dev.converge.testkit.contract;

import org.jspecify.annotations.NullMarked;
