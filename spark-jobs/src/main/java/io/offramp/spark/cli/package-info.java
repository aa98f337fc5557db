// SPDX-License-Identifier: Apache-2.0
/** The commands that users type: options, messages, tables and exit codes. */
@org.jspecify.annotations.NullMarked
package io.offramp.spark.cli;
