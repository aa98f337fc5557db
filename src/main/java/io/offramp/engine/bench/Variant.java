// SPDX-License-Identifier: Apache-2.0
package io.offramp.engine.bench;

import io.offramp.engine.encoder.Precision;
import java.util.Optional;

/**
 * A way to run the rows, or a part of it, that is timed.
 *
 * @param id its name in the report, in kebab case
 * @param title what the table calls it
 * @param role what it is compared with
 * @param precision that layers compute in; empty where none do
 * @param load what a pass has to do
 * @param counterpart id of the variant that does the same without Spark; empty for others
 * @param warmUp a part of a pass that meets its shapes; untimed
 * @param pass one pass
 */
public record Variant(
    String id,
    String title,
    Role role,
    Optional<Precision> precision,
    Load load,
    Optional<String> counterpart,
    Runnable warmUp,
    Pass pass) {
  /** What a variant is compared with. */
  public enum Role {
    /** What the machine can do; compared by hand. */
    PROBE,
    /** Run on the sample of the rows; compared with the naive way. */
    BASELINE,
    /** Full depth with all levers; the best of them is what exits are compared with. */
    FULL_DEPTH,
    /** With exits. */
    EARLY_EXIT,
    /** Either, with tokenising: what somebody waits for who has text. */
    TEXT,
    /** Either through Spark, with tokenising. */
    SPARK
  }

  /** One pass over all of its rows. */
  @FunctionalInterface
  public interface Pass {
    /** Runs it, and says how many seconds that took. */
    double seconds();
  }
}
