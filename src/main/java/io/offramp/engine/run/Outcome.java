// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * What became of a row.
 *
 * @param <A> the answer's type
 */
public sealed interface Outcome<A> {
  /**
   * The row was scored.
   *
   * @param answer what the model says
   * @param truncated whether the text was longer than the model reads, and its end was ignored
   * @param duplicate whether the answer is that of an earlier row with the same text; see {@link
   *     ScoringOptions#dedupe}
   */
  record Answered<A>(A answer, boolean truncated, boolean duplicate) implements Outcome<A> {}

  /**
   * The row could not be scored.
   *
   * @param reason what was wrong, for the row's {@code error} column
   */
  record Rejected<A>(String reason) implements Outcome<A> {}
}
