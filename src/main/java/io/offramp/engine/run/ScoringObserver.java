// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.run;

/**
 * Hears how scoring goes: of rows that were handed out, of batches that ran, of models that were
 * loaded. It is told by the threads that score, of many rows at a time and of all models of the
 * JVM; so it must be quick, safe for use by many threads at once, and not throw.
 */
public interface ScoringObserver {
  /** Rows were handed out, about as many as a batch has or more. */
  default void answered(RowTally rows) {}

  /** A batch ran through a stage. One that did not fit into memory did not. */
  default void ran(BatchRun batch) {}

  /**
   * A model was loaded, its bundle's checks included.
   *
   * @param nanos that it took
   */
  default void loaded(long nanos) {}
}
