/// What the tests of every module share: fakes, generators, contract suites and the simulator.
@NullMarked
package dev.converge.testkit;

import org.jspecify.annotations.NullMarked;
