// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.Iterator;

/**
 * Answers rows of text.
 *
 * <p>Contract of every implementation: one outcome a row, in the rows' order; a row's answer does
 * not depend on the other rows (labels and exits exactly, probabilities within 1e-4); input is read
 * ahead by a bounded number of rows.
 *
 * @param <A> what a row is answered with
 */
public interface Scorer<A> {
  /**
   * The outcomes of {@code rows}, computed as they are asked for, on the asking thread or on others
   * that score by the same model meanwhile.
   *
   * @param rows read once
   */
  Outcomes<A> score(Iterator<RowText> rows);
}
