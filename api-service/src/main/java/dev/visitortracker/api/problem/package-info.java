/**
 * Everything that a client is told when it does not get what it asked for, as problem details (RFC
 * 9457). Start with the table, {@link dev.visitortracker.api.problem.ProblemType}.
 */
@NullMarked
package dev.visitortracker.api.problem;

import org.jspecify.annotations.NullMarked;
