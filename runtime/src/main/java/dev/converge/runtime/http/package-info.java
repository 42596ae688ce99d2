/// HTTP for every feature: resources by path, strict JSON bodies, content negotiation.
@NullMarked
package dev.converge.runtime.http;

import org.jspecify.annotations.NullMarked;
