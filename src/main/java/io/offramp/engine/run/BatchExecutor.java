// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import io.offramp.engine.text.TokenizedText;
import java.util.List;

/**
 * Runs one batch.
 *
 * @param <A> what a row is answered with
 */
interface BatchExecutor<A> {
  /** One answer a row, in order. */
  List<A> execute(List<TokenizedText> rows);
}
