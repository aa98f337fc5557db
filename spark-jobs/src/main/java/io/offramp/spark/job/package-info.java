// SPDX-License-Identifier: Apache-2.0
/**
 * The jobs behind the commands: train, attach exits, trace, calibrate, score, bench. Each takes a
 * request and a Spark session and returns what the command prints.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.job;
