// SPDX-License-Identifier: Apache-2.0
package io.offramp.spark.job;

/** Where a long job says how far it is; implementations decide how often that is shown. */
@FunctionalInterface
public interface ProgressSink {
  /** The newest state, as one line. */
  void show(String line);

  /** A line that is to stay; shown nowhere unless overridden. */
  default void note(String line) {}

  /** Shows nothing. */
  static ProgressSink none() {
    return line -> {};
  }
}
