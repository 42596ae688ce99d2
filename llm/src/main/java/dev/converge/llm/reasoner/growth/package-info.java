/// An expert system for growth: what the seeds say, matched to the plays of a playbook.
@NullMarked
package dev.converge.llm.reasoner.growth;

import org.jspecify.annotations.NullMarked;
