// SPDX-License-Identifier: Apache-2.0
/**
 * Measures what each lever of execution gives, on this machine and these rows.
 *
 * <p>A {@link io.offramp.engine.bench.Variant} is something that can be timed, a {@link
 * io.offramp.engine.bench.Measurement} its seconds in every repetition, a {@link
 * io.offramp.engine.bench.BenchReport} what follows from them. {@link
 * io.offramp.engine.bench.EngineBench} knows the variants that need no Spark.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.engine.bench;
