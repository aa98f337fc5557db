// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.offramp.engine.text.TokenizedText;
import java.util.List;

/**
 * Calls the methods of a module, with a batch's rows told in the form that its kernels read. Safe
 * for use by many threads at once.
 */
interface KernelCalls {
  /**
   * Hidden states before the first segment [B,N,W].
   *
   * @param length N, to which rows are padded; at least the longest one's
   */
  NDArray start(List<TokenizedText> rows, int length, NDManager scope);

  /** Segment {@code exit} (1-based), and what its exit says. */
  EarlyExitModel.Step step(
      int exit, NDArray hidden, List<TokenizedText> rows, int length, NDManager scope);

  /** What the last exit says, a row's C probabilities each, in one call. */
  float[][] forward(List<TokenizedText> rows, int length, NDManager scope);

  /** The states of the rows at some places, in a tensor of their own. */
  NDArray keep(NDArray hidden, int[] places, NDManager scope);

  /** Writes the states of rows at some places of one batch to places of another. */
  void move(NDArray from, int[] sources, NDArray to, int[] targets, NDManager scope);

  /** Frees what it has beside the module. */
  default void close() {}
}
