// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import java.util.Iterator;

/**
 * Outcomes, computed as they are asked for on the asking thread. Rows that wait hold memory of the
 * device: it is freed with the last outcome, or by closing before.
 *
 * @param <A> what rows are answered with
 */
public interface Outcomes<A> extends Iterator<Outcome<A>>, AutoCloseable {
  @Override
  void close();
}
