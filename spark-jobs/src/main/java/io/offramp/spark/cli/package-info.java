// SPDX-License-Identifier: Apache-2.0
/**
 * The commands that users type: options, by the command line, a file or Spark's properties;
 * messages, tables and exit codes.
 */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.cli;
