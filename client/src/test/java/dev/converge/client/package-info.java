@NullMarked
package dev.converge.client;

import org.jspecify.annotations.NullMarked;
