// SPDX-License-Identifier: Apache-2.0
/**
 * Exactly once: which files a micro-batch of a stream brought, which batches an output table holds,
 * and how the files of a batch come into it so that a process may be killed at any moment.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.stream;
