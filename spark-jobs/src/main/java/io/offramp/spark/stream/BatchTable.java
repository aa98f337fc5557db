// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.stream;

import org.apache.hadoop.fs.Path;

/** A table that only its library can add rows to, a batch at a time. */
public interface BatchTable {
  /**
   * Adds a batch. A second time with the same number changes nothing: whoever was killed after the
   * first does not know of it.
   *
   * @param batch from 0
   * @param rows folder of its staged files
   */
  void add(long batch, Path rows);
}
