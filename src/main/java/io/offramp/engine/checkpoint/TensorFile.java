// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.checkpoint;

import java.util.Collection;

/** One file of tensors, open until it is closed. */
interface TensorFile extends AutoCloseable {
  /** The tensors in the file's order; no two have one name. */
  Collection<TensorInfo> tensors();

  /**
   * A tensor's elements as float32, row-major.
   *
   * @param name of a tensor that is there
   * @throws CheckpointException if it holds integers, a number that is not finite, or too many
   */
  float[] floats(String name);

  @Override
  void close();
}
