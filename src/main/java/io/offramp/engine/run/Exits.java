// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;

/** Decides where rows leave: by a policy, or for a benchmark as it is told. */
interface Exits {
  /**
   * Begins a row. Not called for rows that share an earlier one's ticket.
   *
   * @param number of the row, from 0; greater than any before
   */
  Exit of(long number, TokenizedText row);

  /** One row's way. */
  interface Exit {
    /**
     * Whether the row leaves at the next exit; asked for exits 1, 2, … until it does. At the last
     * exit it must.
     */
    boolean leaves(float[] probabilities);

    /** The answer of the row, which leaves. */
    ExitAnswer answer(int exit, float[] probabilities);
  }
}
