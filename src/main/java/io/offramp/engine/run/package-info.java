// SPDX-License-Identifier: Apache-2.0
/**
 * Early-exit execution.
 *
 * <p>Callers see a {@link io.offramp.engine.run.Scorer}: rows in, one outcome a row out, in order.
 * How rows are grouped into batches, what is done with the rows that stay, and whether rows of one
 * text share an answer is behind it. What layers compute in, a {@link
 * io.offramp.engine.encoder.Precision}, belongs to a loaded model; {@link
 * io.offramp.engine.run.PrecisionChoice} is how it was come by.
 *
 * <p>A {@link io.offramp.engine.run.ScoringObserver} hears how scoring goes in this JVM, if it was
 * added to {@link io.offramp.engine.run.ScoringObservers}; {@link
 * io.offramp.engine.run.ScoringQueues} says what waits. Nothing depends on either.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.run;
