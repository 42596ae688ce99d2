/// Sessions: who a caller is, and how people sign in with a browser.
@NullMarked
package dev.converge.runtime.signin;

import org.jspecify.annotations.NullMarked;
